"""Slides: every number is a chart's, every word of a card is in the notes, and PowerPoint opens the file unrepaired."""

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import fields, replace
from math import isnan
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest
from lxml import etree
from pptx.util import Pt

from avloppsanalys.analysis import analyse, read_config
from avloppsanalys.charts.style import MARKS, STAMP, TEXT_QUIET, TEXTS, contrast
from avloppsanalys.exports import Briefing, Finding, write_slides
from avloppsanalys.exports.slides.columns import LONGEST_NAME
from avloppsanalys.exports.slides.paragraph import Paragraph, size_that_fits
from avloppsanalys.exports.slides.template import CHART, FINDING, FOOT, SOURCE, WORDS, empty_deck
from avloppsanalys.exports.slides.words import harmless
from avloppsanalys.lagesbild import Picture, Series
from avloppsanalys.lagesbild.assessment import AssessmentStatus
from avloppsanalys.reference import bundled
from avloppsanalys.wording import Language, text

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
NONE = (None,) * 4
YEARS = ("2022", "2023", "2024", "2025")
LEVELS = Series(
    name="Nivå", mark="level", values=(16.804186827753234, None, 0.1 + 0.2, 1 / 3),
    low=(10.299127491830516, None, 0.1, None), high=(28.016203055584874, None, 1e-3 + 1, None),
)  # fmt: skip
BOUNDS = Series(name="Övre gräns", mark="bound", values=(None, 1.1665176505771861, None, None), low=NONE, high=NONE)
BAND = Series(
    name="Väntat",
    mark="band",
    values=(20.0, None, 22.5, 23.0),
    low=(15.1, None, 16.2, 17.3),
    high=(25.1, None, 26.2, 27.3),
    middle="Väntat, mittvärde",
)
BELOW = Series(name="Netto", mark="band", values=NONE, low=(-5.5, 1.5, 2.5, 3.5), high=(10.1, 11.2, 12.3, 13.4))
COUNTED = Series(name="Anmälda brott", mark="line", values=(34.0, None, 14.0, 41.0), low=NONE, high=NONE)
HOSTILE = (
    '=HYPERLINK("http://x.se";"klicka") <script>alert(1)</script> '
    "'&amp;' rad\nbryt \u202e987\u202c \x00\x1b\ufffe \U0001f9ea "
)


