"""Other indicators as they may be shown: no small count, none given away, and only what was known then."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.calendar import Period
from avloppsanalys.lagesbild import context_pictures, context_table, context_words, known_context, trap
from avloppsanalys.readers import read_context
from avloppsanalys.tables import CONTEXT, TIMEZONE, arrange, empty


def figure(period: str, value: float | None, **cells: Any) -> dict[str, Any]:
    """Return one figure of a year ``2026`` or a month ``2026-03``."""
    start = pd.Timestamp(f"{period}-01-01" if len(period) == 4 else f"{period}-01", tz=TIMEZONE)
    end = start + (pd.DateOffset(years=1) if len(period) == 4 else pd.DateOffset(months=1))
    return {
        "place": "A", "indicator": "Orosanmälningar", "indicator_type": "child_concerns", "period": period,
        "start": start, "end": end, "value": value, "unit": "count", **cells,
    }  # fmt: skip


def shown(*figures: dict[str, Any], **given: Any) -> list[str]:
    """Return what is printed of figures, in their order."""
    rows = arrange(pd.DataFrame(list(figures)), CONTEXT).assign(source_line=range(len(figures)))
    table = context_table(arrange(rows, CONTEXT), **given)
    assert table.loc[table["suppressed"], ["value", "persons"]].isna().all(axis=None)
    assert table["suppressed"].equals(table["missing"].isin(["small_count", "withheld"]))
    return table.sort_values("source_line")["shown"].tolist()


def test_counts_under_the_limit_are_not_told_and_zero_is() -> None:
    figures = [figure(str(2020 + value), value) for value in range(7)]
    assert shown(*figures) == ["0", "1–4", "1–4", "1–4", "1–4", "5", "6"]
    assert shown(*figures, smallest_count=3) == ["0", "1–2", "1–2", "3", "4", "5", "6"]


def test_a_rate_whose_count_can_be_recovered_is_not_told_either() -> None:
    rate = {"unit": "per_100000", "indicator": "N", "indicator_type": "kolada_n07544"}
    assert shown(figure("2026", 23.5, persons=17000, **rate)) == ["1–4"]  # four cases
    assert shown(figure("2026", 29.4, persons=17000, **rate)) == ["29,4"]  # five
    assert shown(figure("2026", 23.5, **rate)) == ["23,5"]  # of how many nobody says: not handled
    share = {"unit": "percent", "indicator": "S", "indicator_type": "school_survey"}
    assert shown(figure("2026", 2.0, persons=100, **share)) == ["1–4"]
    assert shown(figure("2026", 98.0, persons=100, **share)) == ["1–4"]  # two did not
    assert shown(figure("2026", 0.0, persons=4, **share)) == ["1–4"]  # four persons are fewer than five
    assert shown(figure("2026", 0.0, persons=5, **share)) == ["0"]
    assert shown(figure("2026", 0.0, persons=100, **share), figure("2025", 0.0, persons=3, **share)) == ["0", "1–4"]


def test_a_part_cannot_be_had_as_the_whole_less_the_others() -> None:
    whole = figure("2026", 20)
    parts = [figure("2026", value, group=name) for name, value in (("a", 3), ("b", 10), ("c", 7))]
    assert shown(whole, *parts) == ["20", "visas inte", "visas inte", "visas inte"]
    # two unlike ones are not told by their sum, two that are both one are
    assert shown(whole, *[figure("2026", v, group=n) for n, v in (("a", 3), ("b", 4), ("c", 13))])[1:] == [
        "1–4",
        "1–4",
        "13",
    ]
    assert (
        shown(whole, *[figure("2026", v, group=n) for n, v in (("a", 1), ("b", 1), ("c", 18))])[1:]
        == ["visas inte"] * 3
    )
    # parts that do not add up to the whole tell nothing exact
    assert shown(whole, *parts[:2]) == ["20", "1–4", "10"]


def test_places_and_months_are_parts_too() -> None:
    places = [figure("2026", value, place=name) for name, value in (("Länet", 50), ("A", 2), ("B", 48))]
    assert shown(*places) == ["50", "visas inte", "visas inte"]
    months = [figure(f"2026-{month:02d}", 10 if month < 12 else 1) for month in range(1, 13)]
    assert shown(figure("2026", 111), *months) == ["111", *["visas inte"] * 12]


def test_what_was_withheld_in_one_sum_is_not_told_by_another() -> None:
    table = {("", ""): 60, ("a", ""): 20, ("b", ""): 40, ("", "A"): 30, ("a", "A"): 3, ("b", "A"): 27, ("", "B"): 30,
             ("a", "B"): 17, ("b", "B"): 13}  # fmt: skip
    figures = [figure("2026", v, group=g or None, place=p or None) for (g, p), v in table.items()]
    told = dict(zip(table, shown(*figures), strict=True))
    assert told["", ""] == "60"
    hidden = {cell for cell, word in told.items() if word in ("visas inte", "1–4")}
    assert hidden == {("a", "A"), ("b", "A"), ("a", "B"), ("b", "B")}


@given(
    st.lists(st.integers(0, 12), min_size=2, max_size=5),
    st.integers(3, 6),
)
def test_no_small_part_of_a_whole_can_be_computed(values: list[int], smallest: int) -> None:
    figures = [figure("2026", v, group=f"g{n}") for n, v in enumerate(values)]
    told = shown(figure("2026", sum(values)), *figures, smallest_count=smallest)
    for value, word in zip(values, told[1:], strict=True):
        assert not 0 < value < smallest or word in (f"1–{smallest - 1}", "visas inte")
    if told[0] != str(sum(values)):
        return
    open_sum = sum(int(word) for word in told[1:] if word.isdigit())
    hidden = [word for word in told[1:] if not word.isdigit()]
    if hidden:
        left = sum(values) - open_sum
        assert len(hidden) > 1
        assert "visas inte" in hidden or len(hidden) < left < len(hidden) * (smallest - 1)


def test_only_what_was_known_counts_and_the_latest_version_of_it() -> None:
    def at(day: str) -> pd.Timestamp:
        return pd.Timestamp(day, tz=TIMEZONE)

    versions = [
        figure("2025", 30, status="preliminary", available_from=at("2026-02-01")),
        figure("2025", 33, status="final", available_from=at("2026-05-01")),
        figure("2024", 12),
        figure("2026", 99),
    ]
    rows = arrange(pd.DataFrame(versions), CONTEXT)
    assert context_table(rows, as_of=at("2026-03-01"))["value"].tolist() == [12, 30]
    assert context_table(rows, as_of=at("2026-06-01"))["value"].tolist() == [12, 33]
    known, problems = known_context(rows, at("2026-03-01"))
    assert problems["rule"].tolist() == ["CTX020"]
    assert known["value"].tolist() == [30, 12]
    assert [len(table) for table in known_context(rows, None)] == [len(rows), 0]


def test_nothing_is_added_scaled_or_compared() -> None:
    rows = arrange(pd.DataFrame([figure("2025", 30), figure("2026", 40)]), CONTEXT)
    before = rows.copy()
    table = context_table(rows)
    pd.testing.assert_frame_equal(rows, before)
    assert table["value"].tolist() == [30, 40]
    assert not {"change_percent", "index", "score"} & set(table.columns)


def test_a_picture_an_indicator_with_its_trap_and_no_small_number() -> None:
    figures = [figure("2024", 12), figure("2025", 2), figure("2026", 17, status="preliminary")]
    (picture,) = context_pictures(context_table(arrange(pd.DataFrame(figures), CONTEXT)))
    assert picture.title == "Orosanmälningar, A"
    assert picture.unit == "antal, per år"
    assert picture.categories == ("2024", "2025", "2026")
    drawn = {one.name: one.values for one in picture.series if one.mark == "level"}  # noqa: PD011 - no table
    assert drawn == {
        "Uppgift": (12.0, None, None),
        "Preliminär uppgift": (None, None, 17.0),
    }
    (band,) = [one for one in picture.series if one.mark == "band"]
    assert (band.low, band.high) == ((None, 1.0, None), (None, 4.0, None))
    assert "peka ut ett barn" in picture.note
    assert picture.note in picture.alt_text
    assert picture.as_given, "a count is a whole number beside its mark too"


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        (("2024-03-04/2024-04-19", "2026-03-02/2026-04-17"), "antal, perioder om 47 dygn"),
        (("2024-03-04/2024-04-19", "2026-03-02/2026-04-14"), "antal, perioder om ungefär 46 dygn"),
        (("2024-03-04/2024-04-19", "2026-03-02/2026-03-20"), "antal, perioder av olika längd"),
        (("2024K1", "2025"), "antal, perioder av olika längd"),
        (("2026-03-02/2026-03-02",), "antal, perioder om ett dygn"),
    ],
)
def test_periods_are_said_to_differ_in_length_only_where_they_do(periods: tuple[str, ...], told: str) -> None:
    parsed = [Period.parse(one) for one in periods]
    given = [figure("2024", 12) | {"period": one.name, "start": one.start, "end": one.end} for one in parsed]
    rows = arrange(pd.DataFrame(given), CONTEXT)
    (picture,) = context_pictures(context_table(rows))
    assert picture.unit == told


def test_the_september_of_orebro_lan_holds_no_number_under_five(shared: Path) -> None:
    reading = read_context(
        shared / "context" / "narkotikabrott_orebro_lan_september.csv", indicator="reported_offences", unit="antal"
    )
    table = context_table(reading.table)
    small = reading.table["value"].between(1, 4)
    assert small.sum() == 5
    assert table["suppressed"].sum() == small.sum()
    assert np.nanmin(table["value"]) >= 5


def test_a_missing_figure_is_marked_under_the_axis_and_told_as_missing() -> None:
    gone = {"missing": "not_given", "status": "preliminary"}
    figures = [figure("2026-01", 12), figure("2026-02", None, **gone), figure("2026-04", 0), figure("2026-05", 2)]
    table = context_table(arrange(pd.DataFrame(figures), CONTEXT))
    (picture,) = context_pictures(table)
    # March was never asked for and has no mark; zero is a value; a small count has its own band
    assert picture.told_categories == (
        "januari 2026", "februari 2026 (utan tal)", "mars 2026", "april 2026", "maj 2026"
    )  # fmt: skip
    (values,) = [one.values for one in picture.series if one.mark == "level"]  # noqa: PD011 - no table
    assert values == (12.0, None, None, 0.0, None)
    assert picture.note.startswith("Uppgift saknas: februari 2026. Det betyder inte att talet är noll.")
    assert "februari 2026: uppgift saknas;" in picture.alt_text  # and not a preliminary lack


def test_of_several_groups_or_many_periods_without_a_number_the_note_is_short() -> None:
    gone = {"missing": "not_given"}
    whole = [figure("2026", 20), *(figure("2026", value, group=name) for name, value in (("a", 3), ("b", 17)))]
    (picture,) = context_pictures(context_table(arrange(pd.DataFrame(whole), CONTEXT)))
    assert picture.told_categories == ("2026 (delvis utan tal)",)
    assert picture.note.startswith("Visas inte: 2026 a och 2026 b. Det betyder inte")
    many = [figure(str(2015 + n), None, **gone) for n in range(8)] + [figure("2026", 20)]
    (picture,) = context_pictures(context_table(arrange(pd.DataFrame(many), CONTEXT)), lang="en")
    assert picture.note.startswith("Uppgift saknas: eight figures, marked under the axis. That")
    assert picture.told_categories[7:] == ("2022 (no number)", "2023", "2024", "2025", "2026")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_reason_has_its_words(lang: Any) -> None:
    whys = ["not_given", "unclear", "not_applicable", "suppressed_at_source"]
    rows = [figure(str(2020 + n), None, missing=why) for n, why in enumerate(whys)]
    assert all(context_table(arrange(pd.DataFrame(rows), CONTEXT), lang=lang)["shown"].str.len() > 5)


def test_the_latest_figures_are_told_in_a_line_with_their_trap_and_source() -> None:
    figures = [
        figure("2026-01", 12.0, source="Kommunen"),
        figure("2026-02", 3.0, source="Kommunen"),
        figure("2026-01", 7.5, unit="percent", indicator="Enkät", indicator_type="school_survey", group="åk 9"),
    ]
    heading, share, count = context_words(context_table(arrange(pd.DataFrame(figures), CONTEXT)))
    assert heading == "Andra indikatorer, var och en för sig"
    assert count == (
        "Orosanmälningar, A (antal, per månad), senast februari 2026: 1–4. "
        f"{trap('child_concerns', 'sv', short=True)} Källa: Kommunen."
    )
    assert share.startswith("Enkät, A (procent, per månad), senast januari 2026 åk 9: 7,5. Bara den åldersgruppen")
    assert context_words(empty(CONTEXT)) == ()
