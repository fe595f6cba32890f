"""A kommun's folder of files with everything in it, all invented, and the analysis of what its readers return.

Every word that people choose is in `Names`, so that one test can walk the numbers of a plain folder and another can put
hostile words in every field of the same one.
"""

from __future__ import annotations

import csv
import json
import runpy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import avloppsanalys as avl
from avloppsanalys.analysis import Analysis
from avloppsanalys.readers import LabReading, Reading
from avloppsanalys.reference import bundled
from avloppsanalys.tables import SYNTHETIC_LAB, TIMEZONE
from avloppsanalys.wording import Language

FOLDER = "Mätningar 2026 åäö"

Readings = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Names:
    """What people write in their own words, somewhere in the files."""

    plant: str = "Påhittade verket"
    sample: str = "S"
    lab: str = SYNTHETIC_LAB
    method: str = "LC-A"
    report: str = "R"
    meter: str = "Mätare ett"
    title: str = "Påhittade verket, allt påslaget"
    protocol: str = "Påhittekommunen"
    purpose: str = "Rådet bad om att få följa just de här ämnena."
    role: str = "kvalitetsansvarig på VA"
    season: str = "vårfloden"
    event: str = "Marknaden"
    event_source: str = "kultur och fritid"
    indicator: str = "Egna rundor"
    group: str = "unga"
    municipality: str = "Påhittekommunen"
    context_source: str = "fältgruppen"
    area: str = "Påhittekommunen"
    medicine: str = "Lisdexamfetamin"
    prescriptions_source: str = "Socialstyrelsen"
    purpose_of_day: str = "ordinarie serie"
    condition: str = "fryst"
    reason: str = ""
    assessment: str = "Läget är i stort sett som förut."
    who: str = "BRÅ-gruppen"


def write_files(folder: Path, names: Names) -> Path:
    """Write every file of a kommun into a folder with a space and Swedish letters in its name, and return that one."""
    made = folder / FOLDER
    lab, flow, plants = runpy.run_path(str(bundled("examples/03_quarterly_series.py")))["invented_files"](made)
    answers = _rows(lab)
    for row in answers:
        day = pd.Timestamp(row["Start"])
        row |= {"Verk": names.plant, "Labb": names.lab, "Metod": names.method, "Matris": "ofiltrerat"}
        row |= {"Prov-id": f"{names.sample}{day:%y%m%d}", "Rapportnr": f"{names.report} {day:%y%m}"}
        row["Rapportdatum"] = f"{day + pd.Timedelta(days=40):%Y-%m-%d}"
    _write(lab, answers)
    _write(flow, [row | {"Verk": names.plant, "Mätare": names.meter} for row in _rows(flow)])
    _write(plants, [row | {"Verk": names.plant, "Namn": names.plant} for row in _rows(plants)])
    for name, rows in _forms(names, answers).items():
        _write(made / name, rows)
    (made / "protokoll.toml").write_text(_protocol(names), encoding="utf-8")
    return made


