"""Slides of a deck, each with its title, the marks that must stand on it, and its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from avloppsanalys.exports.slides.paragraph import Paragraph, size_that_fits
from avloppsanalys.exports.slides.template import FOOT, NUMBER, SLIDE_NUMBER, TEXT, WORDS
from avloppsanalys.exports.slides.words import NAMES, harmless, led, put, write
from avloppsanalys.wording import Language, text

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

__all__ = ["Pages"]

TITLE_SIZES: Final = (28, 26, 24, 22, 20, 18, 16, 14, 12)
_TEXT_SIZES: Final = (18, 16, 14, 12)
_POINT: Final = 12700


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The deck that is being filled.

    Parameters
    ----------
    deck : pptx.presentation.Presentation
        From `empty_deck`.
    lang : {"sv", "en"}
        Its language.
    marks : tuple of str
        What must stand on each slide.
    """

    deck: Presentation
    lang: Language
    marks: tuple[str, ...]

    def add(self, layout: int, title: str, *, sizes: Sequence[int] = TITLE_SIZES) -> tuple[Slide, bool]:
        """Add a slide with its title; the other places of its layout are empty.

        Parameters
        ----------
        layout : int
            One of the layouts of `template`.
        title : str
            The finding, or what is shown.
        sizes : sequence of int
            Of the title, from the wanted to the smallest allowed [pt].

        Returns
        -------
        slide : pptx.slide.Slide
            The slide; its foot is added by `finish`.
        whole : bool
            Whether the title stands there whole.
        """
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[layout])
        return slide, put(slide.shapes.title, [Paragraph(words=title)], sizes, self.lang, bold=True)

    def finish(self, slide: Slide, notes: Sequence[Paragraph] = ()) -> None:
        """Put the marks and the number last on a slide, where a screen reader comes last, and write its notes.

        Parameters
        ----------
        slide : pptx.slide.Slide
            A slide of the deck.
        notes : sequence of Paragraph
            What the speaker has before him.
        """
        language = f'<a:rPr lang="{NAMES[self.lang]}"/>'
        said = escape("  ".join(harmless(mark) for mark in self.marks))
        feet = {
            "ftr": (FOOT, f"<a:r>{language}<a:t>{said}</a:t></a:r>"),
            "sldNum": (NUMBER, SLIDE_NUMBER.format(language)),
        }
        for kind, (place, words) in feet.items():
            if slide.slide_layout.placeholders.get(idx=place) is not None and (said or kind != "ftr"):
                slide.shapes.element.append(_foot(len(slide.shapes) + 20, kind, place, words))
        if notes:
            clean = [Paragraph(words=harmless(one.words), lead=led(one.lead)) for one in notes]
            frame = slide.notes_slide.notes_text_frame
            assert frame is not None, "the master of the notes has a place for them"
            write(frame, clean, self.lang)

    def add_texts(self, title: str, paragraphs: Sequence[Paragraph], notes: Sequence[Paragraph] = ()) -> None:
        """Add as many slides as paragraphs need in a size that can be read from the back of a room.

        Parameters
        ----------
        title : str
            What they are about; with more than one slide it is numbered.
        paragraphs : sequence of Paragraph
            What they say.
        notes : sequence of Paragraph
            What the speaker has before him; where there are none and something had to be cut, the whole of it.
        """
        place = self.deck.slide_layouts[TEXT].placeholders.get(idx=WORDS)
        assert place is not None, "the layout has a place for words"
        box = place.width / _POINT, place.height / _POINT
        pages = self._paged(paragraphs, box)
        for number, page in enumerate(pages, start=1):
            count = {"title": title, "number": number, "count": len(pages)}
            slide, whole = self.add(TEXT, text("slides.part", self.lang, **count) if len(pages) > 1 else title)
            fits = put(slide.placeholders[WORDS], page, _TEXT_SIZES, self.lang)
            self.finish(slide, notes or (() if whole and fits else [Paragraph(words=title), *page]))

    def _paged(self, paragraphs: Sequence[Paragraph], box: tuple[float, float]) -> list[list[Paragraph]]:
        """Return paragraphs by slide, as many on each as fit in a size to be read."""
        readable = [size for size in _TEXT_SIZES if size >= 16]
        pages: list[list[Paragraph]] = [[]]
        for one in paragraphs:
            if pages[-1] and size_that_fits([*pages[-1], one], box, readable) is None:
                pages.append([])
            pages[-1].append(one)
        return pages


def _foot(number: int, kind: str, place: int, words: str) -> Any:
    """Return a place at the foot of a slide, which looks as its layout says."""
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{kind}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" idx="{place}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:lstStyle/><a:p>{words}</a:p></p:txBody></p:sp>"
    )
