"""The empty deck: 16:9, the colours of the charts, and four layouts whose places are filled in.

It is written here rather than taken from python-pptx, whose own template is 4:3, in English and has no place for a
chart with a text beside it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

import pptx

from avloppsanalys.charts import style
from avloppsanalys.exports.slides.package import zipped

if TYPE_CHECKING:
    from pptx.presentation import Presentation

__all__ = [
    "BESIDE",
    "CHART",
    "FINDING",
    "FOOT",
    "NUMBER",
    "OPENING",
    "SLIDE_NUMBER",
    "SOURCE",
    "TEXT",
    "WORDS",
    "empty_deck",
]

OPENING, FINDING, BESIDE, TEXT = range(4)
"""Layouts by their place in the master."""

CHART, WORDS, SOURCE, FOOT, NUMBER = 10, 11, 12, 13, 14
"""Places of a layout by their ``idx``."""

SLIDE_NUMBER: Final = '<a:fld id="{{3B1D6A60-0F0B-4C39-9C5E-6C1F4C1D0A01}}" type="slidenum">{}<a:t>‹#›</a:t></a:fld>'
"""The number of a slide, which PowerPoint writes; the language of the run is to be filled in."""

FONT: Final = "Arial"

_NAMES: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND: Final = "application/vnd.openxmlformats-officedocument"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_INCH: Final = 914400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where something stands on a slide [inch], and how its text looks [pt]."""

    name: str
    kind: str
    idx: int
    box: tuple[float, float, float, float]
    size: int = 16
    colour: str = "tx1"
    bold: bool = False
    anchor: str = "t"
    align: str = "l"

    def shape(self, number: int) -> str:
        """Return the place as a shape of a layout or master."""
        left, top, width, height = (round(side * _INCH) for side in self.box)
        idx = f' idx="{self.idx}"' if self.idx else ""
        language = '<a:rPr lang="sv-SE"/>'
        said = f"<a:r>{language}<a:t>{self.name}</a:t></a:r>"
        if self.kind == "sldNum":
            said = SLIDE_NUMBER.format(language)
        return (
            f"<p:sp><p:nvSpPr><p:cNvPr id={quoteattr(str(number))} name={quoteattr(self.name)}/><p:cNvSpPr>"
            f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{self.kind}"{idx}/></p:nvPr></p:nvSpPr>'
            f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
            f'<p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{self.anchor}">'
            f'<a:noAutofit/></a:bodyPr><a:lstStyle><a:lvl1pPr marL="0" indent="0" algn="{self.align}"><a:buNone/>'
            f'<a:defRPr sz="{100 * self.size}" b="{int(self.bold)}"><a:solidFill><a:schemeClr val="{self.colour}"/>'
            '</a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr></a:lstStyle>'
            f"<a:p>{said}</a:p></p:txBody></p:sp>"
        )


_TITLE: Final = _Place(
    name="Rubrik", kind="title", idx=0, box=(0.5, 0.35, 12.33, 1.0), size=28, bold=True, anchor="ctr"
)
_MARKS: Final = _Place(name="Märkning", kind="ftr", idx=FOOT, box=(0.5, 7.02, 11.2, 0.3), size=12, bold=True,
                       colour="accent4", anchor="ctr")  # fmt: skip
_COUNT: Final = _Place(name="Bildnummer", kind="sldNum", idx=NUMBER, box=(11.83, 7.02, 1.0, 0.3), size=12,
                       colour="tx2", anchor="ctr", align="r")  # fmt: skip
_SOURCE: Final = _Place(name="Källa", kind="body", idx=SOURCE, box=(0.5, 6.6, 12.33, 0.36), size=10, colour="tx2",
                        anchor="b")  # fmt: skip
_BODY: Final = _Place(name="Text", kind="body", idx=WORDS, box=(0.5, 1.55, 12.33, 5.3))

