"""The finished analysis: tables to work on, and files to hand over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import avloppsanalys
from avloppsanalys.analysis.briefing import briefing
from avloppsanalys.analysis.caveats import caveats
from avloppsanalys.analysis.chart_writing import ChartWriting
from avloppsanalys.analysis.document import document_of
from avloppsanalys.analysis.findings import Findings
from avloppsanalys.analysis.level_words import change_words, level_words
from avloppsanalys.analysis.meeting_texts import cards_of, questions_of, text_of
from avloppsanalys.analysis.public_parts import public_parts, refuse_unpublishable
from avloppsanalys.analysis.publication import PublicationDecision
from avloppsanalys.analysis.underlag_folder import write_folder
from avloppsanalys.exports import Briefing
from avloppsanalys.lagesbild import IndicatorCard, NotSampled, assessment_form, european_words, not_sampled
from avloppsanalys.planning import follow_up_words
from avloppsanalys.quality import flag_words
from avloppsanalys.reference import factor_set, tables_version
from avloppsanalys.tables import LevelQuantity
from avloppsanalys.wording import (
    Language,
    text,
)

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from avloppsanalys.charts import Chart

__all__ = ["Analysis"]


@dataclass(frozen=True, kw_only=True)
class Analysis(Findings):
    """Everything that one analysis found, and each way of telling it.

    Frozen, so that what is written is what was computed. Its tables are the attributes of `Findings`.
    """

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change when what is told does: a figure, flag, event, title or rule."""
        return str(self._document["publication"]["digest"])

    def published(self, decision: PublicationDecision) -> Analysis:
        """Return what of this analysis may be published: all but the plants under the protocol's limit.

        Parameters
        ----------
        decision : PublicationDecision
            From `read_decision`.

        Returns
        -------
        Analysis
            Without a row, a chart or a problem of a withheld plant, which `underlag` names with the reason; without
            what people wrote in their own words (names of meters, methods, samples, answers and, in charts, events),
            and without names of files.

        Raises
        ------
        PublicationError
            If the decision was made for another result or before its last answer came, every plant is withheld, what
            the kommun is to fill in is not, a role seems to name a person, or a name that goes out holds digits as of
            a telephone, or an address.
        """
        refuse_unpublishable(self, decision)
        return replace(self, **public_parts(self), decision=decision, joined=pd.DataFrame())

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
        return level_words(self.levels, self.season_levels, self.protocol.interval_level, self.lang)

    def changes(self) -> pd.DataFrame:
        """Return the word on each substance as texts under headings in the analysis' language.

        Returns
        -------
        pandas.DataFrame
            One row a series: place, substance, quantity and what may be said of its change.
        """
        return change_words(self.trends, self.lang)

    def flags(self) -> pd.DataFrame:
        """Return what the quality checks flagged as texts, one row a check, place and substance.

        Returns
        -------
        pandas.DataFrame
            `check`, `what`, `place`, `samples` (how many, and which), `words` (what follows, and what to do).
        """
        return flag_words(self.quality, self.lang)

    def follow_up_words(self) -> tuple[str, ...]:
        """Return what became of the plan of sampling, in sentences.

        Returns
        -------
        tuple of str
            A paragraph a year, and one of what is counted; none where no plan was given.
        """
        return follow_up_words(self.follow_up, as_of=self.as_of, lang=self.lang)

    def europe_words(self) -> tuple[str, ...]:
        """Return what may be said of the plants beside EUDA's towns of like size, in sentences.

        Returns
        -------
        tuple of str
            None where EUDA's file was not given.
        """
        return european_words(self.europe, self.lang)

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
        from avloppsanalys.analysis.pages import draw_pages

        return draw_pages(self)

    def underlag(self) -> dict[str, Any]:
        """Return the machine-readable underlag: every level with what it rests on and what it does not say.

        Returns
        -------
        dict
            Valid by the JSON Schema that is written beside it.
        """
        return self._told()

    @cached_property
    def _document(self) -> dict[str, Any]:
        """What `underlag` returns, made once for those who leave it as it is."""
        return self._told()

    def _told(self) -> dict[str, Any]:
        return document_of(self, self._caveats)

    @cached_property
    def cards(self) -> tuple[IndicatorCard, ...]:
        """What each substance at each place says of its latest period, in words for a meeting; one a load."""
        return cards_of(self, self._caveats)

    @cached_property
    def not_sampled(self) -> tuple[NotSampled, ...]:
        """The places that have no answer for the period that is asked about."""
        return not_sampled(self.loads, self.plan, period=self.protocol.period, as_of=self.as_of, lang=self.lang)

    @cached_property
    def control_questions(self) -> tuple[tuple[str, str], ...]:
        """Brå's four control questions, each with its answer."""
        return questions_of(self)

    def assessment_form(self) -> pd.DataFrame:
        """Return the rows in which the group writes its assessments, one a card, with the digest of its figure.

        Returns
        -------
        pandas.DataFrame
            With the headings of ``bedomning.csv``.
        """
        return assessment_form(self.cards, lang=self.lang)

    def card_text(self) -> str:
        """Return the cards as text to paste, under the title and the marks that must stand with them, Europe last.

        Returns
        -------
        str
        """
        return text_of(self)

    def briefing(self) -> Briefing:
        """Return what every format shows: cards, pictures, charts, tables and the underlag as a document.

        Returns
        -------
        Briefing
        """
        return briefing(self, self._document, None, self.charts())

    def explain(
        self,
        card: IndicatorCard | None = None,
        /,
        *,
        place: str | None = None,
        substance: str | None = None,
        period: str | None = None,
        quantity: LevelQuantity = "load",
        lang: Language | None = None,
    ) -> str:
        """Return the whole calculation behind one number, step by step, to follow with a pocket calculator.

        Every line with an equals sign holds with the numbers that are printed in it.

        Parameters
        ----------
        card : IndicatorCard, optional
            The card whose number it is; instead of `place`, `substance` and `period`.
        place : str, optional
            Which plant; may be left out where there is one.
        substance : str, optional
            Any name or alias: *kokain* is its main residue among loads.
        period : str, optional
            As in the table of levels, ``2026K3``; by default the latest of the substance.
        quantity : {"load", "consumption", "doses"}, default "load"
            What the level is of; one of the protocol's.
        lang : {"sv", "en"}, optional
            By default that of the analysis.

        Returns
        -------
        str

        Raises
        ------
        UnknownNameError
            If there is no such level; near matches are listed.
        TableError
            If neither a card nor a substance is given, or there are several places and none is named.
        """
        from avloppsanalys.analysis.explain import explained

        language = self.lang if lang is None else lang
        return explained(self, card, place=place, substance=substance, period=period, quantity=quantity, lang=language)

    @cached_property
    def _caveats(self) -> list[list[str]]:
        """Return the ids of the caveats of each level."""
        return caveats(self.levels, self.loads, self.protocol, events=self.events, season_levels=self.season_levels)

    def write(
        self, folder: str | Path, *, since: str | Path | None = None, executor: Executor | None = None
    ) -> tuple[Path, ...]:
        """Write every format into a folder: page, slides, workbook, charts, tables, the underlag; all of it or nothing.

        Each table comes twice: for Swedish Excel (``*.csv``) and as open data (``oppna-data/*.csv``). The same input
        gives the same bytes. Each file says whether it is internal or public; problems quote rows of files and are
        internal, always. An underlag that was made from other input is never written over: this one is then written
        into ``rev2`` of the folder, or the next free number, and says what has changed since.

        Parameters
        ----------
        folder : str or Path
            Made if it does not exist; files of the same names are replaced, and charts that an earlier analysis of the
            same input left there and this one does not have (``nivaer-<place>-<quantity>`` and its like) are removed.
        since : str or Path, optional
            An earlier underlag, or its folder, that this one is held against; by default the revision before it.
        executor : concurrent.futures.Executor, optional
            A `concurrent.futures.ProcessPoolExecutor`, where charts are drawn beside this process; a script that has
            one needs ``if __name__ == "__main__":``. By default all is done here. The files are the same.

        Returns
        -------
        tuple of Path
            The files, in the order of their names.

        Raises
        ------
        UnderlagError
            If `since` is no underlag.
        OutFolderError
            If `folder` is a file, or cannot be made.
        LockedFileError
            If a file that would be replaced or removed is open in another program.
        """
        with ChartWriting(self, executor) as drawing:
            return write_folder(
                self, self._document, Path(folder), since=None if since is None else Path(since), drawing=drawing
            )
