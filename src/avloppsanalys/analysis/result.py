"""The finished analysis: tables to work on, and files to hand over."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import avloppsanalys
from avloppsanalys.analysis.caveats import caveats, small_plants
from avloppsanalys.calendar import label
from avloppsanalys.exports import (
    InputFile,
    underlag,
    underlag_schema,
    whole_folder,
    write_excel_csv,
    write_json,
    write_open_csv,
)
from avloppsanalys.levels import beside_mass
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.quality import flag_words
from avloppsanalys.reference import display_name, factor_set, tables_version
from avloppsanalys.weekdays import residues_with_weekdays
from avloppsanalys.wording import Language, number, percent, quantity, spread, text, verdict_notes, verdict_words

if TYPE_CHECKING:
    from avloppsanalys.charts import Chart

__all__ = ["Analysis"]


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """Everything that one analysis found; frozen, so that what is written is what was computed.

    Attributes
    ----------
    title : str
        Heading of charts and underlag.
    protocol : AnalysisProtocol
        The decisions behind it.
    as_of : pandas.Timestamp or None
        What was known at this moment; None where no answer says when it came.
    lang : {"sv", "en"}
        Language of its texts.
    synthetic : bool
        Whether any of the data are invented; then everything written says so.
    inputs : tuple of InputFile
        The files that were read, each with its digest.
    loads, consumption, levels, trends, trend_lines, events, quality, problems : pandas.DataFrame
        Tables of those names.
    season_levels : pandas.DataFrame
        The levels of the protocol's marked seasons as mass: a table of mass levels.
    comparison : pandas.DataFrame
        What the laboratory itself computed, against our figures.
    """

    title: str
    protocol: AnalysisProtocol
    as_of: pd.Timestamp | None
    lang: Language
    synthetic: bool
    inputs: tuple[InputFile, ...]
    loads: pd.DataFrame
    consumption: pd.DataFrame
    levels: pd.DataFrame
    trends: pd.DataFrame
    trend_lines: pd.DataFrame
    season_levels: pd.DataFrame
    events: pd.DataFrame
    quality: pd.DataFrame
    comparison: pd.DataFrame
    problems: pd.DataFrame

    @property
    def source_line(self) -> str:
        """Laboratory, factor set, protocol and versions, as they stand at the foot of each chart."""
        labs = ", ".join(dict.fromkeys(self.loads["lab"].dropna())) or text("source.lab_unknown", self.lang)
        chosen = factor_set(self.protocol.factor_set)
        name = chosen.title_sv if self.lang == "sv" else chosen.title_en
        used = len(self.consumption) > 0
        return text(
            "source.line",
            self.lang,
            lab=labs,
            factors=text("source.factors", self.lang, title=name) if used else text("source.no_factors", self.lang),
            protocol=f"{self.protocol.name} {self.protocol.version}",
            version=avloppsanalys.__version__,
            tables=tables_version(),
        )

    def summary(self) -> pd.DataFrame:
        """Return the levels as texts under headings in the analysis' language, for a terminal or an e-mail.

        Returns
        -------
        pandas.DataFrame
            One row a level: place, substance, quantity, period, level, interval, days, campaigns and days below limit;
            and, where a level rests on days of a marked season, the mass per day and the season.
        """
        rows = [self._summary_row(level) for level in self.levels.to_dict("records")]
        interval = text("summary.interval", self.lang, level=percent(self.protocol.interval_level, self.lang))
        names = ("place", "substance", "quantity", "period", "estimate", "interval", "days", "campaigns", "below")
        headings = [interval if name == "interval" else text(f"summary.{name}", self.lang) for name in names]
        table = pd.DataFrame(rows, columns=headings)
        return table if self.season_levels.empty else table.assign(**self._mass_columns())

    def _mass_columns(self) -> dict[str, list[str]]:
        """Return the mass per day beside each load of a marked season, and the season, under their headings."""
        beside = beside_mass(self.levels, self.season_levels)
        grams = beside[["level_g_per_day", "level_low_g_per_day", "level_high_g_per_day"]]
        mass = [self._mass(*level) for level in grams.itertuples(index=False, name=None)]
        seasons = beside["season"].fillna("").tolist()
        return {text("summary.mass", self.lang): mass, text("summary.season", self.lang): seasons}

    def _mass(self, estimate: float, low: float, high: float) -> str:
        """Return a mass with its interval, or the bound of one that has no estimate; nothing outside a season."""
        if pd.notna(estimate):
            return f"{quantity(estimate, self.lang)} ({spread(low, high, self.lang)})"
        return text("summary.at_most", self.lang, high=quantity(high, self.lang)) if high > 0 else ""

    def changes(self) -> pd.DataFrame:
        """Return the word on each substance as texts under headings in the analysis' language.

        Returns
        -------
        pandas.DataFrame
            One row a series: place, substance, quantity and what may be said of its change.
        """
        words = self.trends[self.trends["verdict"].notna()].to_dict("records")
        headings = [text(f"summary.{name}", self.lang) for name in ("place", "substance", "quantity", "change")]
        rows = [
            (
                row["place"],
                display_name(row["substance"], self.lang),
                text(f"summary.short.{row['quantity']}", self.lang),
                ". ".join([verdict_words(row, self.lang), *verdict_notes(row, self.lang)]),
            )
            for row in words
        ]
        return pd.DataFrame(rows, columns=headings)

    def flags(self) -> pd.DataFrame:
        """Return what the quality checks flagged as texts, one row a check, place and substance.

        Returns
        -------
        pandas.DataFrame
            `check`, `what`, `place`, `samples` (how many, and which), `words` (what follows, and what to do).
        """
        return flag_words(self.quality, self.lang)

    def _summary_row(self, level: dict[Hashable, Any]) -> tuple[object, ...]:
        """Return one level as texts, in the order of the headings."""
        known = pd.notna(level["estimate"])
        bound = (
            text("summary.at_most", self.lang, high=quantity(level["high"], self.lang)) if level["high"] > 0 else "–"
        )
        return (
            level["place"],
            display_name(level["substance"], self.lang),
            self._quantity(level),
            label(level["period"], self.lang),
            quantity(level["estimate"], self.lang) if known else "–",
            spread(level["low"], level["high"], self.lang) if known else bound,
            level["n_days"],
            level["n_campaigns"],
            level["n_below_loq"],
        )

    def _quantity(self, level: dict[Hashable, Any]) -> str:
        """Return what a level is of; a dose never without its size."""
        doses = level["quantity"] == "doses"
        said = {"dose": number(level["dose_mg"], 0, self.lang)} if doses else {}
        return text(f"quantity.{level['quantity']}", self.lang, **said)

    def charts(self) -> tuple[Chart, ...]:
        """Draw the levels of every place and quantity, and of the loads also their change, last year and the week.

        Changes, and the days of the week, of consumption or doses are those of the loads times a number, so that their
        pictures would say nothing more; the figures stand in the tables. The week is drawn of the residues that were
        sampled three times on each of two weekdays or more.

        Returns
        -------
        tuple of Chart
            As many pages as the substances need.
        """
        # matplotlib is imported on first use
        from avloppsanalys.charts import levels_charts, same_period_charts, trend_charts, weekday_charts

        drawn: list[Chart] = []
        for place, name in self.levels[["place", "quantity"]].drop_duplicates().itertuples(index=False):
            days = self.loads if name == "load" else self.consumption
            told: dict[str, Any] = {
                "place": place, "source_line": self._foot(place, name), "synthetic": self.synthetic, "lang": self.lang
            }  # fmt: skip
            drawn += levels_charts(self.levels, days, quantity=name, **told)
            if name != "load":
                continue
            changes = self.trends[(self.trends["place"] == place) & (self.trends["quantity"] == name)]
            if (changes["n_periods"] > 1).any():
                drawn += trend_charts(self.trends, self.trend_lines, days, events=self.events, **told)
            if (changes["comparison"] == "same_period_last_year").any():
                drawn += same_period_charts(self.levels, self.trends, **told)
            if week := residues_with_weekdays(self.loads[self.loads["plant"] == place]):
                drawn += weekday_charts(self.loads, residues=week, **told)
        return tuple(drawn)

    def _foot(self, place: str, name: str) -> str:
        """Return what stands at the foot of a chart: doses, small plants and marked seasons never without caveat."""
        small = place in small_plants(self.loads, self.protocol.smallest_population)
        season = place in set(self.season_levels["place"])
        told = {"caveat.small_plant": small, "caveat.marked_season": season, "caveat.doses": name == "doses"}
        return " ".join([*(text(caveat, self.lang) for caveat, needed in told.items() if needed), self.source_line])

    def underlag(self) -> dict[str, Any]:
        """Return the machine-readable underlag: every level with what it rests on and what it does not say.

        Returns
        -------
        dict
            Valid by the JSON Schema that is written beside it.
        """
        return underlag(
            self.levels,
            self.trends,
            caveats=caveats(
                self.levels, self.loads, self.protocol, events=self.events, season_levels=self.season_levels
            ),
            season_levels=self.season_levels,
            title=self.title,
            synthetic=self.synthetic,
            as_of=self.as_of,
            inputs=self.inputs,
            protocol=self.protocol,
            problems=self.problems,
            quality=self.quality,
            library_version=avloppsanalys.__version__,
            lang=self.lang,
        )

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """Write charts, tables and the machine-readable underlag into a folder; all of it or nothing.

        Each table comes twice: for Swedish Excel (``*.csv``) and as open data (``oppna-data/*.csv``). The same input
        gives the same bytes.

        Parameters
        ----------
        folder : str or Path
            Made if it does not exist; files of the same names are replaced, and charts that an earlier analysis left
            there and this one does not have (``nivaer-<place>-<quantity>`` and its like) are removed.

        Returns
        -------
        tuple of Path
            The files, in the order of their names.

        Raises
        ------
        OutFolderError
            If `folder` is a file, or cannot be made.
        LockedFileError
            If a file that would be replaced or removed is open in another program.
        """
        # matplotlib is imported on first use
        from avloppsanalys.charts import LEVELS_FILE, SAME_PERIOD_FILE, TRENDS_FILE, WEEKDAYS_FILE

        out = Path(folder)
        charts = self.charts()
        tables = {
            "nivaer": self.levels,
            "nivaer-gram-per-dygn": self.season_levels,
            "forandringar": self.trends,
            "trendlinjer": self.trend_lines,
            "dygnsvarden": self.loads,
            "konsumtion": self.consumption,
            "labbets-egna-tal": self.comparison,
            "kvalitet": self.quality,
            "anmarkningar": self.problems,
            **{chart.name: chart.table for chart in charts},
        }
        made = (LEVELS_FILE, TRENDS_FILE, SAME_PERIOD_FILE, WEEKDAYS_FILE)
        own = re.compile("|".join(f"(?:{one.pattern})" for one in made))
        with whole_folder(out, own=own) as unfinished:
            for chart in charts:
                chart.write(unfinished)
            (unfinished / "oppna-data").mkdir()
            for name, table in tables.items():
                stamped = table.assign(synthetic=True) if self.synthetic else table
                write_excel_csv(stamped, unfinished / f"{name}.csv")
                write_open_csv(stamped, unfinished / "oppna-data" / f"{name}.csv")
            write_json(self.underlag(), unfinished / "underlag.json")
            write_json(underlag_schema(), unfinished / "underlag.schema.json")
            names = sorted(path.relative_to(unfinished) for path in unfinished.rglob("*") if path.is_file())
        return tuple(out / name for name in names)