_LAYOUTS: Final = (
    (
        "Inledning",
        ' type="title"',
        (
            _Place(name="Rubrik", kind="ctrTitle", idx=0, box=(0.9, 1.2, 11.5, 2.2), size=40, bold=True, anchor="b"),
            _Place(name="Underrubrik", kind="subTitle", idx=WORDS, box=(0.9, 3.65, 11.5, 2.2), size=20),
            _Place(name="Märkning", kind="ftr", idx=FOOT, box=(0.9, 6.2, 11.5, 0.5), size=18, bold=True,
                   colour="accent4", anchor="ctr"),
        ),
    ),
    (
        "Fynd",
        "",
        (
            _TITLE,
            _Place(name="Diagram", kind="chart", idx=CHART, box=(0.5, 1.55, 7.0, 4.95)),
            _Place(name="Text", kind="body", idx=WORDS, box=(7.75, 1.55, 5.08, 4.95), size=14),
            _SOURCE, _MARKS, _COUNT,
        ),
    ),
    (
        "Vid sidan av",
        "",
        (
            _TITLE,
            _Place(name="Diagram", kind="chart", idx=CHART, box=(0.5, 1.55, 12.33, 4.25)),
            _Place(name="Text", kind="body", idx=WORDS, box=(0.5, 5.95, 12.33, 0.95), size=16),
            _MARKS, _COUNT,
        ),
    ),
    ("Text", "", (_TITLE, _BODY, _MARKS, _COUNT)),
)  # fmt: skip


def empty_deck() -> Presentation:
    """Return a deck without slides.

    Returns
    -------
    pptx.presentation.Presentation
        16:9, with the layouts `OPENING`, `FINDING`, `BESIDE` and `TEXT`.
    """
    return pptx.Presentation(io.BytesIO(zipped({name: part.encode() for name, part in _parts().items()})))


def _parts() -> dict[str, str]:
    """Return the parts of the package."""
    numbers = range(1, len(_LAYOUTS) + 1)
    kinds = {
        "ppt/presentation.xml": "presentationml.presentation.main+xml",
        "ppt/slideMasters/slideMaster1.xml": "presentationml.slideMaster+xml",
        "ppt/notesMasters/notesMaster1.xml": "presentationml.notesMaster+xml",
        "ppt/theme/theme1.xml": "theme+xml",
        "ppt/theme/theme2.xml": "theme+xml",
        **{f"ppt/slideLayouts/slideLayout{n}.xml": "presentationml.slideLayout+xml" for n in numbers},
    }
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{_KIND}.{kind}"/>' for name, kind in kinds.items())
    layouts = {
        f"ppt/slideLayouts/slideLayout{n}.xml": _layout(*layout) for n, layout in zip(numbers, _LAYOUTS, strict=True)
    }
    master = {"slideMaster": "../slideMasters/slideMaster1.xml"}
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _relations([("officeDocument", "ppt/presentation.xml")]),
        "ppt/presentation.xml": _presentation(),
        "ppt/_rels/presentation.xml.rels": _relations(
            [
                ("slideMaster", "slideMasters/slideMaster1.xml"),
                ("notesMaster", "notesMasters/notesMaster1.xml"),
                ("theme", "theme/theme1.xml"),
            ]
        ),
        "ppt/theme/theme1.xml": _theme(),
        "ppt/theme/theme2.xml": _theme(),
        "ppt/slideMasters/slideMaster1.xml": _master(),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
            [
                *(("slideLayout", f"../slideLayouts/slideLayout{n}.xml") for n in numbers),
                ("theme", "../theme/theme1.xml"),
            ]
        ),
        "ppt/notesMasters/notesMaster1.xml": _notes_master(),
        "ppt/notesMasters/_rels/notesMaster1.xml.rels": _relations([("theme", "../theme/theme2.xml")]),
        **layouts,
        **{f"ppt/slideLayouts/_rels/slideLayout{n}.xml.rels": _relations(list(master.items())) for n in numbers},
    }


def _relations(targets: list[tuple[str, str]]) -> str:
    """Return what a part refers to, numbered from one."""
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    names = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{names}">{lines}</Relationships>'


def _presentation() -> str:
    """Return the presentation: 13.33 by 7.5 inches."""
    return (
        f'{_HEAD}<p:presentation {_NAMES} saveSubsetFonts="1"><p:sldMasterIdLst>'
        '<p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:notesMasterIdLst>'
        '<p:notesMasterId r:id="rId2"/></p:notesMasterIdLst><p:sldSz cx="12192000" cy="6858000"/>'
        '<p:notesSz cx="6858000" cy="9144000"/></p:presentation>'
    )


def _tree(shapes: str, *, background: bool) -> str:
    """Return shapes as what a slide, a layout or a master shows."""
    filled = '<p:bg><p:bgRef idx="1001"><a:schemeClr val="bg1"/></p:bgRef></p:bg>' if background else ""
    return (
        f'<p:cSld>{filled}<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        '<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
        f"</a:xfrm></p:grpSpPr>{shapes}</p:spTree></p:cSld>"
    )


