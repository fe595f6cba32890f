"""A walk through words and numbers that checks each against the figures of the underlag, and keeps an account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from reading.catalogue import without_fixed_numbers
from reading.figures import Figure, Figures
from reading.numerals import Numeral, digits_elsewhere, numerals
from reading.page import AXIS
from reading.passages import Held, Passage

__all__ = ["Walk"]

LENGTHS = ("plus", "minus", "stacked", "Nedåt", "Uppåt", "Bredd", "Downwards", "Upwards", "Width")
"""What holds no figure but the way from one to another: charts draw error bars and bands so."""
EXACT = 1e-12
"""Relative error of a number that is held with all its digits; a workbook keeps fifteen or sixteen of them."""


class Walk:
    """The account: how many numbers there were, by what each was allowed, and those that nothing allows.

    Attributes
    ----------
    strays : list of str
        A line a number that is no figure and follows no rule, with where it stands.
    counts : Counter
        How many numbers each rule allowed.
    printed : list of (Numeral, list of float)
        Each printed figure, with all that it was held against.
    """

    def __init__(
        self,
        figures: Figures,
        typed: Iterable[str] = (),
        before: Figures | None = None,
        changes: Collection[str] = (),
    ) -> None:
        """Begin; `changes` are the texts in which the figures of an underlag `before` are told as well."""
        self.figures = figures
        self.before = before
        self.changes = {re.sub(r"\s+", " ", words) for words in changes}
        self.typed = sorted({words for words in typed if re.search(r"\d", words)}, key=len, reverse=True)
        self.strays: list[str] = []
        self.counts: Counter[str] = Counter()
        self.printed: list[tuple[Numeral, list[float]]] = []

    def take(self, found: Passage | Held) -> None:
        """Check one find."""
        if isinstance(found, Held):
            self._held(found)
        elif AXIS in found.where:
            self.counts["axis"] += 1
        else:
            self._words(found)

    def _words(self, passage: Passage) -> None:
        words = passage.words
        for name in self.typed:
            count = words.count(name)
            self.counts["typed by people"] += count
            words = words.replace(name, re.sub(r"\d", "\0", name)) if count else words
        words, forms = digits_elsewhere(words)
        self.counts.update({f"form: {form}": count for form, count in forms.items() if count})
        words, fixed = without_fixed_numbers(words)
        self.counts["text of the catalogue"] += fixed
        about = self.figures.named_in(passage.heading)
        named = self.figures.named_in(passage.words)
        periods = self.figures.periods_in(passage.row)
        for numeral in numerals(words, self.figures.lang):
            before = [substance for at, substance in named if at < numeral.start]
            scope = before[-1] if before else about[-1][1] if about else named[0][1] if named else ""
            figures = [*self.figures.of(scope, periods, f"{passage.heading} {passage.words}")]
            if self.before is not None and re.sub(r"\s+", " ", passage.words) in self.changes:
                figures += [*self.before.of(scope)]
            self._numeral(numeral, figures, scope, passage)

    def _numeral(self, numeral: Numeral, figures: list[Figure], substance: str, passage: Passage) -> None:
        for figure in figures:
            if numeral.prints(figure.value):
                self._allow(figure.source)
                self.printed.append((numeral, [one.value for one in figures]))
                return
        near = passage.words[max(0, numeral.start - 40) : numeral.end + 30]
        self.strays.append(f"{passage.where}: {numeral.value:g} in …{near}… ({substance or 'no substance'})")

    def _held(self, held: Held) -> None:
        about = self.figures.named_in(held.heading) or self.figures.named_in(held.row)
        substance = about[-1][1] if about else ""
        periods = self.figures.periods_in(held.row)
        figures = [*self.figures.of(substance, periods)]
        for figure in figures:
            if abs(figure.value - held.value) <= EXACT * abs(held.value):
                self._allow(figure.source, "held: ")
                return
        if held.column in LENGTHS:
            values = [figure.value for figure in figures]
            if any(abs(abs(a - b) - held.value) <= 1e-9 * (abs(a) + abs(b)) for a in values for b in values):
                self.counts["held: length of an error bar or a band, from one figure to another"] += 1
                return
        self.strays.append(f"{held.where}: {held.value!r} in {held.row!r}, {held.column!r} ({substance})")

    def _allow(self, source: str, kind: str = "") -> None:
        whole = re.sub(r"\[\d+\]", "", source)
        self.counts[f"{kind}{whole.lstrip('.')}"] += 1