def picture(*series: Series, categories: tuple[str, ...] = YEARS, note: str = "") -> Picture:
    return Picture(
        title="Vad som visas", unit="mg per 1 000 personer och dygn", categories=categories, series=series,
        alt_text="Vad som visas. 2022: 17.", note=note,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told() -> Briefing:
    setup = read_config(bundled("protocols") / "exempel" / "config.toml")
    result = analyse(*setup.read(), protocol=setup.protocol, title=setup.title, **setup.read_forms())
    return result.briefing()


@pytest.fixture(scope="module")
def full(told: Briefing) -> Briefing:
    """Return a briefing with a slide of every kind."""
    first = told.findings[0]
    return replace(
        told,
        findings=(replace(first, picture=picture(LEVELS, BOUNDS)), *told.findings[1:3]),
        beside=(
            picture(BAND, LEVELS, note="Ett band är ingen gräns."),
            picture(BELOW, COUNTED),
            picture(BAND, BELOW, replace(LEVELS, name="Andra nivån"), LEVELS),
        ),
        changed=tuple(f"Mening {number} om en ändring." for number in range(30)),
        questions=(("Varför det här problemet?", "Därför."), ("Vilka källor?", "De här.")),
    )


@pytest.fixture(scope="module")
def deck(full: Briefing, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return written(full, tmp_path_factory.mktemp("full"))


def written(told: Briefing, folder: Path) -> Any:
    write_slides(told, folder / "bilder.pptx")
    return pptx.Presentation(str(folder / "bilder.pptx"))


def charts_of(deck: Any) -> list[Any]:
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def series_of(chart: Any) -> dict[str, tuple[float | None, ...]]:
    return {one.name: tuple(one.values) for plot in chart.plots for one in plot.series}


def test_a_finding_has_a_slide_and_the_order_is_that_of_the_meeting(full: Briefing, deck: Any) -> None:
    said = titles(deck)
    assert said[0] == full.title
    assert said[1].startswith("Vad har ändrats sedan förra underlaget (1 av")
    cards = [finding.card.title for finding in full.findings]
    start = said.index(cards[0])
    assert said[start : start + len(cards)] == [harmless(title) for title in cards]
    assert said[-3:] == ["Brottsförebyggande rådets kontrollfrågor", "Så är det gjort", "Vad mätningen inte säger"]
    opening = deck.slides[0].placeholders[WORDS].text_frame.text
    assert opening.splitlines() == [
        "Bygger på svar och uppgifter som var kända 13 november 2026.",
        f"{len(cards)} fynd, ett på varje bild.",
        "Bedömningen gör gruppen.",
    ]
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)


def test_without_an_earlier_underlag_nothing_is_said_of_changes(told: Briefing, tmp_path: Path) -> None:
    told = replace(told, findings=told.findings[:1])
    assert not any("förra underlaget" in title for title in titles(written(told, tmp_path)))
    unchanged = written(replace(told, changed=()), tmp_path)
    assert unchanged.slides[1].placeholders[WORDS].text_frame.text == "Inget har ändrats."


def test_every_number_of_every_picture_reads_back_exactly(full: Briefing, deck: Any) -> None:
    pictures = [*(finding.picture for finding in full.findings), *full.beside]
    charts = charts_of(deck)
    assert len(charts) == len(pictures)
    for shown, chart in zip(pictures, charts, strict=True):
        assert tuple(chart.plots[0].categories) == shown.categories
        read = series_of(chart)
        for one in shown.series:
            if one.mark == "band":
                columns = (
                    f"{one.name}, nedre ände"  # a band that begins below zero is drawn as a bar from its lower end
                )
                assert read.get(columns, read[one.name]) == one.low
                if any(one.values):
                    assert read[one.middle] == one.values
            elif any(one.values):
                assert read[one.name] == one.values
                if any((*one.low, *one.high)):
                    assert read[f"{one.name}, nedre ände"] == one.low
                    assert read[f"{one.name}, övre ände"] == one.high


def test_the_sheet_behind_a_chart_holds_the_ends_and_reckons_the_rest(deck: Any) -> None:
    chart = charts_of(deck)[-1]
    page = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    columns = {column[0].value: [cell.value for cell in column[1:]] for column in page.columns}
    assert columns["Väntat, övre ände"] == list(BAND.high)
    assert columns["Netto, övre ände"] == list(BELOW.high)
    heads = [cell.value for cell in page[1]]
    upper, lower = (heads.index(name) for name in ("Väntat, övre ände", "Väntat, nedre ände"))
    letter = openpyxl.utils.get_column_letter
    assert columns["Väntat"] == [
        f"={letter(upper + 1)}{row}-{letter(lower + 1)}{row}" if row != 3 else None for row in range(2, 6)
    ]
    for bars in chart.element.iter(f"{C}errBars"):
        for ends in (bars.find(f"{C}plus"), bars.find(f"{C}minus")):
            if ends is not None:
                column = re.fullmatch(r"Sheet1!\$([A-Z]+)\$2:\$\1\$5", ends.findtext(f".//{C}f"))
                assert column
                assert str(page[f"{column[1]}2"].value).startswith("=")


def test_error_bars_reach_from_end_to_end(deck: Any) -> None:
    bars = charts_of(deck)[0].element.find(f".//{C}errBars")
    reach = {
        which: {int(point.get("idx")): float(point.findtext(f"{C}v")) for point in bars.iterfind(f"{C}{which}//{C}pt")}
        for which in ("plus", "minus")
    }
    known = [index for index, end in enumerate(LEVELS.low) if end is not None]
    assert sorted(reach["plus"]) == sorted(reach["minus"]) == known
    for index in known:
        value, low, high = LEVELS.values[index], LEVELS.low[index], LEVELS.high[index]
        assert value is not None
        assert value + reach["plus"][index] == pytest.approx(high, rel=1e-15)
        assert value - reach["minus"][index] == pytest.approx(low, rel=1e-15)


def test_labels_have_the_digits_of_the_cards(deck: Any) -> None:
    chart = charts_of(deck)[0]
    formats = [label.get("formatCode") for label in chart.element.iterfind(f".//{C}dLbl/{C}numFmt")]
    assert formats == ['[$-41D]"≤ "#,##0.0', "[$-41D]#,##0", "[$-41D]#,##0.00", "[$-41D]#,##0.00"]


def test_other_peoples_figures_have_the_decimals_that_they_were_given_with(told: Briefing, tmp_path: Path) -> None:
    given = Series(name="Uppgift", mark="level", values=(9.0, None, 14.0, 4.25), low=NONE, high=NONE)
    counted = replace(given, values=(9.0, None, 7.0, 0.0))
    shown = tuple(replace(picture(one), as_given=True) for one in (given, counted))
    charts = charts_of(written(replace(told, findings=(), beside=shown), tmp_path))
    formats = [
        [point.get("formatCode") for point in chart.element.iterfind(f".//{C}dLbl/{C}numFmt")] for chart in charts
    ]
    assert formats == [["[$-41D]#,##0", "[$-41D]#,##0", "[$-41D]#,##0.00"], ["[$-41D]#,##0"] * 3]
    assert [chart.value_axis.major_unit for chart in charts] == [5, 1]
    assert {chart.value_axis.tick_labels.number_format for chart in charts} == {"[$-41D]#,##0;[$-41D]-#,##0;0"}


def test_many_periods_have_one_label(told: Briefing, tmp_path: Path) -> None:
    many = tuple(str(number) for number in range(20))
    none = (None,) * 20
    shown = picture(Series(name="Nivå", mark="level", values=(5.0,) * 20, low=none, high=none), categories=many)
    chart = charts_of(written(replace(told, findings=(), beside=(shown,)), tmp_path))[0]
    assert [label.get("val") for label in chart.element.iterfind(f".//{C}dLbl/{C}idx")] == ["19"]


# ECMA-376 part 1 (5th edition), annex A, dml-chart.xsd: the children of each element in their order.
_MARKED = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize", "separator")
_LABEL = ("numFmt", "spPr", "txPr", "dLblPos", *_MARKED)
_AXIS = ("axId", "scaling", "delete", "axPos", "majorGridlines", "minorGridlines", "title", "numFmt", "majorTickMark",
         "minorTickMark", "tickLblPos", "spPr", "txPr", "crossAx", "crosses", "crossesAt")  # fmt: skip
ORDER = {
    "chartSpace": ("date1904", "lang", "roundedCorners", "style", "clrMapOvr", "pivotSource", "protection", "chart",
                   "spPr", "txPr", "externalData", "printSettings", "userShapes"),
    "chart": ("title", "autoTitleDeleted", "pivotFmts", "view3D", "floor", "sideWall", "backWall", "plotArea", "legend",
              "plotVisOnly", "dispBlanksAs", "showDLblsOverMax"),
    "plotArea": ("layout", "barChart", "lineChart", "catAx", "valAx", "dTable", "spPr"),
    "barChart": ("barDir", "grouping", "varyColors", "ser", "dLbls", "gapWidth", "overlap", "serLines", "axId"),
    "lineChart": ("grouping", "varyColors", "ser", "dLbls", "dropLines", "hiLowLines", "upDownBars", "marker", "smooth",
                  "axId"),
    "barChart/ser": ("idx", "order", "tx", "spPr", "invertIfNegative", "pictureOptions", "dPt", "dLbls", "trendline",
                     "errBars", "cat", "val", "shape"),
    "lineChart/ser": ("idx", "order", "tx", "spPr", "marker", "dPt", "dLbls", "trendline", "errBars", "cat", "val",
                      "smooth"),
    "errBars": ("errDir", "errBarType", "errValType", "noEndCap", "plus", "minus", "val", "spPr"),
    "ser/marker": ("symbol", "size", "spPr"),
    "dLbls": ("dLbl", "delete", *_LABEL, "showLeaderLines", "leaderLines"),
    "dLbl": ("idx", "delete", "layout", "tx", *_LABEL),
    "catAx": (*_AXIS, "auto", "lblAlgn", "lblOffset", "tickLblSkip", "tickMarkSkip", "noMultiLvlLbl"),
    "valAx": (*_AXIS, "crossBetween", "majorUnit", "minorUnit", "dispUnits"),
    "scaling": ("logBase", "orientation", "max", "min"),
    "title": ("tx", "layout", "overlay", "spPr", "txPr"),
    "legend": ("legendPos", "legendEntry", "layout", "overlay", "spPr", "txPr"),
    "legendEntry": ("idx", "delete", "txPr"),
    "numRef": ("f", "numCache"), "strRef": ("f", "strCache"),
    "numCache": ("formatCode", "ptCount", "pt"), "strCache": ("ptCount", "pt"),
}  # fmt: skip


def test_charts_keep_the_order_of_the_schema(deck: Any) -> None:
    seen = set()
    for chart in charts_of(deck):
        for element in chart.element.iter(f"{C}*"):
            name, parent = etree.QName(element).localname, element.getparent()
            above = "" if parent is None else f"{etree.QName(parent).localname}/{name}"
            order = ORDER.get(above) or ORDER.get(name)
            children = [etree.QName(child).localname for child in element]
            if order and children:
                seen.add(name)
                assert set(children) <= set(order), (name, children)
                assert children == sorted(children, key=order.index), (name, children)
    assert {"errBars", "dLbl", "barChart", "lineChart", "legendEntry", "catAx", "valAx"} <= seen


def test_axes_start_at_zero_but_for_a_net_below_it(deck: Any) -> None:
    charts = charts_of(deck)
    assert [chart.value_axis.minimum_scale for chart in charts] == [0.0] * (len(charts) - 2) + [None, None]
    for chart in charts:
        assert chart.value_axis.axis_title.text_frame.text == "mg per 1 000 personer och dygn"
        assert chart.font.size == Pt(12)
        assert chart.element.findtext(f".//{C}dispBlanksAs") is not None
        assert chart.element.find(f".//{C}dispBlanksAs").get("val") == "gap"


def test_all_of_a_card_is_in_the_notes(told: Briefing, tmp_path: Path) -> None:
    deck = written(told, tmp_path)
    slides = {slide.shapes.title.text_frame.text: slide for slide in deck.slides}
    for finding in told.findings:
        notes = slides[finding.card.title].notes_slide.notes_text_frame.text
        for field in fields(finding.card):
            ids = ("place", "substance", "period", "unit", "assessment_status", "caveat_ids")
            if field.name in ids or field.type == "float":
                continue
            if field.name == "interval" and isnan(finding.card.estimate):
                continue  # a bound has none, and the level says so
            value = getattr(finding.card, field.name)
            for words in value if isinstance(value, tuple) else (value,):
                assert words in notes, f"the notes lack the card's {field.name}"
        for _, paragraph in told.method:
            assert paragraph in notes


def test_doses_are_explained_only_where_there_are_any(told: Briefing, quarterly: Briefing, tmp_path: Path) -> None:
    doses = ("Doser", "En dos är mängden delad med två tal")
    assert not any(words.startswith(doses) for part in told.method for words in part)  # only loads
    assert sum(heading == "Doser" for heading, _ in quarterly.method) == 1
    said = [shape.text_frame.text for slide in written(told, tmp_path).slides for shape in slide.placeholders
            if shape.has_text_frame]  # fmt: skip
    assert not any("En dos är" in words for words in said)


def test_a_screen_reader_meets_title_chart_text_source_and_marks_in_that_order(told: Briefing, tmp_path: Path) -> None:
    deck = written(told, tmp_path)
    for slide, finding in zip(list(deck.slides)[1:], told.findings, strict=False):
        places = [shape.placeholder_format.idx for shape in slide.placeholders]
        order = [shape.placeholder_format.idx for shape in slide.shapes if shape.is_placeholder]
        assert order[:5] == [0, CHART, WORDS, SOURCE, FOOT]
        assert len(slide.shapes) == len(places), "everything stands in a place of its layout"
        frame = next(shape for shape in slide.shapes if shape.has_chart)
        described = frame.element.find(f"{P}nvGraphicFramePr/{P}cNvPr").get("descr")
        assert described == harmless(finding.picture.alt_text)
    for slide in deck.slides:
        foot = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == FOOT)
        assert foot.text_frame.text == "INTERNT UNDERLAG, ej beslutat för publicering.  SYNTETISKA DATA"


