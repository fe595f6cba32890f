"""The protocols as documents: every number has a source or says whose choice it is, and every link leads somewhere."""

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.analysis.special_days import judged_events
from avloppsanalys.calendar import event_days
from avloppsanalys.protocol import AnalysisProtocol, read_protocol
from avloppsanalys.readers import read_samples
from avloppsanalys.readers.events import EVENT_SPELLINGS
from avloppsanalys.reference import bundled, thresholds
from avloppsanalys.tables import EVENT_TYPES, EVENTS, TIMEZONE, arrange
from avloppsanalys.wording import text

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


def done_with(kind: str, days: list[str], events: list[str]) -> tuple[str, bool]:
    """Return whether days are marked, and whether any is kept out, where those of `events` are of one kind."""
    start = pd.Series(pd.to_datetime(days)).dt.tz_localize(TIMEZONE) + pd.Timedelta(hours=7)
    first = pd.Series(pd.to_datetime(events)).dt.tz_localize(TIMEZONE)
    log = pd.DataFrame({"place": "A", "start": first, "end": first + pd.Timedelta(days=1)})
    log = arrange(log.assign(event_type=kind, description="X"), EVENTS)
    joined = pd.DataFrame(
        {"plant": "A", "sample_id": days, "residue": "MDMA", "start": start, "end": start + pd.Timedelta(hours=24)}
    ).assign(concentration_ng_per_l=31.0)
    report = avl.quality_report(joined, events=log)
    own = report[(report["check"] == "QUA061") & report["sample_id"].isin(events)]
    (verdict,) = set(own["verdict"])
    protocol = AnalysisProtocol(name="A", version="1", factor_set="none")
    kept_out = event_days(joined, judged_events(log, joined, protocol))["keep_out"]
    return "ja" if verdict == "flag" else "nej", bool(kept_out.any())


def test_what_the_routine_says_of_each_kind_of_event_is_what_is_done() -> None:
    page = (FOLDER / "08-handelselogg.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| (ja|nej) \| ([^|]+) \|$", page, flags=re.MULTILINE)
    said = {word: (marked, kept_out) for word, marked, kept_out in rows}
    words = {
        (False, False): "nej",
        (True, False): "ja, om den inte provtas varje år",
        (True, True): "ja, alltid",
    }
    done = {}
    days = ["2024-03-06", "2024-05-15", "2025-05-14", "2025-09-10"]
    for kind in EVENT_TYPES:
        marked, once = done_with(kind, days, days[2:3])
        _, yearly = done_with(kind, days, days[1:3])
        done[EVENT_SPELLINGS[kind][0]] = marked, words[once, yearly]
    assert said == done


def test_payday_weekends_are_met_in_their_share_in_routines_protocols_and_handbook() -> None:
    pages = ("03-provtagningsplan.md", "08-handelselogg.md", "../docs/handbok/02-planera-provtagningen.md")
    plan, log, handbook = (" ".join((FOLDER / page).read_text(encoding="utf-8").split()) for page in pages)
    for page in (plan, handbook):
        assert re.search(r"\*\*Lönehelger\*\* undviks inte, och söks inte heller upp", page)
    assert "lönehelg" not in re.findall(r"\*\*Undvik\*\* ([^.]+)", plan)[0]
    assert "En lönehelg hör till det vanliga (rutin 3). Den loggas för att" in log
    default = AnalysisProtocol(name="A", version="1", factor_set="none").kept_out_events
    assert "payday_weekend" not in default
    for file in ("startprotokoll.toml", "exempelkommun.toml", "exempel/protokoll.toml"):
        assert read_protocol(FOLDER / file).kept_out_events == default, file


def test_a_weekday_in_its_own_column_is_checked_and_the_papers_say_that_it_is_never_in_the_dates_cell(
    tmp_path: Path,
) -> None:
    file = tmp_path / "foljesedel.csv"
    head = "Verk;Prov-id;Start;Stopp;Veckodag;Skick"
    file.write_text(f"{head}\nA;P1;2026-09-02 07:00;2026-09-03 07:00;torsdag;fryst\n", encoding="utf-8")
    sheet = read_samples(file).table
    joined = sheet[["plant", "sample_id", "start", "end"]].assign(residue="MDMA", concentration_ng_per_l=31.0)
    report = avl.quality_report(joined, samples=sheet)
    assert report.loc[report["check"] == "QUA060", "verdict"].tolist() == ["flag"]
    pages = ("06-foljesedel.md", "mallar/README.md", "../docs/handbok/01-fran-labbsvar-till-lagesbild.md")
    for page in pages:
        told = " ".join((FOLDER / page).read_text(encoding="utf-8").split())
        assert re.search(r"till kolumnen [`*]Veckodag[`*].{0,40}kontrolleras den mot startdatumet", told), page
    remedy = text("quality.QUA060.not_given.remedy")
    assert "kolumnen Veckodag" in remedy
    assert "inte i datumets ruta" in remedy


