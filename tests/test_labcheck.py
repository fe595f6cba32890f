"""The laboratory's own figures: printed digits, sums from their parts, and rows that contradict themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avloppsanalys.consumption import back_calculate
from avloppsanalys.errors import TableError
from avloppsanalys.labcheck import compare_with_lab, contradictions, printed_step

SAMPLE = {"plant": "Lidköping", "sample_id": "1"}


def reported(*rows: tuple[str, str, float, str], **fields: object) -> pd.DataFrame:
    """Return what a laboratory printed: substance, quantity, value, as printed."""
    table = pd.DataFrame(rows, columns=["substance", "quantity", "value", "printed"])
    return table.assign(
        **SAMPLE, report_id="R1", revision=1, source_file="svar.csv", source_line=range(2, 2 + len(rows))
    ).assign(
        **fields  # type: ignore[arg-type]  # columns of any kind
    )


def loads(*rows: tuple[str, float | None, str], flow: float = 9340.0, population: float = 36_000.0) -> pd.DataFrame:
    """Return loads from residue, concentration and the concentration as printed."""
    start = pd.Timestamp("2020-10-06 07:00", tz="Europe/Stockholm")
    table = pd.DataFrame(rows, columns=["residue", "concentration_ng_per_l", "printed"])
    value = table["concentration_ng_per_l"].astype(float) * flow / population
    return table.assign(
        **SAMPLE,
        start=start,
        end=start + pd.Timedelta(days=1),
        population=population,
        load_mg_per_day_per_1000=value,
        load_g_per_day=value * population / 1e6,
    )


ROW = "load_mg_per_day_per_1000"
COCAINE = loads(("cocaine", 99.0, "99"), ("benzoylecgonine", 234.0, "234"), ("amphetamine", 330.0, "330"))


@pytest.mark.parametrize(
    ("printed", "step"),
    [
        ("8,0", 0.1),
        ("0.36", 0.01),
        ("746", 1.0),
        ("36 000", 1.0),
        ("36\u00a0000", 1.0),
        ("1 234,5", 0.1),
        ("<5", 1.0),
        ("< 5,0", 0.1),
        ("-3,1", 0.1),
        ("8,0*", 0.1),
        ("0,0040", 1e-4),
        ("", np.nan),
        ("-", np.nan),
        ("e.p.", np.nan),
    ],
)
def test_the_step_of_a_printed_number(printed: str, step: float) -> None:
    assert printed_step(pd.Series([printed], dtype="str"))[0] == pytest.approx(step, nan_ok=True)


def test_a_number_that_was_not_printed_has_no_step() -> None:
    assert np.isnan(printed_step(pd.Series([None, "1"], dtype="str"))).tolist() == [True, False]
    assert printed_step(pd.Series([], dtype="str")).size == 0


@given(value=st.decimals(min_value=0, max_value=10**6, places=3), decimals=st.integers(0, 3), comma=st.booleans())
def test_the_step_is_that_of_the_decimals(value: object, decimals: int, comma: bool) -> None:
    text = f"{value:.{decimals}f}"
    shown = text.replace(".", ",") if comma else text
    assert printed_step(pd.Series([shown], dtype="str"))[0] == pytest.approx(10.0**-decimals)


def verdict(rows: pd.DataFrame, of_loads: pd.DataFrame, consumption: pd.DataFrame | None = None) -> list[str]:
    """Return the verdicts."""
    return [str(word) for word in compare_with_lab(rows, of_loads, consumption).figures["verdict"]]


def test_the_four_verdicts() -> None:
    # 234 x 9340 / 36 000 = 60.71; 233.5 to 234.5 leave 60.58 to 60.84 open.
    rows = reported(
        ("benzoylecgonine", ROW, 61.0, "61"),
        ("benzoylecgonine", ROW, 60.8, "60,8"),
        ("benzoylecgonine", ROW, 60.9, "60,9"),
        ("benzoylecgonine", ROW, 62.0, "62"),
        ("MDMA", ROW, 8.0, "8,0"),
        ("benzoylecgonine", "concentration_ng_per_l", 234.0, "234"),
        ("benzoylecgonine", "load_g_per_day", 2.19, "2,19"),
        ("benzoylecgonine", "something else", 1.0, "1"),
    )
    found = compare_with_lab(rows.drop(index=[1, 2]), COCAINE).figures
    assert found["verdict"].tolist() == ["agrees", "differs", "not_computed", "agrees", "agrees", "not_computed"]
    assert verdict(rows.iloc[[1]], COCAINE) == ["rounding"]
    assert verdict(rows.iloc[[2]], COCAINE) == ["differs"]
    assert verdict(reported(("benzoylecgonine", ROW, 61.0, "61,0")), COCAINE) == ["differs"]


def test_a_sum_is_recomputed_from_its_parts_in_any_order() -> None:
    rows = reported(
        ("cocaine + benzoylecgonine", "concentration_ng_per_l", 334.0, "334"),
        ("benzoylecgonine + cocaine", "concentration_ng_per_l", 333.0, "333"),
        ("cocaine + benzoylecgonine", "concentration_ng_per_l", 335.0, "335"),
        ("cocaine + benzoylecgonine", ROW, 86.0, "86"),
    )
    found = compare_with_lab(rows, COCAINE).figures
    assert found["computed"].tolist() == pytest.approx([333.0, 333.0, 333.0, 333 * 9340 / 36_000])
    # The two parts were rounded: 332 to 334 is open, and the row itself is rounded, 334.5 is not 335 - 0.5 - 1e-9.
    assert found["verdict"].tolist() == ["rounding", "agrees", "differs", "agrees"]
    assert found["computed_low"].tolist()[:2] == pytest.approx([332.0, 332.0])
    assert found["computed_high"].tolist()[:2] == pytest.approx([334.0, 334.0])


@pytest.mark.parametrize(
    "parts", [loads(("cocaine", 99.0, "99")), loads(("cocaine", 99.0, "99"), ("benzoylecgonine", None, "<5"))]
)
def test_a_sum_with_a_part_that_is_missing_or_below_its_limit_is_not_computed(parts: pd.DataFrame) -> None:
    assert verdict(reported(("cocaine + benzoylecgonine", ROW, 86.0, "86")), parts) == ["not_computed"]


def test_another_sample_is_not_compared_with() -> None:
    rows = reported(("cocaine", ROW, 26.0, "26"), sample_id="2")
    assert verdict(rows, COCAINE) == ["not_computed"]


def test_doses_are_compared_under_the_residues_of_the_factor_set() -> None:
    consumption = back_calculate(COCAINE.assign(qualifier="quantified"), "rise2019")
    rows = reported(
        ("cocaine + benzoylecgonine", "doses_per_day_per_1000", 1.7, "1,7"),
        ("cocaine + benzoylecgonine", "doses_per_day", 60.0, "60"),
        ("cocaine + benzoylecgonine", "doses_per_day", 99.0, "99"),
        ("benzoylecgonine", "doses_per_day", 60.0, "60"),
    )
    assert verdict(rows, COCAINE, consumption) == ["agrees", "agrees", "differs", "not_computed"]
    assert verdict(rows, COCAINE) == ["not_computed"] * 4


def test_rows_and_their_order_are_kept_and_arguments_left_alone() -> None:
    rows = reported(("cocaine", ROW, 26.0, "26"), ("MDMA", ROW, 8.0, "8"), ("cocaine", ROW, 26.0, "26")).set_index(
        pd.Index([5, 5, 1])
    )
    before, kept = rows.copy(), COCAINE.copy()
    found = compare_with_lab(rows, COCAINE).figures
    contradictions(rows, COCAINE)
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(COCAINE, kept)
    assert found["substance"].tolist() == ["cocaine", "MDMA", "cocaine"]
    assert compare_with_lab(rows.iloc[:0], COCAINE).figures.empty
    assert verdict(rows, COCAINE.iloc[:0]) == ["not_computed"] * 3


def test_a_table_that_is_not_reported_figures_is_refused() -> None:
    told = r"^Not a table of reported: column 'value' is missing"
    with pytest.raises(TableError, match=told):
        compare_with_lab(reported(("cocaine", ROW, 26.0, "26")).drop(columns="value"), COCAINE)


def test_a_blank_is_not_what_the_laboratory_reported() -> None:
    both = pd.concat(
        [
            loads(("cocaine", 99.0, "99")).assign(sample_type="sample"),
            loads(("cocaine", 0.1, "0,1")).assign(sample_type="blank"),
        ]
    )
    assert verdict(reported(("cocaine", ROW, 26.0, "26")), both) == ["agrees"]


def test_figures_of_a_replaced_answer_are_not_compared() -> None:
    rows = reported(("cocaine", ROW, 20.0, "20"), ("cocaine", ROW, 26.0, "26"), revision=[1, 2])
    assert verdict(rows, loads(("cocaine", 99.0, "99")).assign(report_id="R1", revision=2)) == [
        "not_computed",
        "agrees",
    ]


def test_a_figure_that_was_not_given_does_not_differ() -> None:
    assert verdict(reported(("cocaine", ROW, np.nan, "-")), COCAINE) == ["not_computed"]


# --- rows that contradict themselves ----------------------------------------------------------------------------------


def doses(total: float, per_1000: float, printed: tuple[str, str], substance: str = "amphetamine") -> pd.DataFrame:
    """Return doses in all and per 1000 of one row."""
    return reported(
        (substance, "doses_per_day", total, printed[0]), (substance, "doses_per_day_per_1000", per_1000, printed[1])
    )


def test_232_doses_on_36_000_persons_are_not_10_per_1000() -> None:
    right = doses(746.0, 21.0, ("746", "21"), substance="cannabis")  # confirms the persons
    both = pd.concat([doses(232.0, 10.0, ("232", "10")), right], ignore_index=True)
    told = contradictions(both, COCAINE, lang="en")
    assert told[["file", "line", "rule", "severity"]].to_dict("records") == [
        {"file": "svar.csv", "line": 2, "rule": "CHK001", "severity": "warning"}
    ]
    assert (
        told["what"]
        .str.fullmatch(
            r"The laboratory's own doses of amphetamine contradict each other: 232 doses in all on 36,000 persons are"
            r" 6\.4 per 1000, but 10 per 1000 is printed\.",
            case=False,
        )
        .all()
    )
    swedish = contradictions(both, COCAINE)["what"].item()
    assert "232 doser totalt på 36\u00a0000 personer är 6,4 per 1 000, men 10 per 1 000 är tryckt." in swedish


def test_232_doses_and_10_per_1000_alone_may_be_of_other_persons() -> None:
    told = contradictions(doses(232.0, 10.0, ("232", "10")), COCAINE, lang="en")
    assert told[["line", "rule", "severity"]].to_dict("records") == [
        {"line": 2, "rule": "CHK016", "severity": "warning"}
    ]


@pytest.mark.parametrize(
    ("total", "per_1000", "printed"),
    [
        (746.0, 21.0, ("746", "21")),
        (60.0, 1.7, ("60", "1,7")),
        (0.0, 0.0, ("0", "0,0")),
        (342.1, 9.5, ("342,1", "9,5")),
    ],
)
def test_rows_that_agree_within_their_rounding_are_silent(
    total: float, per_1000: float, printed: tuple[str, str]
) -> None:
    assert contradictions(doses(total, per_1000, printed), COCAINE).empty


FIVE_EACH = settings(max_examples=settings().max_examples // 5)
"""Five answers an example: they are checked in one go, which costs as much as one."""


@FIVE_EACH
@given(each=st.lists(st.tuples(st.integers(1, 500), st.integers(500, 10**6)), min_size=5, max_size=5))
def test_rounding_alone_is_never_a_contradiction_and_ten_per_cent_above_twenty_always_is(
    each: list[tuple[int, int]],
) -> None:
    rows, known, wrong_lines = [], [], []
    for number, (per_1000, population) in enumerate(each):
        exact = per_1000 * population / 1000
        totals = {"right": round(exact)} | ({"wrong": round(exact * 1.1)} if per_1000 > 20 and exact > 20 else {})
        for kind, total in totals.items():
            line = 10 * number + 1000 * (kind == "wrong")
            sample = {"sample_id": f"{number} {kind}"}
            printed = doses(total, per_1000, (str(total), str(per_1000)))
            rows.append(printed.assign(**sample, source_line=[line, line + 1]))
            known.append(COCAINE.assign(**sample, population=float(population)))
            wrong_lines += [line // 10] if kind == "wrong" else []
    found = contradictions(pd.concat(rows, ignore_index=True), pd.concat(known, ignore_index=True))
    assert sorted(found["line"] // 10) == wrong_lines


@pytest.mark.parametrize(("total", "contradicts"), [(738.0, False), (737.0, True), (774.0, False), (775.0, True)])
def test_the_rounding_of_both_figures_is_all_the_room_there_is(total: float, contradicts: bool) -> None:
    # 20.5 to 21.5 per 1000 on 36 000 persons is 738 to 774, and the total itself is rounded to a whole one.
    assert len(contradictions(doses(total, 21.0, (f"{total:.0f}", "21")), COCAINE)) == int(contradicts)


def test_substances_reports_and_samples_are_not_mixed() -> None:
    total, per_1000 = doses(232.0, 10.0, ("232", "10")).iloc[[0]], doses(232.0, 10.0, ("232", "10")).iloc[[1]]
    for other in ({"substance": "MDMA"}, {"report_id": "R2"}, {"revision": 2}, {"sample_id": "2"}):
        assert contradictions(pd.concat([total, per_1000.assign(**other)]), COCAINE).empty


def test_a_contradiction_is_seen_without_the_printed_text_too() -> None:
    assert len(contradictions(doses(232.0, 10.0, ("", "")).drop(columns="printed"), COCAINE)) == 1
