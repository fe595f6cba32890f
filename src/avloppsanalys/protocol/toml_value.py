"""A value as it is written in a file of TOML: what a message says must be what the reader sees there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from avloppsanalys.protocol.season import MarkedSeason

__all__ = ["as_toml"]


def as_toml(value: object) -> str:
    """Return a value as it is written in a file: a text in quotation marks, true and false in lower case.

    Parameters
    ----------
    value : object
        What a file of TOML can hold, or a season; anything else as Python shows it.

    Returns
    -------
    str

    Examples
    --------
    >>> print(as_toml("2500"), as_toml(2500), as_toml(True), as_toml({"sampling": "0.1", "other": [1, "a"]}))
    "2500" 2500 true { sampling = "0.1", other = [1, "a"] }
    """
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(as_toml(one) for one in value)}]"
        case Mapping():
            return f"{{ {', '.join(f'{key} = {as_toml(one)}' for key, one in value.items())} }}"
        case MarkedSeason():
            named = {"name": value.name, "first": value.first, "last": value.last}
            return as_toml(named | ({"places": value.places} if value.places else {}))
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