def test_no_text_is_small_and_all_of_it_has_a_language(full: Briefing, tmp_path: Path) -> None:
    languages: tuple[tuple[Language, str], ...] = (("sv", "sv-SE"), ("en", "en-GB"))
    for lang, name in languages:
        deck = written(replace(full, lang=lang), tmp_path)
        for slide in deck.slides:
            for shape in slide.placeholders:
                if not shape.has_text_frame:
                    continue
                smallest = 10 if shape.placeholder_format.idx == SOURCE else 12
                for paragraph in shape.text_frame.paragraphs:
                    for run in paragraph.runs:
                        assert run.font.size is None or run.font.size >= Pt(smallest)
            for run in slide.element.iter(f"{A}rPr"):
                assert run.get("lang") == name
            for run in slide.notes_slide.element.iter(f"{A}rPr") if slide.has_notes_slide else ():
                assert run.get("lang") == name
        assert deck.core_properties.language == name


def test_colours_are_those_of_the_charts_and_can_be_told_apart(told: Briefing, tmp_path: Path) -> None:
    write_slides(replace(told, findings=()), tmp_path / "bilder.pptx")
    with zipfile.ZipFile(tmp_path / "bilder.pptx") as package:
        theme = etree.fromstring(package.read("ppt/theme/theme1.xml"))
    colours = {
        etree.QName(colour).localname: f"#{colour[0].get('val').lower()}" for colour in theme.find(f".//{A}clrScheme")
    }
    assert {colours[name] for name in ("accent1", "accent2", "accent3", "accent5")} == set(MARKS.values())
    assert {colours[name] for name in ("dk1", "dk2", "accent4", "accent1")} == set(TEXTS.values())
    assert (colours["accent4"], colours["dk2"]) == (STAMP, TEXT_QUIET)
    assert min(contrast(colours[name]) for name in ("dk1", "dk2", "accent1", "accent4")) >= 4.5
    assert min(contrast(colours[f"accent{number}"]) for number in range(1, 7)) >= 3


