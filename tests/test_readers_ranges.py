"""What each field of the fill-in forms may hold: a table written here, and rows with one field changed held to it.

The table is not taken from the code: a limit that moves there without a reason given here is a failure. A field that a
row cannot do without sets the row aside, with one reason; a field that a row can do without is left out, with one
warning. A number that is possible but odd is read: the quality checks mark it.
"""

import csv
import datetime as dt
import io
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest

from avloppsanalys import analyse
from avloppsanalys.errors import FileError
from avloppsanalys.readers import (
    LabReading,
    Reading,
    read_events,
    read_flow,
    read_lab,
    read_plan,
    read_plants,
    read_samples,
)
from avloppsanalys.tables import PROBLEMS, check

FORMS = Path(__file__).parents[1] / "protocols"
ROWS_A_FILE = 200

Then = Literal["read", "left out", "aside", "not analysed", "any"]
"""What must come of a cell; ``any`` is for text of which only the general laws are known."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell, what must come of its row, and what the row's columns must then hold."""

    text: str
    then: Then = "read"
    holds: Mapping[str, Any] = field(default_factory=dict)


Case = Callable[[np.random.Generator], Drawn]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a form: what it may and may not hold, its column in the table, and which others follow from it.

    `low` and `high` bound what may stand in `column` whatever the cell said; `elsewhere` is for a problem that is told
    of the file and not of the row.
    """

    cases: tuple[Case, ...]
    column: str = ""
    low: float = -math.inf
    high: float = math.inf
    follows: tuple[str, ...] = ()
    elsewhere: bool = False


# ---- numbers

NO_NUMBERS = (
    "abc", "=1+1", "=SUMMA(A1:A3)", "nan", "inf", "-inf", "1e400", "1,2,3", "12 5", "--5", "#N/A", "#DIV/0!", "½", "٣",
    "∞", "2026-09-02", "lördag", "5 5 5", "10²", "1e", "e5", "0x10", "5;5", "vet ej", "?", "ca 5", "5±1", "5-7", "-99",
    "-999", "-9999", "1,234.5.6", "true", "19850709-9805", "5 kg", "5 tusen",
)  # fmt: skip
"""Neither a number nor a word for none; -99 and its like are codes for a missing value."""

NO_EXACT_NUMBERS = ("<5", "> 5", "e.p.", "spår", "<LOQ")
"""What a laboratory may write for a concentration, and nobody for a volume."""

BLANKS = ("", " ", "-", "–", "n.a.", "ej mätt")


def written(value: float, rng: np.random.Generator) -> str:
    """Return a number as a Swede may write it, to six figures."""
    text = f"{float(f'{value:.6g}'):f}".rstrip("0").rstrip(".") if 1e-4 < abs(value) < 1e15 else f"{value:.5e}"
    whole, _, part = text.partition(".")
    if len(part) == 3 and whole.strip("-0"):  # 1,234 could be thousands
        part = part[:2]
    if abs(value) >= 1e4 and "e" not in text and rng.random() < 0.5:
        whole = f"{int(whole):,}".replace(",", str(rng.choice([" ", "\u00a0", "\u202f"])))
    return f"{whole},{part}" if part else whole


def meant(text: str) -> float:
    """Return the number that a text of `written` means."""
    return float("".join(text.split()).replace(",", "."))


def span(low: float, high: float, column: str = "", *, scale: float = 1.0, then: Then = "read") -> Case:
    """Numbers from `low` to `high`, often the ends themselves; they are read times `scale`."""

    def draw(rng: np.random.Generator) -> Drawn:
        while True:
            kind = rng.integers(4)
            value = (low, high, rng.uniform(low / 2, high / 2) * 2)[kind % 3]
            if kind == 3 and low > 0:
                value = math.exp(rng.uniform(math.log(low), math.log(high)))
            elif kind == 3:
                value = float(rng.integers(int(max(low, -1e6)), int(min(high, 1e6)) + 1))
            text = written(value, rng)
            if low <= meant(text) <= high and not (then == "read" and text in NO_NUMBERS):
                return Drawn(text, then, {column: meant(text) * scale} if column and then == "read" else {})

    return draw


def whole(low: int, high: int, column: str) -> Case:
    """Whole numbers from `low` to `high`."""

    def draw(rng: np.random.Generator) -> Drawn:
        value = (low, high, int(rng.integers(low, high + 1)), int(high ** rng.random()))[rng.integers(4)]
        return Drawn(text := written(max(value, low), rng), "read", {column: float(int(meant(text)))})

    return draw


def one_of(texts: Sequence[str], then: Then, **holds: Any) -> Case:
    """One of some texts, all with the same consequence."""
    return lambda rng: Drawn(str(rng.choice(np.array(texts, dtype=object))), then, holds)


def words(column: str, meanings: Mapping[str, Any]) -> Case:
    """Words with their meanings."""
    keys = list(meanings)

    def draw(rng: np.random.Generator) -> Drawn:
        word = keys[rng.integers(len(keys))]
        return Drawn(word, "read", {column: meanings[word]})

    return draw


def number(
    column: str, low: float, high: float, *, bad: Then, blank: Then = "read", scale: float = 1.0, zero: Then = "read"
) -> Field:
    """A field for numbers from `low` to `high`: everything outside is forbidden, down to -1e308 and up to 1e308."""
    least = low or (0.0 if zero == "read" else 1e-6)
    outside = [span(high * 1.001, 1e308, then=bad), span(high * 1.001, high * 1e3, then=bad)]
    outside.append(span(-1e308, low * 1.001 if low < 0 else -1e-9, then=bad))
    if low > 0:
        outside.append(span(low * 1e-9, low * 0.999, then=bad))
    if low > 0 or zero != "read":
        outside.append(one_of(["0", "0,0", "-0"], bad))
    return Field(
        column=column,
        low=low * scale,
        high=high * scale,
        cases=(
            span(least, high, column, scale=scale),
            one_of(BLANKS, blank, **({column: math.nan} if blank == "read" else {})),
            one_of((*NO_NUMBERS, *NO_EXACT_NUMBERS), bad),
            *outside,
        ),
    )


# ---- moments: the base rows begin 2026-09-02 07:00, a Wednesday, and end a day later

START, END = dt.datetime.fromisoformat("2026-09-02 07:00"), dt.datetime.fromisoformat("2026-09-03 07:00")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli",
    "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")

NO_MOMENTS = (
    "2026-02-30", "2026-13-01", "0000-01-01", "0001-01-01 07:00", "2200-01-01", "1899-12-30", "1989-12-31",
    "2101-01-01", "8/12 2026", "12.09.2026", "02-09-2026", "lördag 2026-09-02 07:00", "onsdag den 3 september 2026",
    "i morgon", "45901", "46267,29", "2026-09-02 25:00", "2026-09-02 07:61", "2026-03-29 02:30", "=NOW()", "=1+1",
    "nan", "NaT", "inf", "2026-09-31", "-2026-09-02", "2026-9", "2026", "kl. 7 i går", "2026-09-02 07:00 07:00",
    "9999-12-31", "20269-09-02", "2026-09-02T", "2026/09-02", "september 2026", "v. 36", "1e308", "-400", "?",
    "vet ej", "snart",
)  # fmt: skip


def moments(low: dt.datetime, high: dt.datetime, column: str = "", *, then: Then = "read") -> Case:
    """Moments from `low` to `high`, to the minute, in the forms that Swedes write."""

    def draw(rng: np.random.Generator) -> Drawn:
        minutes = int((high - low).total_seconds() // 60)
        at = low + dt.timedelta(minutes=(0, minutes, int(rng.integers(minutes + 1)))[rng.integers(3)])
        name = f"{at.day} {MONTHS[at.month - 1]} {at.year} kl. {at:%H.%M}"
        forms = (f"{at:%Y-%m-%d %H:%M}", f"{at:%Y-%m-%dT%H:%M:00}", name, f"{WEEKDAYS[at.weekday()]} {name}")
        text = forms[rng.integers(len(forms))]
        return Drawn(text, then, {column: swedish(at)} if column and then == "read" else {})

    return draw


def days(low: str, high: str, column: str = "", *, after: int = 0, then: Then = "read") -> Case:
    """Days from `low` to `high`, without time; the moment is the midnight `after` days later."""

    def draw(rng: np.random.Generator) -> Drawn:
        first, last = dt.date.fromisoformat(low), dt.date.fromisoformat(high)
        count = (last - first).days
        day = first + dt.timedelta(days=(0, count, int(rng.integers(count + 1)))[rng.integers(3)])
        forms = (f"{day}", f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", f"den {day.day} {MONTHS[day.month - 1]} {day.year}")
        at = swedish(dt.datetime.combine(day + dt.timedelta(days=after), dt.time()))
        return Drawn(forms[rng.integers(len(forms))], then, {column: at} if column and then == "read" else {})

    return draw


def swedish(at: dt.datetime) -> pd.Timestamp:
    return pd.Timestamp(at).tz_localize("Europe/Stockholm").as_unit("us")


def sampling_start(*, blank: Then = "aside") -> Field:
    """At most eight days before the end, and before it."""
    return Field(
        column="start",
        cases=(
            moments(END - dt.timedelta(days=8), END - dt.timedelta(minutes=1), "start"),
            moments(END, END + dt.timedelta(days=900), then="aside"),
            moments(dt.datetime.fromisoformat("1990-01-01 00:00"), END - dt.timedelta(days=8, minutes=1), then="aside"),
            one_of(NO_MOMENTS, "aside"),
            one_of(["", " "], blank),
        ),
    )


def sampling_end() -> Field:
    """At most eight days after the start, and after it; a blank is one day."""
    return Field(
        column="end",
        cases=(
            moments(START + dt.timedelta(minutes=1), START + dt.timedelta(days=8), "end"),
            moments(START - dt.timedelta(days=900), START, then="aside"),
            moments(
                START + dt.timedelta(days=8, minutes=1), dt.datetime.fromisoformat("2100-12-31 23:59"), then="aside"
            ),
            one_of(NO_MOMENTS, "aside"),
            one_of(["", " "], "read", end=swedish(END)),
        ),
    )


def kept_at(column: str) -> Field:
    """A moment at or after the end of sampling; one that cannot be is left out."""
    return Field(
        column=column,
        cases=(
            moments(END, END + dt.timedelta(days=50), column),
            days("2026-09-03", "2028-01-01", column, after=1),
            moments(END - dt.timedelta(days=900), END - dt.timedelta(minutes=1), then="left out"),
            one_of(NO_MOMENTS, "left out"),
            one_of(["", " "], "read", **{column: pd.NaT}),
        ),
    )


def day_after(column: str) -> Field:
    """A day, not before the one on which the sample ended; an answer cannot be older than its sample."""
    return Field(
        column=column,
        cases=(
            days("2026-09-03", "2100-12-31", column),
            days("1990-01-01", "2026-09-02", then="aside"),
            one_of(NO_MOMENTS, "aside"),
            one_of(["", " "], "read", **{column: pd.NaT}),
        ),
    )


# ---- texts

TEXTS = (
    "Exempelverket", "Ö-viks ARV", "=1+1", "1e308", "NaN", "260902-0001", "A;B", 'A "B"', "-", "2026-09-02", "x" * 500,
    "<script>", "0", "null", "  två  ord ", "Ж", "\u200b", "😀", "12,5",
)  # fmt: skip


def tidy(text: str) -> str:
    return " ".join(text.split())


def free_text(column: str = "", *, blank: Then = "read", blank_is: Any = math.nan, folded: bool = False) -> Field:
    """Any text goes; `column` is empty for one that nothing reads."""

    def draw(rng: np.random.Generator) -> Drawn:
        text = TEXTS[rng.integers(len(TEXTS))]
        said = tidy(text).casefold() if folded else tidy(text)
        return Drawn(text, "read", {column: said} if column else {})

    empty = one_of(["", " "], blank, **({column: blank_is} if column and blank == "read" else {}))
    return Field(column=column, cases=(draw, draw, empty))


def reason_not_to_count(rng: np.random.Generator) -> Drawn:
    """Any text but what says that the sample is counted after all."""
    reasons = [text for text in TEXTS if text not in ("-", "0")]
    text = reasons[rng.integers(len(reasons))]
    return Drawn(text, "read", {"not_counted": tidy(text)})


def place(column: str, *, blank: Then) -> Field:
    """The name of a plant, which ties the files; the row's own number keeps rows apart."""
    return Field(column=column, cases=(one_of(TEXTS, "read"), one_of(TEXTS, "read"), one_of(["", " "], blank)))


