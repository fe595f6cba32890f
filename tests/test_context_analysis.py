"""Other indicators through the whole analysis: what is drawn and written, and what stands in no file."""

import datetime as dt
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

import avloppsanalys as avl
from avloppsanalys.analysis import PublicationDecision, read_config
from avloppsanalys.charts import context_charts
from avloppsanalys.exports import underlag_schema
from avloppsanalys.lagesbild import mass_pictures
from avloppsanalys.readers import Reading
from avloppsanalys.reference import bundled
from avloppsanalys.tables import EVENTS, TIMEZONE, arrange

LIDKOPING = bundled("examples/lidkoping_2020")
FILE = """Kommun;Indikator;Grupp;Period;Värde;Enhet;Antal personer;Status;Källa
Lidköping;Anmälda narkotikabrott;;2020-08;31;antal;;preliminär;Brå
Lidköping;Anmälda narkotikabrott;;2020-09;{small};antal;;preliminär;Brå
Lidköping;Anmälda narkotikabrott;;2020-10;Uppgift saknas;antal;;;Brå
Lidköping;Orosanmälningar;;2020H1;20;antal;;slutlig;"Kolada (RKA), N99"
Lidköping;Orosanmälningar;Evas grupp;2020H1;{small};antal;;slutlig;
Lidköping;Orosanmälningar;åk 9;2020H1;{rest};antal;;slutlig;
Lidköping;Rundor med Eva;;2020-08;12;antal;;;
Lidköping;Skolundersökning;åk 9;2020;{share};procent;100;slutlig;
"""


def reading(folder: Path, small: int = 2) -> Reading:
    """Read the file with another small count."""
    path = folder / "andra.csv"
    path.write_text(FILE.format(small=small, rest=20 - small, share=small), encoding="utf-8")
    return avl.read_context(path)


def analysed(context: Reading | None, **decisions: Any) -> avl.Analysis:
    lab, flow, plants = read_config(LIDKOPING / "rapport.toml").read()
    protocol = avl.AnalysisProtocol(name="A", version="1", factor_set="none", smallest_population=0, **decisions)
    day = pd.Timestamp("2020-09-05", tz=TIMEZONE)
    log = arrange(
        pd.DataFrame(
            {
                "start": [day],
                "end": [day + pd.Timedelta(days=9)],
                "event_type": ["intervention"],
                "description": ["Evas"],
            }
        ),
        EVENTS,
    )
    events = Reading(table=log, problems=lab.problems.iloc[:0], files=())
    return avl.analyse(lab, flow, plants, protocol=protocol, context=context, events=events, title="Lidköping")


def public(result: avl.Analysis) -> avl.Analysis:
    decision = PublicationDecision(
        digest=result.digest,
        decided_by="Säkerhetschefen",
        decided_on=dt.date(2026, 1, 1),
        motivation="Allmänt intresse",
    )
    return result.published(decision)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> avl.Analysis:
    return analysed(reading(tmp_path_factory.mktemp("in")))


@pytest.fixture(scope="module")
def written(result: avl.Analysis, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, ...]]:
    """Return the files of the internal underlag and of what is published of it, to be read only."""
    folder = tmp_path_factory.mktemp("skrivet")
    return {"internt": result.write(folder / "internt"), "publikt": public(result).write(folder / "publikt")}


def test_a_suppressed_count_stands_in_no_file(
    result: avl.Analysis, written: dict[str, tuple[Path, ...]], tmp_path: Path
) -> None:
    other = analysed(reading(tmp_path, small=3))
    assert other.digest == result.digest
    for name, another in (("internt", other), ("publikt", public(other))):
        files = written[name], another.write(tmp_path / name)
        assert [path.name for path in files[0]] == [path.name for path in files[1]]
        assert "andra-indikatorer.csv" in {path.name for path in files[0]}
        for first, second in zip(*files, strict=True):
            assert first.read_bytes() == second.read_bytes(), first.name
    told = [repr(analysis.briefing().beside) for analysis in (result, other)]
    assert told[0] == told[1]
    assert result.context.equals(other.context)


def test_a_count_that_is_shown_is_part_of_the_decision(result: avl.Analysis, tmp_path: Path) -> None:
    read = reading(tmp_path)
    moved = replace(read, table=read.table.assign(value=read.table["value"].replace(31, 32)))
    assert analysed(moved).digest != result.digest
    assert analysed(None).digest != result.digest