@pytest.mark.parametrize("title", ["Ett fynd " * 33, "Avloppsreningsverksprovtagningsplan" * 9, "W" * 300, "kort"])
def test_a_title_of_300_letters_stays_on_its_slide(told: Briefing, tmp_path: Path, title: str) -> None:
    said = harmless(title[:300])
    card = replace(told.findings[0].card, title=said)
    deck = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path)
    shape = deck.slides[1].shapes.title
    assert shape.text_frame.text == said
    size = shape.text_frame.paragraphs[0].runs[0].font.size.pt
    place = empty_deck().slide_layouts[FINDING].placeholders.get(idx=0)
    assert place is not None
    words = [Paragraph(words=said, finding=True)]
    assert size_that_fits(words, (place.width / 12700, place.height / 12700), [size]) == size


def test_hostile_words_come_out_harmless(full: Briefing, tmp_path: Path) -> None:
    long = (HOSTILE * 9)[:300]
    first = full.findings[0]
    words = {field.name: long for field in fields(first.card) if field.type == "str"}
    card = replace(first.card, **words, caveats=(long, long, long), does_not_say=(long,))  # type: ignore[arg-type]
    shown = replace(
        picture(*(replace(one, name=f"{number}{long}") for number, one in enumerate((BAND, LEVELS, BOUNDS, COUNTED)))),
        title=long, unit=long, alt_text=long, note=long, categories=tuple(f"{year} {long}" for year in YEARS),
    )  # fmt: skip
    deck = written(
        replace(
            full, title=long, marks=(long,), findings=(Finding(card=card, picture=shown),), beside=(shown,),
            changed=(long,), questions=((long, long),), method=((long, long),),
        ),
        tmp_path,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "bilder.pptx") as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            written_words = "".join(etree.fromstring(package.read(name)).itertext())
            assert not set("\u202e\u202c\x00\x1b\ufffe") & set(written_words), name
    shape = deck.slides[1].placeholders[WORDS]
    assert "<script>alert(1)</script>" in shape.text_frame.text
    assert deck.core_properties.title.startswith("=HYPERLINK")
    for chart in charts_of(deck):
        assert all(len(name) <= LONGEST_NAME + len(", nedre ände") for name in series_of(chart))
        page = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        assert page.cell(1, 1).value is None
        assert all(cell.data_type == "s" for cell in [*page[1][1:], *page["A"][1:]])
        own = [cell.value for row in page.iter_rows(min_row=2, min_col=2) for cell in row if cell.data_type == "f"]
        assert all(re.fullmatch(r"=[A-Z]+\d-[A-Z]+\d", formula) for formula in own)


