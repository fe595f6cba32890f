"""The protocols as documents: every number has a source or says whose choice it is, and every link leads somewhere."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from avloppsanalys.reference import bundled, thresholds

FOLDER = bundled("protocols")
DOCUMENTS = sorted(FOLDER.rglob("*.md"))
ROUTINES = sorted(FOLDER.glob("[0-9][0-9]-*.md"))
STATUSES = {"läst", "läst sammanfattning", "återgiven av annan", "beräknat", "obekräftat"}

FOOTNOTE = re.compile(r"\[\^([\w-]+)\](?!:)")
DEFINITION = re.compile(r"^\[\^([\w-]+)\]: (.*)$", flags=re.MULTILINE)
CHOICE = re.compile(r"\[kommunen fyller i(?:: [^\]]+)?\]|\[projektets val\]|\[påhittat\]")

# What holds digits and is no number that anyone could doubt.
NO_NUMBER = re.compile(
    r"`[^`]*`"  # as it is typed
    r"|\[(?:\d+ )?[^\]]*\]\([^)]*\)"  # a link, with the number of the routine that it leads to
    r"|\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b"  # a year or a day
    r"|\b\d{1,2} (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b"
    r"|per 1 ?000\b"  # the denominator
    r"|\b[Rr]utin \d+\b|QUA\d+"  # a name
    r"|BOD7|6-MAM|\bk=2\b|\(m3\)"
    r"|^#+ \d+\. "  # the number of a heading
)
DIGIT_OR_WORD = re.compile(
    r"\d|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|hundra|tusen|hälften|dubbelt)\b", flags=re.IGNORECASE
)


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def sources() -> dict[str, dict[str, str]]:
    with (FOLDER / "kallor.csv").open(encoding="utf-8", newline="") as file:
        return {row["nyckel"]: row for row in csv.DictReader(file, delimiter=";")}


def definition(row: dict[str, str]) -> str:
    link = f" <{row['länk']}>" if row["länk"] else ""
    return f"{row['källa'].rstrip('.')}.{link} ({row['läge']})"


def statements(page: str) -> Iterator[str]:
    """Yield what stands for itself: a table's row, an item of a list, a sentence of a paragraph."""
    blocks: list[str] = []
    joins = False
    for line in DEFINITION.sub("", page).splitlines():
        bare = line.lstrip("> ").strip()
        begins = bare.startswith(("|", "#", "- ", "* ")) or re.match(r"\d+\. ", bare) is not None
        if not bare:
            joins = False
        elif joins and not begins:
            blocks[-1] += f" {bare}"
        else:
            blocks.append(re.sub(r"^\d+\. ", "", bare))
            joins = not bare.startswith(("|", "#"))
    for block in blocks:
        yield from [block] if block.startswith(("|", "#", "- [")) else re.split(r"(?<=[.!?\]])\s+(?=[A-ZÅÄÖ*])", block)


def unfounded(page: str) -> list[str]:
    """Return the statements that hold a number and neither a source nor whose choice it is."""
    return [
        statement
        for statement in statements(page)
        if DIGIT_OR_WORD.search(NO_NUMBER.sub("", FOOTNOTE.sub("", statement)))
        and not (FOOTNOTE.search(statement) or CHOICE.search(statement))
    ]


def test_the_fourteen_routines_are_there_in_their_order() -> None:
    assert [path.name[:2] for path in ROUTINES] == [f"{number:02}" for number in range(1, 15)]
    for number, path in enumerate(ROUTINES, start=1):
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. ")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_number_has_a_source_or_says_whose_choice_it_is(path: Path) -> None:
    assert unfounded(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "page",
    [
        "- Delprov tas var 10:e minut.",
        "| kyla | högst 8 °C | |",
        "Källan säger 5 %.[^nfs] Vi säger 6 %.",
        "- Minst tre dygn.",
        "> Svara inom 14 dagar.",
    ],
)
def test_a_number_without_either_is_found(page: str) -> None:
    assert len(unfounded(page)) == 1


@pytest.mark.parametrize(
    "page",
    [
        "- Var 10:e minut [projektets val].",
        "Källan säger 5 %.[^nfs]",
        "mg per 1 000 personer, 2026-09-02, `8 x`",
        "## 3. Plan",
    ],
)
def test_a_number_with_either_or_that_is_a_name_passes(page: str) -> None:
    assert unfounded(page) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_footnotes_are_the_rows_of_the_table_of_sources(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    written = dict(DEFINITION.findall(page))
    used = dict.fromkeys(FOOTNOTE.findall(page))
    assert list(written) == list(used), "definitions stand at the end, in the order of their use"
    assert written == {key: definition(sources()[key]) for key in used}


def test_every_source_is_used_and_has_a_link_or_says_why_not() -> None:
    rows = sources()
    used = {key for path in DOCUMENTS for key in FOOTNOTE.findall(path.read_text(encoding="utf-8"))}
    assert used == rows.keys()
    assert {row["läge"] for row in rows.values()} <= STATUSES
    linkless = {key for key, row in rows.items() if not row["länk"]}
    assert {rows[key]["läge"] for key in linkless} <= {"beräknat", "obekräftat"}
    assert all(row["länk"].startswith(("https://", "http://")) for key, row in rows.items() if key not in linkless)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_to_files_that_exist(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", page) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).is_file()] == []
    templates = re.findall(r"`mallar/([a-z]+)`", page)
    assert [template for template in templates if not (FOLDER / "mallar" / f"{template}.csv").is_file()] == []


def test_each_routine_says_whom_it_is_for_and_has_a_checklist() -> None:
    for path in ROUTINES:
        page = path.read_text(encoding="utf-8")
        assert re.search(r"^\*För ", page, flags=re.MULTILINE), path.name
        assert "\n- [ ] " in page, path.name


def test_nothing_but_the_example_is_invented() -> None:
    invented = {path.parent.name for path in DOCUMENTS if "[påhittat]" in path.read_text(encoding="utf-8")}
    assert invented == {"exempel"}


def test_the_limits_of_the_quality_routine_are_those_of_the_checks() -> None:
    page = (FOLDER / "09-kvalitet.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| (QUA\d{3}) \|", page, flags=re.MULTILINE)
    drawn: dict[str, set[float]] = {}
    for limit in thresholds():
        if limit.name in ("low", "high", "high_frozen"):
            drawn.setdefault(limit.check, set()).add(limit.value)
    assert rows
    for words, check in rows:
        assert {float(number.replace(",", ".")) for number in re.findall(r"\d+(?:,\d+)?", words)} <= drawn[check], check