# ---- the forms

RESIDUES = {
    "Kokain": "cocaine", "Bensoylekgonin": "benzoylecgonine", "BzE*": "benzoylecgonine", "Amfetamin": "amphetamine",
    "metamfetamin": "methamphetamine", "MDMA": "MDMA", "THC-COOH": "THC-COOH",
}  # fmt: skip
CONCENTRATION = (
    "concentration_ng_per_l", "concentration_low_ng_per_l", "concentration_high_ng_per_l", "qualifier", "printed",
)  # fmt: skip


def concentration() -> Field:
    """From 0,0001 ng/l to a gram a litre; the row's LOD is 2 and its LOQ 5."""

    def below(rng: np.random.Generator) -> Drawn:
        drawn = span(2.1, 1e9)(rng)
        high = meant(drawn.text)
        text = f"{rng.choice(['<', '< ', '≤', '<='])}{drawn.text}"
        return Drawn(text, "read", {"concentration_ng_per_l": math.nan, "concentration_high_ng_per_l": high})

    not_detected = {"qualifier": "below_lod", "concentration_high_ng_per_l": 2.0}
    return Field(
        column="concentration_ng_per_l",
        low=1e-4,
        high=1e9,
        follows=CONCENTRATION,
        cases=(
            span(2, 1e9, "concentration_ng_per_l"),
            below,
            one_of(["e.p.", "ej påvisad", "ND", "<LOD", "1,99", "0,0001"], "read", **not_detected),
            one_of(["0", "0,0", "<LOQ"], "read", qualifier="below_loq", concentration_high_ng_per_l=5.0),
            one_of(["212 ng/l", "212*", "2,12e2"], "read", concentration_ng_per_l=212.0),
            one_of(BLANKS, "not analysed"),
            span(1.001e9, 1e308, then="aside"),
            span(-1e308, -1e-9, then="aside"),
            span(1e-300, 0.99e-4, then="aside"),
            one_of(
                (*NO_NUMBERS, "<0", "<-5", "<1e308", ">1e308", "<<5", "5 %", "5 kg", "5 µg/l", "5 mg/dygn"), "aside"
            ),
        ),
    )