def test_what_does_not_fit_is_cut_on_the_slide_and_whole_in_the_notes(told: Briefing, tmp_path: Path) -> None:
    change = "Det här förbehållet är mycket långt. " * 60
    card = replace(told.findings[0].card, change=change)
    slide = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path).slides[1]
    assert change.strip() not in slide.placeholders[WORDS].text_frame.text
    assert change.strip() in slide.notes_slide.notes_text_frame.text
    assert card.next_sampling in slide.placeholders[WORDS].text_frame.text
    assert "Mer om provdygn och förändring står i anteckningarna." in slide.placeholders[WORDS].text_frame.text


def test_dates_stay_on_the_slide_where_the_change_in_short_makes_room_for_them(told: Briefing, tmp_path: Path) -> None:
    dates = "onsdag 6 maj och söndag 10 maj 2026: en vardag och en helgdag"
    card = replace(told.findings[0].card, sampled=dates, change="Oförändrat. " + "Mer om förändringen. " * 60)
    slide = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path).slides[1]
    beside = slide.placeholders[WORDS].text_frame.text
    assert dates in beside
    assert "Förändring: Oförändrat.\n" in beside + "\n"
    assert "Mer om provdygn och förändring står i anteckningarna." in beside


def test_a_slide_that_holds_all_of_days_and_change_sends_nobody_to_the_notes(told: Briefing, tmp_path: Path) -> None:
    card = replace(
        told.findings[0].card, caveats=(), sampled="onsdag 6 maj 2026: en vardag", change="Ökar.", last_year=""
    )
    slide = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path).slides[1]
    beside = slide.placeholders[WORDS].text_frame.text
    assert "onsdag 6 maj 2026: en vardag" in beside
    assert "anteckningarna" not in beside


