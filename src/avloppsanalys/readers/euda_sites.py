"""EUDA's site table: how large each site is, and which laboratory measures it."""

from __future__ import annotations

from typing import Final

import pandas as pd

from avloppsanalys.readers.cells import parse_column
from avloppsanalys.wording import ProblemLog

__all__ = ["join_sites"]

PLACE: Final = ["country", "city", "location"]


def join_sites(
    weeks: pd.DataFrame, sites: pd.DataFrame, *, weeks_file: str, sites_file: str, log: ProblemLog
) -> pd.DataFrame:
    """Add `population` and `lab` to the weeks of each plant that has exactly one row in the site table.

    Names are compared without case; the location counts only where the weeks have one. Site numbers are not used: they
    change between releases.

    Parameters
    ----------
    weeks : pandas.DataFrame
        Text columns `plant`, `country`, `city` and `location`, and `line` in the file of days.
    sites : pandas.DataFrame
        Text columns `country`, `city`, `location`, `population` and `lab`, and `line` in the site table.
    weeks_file, sites_file : str
        Names of the files, for the problems.
    log : ProblemLog
        Takes EUD020 (no row), EUD021 (several rows) and EUD022 (no number of persons).

    Returns
    -------
    pandas.DataFrame
        `weeks` with `population` [persons] and `lab`, same index.
    """
    persons = parse_column(sites["population"], ".")
    sites = sites.assign(persons=persons["value"].where(persons["qualifier"] == "quantified"))
    plants = weeks.drop_duplicates("plant")[["plant", "line", *PLACE]]
    found = _folded(plants).merge(_folded(sites), on=["country_folded", "city_folded"], suffixes=("", "_site"))
    found = found[(found["location"] == "") | (found["location_folded"] == found["location_folded_site"])]
    locations = found.groupby("plant")["location_site"].agg(", ".join)
    count = plants["plant"].map(found["plant"].value_counts()).fillna(0).astype("int64")
    columns = ["line", "plant", "country"]
    for line, plant, country in plants.loc[count == 0, columns].itertuples(index=False, name=None):
        log.add("EUD020", file=weeks_file, line=line, plant=plant, country=country)
    for line, plant, country in plants.loc[count > 1, columns].itertuples(index=False, name=None):
        several = {"count": count[plants["plant"] == plant].item(), "locations": locations[plant]}
        log.add("EUD021", file=weeks_file, line=line, plant=plant, country=country, **several)
    matched = found.drop_duplicates("plant", keep=False)
    unreadable = matched.loc[matched["persons"].isna(), ["line_site", "plant", "population"]]
    for line, plant, cell in unreadable.itertuples(index=False, name=None):
        log.add("EUD022", file=sites_file, line=line, plant=plant, text=cell)
    known = matched.set_index("plant")[["persons", "lab"]].rename(columns={"persons": "population"})
    return weeks.join(known.assign(lab=known["lab"].mask(known["lab"] == "")), on="plant")


def _folded(places: pd.DataFrame) -> pd.DataFrame:
    """Add the names of the places without case."""
    return places.assign(**{f"{name}_folded": places[name].str.casefold() for name in PLACE})