def test_the_readme_of_the_working_folder_names_every_file_and_checks_every_table() -> None:
    folder = FOLDER / "arbetsmapp"
    config = tomllib.loads((folder / "config.toml").read_text(encoding="utf-8"))
    page = (folder / "las-mig.txt").read_text(encoding="utf-8")
    tables = [config["plants"], *(file for key in ("flow", "samples", "events", "plan") for file in config[key])]
    checked = " ".join(re.findall(r"avloppsanalys granska (.+)", page)).split()
    for file in tables:
        assert re.search(rf"^\d\. (?:.+\n)*?.*{file}", page, flags=re.MULTILINE), f"{file} has no step"
        assert file in checked
    steps = [int(number) for number in re.findall(r"^(\d)\. ", page, flags=re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))


def test_the_newcomers_texts_tell_of_the_assessments_and_the_purpose_and_the_prescriptions() -> None:
    papers = {
        "arbetsmapp/las-mig.txt": ("bedomning.csv", "purpose", "prescriptions", "allow_recalled", "obekräftade"),
        "arbetsmapp/config.toml": ("bedomning.csv", "# purpose = ", "# prescriptions = ", "obekräftade"),
        "11-redovisning.md": ("bedomning.csv",),
        "13-etik.md": ("prescriptions", "allow_recalled", "obekräftade"),
        "README.md": ("bedomning.csv",),
        "../docs/handbok/01-fran-labbsvar-till-lagesbild.md": (
            "bedomning.csv", "context = [", "assessments = [", "lagesbild.html", "lagesbild.pptx", "lagesbild.xlsx",
            "kort.txt", "rev2", "andrat.csv",
        ),
    }  # fmt: skip
    for page, names in papers.items():
        told = (FOLDER / page).read_text(encoding="utf-8")
        assert [name for name in names if name not in told] == [], page
    assert "tom ruta" not in (FOLDER / "11-redovisning.md").read_text(encoding="utf-8")


def test_a_person_is_nowhere_asked_for_by_name() -> None:
    decision = (FOLDER / "mallar" / "publiceringsbeslut.toml").read_text(encoding="utf-8")
    assert re.search(r'^decided_by = ""\s+# funktion, inte namn', decision, flags=re.MULTILINE)
    asked = re.compile(r"(?<!aldrig )\b(?:namn och|har namn|ett namn och|vem, när|vem som har beslutat)\b")
    papers = [*DOCUMENTS, *FOLDER.rglob("*.toml"), *FOLDER.rglob("*.txt"), *(FOLDER / "../docs/handbok").glob("*.md")]
    assert [path.name for path in papers if asked.search(path.read_text(encoding="utf-8"))] == []
    assert "aldrig namn" in text("publication.decided_by.remedy")
    assert not asked.search(text("publication.decided_by"))


def test_the_interval_of_subsamples_is_one_story() -> None:
    aim = 10
    flagged = next(limit.value for limit in thresholds() if (limit.check, limit.name) == ("QUA003", "high"))
    assert flagged > aim
    routine = re.search(r"^\| delprov \| (.+?) \|", (FOLDER / "05-provtagning.md").read_text("utf-8"), re.MULTILINE)
    card = re.search(r"^- \[ \] Delprov (.+)$", (FOLDER / "faltkort.md").read_text("utf-8"), re.MULTILINE)
    assert routine
    assert card
    for told in (routine[1], card[1], text("quality.QUA003.remedy"), text("cli.plan.sampler_advice")):
        assert f"högst {aim} minuter" in told
    assert f"glesare än {flagged:g} märks" in routine[1]
    with (FOLDER / "exempel" / "foljesedel.csv").open(encoding="utf-8-sig", newline="") as file:
        samples = list(csv.DictReader(file, delimiter=";"))
    for sample in samples:
        assert float(sample["Delprovsintervall (min)"]) <= aim
        assert 24 * 60 / int(sample["Antal delprov"]) == pytest.approx(
            float(sample["Delprovsintervall (min)"]), rel=0.1
        )
