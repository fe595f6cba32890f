"""Units: every accepted spelling, what is refused, and the laws of folding."""

import re
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avloppsanalys.errors import UnitError
from avloppsanalys.units import _SPELLINGS, CANONICAL_UNITS, Quantity, find_unit, known_units, to_canonical

QUANTITIES: tuple[Quantity, ...] = tuple(CANONICAL_UNITS)
ACCEPTED = [(quantity, spelling) for quantity in QUANTITIES for spelling in known_units(quantity)]
BLANKS = [" ", "\u00a0", "\u202f", "\u2009"]


def test_every_accepted_spelling_is_worth_what_pint_itself_says() -> None:
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry()
    for quantity, spelling in ACCEPTED:
        target = CANONICAL_UNITS[quantity].replace("m3", "m**3")
        worth: float = registry.Quantity(_SPELLINGS[quantity][spelling]).to(target).magnitude
        assert to_canonical(spelling, quantity) == pytest.approx(worth, rel=1e-11), spelling


@pytest.mark.parametrize(
    ("written", "quantity", "factor"),
    [
        ("ng/L", "concentration", 1.0),
        ("ng/l", "concentration", 1.0),
        ("ng L-1", "concentration", 1.0),
        ("ng·L⁻¹", "concentration", 1.0),
        ("(ng/l)", "concentration", 1.0),
        ("[ng/l]", "concentration", 1.0),
        ("pg/mL", "concentration", 1.0),
        ("µg/m3", "concentration", 1.0),  # U+00B5, micro sign
        ("μg/m3", "concentration", 1.0),  # U+03BC, Greek mu
        ("ug/m³", "concentration", 1.0),
        ("µg/m^3", "concentration", 1.0),
        ("mikrogram per kubikmeter", "concentration", 1.0),
        ("nanogram/liter", "concentration", 1.0),
        ("µg/l", "concentration", 1e3),
        ("ng/ml", "concentration", 1e3),
        ("mg/m3", "concentration", 1e3),
        ("mg/l", "concentration", 1e6),
        ("m3", "volume", 1.0),
        ("m³", "volume", 1.0),
        ("kbm", "volume", 1.0),
        ("1000 m³", "volume", 1000.0),
        ("liter", "volume", 1e-3),
        ("ml", "volume", 1e-6),
        ("m3/d", "flow", 1.0),
        ("m³/dygn", "flow", 1.0),
        ("m³ per dygn", "flow", 1.0),
        ("m3/h", "flow", 24.0),
        ("m3/s", "flow", 86400.0),
        ("l/s", "flow", 86.4),
        ("L/min", "flow", 1.44),
        ("l/dygn", "flow", 1e-3),
    ],
)
def test_a_spelling_converts_exactly(written: str, quantity: Quantity, factor: float) -> None:
    assert to_canonical(written, quantity) == factor


def test_a_microgram_in_a_cubic_metre_is_a_nanogram_in_a_litre() -> None:
    assert to_canonical("µg/m3", "concentration") == to_canonical("ng/L", "concentration") == 1.0


@pytest.mark.parametrize(("quantity", "spelling"), ACCEPTED)
def test_every_listed_spelling_is_found_and_has_the_right_dimension(quantity: Quantity, spelling: str) -> None:
    assert find_unit(spelling, quantity) == spelling
    assert to_canonical(spelling, quantity) > 0


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_the_canonical_unit_is_itself_accepted(quantity: Quantity) -> None:
    assert to_canonical(CANONICAL_UNITS[quantity], quantity) == 1.0


@given(data=st.data(), pair=st.sampled_from(ACCEPTED))
def test_case_and_blanks_never_change_a_unit(data: st.DataObject, pair: tuple[Quantity, str]) -> None:
    quantity, spelling = pair
    rewritten = "".join(
        data.draw(st.sampled_from([letter, letter.upper(), *(blank + letter for blank in BLANKS)]))
        for letter in spelling
    )
    assert to_canonical(rewritten, quantity) == to_canonical(spelling, quantity)


@given(st.text(max_size=12), st.sampled_from(QUANTITIES))
def test_any_text_is_either_a_unit_of_the_quantity_or_refused_by_name(text: str, quantity: Quantity) -> None:
    if find_unit(text, quantity) is None:
        with pytest.raises(UnitError, match=quantity):
            to_canonical(text, quantity)
    else:
        assert to_canonical(text, quantity) > 0


@pytest.mark.parametrize(
    ("written", "quantity", "message"),
    [
        ("", "concentration", "No unit is given for concentration; say for example 'ng/L'."),
        ("  ", "flow", "No unit is given for flow; say for example 'm3/day'."),
        ("l/s", "concentration", "Unknown unit 'l/s' for concentration. It is a unit of flow."),
        ("ng/L", "flow", "Unknown unit 'ng/L' for flow. It is a unit of concentration."),
        ("kg", "concentration", "Unknown unit 'kg' for concentration. No unit is near it."),
        ("m3/dy", "flow", "Unknown unit 'm3/dy' for flow. Did you mean"),
    ],
)
def test_a_refused_unit_says_what_it_is_or_what_is_near(written: str, quantity: Quantity, message: str) -> None:
    with pytest.raises(UnitError, match=re.escape(message)):
        to_canonical(written, quantity)


def test_near_spellings_are_listed() -> None:
    with pytest.raises(UnitError, match=r"Did you mean .*'m3/dygn'"):
        to_canonical("m3/dyng", "flow")


@pytest.mark.parametrize("written", ["ppt", "ppb", "mg", "mg/1000", "doser/1000", "%"])
def test_what_a_general_unit_parser_would_take_is_not_a_concentration(written: str) -> None:
    assert find_unit(written, "concentration") is None