def test_mandatory_caveats_stand_on_the_slide_whatever_else_weighs_on_the_figure(
    told: Briefing, tmp_path: Path
) -> None:
    mandatory = tuple(text(f"caveat.{name}") for name in ("small_plant", "may_be_prescribed"))
    gap = tuple(f"Inga provsvar finns kv {number} 2026, och svaren skulle ha kommit. " * 3 for number in (1, 2, 3))
    card = replace(told.findings[0].card, caveats=(*gap, *mandatory, "Ett sista."), change="Ändringen är lång. " * 90)
    slide = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path).slides[1]
    beside = slide.placeholders[WORDS].text_frame.text
    assert all(words in beside for words in mandatory)
    assert "Fler förbehåll står i anteckningarna: 4." in beside
    assert "Ett sista." in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize(
    ("status", "shown"), [("current", True), ("changed", True), ("unknown_figure", True), ("none", False)]
)
def test_what_the_group_has_concluded_stands_on_the_slide(
    told: Briefing, tmp_path: Path, status: AssessmentStatus, shown: bool
) -> None:
    words = f"Läget är stabilt ({status})."
    card = replace(told.findings[0].card, assessment=words, assessment_status=status)
    slide = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path).slides[1]
    assert (f"Bedömning: {words}" in slide.placeholders[WORDS].text_frame.text) is shown
    assert words in slide.notes_slide.notes_text_frame.text


def test_that_the_figure_has_changed_since_it_was_assessed_is_never_cut(told: Briefing, tmp_path: Path) -> None:
    flag = text("card.assessment.changed")
    card = replace(
        told.findings[0].card, assessment=f"{'Läget är stabilt. ' * 12}{flag}", assessment_status="changed",
        change="Ändringen är lång. " * 90,
    )  # fmt: skip
    slide = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path).slides[1]
    assert flag in slide.placeholders[WORDS].text_frame.text


def test_a_caveat_less_stands_on_the_slide_rather_than_half_a_sentence(told: Briefing, tmp_path: Path) -> None:
    card = replace(
        told.findings[0].card, caveats=("Ett långt förbehåll. " * 8, "Ett till. " * 12, "Ett tredje."),
        assessment="Läget är stabilt, och gruppen följer det med krogarna och ungdomsmottagningen.",
        assessment_status="current",
    )  # fmt: skip
    slide = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path).slides[1]
    beside = slide.placeholders[WORDS].text_frame.text
    assert "…" not in beside
    assert all(words in beside for words in (card.value, card.interval, card.assessment, card.next_sampling))
    assert "Fler förbehåll står i anteckningarna: " in beside


