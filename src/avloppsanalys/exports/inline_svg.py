"""A drawn chart as part of an HTML page: no prolog, no address, and ids that no other picture of the page has."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["inline_svg"]

_METADATA: Final = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_STYLE: Final = re.compile(r"<style\b.*?</style>", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_NAMESPACE: Final = re.compile(r'\sxmlns(?::\w+)?="[^"]*"')
_SIZE: Final = re.compile(r'\s(?:width|height)="[\d.]+(?:pt|px)?"')
_WORDS: Final = (re.compile(r"<title>.*?</title>", re.DOTALL), re.compile(r"<desc>.*?</desc>", re.DOTALL))
_ID: Final = re.compile(r'(\sid=")')
_LINK: Final = re.compile(r'\s(?:xlink:)?href="#')
_URL: Final = re.compile(r"(url\(#)")


def inline_svg(svg: str, *, prefix: str, title: str, description: str) -> str:
    """Return an SVG file as an element to put into a page of HTML.

    The size gives way to that of the page. Left out are comments, the style sheet (it would reach the whole page) and
    the metadata with their addresses.

    Parameters
    ----------
    svg : str
        A whole file, as `Chart.svg` returns it.
    prefix : str
        Put before every id and every reference to one.
    title, description : str
        What a screen reader says of it, already escaped for HTML.

    Returns
    -------
    str

    Examples
    --------
    >>> file = '<?xml version="1.0"?><svg role="img" width="9pt" viewBox="0 0 9 9"><path id="a"/><use href="#a"/></svg>'
    >>> print(inline_svg(file, prefix="c1-", title="Nivå", description="Den ökar."))
    <svg role="img" viewBox="0 0 9 9" aria-labelledby="c1-title" aria-describedby="c1-desc"><title
    id="c1-title">Nivå</title><desc id="c1-desc">Den ökar.</desc><path id="c1-a"/><use href="#c1-a"/></svg>
    """
    attributes, _, content = svg[svg.index("<svg ") + len("<svg") :].partition(">")
    attributes = _SIZE.sub("", _NAMESPACE.sub("", attributes))
    # The file's own words come first in it: they are put in anew, with ids.
    for pattern in _WORDS:
        content = pattern.sub("", content, count=1)
    content = _COMMENT.sub("", _STYLE.sub("", _METADATA.sub("", content)))
    content = _URL.sub(rf"\g<1>{prefix}", _ID.sub(rf"\g<1>{prefix}", content))
    content = _LINK.sub(f' href="#{prefix}', content)
    said = f'aria-labelledby="{prefix}title" aria-describedby="{prefix}desc"'
    words = f'<title id="{prefix}title">{title}</title><desc id="{prefix}desc">{description}</desc>'
    return f"<svg{attributes} {said}>{words}{content.strip()}"