def test_the_underlag_holds_each_figure_with_its_trap(result: avl.Analysis) -> None:
    document = result.underlag()
    jsonschema.validate(document, underlag_schema())
    records = document["context"]
    assert len(records) == 8
    assert [one["value"] for one in records if one["suppressed"]] == [None] * 4
    assert all(one["trap"] for one in records)
    assert [one["shown"] for one in records if one["indicator_type"] == "reported_offences"] == [
        "31", "1–4", "uppgift saknas",
    ]  # fmt: skip
    assert analysed(None).underlag()["context"] == []
    bad = json.loads(json.dumps(document))
    next(one for one in bad["context"] if one["suppressed"])["value"] = 2
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, underlag_schema())


def test_the_public_part_holds_no_word_that_somebody_typed_but_the_sources(
    result: avl.Analysis, written: dict[str, tuple[Path, ...]], words_in: Callable[[Path], str]
) -> None:
    published = public(result)
    assert set(published.context["indicator"]) == {
        "Anmälda narkotikabrott", "Orosanmälningar", "Annan indikator 1", "Skolundersökning",
    }  # fmt: skip
    assert set(published.context["group"].dropna()) == {"grupp 1", "åk 9"}
    for path in written["publikt"]:
        if path.suffix != ".png":
            assert "Eva" not in words_in(path), path.name
    assert "Evas" in "".join(chart.alt_text for chart in result.charts())


def test_the_source_stands_beside_each_indicator_in_every_format(
    result: avl.Analysis, written: dict[str, tuple[Path, ...]], words_in: Callable[[Path], str]
) -> None:
    for name, one in (("internt", result), ("publikt", public(result))):
        of = {picture.title: picture.note for picture in one.briefing().beside}
        assert of["Anmälda narkotikabrott, Lidköping"].endswith("Källa: Brå.")
        assert of["Orosanmälningar, Lidköping"].endswith("Källa: Kolada (RKA), N99.")
        assert "Källa:" not in of["Skolundersökning, Lidköping"]
        told = {path.name: words_in(path) for path in written[name] if path.suffix != ".png"}
        chart = "andra-indikatorer-lidkoping-1"
        formats = ("underlag.json", "datapackage.json", "lagesbild.html", "lagesbild.pptx", "lagesbild.xlsx")
        for file in (*formats, f"{chart}.csv", f"{chart}.svg"):
            assert "Kolada (RKA), N99" in told[file], file
        package = json.loads(told["datapackage.json"])
        assert package["sources"] == [{"title": "Brå"}, {"title": "Kolada (RKA), N99"}]


def test_another_source_needs_another_decision(result: avl.Analysis, tmp_path: Path) -> None:
    read = reading(tmp_path)
    table = read.table.assign(source=read.table["source"].replace("Brå", "BRÅ"))
    assert analysed(replace(read, table=table)).digest != result.digest


def test_the_chart_has_the_wastewater_first_and_each_panel_its_trap(result: avl.Analysis) -> None:
    chart = next(one for one in result.charts() if one.name.startswith("andra-indikatorer"))
    panels = [ax for ax in chart.figure.axes if ax.get_label() != "events"]
    assert 2 <= len(panels) <= 6
    assert len({ax.get_xlim() for ax in panels}) == 1
    told = chart.alt_text
    assert told.index("i avloppet") < told.index("Anmälda narkotikabrott")
    assert "Spaningsbrott" in told
    assert "Preliminära" in told
    assert "uppgift saknas" in told
    assert "september 2020 1–4" in told
    assert "Insats" in told
    keys = {text.get_text() for text in chart.figure.legends[0].get_texts()}
    assert {"preliminär", "uppgift saknas", "litet antal, visas inte", "händelse eller insats"} <= keys


def test_no_trap_touches_the_name_under_it(result: avl.Analysis) -> None:
    rows = pd.concat([result.context.assign(group=f"grupp {number}") for number in range(3)])
    rows = rows.assign(indicator=rows["indicator"] + " bland alla som bor, arbetar eller går i skola i kommunen")
    events = pd.concat([result.events.assign(event_type=name) for name in ("intervention", "festival", "disturbance")])
    for foot in ("", "Källa med många ord. " * 40):
        drawn = context_charts(
            rows, result.levels, place=result.levels["place"].iloc[0], events=events, source_line=foot,
            main_substances=("amphetamine", "cocaine"),
        )  # fmt: skip
        assert len(drawn) > 1
        for figure in (chart.figure for chart in drawn):
            words = [one for one in figure.texts if one.get_position()[0] < 0.05 and float(one.get_fontsize()) < 12.1]
            boxes = [(one.get_window_extent(), one.get_fontweight() == "bold") for one in words]
            below = [(above, under) for (above, _), (under, named) in itertools.pairwise(boxes) if named]
            assert len(below) >= 1
            for above, under in below:  # 3 points at least
                assert above.y0 - under.y1 > 3 / 72 * figure.dpi