def test_words_are_cut_at_the_end_of_a_sentence(told: Briefing, tmp_path: Path) -> None:
    sentences = [f"Mening nummer {number} om förändringen vid Storverket." for number in range(40)]
    card = replace(told.findings[0].card, change=" ".join(sentences))
    finding = replace(told.findings[0], card=card)
    beside = picture(LEVELS, note=" ".join(sentences))
    deck = written(replace(told, findings=(finding,), beside=(beside,)), tmp_path)
    (shown,) = [one.text for one in deck.slides[1].placeholders[WORDS].text_frame.paragraphs if "Mening" in one.text]
    assert shown == f"Förändring: {sentences[0]}"
    note = deck.slides[2].placeholders[WORDS].text_frame.text
    assert note.endswith(" …")
    assert note.removesuffix(" …").split(". ")[-1].removesuffix(".") + "." in sentences


def test_a_sentence_too_long_for_its_place_is_cut_between_words(told: Briefing, tmp_path: Path) -> None:
    card = replace(told.findings[0].card, change="förändringen " * 300)
    slide = written(replace(told, findings=(replace(told.findings[0], card=card),)), tmp_path).slides[1]
    assert "förändringen…" in slide.placeholders[WORDS].text_frame.text


def test_what_stands_under_the_axis_is_whole(told: Briefing, tmp_path: Path) -> None:
    surveys = ("4 mars 2024–19 april 2024", "28 september 2026–20 november 2026 (delvis utan tal)")
    months = tuple(f"september {year} (utan tal)" for year in range(2000, 2024))

    def of(categories: tuple[str, ...]) -> Picture:
        values, none = tuple(float(n) for n in range(len(categories))), (None,) * len(categories)
        return picture(Series(name="a", mark="level", values=values, low=none, high=none), categories=categories)

    deck = written(replace(told, findings=(), beside=(of(surveys), of(months))), tmp_path)
    assert [tuple(chart.plots[0].categories) for chart in charts_of(deck)] == [surveys, months]
    (hostile,) = charts_of(written(replace(told, findings=(), beside=(of(("å" * 300,)),)), tmp_path))
    assert len(hostile.plots[0].categories[0]) <= 200


def test_a_picture_without_a_number_has_words_and_no_empty_chart(told: Briefing, tmp_path: Path) -> None:
    empty = picture(replace(LEVELS, values=NONE, low=NONE, high=NONE), note="Uppgift saknas.")
    finding = replace(told.findings[0], picture=empty)
    deck = written(replace(told, findings=(finding,), beside=(empty,)), tmp_path)
    assert charts_of(deck) == []
    assert finding.card.value in deck.slides[1].placeholders[WORDS].text_frame.text
    assert deck.slides[2].placeholders[WORDS].text_frame.text == "Det finns inget tal att rita.\nUppgift saknas."


def test_the_same_briefing_gives_the_same_bytes(full: Briefing, tmp_path: Path) -> None:
    for name in ("en.pptx", "två.pptx"):
        write_slides(full, tmp_path / name)
    first = (tmp_path / "en.pptx").read_bytes()
    assert first == (tmp_path / "två.pptx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        sheets = [io.BytesIO(package.read(name)) for name in package.namelist() if name.endswith(".xlsx")]
        about = package.read("docProps/core.xml").decode()
    assert sheets
    for file in (io.BytesIO(first), *sheets):
        with zipfile.ZipFile(file) as package:
            assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            if "xl/workbook.xml" in package.namelist():
                assert package.read("docProps/core.xml").decode().count("2000-01-01T00:00:00Z") == 2
    assert about.count("2026-11-12T23:00:00Z") == 2
    assert "python-pptx" not in about
    assert re.search(r"<dc:creator>[^<]", about) is None


def test_pptx_is_imported_on_first_use() -> None:
    code = "import avloppsanalys.exports, sys; print(*{'pptx', 'xlsxwriter', 'lxml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == ""
