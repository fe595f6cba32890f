"""What has changed since an earlier underlag, as a part of the newer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from avloppsanalys.exports.underlag.plain import records
from avloppsanalys.lagesbild import changes_in_brief
from avloppsanalys.tables import REVISIONS, arrange, check
from avloppsanalys.wording import Language

__all__ = ["changed_record"]


def changed_record(before: Mapping[str, Any], revisions: pd.DataFrame, lang: Language) -> dict[str, Any]:
    """Return what differs from an earlier underlag as a record: the figures that it had stand nowhere else.

    Parameters
    ----------
    before : mapping
        The earlier underlag.
    revisions : pandas.DataFrame
        What `compare_underlag` returned.
    lang : {"sv", "en"}
        Language of the sentences.

    Returns
    -------
    dict
        ``since``, what it was held against; ``rows``, as in the table of revisions; ``text``, as a meeting hears it.

    Raises
    ------
    TableError
        If the table is no table of revisions.
    """
    check(revisions, REVISIONS)
    return {
        "since": {
            "as_of": before["as_of"],
            "digest": before["publication"]["digest"],
            "protocol": f"{before['protocol']['name']} {before['protocol']['version']}",
            "library_version": before["library_version"],
            "tables_version": before["tables_version"],
        },
        "rows": records(arrange(revisions, REVISIONS)[list(REVISIONS.columns)]),
        "text": list(changes_in_brief(revisions, lang=lang)),
    }