def _forms(names: Names, answers: Sequence[dict[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every form that a report can do without, under the name of its file."""
    days = {row["Prov-id"]: row for row in answers}
    own: dict[str, Any] = {"Reningsverk": names.plant}
    sheet = [
        own | {"Prov-id": sample, "Start": row["Start"], "Stopp": row["Stopp"], "Delprovsintervall (min)": 5,
               "Temperatur i provtagaren (°C)": 4, "Regn (mm)": "23,4" if row["Start"] > "2026-05" else 0,
               "Skick vid ankomst": names.condition}
        for sample, row in days.items()
    ]  # fmt: skip
    sheet[0] |= {"Räknas inte": names.reason} if names.reason else {}
    log = [
        {"Plats": names.plant, "Start": "2026-05-08", "Slut": "2026-05-09", "Typ": "festival",
         "Beskrivning": names.event, "Källa": names.event_source},
        {"Plats": names.plant, "Start": "2025-03-01", "Slut": "2025-04-01", "Typ": "insats",
         "Beskrivning": names.event, "Källa": names.event_source},
    ]  # fmt: skip
    taken = [(row["Start"], row["Stopp"], "2026-06-20") for row in days.values() if row["Start"] >= "2026"]
    planned = [*taken, ("2026-09-02 07:00", "2026-09-03 07:00", "2026-11-16")]
    plan = [
        own | {"Start": start, "Stopp": stop, "Syfte": names.purpose_of_day, "Svar senast": due, "Möte": "2026-11-26"}
        for start, stop, due in planned
    ]
    told = {"Kommun": names.municipality, "Källa": names.context_source, "Tillgänglig från": "2026-05-30"}
    offences = {"Indikator": "Anmälda narkotikabrott", "Enhet": "antal", "Status": "preliminär"}
    context: list[dict[str, Any]] = [
        told | offences | {"Period": "2025-11", "Värde": 31}, told | offences | {"Period": "2025-12", "Värde": 3},
        told | offences | {"Period": "2026-01", "Värde": "Uppgift saknas"},
        told | {"Indikator": "Skolundersökning", "Grupp": "åk 9", "Period": "2025", "Värde": "6,5", "Enhet": "procent",
                "Antal personer": 214, "Status": "slutlig"},
        told | {"Indikator": names.indicator, "Grupp": names.group, "Period": "2026K1", "Värde": 1234,
                "Enhet": "antal"},
    ]  # fmt: skip
    medicines = [
        {"Kommun": names.area, "År": 2025, "ATC-kod": "N06BA12", "Läkemedel": names.medicine, "Kön": "Båda könen",
         "Ålder": "0-85+", "Mått": "DDD/1000 invånare och dag", "Värde": "10,4", "Källa": names.prescriptions_source}
    ]  # fmt: skip
    return {
        "foljesedel.csv": sheet, "handelselogg.csv": log, "provtagningsplan.csv": plan,
        "andra-indikatorer.csv": context, "lakemedel.csv": medicines,
    }  # fmt: skip


def _protocol(names: Names) -> str:
    """Return the protocol as TOML: load and doses, unconfirmed factors, and a season in which the register is wrong."""
    say = {name: json.dumps(value, ensure_ascii=False) for name, value in vars(names).items()}
    return f"""name = {say["protocol"]}
version = "3"
period = "quarter"
quantities = ["load", "doses"]
main_substances = ["cocaine", "amphetamine"]
factor_set = "rise2019"
allow_recalled = true
smallest_population = 2500
smallest_count = 5
kept_out_events = ["festival"]

[[marked_seasons]]
name = {say["season"]}
first = "05-01"
last = "05-31"

[roles]
review = {say["role"]}
"""


def read_files(made: Path, lang: Language = "sv") -> Readings:
    """Read every file of such a folder as a kommun does."""
    return {
        "lab": avl.read_lab(made / "labbsvar.csv", lang=lang),
        "flow": avl.read_flow(made / "flode.csv", lang=lang),
        "plants": avl.read_plants(made / "verk.csv", lang=lang),
        "samples": avl.read_samples(made / "foljesedel.csv", lang=lang),
        "events": avl.read_events(made / "handelselogg.csv", lang=lang),
        "plan": avl.read_plan(made / "provtagningsplan.csv", lang=lang),
        "context": avl.read_context(made / "andra-indikatorer.csv", lang=lang),
        "prescriptions": avl.read_prescriptions(made / "lakemedel.csv", lang=lang),
    }


def everything(folder: Path, names: Names | None = None, *, lang: Language = "sv") -> Analysis:
    """Return the analysis of a folder with everything in it, assessed by its group and set beside Europe."""
    said = names or Names()
    made = write_files(folder, said)
    read = read_files(made, lang)
    more: dict[str, Any] = {
        "protocol": made / "protokoll.toml",
        "title": said.title,
        "purpose": said.purpose,
        "lang": lang,
        "euda": _european_towns(read["lab"]),
    }
    first = avl.analyse(**read, **more)
    form = first.assessment_form()
    headings = list(form.columns)
    words, who, day = (next(one for one in headings if one.startswith(stem)) for stem in _ASSESSED[lang])
    filled = form.assign(**{words: said.assessment, who: said.who, day: "2026-06-25"}).astype("str")
    filled.loc[filled.index[1:3], words] = ""
    _write(
        made / "bedomning.csv", [{str(name): cell for name, cell in row.items()} for row in filled.to_dict("records")]
    )
    return avl.analyse(**read, **more, assessments=avl.read_assessments(made / "bedomning.csv", lang=lang))


def everything_before(folder: Path, until: str, names: Names | None = None, *, lang: Language = "sv") -> Analysis:
    """Return the analysis of the folder that `everything` wrote, of what was known earlier and not yet assessed."""
    said = names or Names()
    read = read_files(folder / FOLDER, lang)
    return avl.analyse(
        **read, protocol=folder / FOLDER / "protokoll.toml", title=said.title, purpose=said.purpose, lang=lang,
        euda=_european_towns(read["lab"]), as_of=pd.Timestamp(until, tz=TIMEZONE),
    )  # fmt: skip


_ASSESSED = {"sv": ("Bedömning", "Vem", "Datum"), "en": ("Assessment", "Who", "Date")}


def _european_towns(lab: LabReading) -> Reading:
    """Return thirty invented towns of like size, each with a week of loads in the years that the plant sampled."""
    years = sorted(lab.table["start"].dt.year.unique())
    days = pd.DatetimeIndex(np.concatenate([pd.date_range(f"{year}-03-11", periods=7) for year in years]))
    starts = days.tz_localize(TIMEZONE)
    weeks = [
        pd.DataFrame(
            {
                "plant": f"Ort {nth}", "sample_id": days.strftime("%Y-%m-%d"), "residue": residue, "start": starts,
                "end": starts + pd.DateOffset(days=1), "population": 20_000.0, "qualifier": "quantified",
                "load_mg_per_day_per_1000": level * (0.313 + 0.071 * nth) * (1 + days.day_of_week / 9),
            }
        )
        for nth in range(30)
        for residue, level in (("benzoylecgonine", 83.0), ("amphetamine", 91.0), ("MDMA", 8.7))
    ]  # fmt: skip
    return Reading(table=pd.concat(weeks, ignore_index=True), problems=lab.problems.iloc[:0], files=())


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=";"))


def _write(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    found = list(rows)
    headings = list(dict.fromkeys(name for row in found for name in row))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, headings, delimiter=";", restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(found)


__all__ = ["FOLDER", "Names", "everything", "everything_before", "read_files", "replace", "write_files"]