def limit(name: str, read: Case, torn: Case) -> Field:
    """A LOD or LOQ: LOD above LOQ sets the row aside, one that cannot be read is left out."""
    column = f"{name}_ng_per_l"
    return Field(
        column=column,
        low=1e-4,
        high=1e9,
        follows=CONCENTRATION,
        cases=(
            read,
            torn,
            one_of(BLANKS, "read", **{column: math.nan}),
            span(1.001e9, 1e308, then="left out"),
            span(-1e308, -1e-9, then="left out"),
            one_of([*NO_NUMBERS, "0", "e.p.", "5 kg", "1e-300"], "left out"),
        ),
    )


LAB: Mapping[str, Field] = {
    "Reningsverk": place("plant", blank="aside"),
    "Prov-id": free_text("sample_id", blank_is=None),
    "Provtyp": Field(
        column="sample_type",
        cases=(
            words("sample_type", {"prov": "sample", "Dubblett": "duplicate", "blankprov": "blank", "": "sample"}),
            one_of(["stickprov!", "kontroll", "=1+1", "2", "inf"], "aside"),
        ),
    ),
    "Start": sampling_start(),
    "Stopp": sampling_end(),
    "Substans": Field(
        column="residue",
        cases=(
            words("residue", RESIDUES),
            one_of(
                ["", " ", "Socker", "Kokein", "=1+1", "212", "1e308", "2026-09-02", "heroinliknande", "vatten"], "aside"
            ),
        ),
    ),
    "Halt (ng/l)": concentration(),
    "Utvidgad mätosäkerhet (%, k=2)": number("analysis_cv", 0, 400, bad="left out", zero="left out", scale=1 / 200),
    "Detektionsgräns (ng/l)": limit("lod", span(1e-4, 5, "lod_ng_per_l"), span(5.01, 1e9, then="aside")),
    "Bestämningsgräns (ng/l)": limit("loq", span(2, 1e9, "loq_ng_per_l"), span(1e-4, 1.99, then="aside")),
    "Utbyte (%)": number("recovery", 0, 500, bad="left out", scale=0.01),
    "z-poäng": number("interlab_z", -100, 100, bad="left out"),
    "Matris": Field(
        column="matrix",
        elsewhere=True,
        cases=(
            words("matrix", {"ofiltrerat": "whole", "Filtrerat": "filtered", "vattenfas": "filtered", "": math.nan}),
            one_of(["slam", "saliv", "=1+1", "1e308", "avloppsvatten", "?"], "left out"),
        ),
    ),
    "Labb": free_text("lab"),
    "Metod": free_text("method"),
    "Rapportnr": free_text("report_id", blank_is="fil"),
    "Utgåva": Field(
        column="revision",
        low=1,
        high=9999,
        cases=(
            words("revision", {"1": 1, "2": 2, "utgåva 3": 3, "v2": 2, "": 1, "9999": 9999}),
            one_of(["0", "-1", "1,5", "abc", "=1+1", "99999", "nan", "inf", "1e308", "två", "-99"], "aside"),
        ),
    ),
    "Rapportdatum": day_after("available_from"),
}

