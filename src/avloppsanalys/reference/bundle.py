"""Files that are shipped beside the package: examples and protocols."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from avloppsanalys.errors import AvloppsanalysError

__all__ = ["BundleError", "bundled"]

_FOLDERS: Final = ("examples", "protocols")


class BundleError(AvloppsanalysError, FileNotFoundError):
    """A file or folder that should lie beside the package and does not."""


def _roots() -> tuple[Path, ...]:
    """Return where the folders may lie: inside an installed wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1]
    return (package / "_bundle", *([checkout] if (checkout / "pyproject.toml").is_file() else []))


def bundled(name: str) -> Path:
    """Return the path of a file or folder that is shipped beside the package.

    Parameters
    ----------
    name : str
        With forward slashes, beginning with ``examples`` or ``protocols``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    BundleError
        If it lies neither in the installed package nor in the checkout, or is of another folder.

    Examples
    --------
    >>> bundled("protocols").name
    'protocols'
    """
    parts = PurePosixPath(name).parts
    if not parts or parts[0] not in _FOLDERS or ".." in parts:
        raise BundleError(f"{name!r} is not shipped with the package; only {' and '.join(_FOLDERS)} are.")
    places = [root.joinpath(*parts) for root in _roots()]
    for place in places:
        if place.exists():
            return place
    looked = " and ".join(str(place) for place in places)
    raise BundleError(f"{name!r} is missing beside the package; looked for {looked}. Install the package again.")
