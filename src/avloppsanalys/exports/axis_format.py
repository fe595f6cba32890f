"""How Office writes the figures at an axis: with the same decimals all along it."""

from __future__ import annotations

from avloppsanalys.lagesbild import Picture

__all__ = ["axis_format"]


def axis_format(picture: Picture, locale: str = "") -> str:
    """Return the number format of a value axis: 1,0 above 0,8, and zero alone.

    Parameters
    ----------
    picture : Picture
        What is drawn.
    locale : str, default ""
        What stands in front of the format of a number.

    Returns
    -------
    str
    """
    written = f"#,##0{'.' * (picture.decimals > 0)}{'0' * picture.decimals}"
    return f"{locale}{written};{locale}-{written};0"