VOLUME = number("volume_m3", 0.1, 1e7, bad="aside", blank="aside")
FLOW: Mapping[str, Field] = {
    "Reningsverk": place("plant", blank="aside"),
    "Start": sampling_start(),
    "Stopp": sampling_end(),
    "Volym (m3)": Field(
        column="volume_m3",
        low=0.1,
        high=1e7,
        cases=(
            *VOLUME.cases,
            one_of(["4 180 m3", "4180 m³", "4 180*"], "read", volume_m3=4180.0),
            one_of(["50 l/s", "4180 kg", "4180 %", "4180 liter", "4180 ng/l", "4180 personer"], "aside"),
        ),
    ),
    "Flödesmätare": free_text("meter"),
    "Flödesosäkerhet (relativ standardosäkerhet, %)": number(
        "flow_cv", 0, 200, bad="left out", zero="left out", scale=0.01
    ),
    **dict.fromkeys(("Mätarens skick", "Externslam", "Industri", "Signatur", "Anmärkning"), free_text()),
}

PLANTS: Mapping[str, Field] = {
    "Reningsverk": place("plant", blank="aside"),
    "Namn": free_text("name"),
    "Kommunkod": Field(
        column="municipality_code",
        cases=(
            words("municipality_code", {"1083": "1083", "0180": "0180", "": math.nan}),
            one_of(["180", "10833", "Sölvesborg", "=1+1", "nan", "10,83", "-400", "1e308", "١٠٨٣"], "left out"),
        ),
    ),
    "Anslutna personer": Field(
        column="population",
        low=1,
        high=2e7,
        cases=(
            whole(1, 20_000_000, "population"),
            one_of((*BLANKS, *NO_NUMBERS, *NO_EXACT_NUMBERS, "0", "-1"), "aside"),
            one_of(["17,5", "0,5", "17000,5"], "aside"),
            span(2.001e7, 1e308, then="aside"),
            span(-1e308, -1e-9, then="aside"),
            one_of(["17 tusen", "sjutton tusen", "17000 pe?", "20000001"], "aside"),
        ),
    ),
    "Befolkningskälla": free_text("population_method", folded=True),
    "Osäkerhet anslutna (relativ standardosäkerhet, %)": number(
        "population_cv", 0, 200, bad="left out", zero="left out", scale=0.01
    ),
    "Gäller från": Field(
        column="valid_from",
        cases=(
            days("1990-01-01", "2100-12-31", "valid_from"),
            one_of(NO_MOMENTS, "aside"),
            one_of(["", " "], "read", valid_from=pd.NaT),
        ),
    ),
    "Provtagningssätt": free_text("sampler_mode", folded=True),
    "Provtagningsintervall (min)": number("sampling_interval_min", 0.01, 1440, bad="left out"),
    "Uppehållstid i nätet (h)": number("residence_time_h", 0, 240, bad="left out"),
}

