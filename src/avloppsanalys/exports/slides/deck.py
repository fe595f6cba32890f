"""The deck: which slides there are, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from avloppsanalys.exports.briefing import Briefing, Finding
from avloppsanalys.exports.slides.card_words import BRIEFER, beside_the_chart, spoken
from avloppsanalys.exports.slides.chart import draw
from avloppsanalys.exports.slides.columns import drawn_of
from avloppsanalys.exports.slides.pages import Pages
from avloppsanalys.exports.slides.paragraph import Paragraph
from avloppsanalys.exports.slides.template import BESIDE, CHART, FINDING, OPENING, SOURCE, WORDS, empty_deck
from avloppsanalys.exports.slides.words import NAMES, fits, harmless, put
from avloppsanalys.lagesbild import MOST_SHOWN, Picture
from avloppsanalys.wording import date, text

if TYPE_CHECKING:
    from pptx.presentation import Presentation

__all__ = ["deck"]

_UNDATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date without a place: the same input, the same bytes
_OPENING_SIZES: Final = (40, 36, 32, 28, 24, 20, 18, 16)
_COLUMN_SIZES: Final = (14, 13, 12)
_NOTE_SIZES: Final = (16, 14, 12)


def deck(briefing: Briefing) -> Presentation:
    """Return a briefing as a deck of slides.

    Parameters
    ----------
    briefing : Briefing
        A finished underlag.

    Returns
    -------
    pptx.presentation.Presentation
    """
    pages = Pages(deck=empty_deck(), lang=briefing.lang, marks=briefing.marks)
    _properties(pages.deck, briefing)
    _opening(pages, briefing)
    if briefing.changed is not None:
        said = briefing.changed or (text("slides.nothing_changed", briefing.lang),)
        pages.add_texts(text("slides.changed", briefing.lang), [Paragraph(words=words, bullet=True) for words in said])
    for finding in briefing.findings:
        _finding(pages, finding, briefing)
    for picture in briefing.beside:
        _beside(pages, picture)
    if briefing.questions:
        pages.add_texts(text("slides.questions", briefing.lang), _headed(briefing.questions))
    _closing(pages, briefing)
    return pages.deck


def _properties(made: Presentation, briefing: Briefing) -> None:
    """Say what the file is, but not who made it, nor when: its date is that of what was known."""
    known, about = briefing.document["as_of"], made.core_properties
    about.title = harmless(briefing.title)[:255]
    about.language = NAMES[briefing.lang]
    about.content_status = str(briefing.document["publication"]["status"])
    about.author = about.last_modified_by = ""
    moment = dt.datetime.fromisoformat(known).astimezone(dt.UTC).replace(tzinfo=None) if known else _UNDATED
    about.created = about.modified = moment
    about.revision = 1


def _opening(pages: Pages, briefing: Briefing) -> None:
    """Add the first slide: what it is, what was known, how many findings, and who assesses them."""
    lang, known, count = briefing.lang, briefing.document["as_of"], len(briefing.findings)
    slide, _ = pages.add(OPENING, briefing.title, sizes=_OPENING_SIZES)
    told = text(f"slides.findings.{('none', 'one', 'many')[min(count, 2)]}", lang, count=count)
    day = date(dt.datetime.fromisoformat(known).date(), lang) if known else None
    said = [
        text("slides.as_of", lang, day=day) if day else text("slides.as_of_unknown", lang),
        told,
        text("slides.assessment", lang),
    ]
    put(slide.placeholders[WORDS], [Paragraph(words=words) for words in said], (20, 18, 16), lang)
    caveats = [Paragraph(words=str(caveat["text"])) for caveat in briefing.document["caveats"]]
    pages.finish(slide, [Paragraph(words=briefing.title), *(Paragraph(words=words) for words in said), *caveats])


def _finding(pages: Pages, finding: Finding, briefing: Briefing) -> None:
    """Add the slide of one card; without a number there is no chart, and its words have the slide to themselves."""
    card, lang = finding.card, briefing.lang
    notes = spoken(card, briefing.method, lang)
    if not drawn_of(finding.picture, lang):
        pages.add_texts(card.title, [*beside_the_chart(card, lang), Paragraph(words=card.source)], notes)
        return
    slide, _ = pages.add(FINDING, card.title)
    draw(slide.placeholders[CHART], finding.picture, lang)
    # rather a caveat less, or the change in short, or no dates, all of which stand in the notes, than half a sentence
    ways = [
        *(beside_the_chart(card, lang, caveats=most) for most in range(MOST_SHOWN, -1, -1)),
        *(beside_the_chart(card, lang, caveats=0, brief=brief) for brief in BRIEFER),
    ]
    fitting = (one for one in ways if fits(slide.placeholders[WORDS], one, _COLUMN_SIZES))
    words = next(fitting, ways[-1])
    put(slide.placeholders[WORDS], words, _COLUMN_SIZES, lang)
    put(slide.placeholders[SOURCE], [Paragraph(words=card.source)], (10,), lang)
    pages.finish(slide, notes)


def _beside(pages: Pages, picture: Picture) -> None:
    """Add the slide of one picture, with what must be read with it."""
    notes = [Paragraph(words=words) for words in (picture.title, picture.alt_text, picture.note) if words]
    if not drawn_of(picture, pages.lang):
        said = [text("slides.no_chart", pages.lang), picture.note]
        pages.add_texts(picture.title, [Paragraph(words=words) for words in said if words], notes)
        return
    if picture.brief:
        _in_brief(pages, picture, notes)
        return
    slide, _ = pages.add(BESIDE, picture.title)
    draw(slide.placeholders[CHART], picture, pages.lang)
    if picture.note:
        put(slide.placeholders[WORDS], [Paragraph(words=picture.note)], _NOTE_SIZES, pages.lang)
    else:  # an empty place asks to be filled in the editing view
        _remove(slide.placeholders[WORDS])
    pages.finish(slide, notes)


def _in_brief(pages: Pages, picture: Picture, notes: list[Paragraph]) -> None:
    """Add the slide of a picture with much to be read with it: the weightiest beside the chart, its source below."""
    slide, _ = pages.add(FINDING, picture.title)
    draw(slide.placeholders[CHART], picture, pages.lang)
    said = [Paragraph(lead=lead, words=words) for lead, words in picture.brief]
    # rather a paragraph less, which stands in the notes, than half a sentence
    ways = (said[:most] for most in range(len(said), 0, -1))
    fitting = (one for one in ways if fits(slide.placeholders[WORDS], one, _COLUMN_SIZES))
    put(slide.placeholders[WORDS], next(fitting, said[:1]), _COLUMN_SIZES, pages.lang)
    if picture.source:
        put(slide.placeholders[SOURCE], [Paragraph(words=picture.source)], (10,), pages.lang)
    else:
        _remove(slide.placeholders[SOURCE])
    pages.finish(slide, notes)


def _closing(pages: Pages, briefing: Briefing) -> None:
    """Add how it was done and, last, what the measurement does not say."""
    lang = briefing.lang
    limits = text("method.limits.heading", lang)
    pages.add_texts(text("slides.method", lang), _headed([part for part in briefing.method if part[0] != limits]))
    said = [words for heading, words in briefing.method if heading == limits]
    said += [words for finding in briefing.findings for words in finding.card.does_not_say]
    said += [str(caveat["text"]) for caveat in briefing.document["caveats"]]
    pages.add_texts(limits, [Paragraph(words=words, bullet=True) for words in dict.fromkeys(said)])


def _headed(parts: Iterable[tuple[str, str]]) -> list[Paragraph]:
    """Return headings, each with its paragraph."""
    return [
        Paragraph(lead=f"{heading.rstrip(':')}{'' if heading.endswith('?') else ':'}", words=words)
        for heading, words in parts
    ]


def _remove(place: Any) -> None:
    """Take a place away."""
    place.element.getparent().remove(place.element)