def test_a_drug_is_drawn_by_its_main_residue(result: avl.Analysis) -> None:
    drawn = context_charts(
        result.context, result.levels, place=result.levels["place"].iloc[0],
        main_substances=("amphetamine", "cocaine"), source_line="",
    )  # fmt: skip
    assert "Kokain (bensoylekgonin) i avloppet" in drawn[0].alt_text


def test_figures_are_never_joined_and_a_hidden_one_is_as_high_as_its_panel(result: avl.Analysis) -> None:
    charts = [one for one in result.charts() if one.name.startswith("andra-indikatorer")]
    hatched = 0
    for ax in (ax for chart in charts for ax in chart.figure.axes if ax.get_label() != "events"):
        upright = [line for line in ax.lines if len(np.unique(np.asarray(line.get_xdata()))) == 1]
        assert {line.get_linestyle() for line in ax.lines if line not in upright} <= {"None"}
        for patch in ax.patches:
            if isinstance(patch, Rectangle) and patch.get_hatch():
                hatched += 1
                assert patch.get_height() == pytest.approx(ax.get_ylim()[1])
    assert hatched == 4


def test_a_marked_season_stands_in_grams_below_its_level(tmp_path: Path) -> None:
    season = {"name": "hösten", "first": "09-01", "last": "10-31"}
    result = analysed(reading(tmp_path), marked_seasons=[season])
    assert len(result.season_levels)
    chart = next(one for one in result.charts() if one.name.startswith("andra-indikatorer"))
    assert "gram per dygn" in chart.alt_text
    assert "Märkt säsong (hösten)" in chart.alt_text
    picture = mass_pictures(result.season_levels)[0]
    assert picture.unit == "gram per dygn"
    assert "hösten" in picture.note
    assert picture in result.briefing().beside


def test_the_title_of_a_mass_says_what_the_latest_marked_period_says(tmp_path: Path) -> None:
    result = analysed(reading(tmp_path), marked_seasons=[{"name": "hösten", "first": "09-01", "last": "10-31"}])
    first = result.season_levels.iloc[[0]]
    known = mass_pictures(first.assign(level_g_per_day=0.25, period="2020K3"))[0]
    assert known.title.endswith(" vid Lidköping: 0,25 gram per dygn kv 3 2020")
    below = mass_pictures(first.assign(level_g_per_day=float("nan"), level_high_g_per_day=0.31))[0]
    assert below.title.endswith(" vid Lidköping: högst 0,31 gram per dygn kv 4 2020")
    none = mass_pictures(first.assign(level_g_per_day=float("nan"), level_high_g_per_day=float("nan")), lang="en")[0]
    assert none.title.endswith(" at Lidköping: no figure in grams per day in Q4 2020")


def test_nothing_beside_draws_nothing(result: avl.Analysis) -> None:
    assert context_charts(result.context.iloc[:0], result.levels, place="x", source_line="k") == ()
    assert not [one for one in analysed(None).charts() if one.name.startswith("andra-indikatorer")]


def test_what_came_after_the_day_of_the_underlag_is_left_out_and_told(tmp_path: Path) -> None:
    read = reading(tmp_path)
    lab, flow, plants = read_config(LIDKOPING / "rapport.toml").read()
    protocol = avl.AnalysisProtocol(name="A", version="1", factor_set="none")
    day = pd.Timestamp("2020-09-15", tz=TIMEZONE)
    later = avl.analyse(lab, flow, plants, protocol=protocol, context=read, as_of=day)
    assert set(later.context["period"]) == {"2020-08", "2020H1"}
    assert "CTX020" in set(later.problems["rule"])


def test_the_configuration_file_names_the_files(tmp_path: Path) -> None:
    config = read_config(bundled("protocols/exempel/config.toml"))
    read = config.read_forms()["context"]
    assert read is not None
    assert len(read.table) == 5