SAMPLES: Mapping[str, Field] = {
    "Reningsverk": place("plant", blank="aside"),
    "Prov-id": free_text("sample_id", blank_is=None),
    "Start": sampling_start(blank="read"),
    "Stopp": sampling_end(),
    "Provtagningssätt": free_text("sampler_mode", folded=True),
    "Delprovsintervall (min)": number("sampling_interval_min", 0.01, 1440, bad="left out"),
    "Antal delprov": Field(
        column="aliquots",
        low=1,
        high=1e5,
        cases=(
            whole(1, 100_000, "aliquots"),
            one_of(BLANKS, "read", aliquots=math.nan),
            one_of((*NO_NUMBERS, *NO_EXACT_NUMBERS, "0", "0,5", "142,5", "-1", "100001"), "left out"),
            span(1.001e5, 1e308, then="left out"),
        ),
    ),
    "Temperatur i provtagaren (°C)": number("temperature_c", -40, 60, bad="left out"),
    "Regn (mm)": number("rain_mm", 0, 2000, bad="left out"),
    "Bräddning (m3)": number("bypass_m3", 0, 1e8, bad="left out"),
    "Fryst": kept_at("frozen_at"),
    "Ankom labb": kept_at("received_at"),
    "Analyserat": kept_at("analysed_at"),
    "Skick vid ankomst": free_text("condition"),
    "Räknas inte": Field(
        column="not_counted",
        cases=(
            reason_not_to_count,
            one_of(("ja", "Ja", "x", "true"), "read"),
            one_of(("", " ", "nej", "Nej", "-", "–", "0"), "read", not_counted=math.nan),
        ),
    ),
    **dict.fromkeys(
        ("Provvolym (l)", "Extra flaskor", "Signatur", "Avsänt", "Temperatur vid ankomst (°C)", "Anmärkning"),
        free_text(),
    ),
}

