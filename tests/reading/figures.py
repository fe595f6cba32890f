"""The numbers of ``underlag.json``, each with what it is of: what every format may print."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from avloppsanalys.calendar import label
from avloppsanalys.lagesbild.revision import LITTLE
from avloppsanalys.reference import display_name
from avloppsanalys.wording import Language

__all__ = ["Figure", "Figures"]

_FRACTIONS: Final = ("interval_level", "detection_frequency", "detection_low", "detection_high", "towns_zero_share")
"""What is printed as per cent."""

_GENERAL: Final = "general"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number: where it comes from, the substance and period that it is of, and words that it only stands beside."""

    value: float
    source: str
    substance: str = _GENERAL
    period: str = ""
    beside: str = ""


class Figures:
    """Every number of an underlag, to be asked for by substance and period."""

    def __init__(self, document: Mapping[str, Any], lang: Language, beside: Iterable[Figure] = ()) -> None:
        self.lang: Language = lang
        self.all = [*_numbers(document, "", {}), *beside]
        self.all += [*_fractions(self.all), *_counted(document), *_followed(document), *_derived(document)]
        self.all.sort(key=lambda figure: figure.substance == _GENERAL)
        names = {figure.substance for figure in self.all} - {_GENERAL}
        self._names = sorted(((display_name(name, lang), name) for name in names), key=lambda told: -len(told[0]))
        self._labels = {_label(figure.period, lang): figure.period for figure in self.all if figure.period}

    def named_in(self, words: str) -> list[tuple[int, str]]:
        """Return where substances are named in a text, in order: position and substance."""
        found: list[tuple[int, str]] = []
        left = words.casefold()
        for name, substance in self._names:
            at = left.find(name.casefold())
            while at >= 0:
                found.append((at, substance))
                left = left[:at] + "\0" * len(name) + left[at + len(name) :]
                at = left.find(name.casefold())
        return sorted(found)

    def periods_in(self, row: str) -> frozenset[str]:
        """Return the periods that a row of a table is of: one, or two that it compares."""
        parts = (part.strip().replace("\u00a0", " ") for part in row.split("|"))
        return frozenset(self._labels[part] for part in parts if part in self._labels)

    def of(self, substance: str, periods: frozenset[str] = frozenset(), words: str = "") -> Iterator[Figure]:
        """Yield the figures of a substance, of some periods where those are said, and last what is of no substance."""
        for figure in self.all:
            timely = not periods or not figure.period or figure.period in periods
            if timely and figure.substance in (substance, _GENERAL) and figure.beside in words:
                yield figure


def _numbers(found: Any, path: str, said: Mapping[str, str]) -> Iterator[Figure]:
    """Yield every number of a document, with the nearest substance and period around it."""
    if isinstance(found, dict):
        inside = dict(said)
        if isinstance(found.get("substance"), str):
            inside["substance"] = found["substance"]
        period = found.get("period", found.get("year") if "part" in found else None)
        if period is not None:
            inside["period"] = str(period)
        for key, value in found.items():
            yield from _numbers(value, f"{path}.{key}", inside)
    elif isinstance(found, list):
        for number, value in enumerate(found):
            yield from _numbers(value, f"{path}[{number}]", said)
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield Figure(value=float(found), source=path, **said)


def _fractions(figures: Sequence[Figure]) -> Iterator[Figure]:
    """Yield the figures that are fractions as the per cent that they are printed as."""
    for figure in figures:
        if figure.source.rpartition(".")[2] in _FRACTIONS:
            yield Figure(value=100 * figure.value, source=f"100 x {figure.source}", substance=figure.substance,
                         period=figure.period)  # fmt: skip


def _counted(document: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield the days of each period, and how many of each thing the document lists."""
    for one in document["indicators"]:
        first, last = (dt.date.fromisoformat(one[name]) for name in ("period_start", "period_end"))
        yield Figure(value=(last - first).days + 1, source=f"days of {one['period']}", period=one["period"])
    for one in document["context"]:
        first, last = (dt.date.fromisoformat(one[name]) for name in ("period_start", "period_end"))
        yield Figure(value=(last - first).days + 1, source="days of a period of context")
    for dose in {one["dose_mg"] for one in document["indicators"]} - {None}:
        yield Figure(value=dose, source="dose of the factor set [mg]")
    for level in {one["interval_level"] for one in document["indicators"]}:
        yield Figure(value=100 * level, source="100 x interval level of all")
    for one in document.get("europe", {"comparisons": ()})["comparisons"]:
        for name in ("population_low", "population_high"):
            if one[name] is not None:
                yield Figure(value=one[name], source=name)
    changed = document.get("changed")
    for change, count in Counter(one["change"] for one in changed["rows"]).items() if changed else ():
        yield Figure(value=count, source=f"number of changed.rows: {change}")
        yield Figure(value=100 * LITTLE, source="what a level that was adjusted has moved at most, in per cent")
    for name in ("cards", "inputs"):
        yield Figure(value=len(document[name]), source=f"number of {name}")


def _followed(document: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield what became of the plan at all places of a year together: days of each kind, and their shares."""
    years: dict[str, Counter[str]] = {}
    for one in (document["follow_up"] or {"years": ()})["years"]:
        counts = {name: one[name] for name in one if name.startswith("n_")}
        years.setdefault(str(one["year"]), Counter()).update(counts)
    for year, counts in years.items():
        for name, count in counts.items():
            yield Figure(value=count, source=f"sum of follow_up.years.{name}", period=year)
            for whole in ("n_planned", "n_taken"):
                if counts[whole]:
                    share = 100 * count / counts[whole]
                    yield Figure(value=share, source=f"sum of follow_up.years.{name}, of {whole}", period=year)


def _derived(document: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield what is said of a whole series: the median of its earlier levels, its days and those below the limit."""
    series: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for one in document["indicators"]:
        series.setdefault((one["place"], one["substance"], one["quantity"]), []).append(one)
    for (_, substance, quantity), rows in series.items():
        ordered = sorted(rows, key=lambda one: one["period_start"])
        earlier = [one["estimate"] for one in ordered[:-1] if one["estimate"] is not None]
        if earlier:
            yield Figure(value=median(earlier), source=f"median of earlier {quantity}", substance=substance)
        for name in ("n_days", "n_below_loq"):
            total = sum(one[name] for one in rows)
            yield Figure(value=total, source=f"sum of {name}, {quantity}", substance=substance)
        bounds = sum(one["estimate"] is None and one["high"] is not None for one in ordered[:-1])
        yield Figure(value=bounds, source=f"upper bounds, {quantity}", substance=substance)


def _label(period: str, lang: Language) -> str:
    return label(period, lang)