def _layout(name: str, kind: str, places: tuple[_Place, ...]) -> str:
    """Return a layout; the master's places are not shown beside its own."""
    shapes = "".join(place.shape(number) for number, place in enumerate(places, start=2))
    tree = _tree(shapes, background=False).replace("<p:cSld>", f'<p:cSld name="{name}">', 1)
    return (
        f'{_HEAD}<p:sldLayout {_NAMES}{kind} preserve="1">{tree}'
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


_COLOUR_MAP: Final = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)


def _master() -> str:
    """Return the master: a line along the upper edge, and how text looks where a layout does not say."""
    edge = (
        '<p:sp><p:nvSpPr><p:cNvPr id="99" name="Kant"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="12192000" cy="91440"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    body = _Place(name="Text", kind="body", idx=1, box=_BODY.box)
    places = (_TITLE, body, _MARKS, _COUNT)
    shapes = edge + "".join(place.shape(number) for number, place in enumerate(places, start=2))
    listed = "".join(
        f'<p:sldLayoutId id="{2147483648 + number}" r:id="rId{number}"/>' for number in range(1, len(_LAYOUTS) + 1)
    )
    text = '<a:defRPr sz="{}"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="{}"/></a:defRPr>'
    bullet = '<a:lvl2pPr marL="285750" indent="-285750"><a:buFont typeface="Arial"/><a:buChar char="•"/>'
    return (
        f"{_HEAD}<p:sldMaster {_NAMES}>{_tree(shapes, background=True)}{_COLOUR_MAP}<p:sldLayoutIdLst>{listed}"
        f"</p:sldLayoutIdLst><p:txStyles><p:titleStyle><a:lvl1pPr>{text.format(2800, '+mj-lt')}</a:lvl1pPr>"
        "</p:titleStyle>"
        f"<p:bodyStyle><a:lvl1pPr><a:buNone/>{text.format(1600, '+mn-lt')}</a:lvl1pPr>"
        f"{bullet}{text.format(1600, '+mn-lt')}</a:lvl2pPr></p:bodyStyle>"
        f"<p:otherStyle><a:lvl1pPr>{text.format(1200, '+mn-lt')}</a:lvl1pPr></p:otherStyle></p:txStyles></p:sldMaster>"
    )


def _notes_master() -> str:
    """Return the master of the notes: the slide above, the words below."""
    frame = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Bild"/><p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/>'
        '</p:cNvSpPr><p:nvPr><p:ph type="sldImg" idx="2"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm>'
        '<a:off x="685800" y="685800"/><a:ext cx="5486400" cy="3086100"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        '</a:prstGeom><a:noFill/><a:ln w="12700"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:ln></p:spPr>'
        "</p:sp>"
    )
    words = _Place(name="Anteckningar", kind="body", idx=3, box=(0.75, 4.4, 6.0, 4.9), size=12).shape(3)
    return f"{_HEAD}<p:notesMaster {_NAMES}>{_tree(frame + words, background=True)}{_COLOUR_MAP}</p:notesMaster>"


def _theme() -> str:
    """Return the theme: the colours of the charts and a font that every office has."""
    colours = {
        "dk1": style.TEXT, "lt1": style.BACKGROUND, "dk2": style.TEXT_QUIET, "lt2": style.PERIOD,
        "accent1": style.LEVEL, "accent2": style.BELOW, "accent3": style.DAY, "accent4": style.STAMP,
        "accent5": style.AXIS, "accent6": style.TEXT, "hlink": style.LEVEL, "folHlink": style.TEXT_QUIET,
    }  # fmt: skip
    scheme = "".join(
        f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>' for name, colour in colours.items()
    )
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{_HEAD}<a:theme {_NAMES.split(" ")[0]} name="avloppsanalys"><a:themeElements>'
        f'<a:clrScheme name="avloppsanalys">{scheme}</a:clrScheme><a:fontScheme name="avloppsanalys">'
        f"<a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="avloppsanalys"><a:fillStyleLst>{3 * fill}</a:fillStyleLst><a:lnStyleLst>'
        + "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (6350, 12700, 19050))
        + f"</a:lnStyleLst><a:effectStyleLst>{3 * effect}</a:effectStyleLst><a:bgFillStyleLst>{3 * fill}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