EVENTS: Mapping[str, Field] = {
    "Plats": place("place", blank="read"),
    "Start": Field(
        column="start",
        cases=(
            days("2026-05-07", "2026-06-06", "start"),
            moments(START - dt.timedelta(days=118, hours=7), START - dt.timedelta(days=87, hours=8), "start"),
            days("2026-06-07", "2100-12-31", then="aside"),
            days("1990-01-01", "2026-05-05", then="aside"),
            one_of((*NO_MOMENTS, ""), "aside"),
        ),
    ),
    "Slut": Field(
        column="end",
        cases=(
            days("2026-06-03", "2026-07-03", "end", after=1),
            days("1990-01-01", "2026-06-02", then="aside"),
            days("2026-07-05", "2100-12-31", then="aside"),
            one_of(NO_MOMENTS, "aside"),
            one_of(["", " "], "read", end=swedish(dt.datetime.fromisoformat("2026-06-04 00:00"))),
        ),
    ),
    "Typ": Field(
        column="event_type",
        cases=(
            words(
                "event_type",
                {
                    "storhelg": "public_holiday", "Festival": "festival", "lönehelg": "payday_weekend",
                    "insats": "intervention", "driftstörning": "disturbance", "Bräddning": "disturbance",
                },
            ),
            one_of(["", " ", "regn", "=1+1", "fest", "1e308", "2026-06-03", "?", "-"], "aside"),
        ),
    ),
    "Beskrivning": free_text("description"),
    "Källa": free_text("source"),
}  # fmt: skip

