"""What is never offered: ranking of places, street value, head counts, a composite index, correlation of indicators.

Looked for in every public name, column, text, command and word of the schema. What is allowed is a sentence that says
that it is *not* done, and statistics on a plant's own series; each stands in a list here: a new one is a decision.
"""

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest
from typer.main import get_command

import avloppsanalys
from avloppsanalys import tables
from avloppsanalys.analysis import Analysis, analyse, read_config
from avloppsanalys.cli import app
from avloppsanalys.exports import underlag_schema
from avloppsanalys.tables import Table
from avloppsanalys.wording.catalogue import _catalogue

FORBIDDEN = re.compile(
    r"rank(?!le)|rangord|ranking|topplist|tio i topp|league|\bvärst|\bbäst[ae]? (?:ort|plats|kommun)|worst"
    r"|gatuvärd|gatupris|marknadsvärd|street[ _-]?(?:value|price)|market[ _-]?value"
    r"|antal(?:et)? (?:användare|brukare|missbrukare|narkoman)|number[ _]of[ _]users|n_users|user_count|head[ _-]?count"
    r"|index|sammanvägt|composite(?! sample)|riskpoäng|risk_?score"
    r"|korrel|correlat|samvariation",
    re.IGNORECASE,
)

SAY_THAT_IT_IS_NOT_DONE = {
    "europe.no_order": "ingen rangordning|no ranking",
    "publication.question.comparisons": "ingen rangordning|no ranking",
}
"""Texts that may use such a word, with the words that make it a no."""

UNITS_OF_OTHERS = {"CTX006", "context.unit.index"}
"""Texts that name the unit of an index that somebody else publishes, such as a survey of safety; we make none."""

STATISTICS = re.compile(
    r"avloppsanalys\.(?:scatter|trend\.blocks|trend)\.\S*(?:rank_trend|RankTrend|correlat|finished_line)"
)
"""Kernels on one plant's own series: Mann-Kendall's trend is made of ranks of periods, and periods that follow each
other are correlated. Neither has places or indicators to set against each other."""


def modules() -> Iterator[str]:
    yield "avloppsanalys"
    for found in pkgutil.walk_packages(avloppsanalys.__path__, "avloppsanalys."):
        if not found.name.endswith("__main__"):
            yield found.name


def public_names() -> Iterator[str]:
    """Return every public name with its arguments, module by module."""
    for module in modules():
        loaded = importlib.import_module(module)
        for name in getattr(loaded, "__all__", ()):
            yield f"{module}.{name}"
            thing = getattr(loaded, name)
            if inspect.isfunction(thing):
                yield from (f"{module}.{name}({argument})" for argument in inspect.signature(thing).parameters)
            elif inspect.isclass(thing):
                yield from (f"{module}.{name}.{member}" for member in vars(thing) if not member.startswith("_"))


def forbidden(words: str) -> bool:
    return FORBIDDEN.search(words) is not None


@pytest.mark.parametrize(
    "words",
    [
        "rank_places", "Rangordning av orter", "Gatuvärde", "street value", "antal brukare", "head_count", "drogindex",
        "risk index", "korrelation", "correlation", "Tio i topp", "league table",
    ],
)  # fmt: skip
def test_the_search_finds_what_it_looks_for(words: str) -> None:
    assert forbidden(words)


def test_no_public_name_offers_it() -> None:
    found = [name for name in public_names() if forbidden(name.removeprefix("avloppsanalys."))]
    assert [name for name in found if not STATISTICS.match(name)] == []


def test_no_column_offers_it() -> None:
    all_tables = [table for table in vars(tables).values() if isinstance(table, Table)]
    assert [f"{one.name}.{column}" for one in all_tables for column in one.columns if forbidden(column)] == []


def texts() -> Iterator[tuple[str, str]]:
    for key, entry in _catalogue().items():
        for field, words in entry.items():
            if isinstance(words, str) and field != "severity":
                yield key, "".join(literal for literal, *_ in Formatter().parse(words))


def test_no_text_offers_it_but_those_that_say_that_it_is_not_done() -> None:
    found = {key for key, words in texts() if forbidden(words)}
    assert found == {*SAY_THAT_IT_IS_NOT_DONE, *UNITS_OF_OTHERS}
    for key, words in texts():
        if key in SAY_THAT_IT_IS_NOT_DONE:
            assert re.search(SAY_THAT_IT_IS_NOT_DONE[key], words), f"{key} must say that it is not done: {words}"


def test_no_word_of_the_schema_offers_it() -> None:
    def words(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            for key, value in node.items():
                yield key
                yield from words(value)
        elif isinstance(node, list):
            for value in node:
                yield from words(value)
        elif isinstance(node, str):
            yield node

    found = [told for told in words(underlag_schema()) if forbidden(told)]
    assert all("ingen rangordning" in told for told in found), found


def test_no_command_offers_it() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    options = [f"{name} {option}" for name, one in commands.items() for part in one.params for option in part.opts]
    assert [told for told in (*commands, *options) if forbidden(told)] == []


CONFIG = 'protocol = "protokoll.toml"\nplants = "verk.csv"\nflow = ["flode.csv"]\n[[lab]]\nfile = "svar.csv"\n'
DAYS = ("2024-02-13", "2024-05-14", "2024-08-13", "2024-11-12", "2025-02-11", "2025-05-13")


def two_plants(folder: Path, high: str) -> Analysis:
    """Return an analysis of Alfa and Östra, listed backwards, of which one has much higher loads."""
    plants = ("Östra", "Alfa")
    values = {plant: 900 if plant == high else 100 for plant in plants}
    folder.mkdir()
    files = {
        "rapport.toml": CONFIG,
        "protokoll.toml": 'name = "Exempel"\nversion = "1"\nfactor_set = "none"\n',
        "verk.csv": "\n".join(["Verk;Anslutna", *(f"{plant};17000" for plant in plants)]),
        "flode.csv": "\n".join(["Verk;Start;Volym (m3)", *(f"{p};{d} 07:00;4400" for p in plants for d in DAYS)]),
        "svar.csv": "\n".join(
            ["Verk;Start;Preparat;Halt (ng/L)"]
            + [f"{p};{d} 07:00;MDMA;{values[p] + nth}" for p in plants for nth, d in enumerate(DAYS)]
        ),
    }
    for name, content in files.items():
        (folder / name).write_text(content + "\n", encoding="utf-8")
    config = read_config(folder / "rapport.toml")
    return analyse(*config.read(), protocol=config.protocol, **config.read_forms())


@pytest.mark.parametrize("high", ["Alfa", "Östra"])
def test_places_stand_in_the_order_of_their_names_whatever_their_figures(tmp_path: Path, high: str) -> None:
    result = two_plants(tmp_path / "underlag", high)
    for name in ("levels", "trends", "trend_lines", "quality"):
        table: pd.DataFrame = getattr(result, name)
        assert list(dict.fromkeys(table["place" if "place" in table else "plant"])) == ["Alfa", "Östra"], name
    document = json.loads(json.dumps(result.underlag()))
    for part in ("indicators", "changes"):
        assert list(dict.fromkeys(row["place"] for row in document[part])) == ["Alfa", "Östra"], part
    assert list(dict.fromkeys(card.place for card in result.cards)) == ["Alfa", "Östra"]
    drawn = [re.search("alfa|ostra", chart.name) for chart in result.charts()]
    assert [found.group() for found in drawn if found] == sorted(found.group() for found in drawn if found)
    # what was measured stands in the order in which it was read
    assert list(dict.fromkeys(result.loads["plant"])) == ["Östra", "Alfa"]