PLAN: Mapping[str, Field] = {
    "Reningsverk": place("place", blank="aside"),
    "Start": sampling_start(),
    "Stopp": sampling_end(),
    **{
        header: free_text(column)
        for header, column in (
            ("Period", "period"), ("Omgång", "campaign"), ("Syfte", "purpose"), ("Anmärkning", "note"),
        )
    },
    "Svar senast": day_after("latest_answer"),
    "Möte": day_after("meeting_date"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: its file of examples, its reader, its fields, and cells of the first example that stand in the way."""

    example: str
    read: Callable[..., Reading]
    fields: Mapping[str, Field]
    has_numbers: bool = True
    instead: Mapping[str, str] = field(default_factory=dict)

    def base(self) -> dict[str, str]:
        """Return the first row of the example, a valid one."""
        with (FORMS / "exempel" / f"{self.example}.csv").open(encoding="utf-8-sig", newline="") as file:
            return {**next(csv.DictReader(file, delimiter=";")), **self.instead}


LATER = {"Fryst": "2026-09-12 08:30"}  # a sample that ends later than in the example is frozen later
FORM = {
    "bestallning": Form(example="labbsvar", read=read_lab, fields=LAB),
    "metadatablad": Form(example="metadatablad", read=read_flow, fields=FLOW),
    "foljesedel": Form(example="foljesedel", read=read_samples, fields=SAMPLES, instead=LATER),
    "reningsverk": Form(example="reningsverk", read=read_plants, fields=PLANTS),
    "handelselogg": Form(example="handelselogg", read=read_events, fields=EVENTS, has_numbers=False),
    "provtagningsplan": Form(example="provtagningsplan", read=read_plan, fields=PLAN, has_numbers=False),
}


# ---- rows with one field changed, and what became of them


@dataclass(frozen=True, slots=True)
class Mutation:
    """One field of a valid row, changed."""

    header: str
    drawn: Drawn


HOSTILE = "0123456789,.-+<>=% eE/:;abckåäöΩ٣½²×'\"()*@#"


def mutate(form: Form, row: int, rng: np.random.Generator) -> Mutation:
    """Change one field to something allowed or forbidden, or to a text of which nobody knows what it is."""
    headers = list(form.fields)
    header = headers[rng.integers(len(headers))]
    cases = form.fields[header].cases
    drawn = cases[rng.integers(len(cases))](rng)
    if rng.random() < 0.2:
        other = form.fields[headers[rng.integers(len(headers))]].cases
        text = other[rng.integers(len(other))](rng).text
        if rng.random() < 0.5:
            text = "".join(HOSTILE[place] for place in rng.integers(len(HOSTILE), size=rng.integers(1, 9)))
        drawn = Drawn(text, "any")
    if header == NAMED[form.example] and drawn.text.strip():
        text = f"{drawn.text} {row}"
        said = {form.fields[header].column: tidy(text)} if drawn.then == "read" else {}
        drawn = Drawn(text, drawn.then, said)
    return Mutation(header, drawn)


NAMED = {form.example: next(iter(form.fields)) for form in FORM.values()}


def with_point(mutation: Mutation) -> bool:
    """Return whether a cell could show that the file has decimal points, which its other cells contradict."""
    return "." in mutation.drawn.text and any(map(str.isdigit, mutation.drawn.text))


def write(path: Path, form: Form, mutations: Sequence[Mutation]) -> None:
    """Write a valid row, and one row for each mutation, each of a plant of its own."""
    base = form.base()
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, list(base), delimiter=";", lineterminator="\r\n")
    table.writeheader()
    for row, mutation in enumerate([None, *mutations]):
        cells = {**base, NAMED[form.example]: f"Verk {row}"}
        if mutation:
            cells[mutation.header] = mutation.drawn.text
            if mutation.header == "Plats":  # two events that hold for all places are one, unless they have two names
                cells["Beskrivning"] += f" {row}"
        table.writerow(cells)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def same(one: Any, other: Any) -> bool:
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)


def within(value: float, field: Field) -> bool:
    """Return whether a number lies in a field's range; its ends may have been rounded."""
    return field.low <= value <= field.high or math.isclose(value, field.low) or math.isclose(value, field.high)


def faults(form: Form, mutations: Sequence[Mutation], reading: Reading) -> list[str]:
    """Return what a reading of mutated rows did wrong, row by row."""
    check(reading.problems, PROBLEMS)
    file = reading.files[0]
    assert file.rows_read == len(mutations) + 1 == file.rows_used + file.rows_reported + file.rows_set_aside
    assert file.rows_used == len(reading.table)
    records = [{str(name): value for name, value in record.items()} for record in reading.table.to_dict("records")]
    if "source_line" in reading.table.columns:
        found = {record.pop("source_line") - 2: record for record in records}
    else:
        found = {int(record["place"].rsplit(" ", 1)[1]): record for record in records}
    problems = reading.problems.dropna(subset="line")
    told: dict[int, Counter[str]] = {}
    for line, severity in zip(problems["line"], problems["severity"], strict=True):
        told.setdefault(int(line) - 2, Counter())[severity] += 1
    assert 0 not in told, reading.problems[reading.problems["line"] == 2]["what"].tolist()
    # "Kokain och annat" names a substance among others: it is kept beside the measurements as what the laboratory said
    reported = set(reading.reported["source_line"] - 2) if isinstance(reading, LabReading) else set()
    wrong = []
    for row, mutation in enumerate(mutations, start=1):
        why = fault(form.fields[mutation.header], mutation.drawn, found.get(row), found[0], told.get(row, Counter()))
        if why and not (mutation.drawn.then == "any" and row in reported):
            rules = problems.loc[problems["line"] == row + 2, "rule"].tolist()
            wrong.append(f"{mutation.header} {mutation.drawn}: {why}; {rules}")
    return wrong


def fault(
    field: Field, drawn: Drawn, record: Mapping[str, Any] | None, base: Mapping[str, Any], told: Counter[str]
) -> str:
    """Return what is wrong with one mutated row, "" where nothing is."""
    if record is None:
        if drawn.then in ("read", "left out"):
            return "set aside"
        silent = told["error"] == 0 and told["note"] == 1 and drawn.then in ("not analysed", "any")
        return "" if told["error"] == 1 or silent else f"set aside with {told['error']} errors"
    if drawn.then in ("aside", "not analysed"):
        return f"passed as {record[field.column]!r}"
    if told["error"]:
        return "used, with an error"
    value = record[field.column] if field.column else None
    if isinstance(value, int | float) and not math.isnan(value) and not within(value, field):
        return f"out of range: {value!r}"
    if drawn.then == "left out":
        if not pd.isna(value):
            return f"passed as {value!r}"
        return "" if told["warning"] == 1 or field.elsewhere else f"left out with {told['warning']} warnings"
    for name, expected in drawn.holds.items():
        if expected is not None and not same(record[name], expected):
            return f"{name} is {record[name]!r}, not {expected!r}"
    kept = set(base) - {field.column, *field.follows, *UNLIKE}
    return ", ".join(f"{name} became {record[name]!r}" for name in sorted(kept) if not same(record[name], base[name]))


UNLIKE = ("plant", "place", "start", "end", "description", "source_file", "printed")


def read_mutated(path: Path, form: Form, mutations: Sequence[Mutation], decimal: str | None = None) -> Reading:
    """Write a file of mutated rows and read it."""
    write(path, form, mutations)
    return form.read(path, **({"decimal": decimal} if decimal else {}))


def some(form: Form, count: int, rng: np.random.Generator, *, points: bool) -> list[Mutation]:
    """Return mutations, with or without those that could show a decimal point."""
    mutations: list[Mutation] = []
    while len(mutations) < count:
        mutation = mutate(form, len(mutations) + 1, rng)
        if points or not with_point(mutation):
            mutations.append(mutation)
    return mutations


def hold_files(path: Path, form: Form, files: int, rng: np.random.Generator) -> Counter[str]:
    """Read files of many mutated rows; return how many of each kind were held to the table."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(files):
        # every other file is told its decimal sign: it may then hold a point that contradicts it
        told = form.has_numbers and number % 2 == 0
        mutations = some(form, ROWS_A_FILE, rng, points=told or not form.has_numbers)
        wrong += faults(form, mutations, read_mutated(path, form, mutations, "," if told else None))
        counted.update(mutation.drawn.then for mutation in mutations)
    assert not wrong, f"{len(wrong)} rows:\n" + "\n".join(wrong[:40])
    return counted


def hold_single_rows(path: Path, form: Form, files: int, rng: np.random.Generator) -> Counter[str]:
    """Read files of one mutated row beside a valid one; only a cell with a point may refuse the whole file."""
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for mutation in (mutate(form, 1, rng) for _ in range(files)):
        try:
            wrong += faults(form, [mutation], read_mutated(path, form, [mutation]))
        except FileError as error:
            if not with_point(mutation) or not str(error).startswith("fil.csv: Decimal comma ("):
                raise
        counted[mutation.drawn.then] += 1
    assert not wrong, "\n".join(wrong[:40])
    return counted


def analyse_mutated(folder: Path, rows: int, rng: np.random.Generator) -> Counter[str]:
    """Read all the forms of some plants, each row mutated, and make the whole analysis of what passed."""
    counted: Counter[str] = Counter()
    read: dict[str, Reading] = {}
    for name, form in FORM.items():
        mutations = some(form, rows, rng, points=False)
        read[name] = read_mutated(folder / "fil.csv", form, mutations)
        wrong = faults(form, mutations, read[name])
        assert not wrong, "\n".join(wrong)
        counted.update(mutation.drawn.then for mutation in mutations)
    lab = read["bestallning"]
    assert isinstance(lab, LabReading)
    result = analyse(
        lab,
        read["metadatablad"],
        read["reningsverk"],
        protocol=FORMS / "exempel" / "protokoll.toml",
        events=read["handelselogg"],
        samples=read["foljesedel"],
        plan=read["provtagningsplan"],
    )
    loads = result.loads["load_mg_per_day_per_1000"].dropna()
    assert loads.gt(0).all()
    assert loads.lt(math.inf).all()
    assert "Verk 0" in result.levels["place"].tolist()
    return counted


@pytest.mark.parametrize("name", FORM)
def test_a_field_holds_what_the_table_allows_and_nothing_else(tmp_path: Path, name: str) -> None:
    counted = hold_files(tmp_path / "fil.csv", FORM[name], 2, np.random.default_rng(1))
    counted += hold_single_rows(tmp_path / "fil.csv", FORM[name], 20, np.random.default_rng(2))
    assert min(counted["read"], counted["aside"], counted["any"]) > 10


def test_what_passes_the_readers_passes_the_analysis(tmp_path: Path) -> None:
    analyse_mutated(tmp_path, 8, np.random.default_rng(3))


@pytest.mark.slow
def test_a_hundred_thousand_mutated_rows_are_held_to_the_table(tmp_path: Path) -> None:
    counted: Counter[str] = Counter()
    for seed, form in enumerate(FORM.values()):
        counted += hold_files(tmp_path / "fil.csv", form, 80, np.random.default_rng([4, seed]))
        counted += hold_single_rows(tmp_path / "fil.csv", form, 400, np.random.default_rng([5, seed]))
    for seed in range(34):
        counted += analyse_mutated(tmp_path, 8, np.random.default_rng([6, seed]))
    assert counted.total() >= 100_000
    assert min(counted["read"], counted["left out"], counted["aside"], counted["any"]) > 5_000


@pytest.mark.parametrize("name", FORM)
def test_the_table_knows_every_column_of_a_form_and_every_column_it_fills(tmp_path: Path, name: str) -> None:
    form = FORM[name]
    with (FORMS / "mallar" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        assert set(form.fields) == set(next(csv.reader(file, delimiter=";")))
    reading = read_mutated(tmp_path / "fil.csv", form, [])
    assert {field.column for field in form.fields.values()} - {""} <= set(reading.table.columns)
    assert not reading.problems["severity"].isin(["error", "warning"]).any()
