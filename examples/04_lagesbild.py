"""Hela underlaget för en påhittad kommun: SYNTETISKA DATA, stämplade i varje diagram och fil.

En arbetsmapp görs som den ser ut efter två möten. Formulären ligger färdiga i ``examples/lagesbild``; skriptet hittar
på labbsvar och volymer. Först görs underlaget till septembermötet. Sedan kommer tredje kvartalets svar, och en rättelse
av andra kvartalets. Underlaget till novembermötet läggs då i ``rev2`` och säger vad som har ändrats. Till sist görs det
som får publiceras, utan det lilla verket.

    python examples/04_lagesbild.py [mapp]
"""

import datetime as dt
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

import avloppsanalys as avl
from avloppsanalys.analysis import Analysis, read_config, read_decision
from avloppsanalys.exports import write_excel_csv
from avloppsanalys.reference import bundled
from avloppsanalys.simulate import SimulatedResidue
from avloppsanalys.tables import SYNTHETIC_LAB

RESIDUES = {
    "Bensoylekgonin": ("benzoylecgonine", SimulatedResidue(level=38, weekend_ratio=1.5, change_per_year=0.35)),
    "Amfetamin": ("amphetamine", SimulatedResidue(level=110, day_log_sd=0.15, week_log_sd=0.1)),
    "THC-COOH": ("THC-COOH", SimulatedResidue(level=21, day_log_sd=0.2, change_per_year=-0.1, loq_ng_per_l=12)),
    "MDMA": ("MDMA", SimulatedResidue(level=9, weekend_ratio=2.0, day_log_sd=0.5, loq_ng_per_l=20)),
    "Tramadol": ("tramadol", SimulatedResidue(level=105, day_log_sd=0.15, change_per_year=-0.1)),
    "Kodein": ("codeine", SimulatedResidue(level=60, day_log_sd=0.2)),
}
PLANTS = {"Stadens verk": 17_000, "Byns verk": 900}
# Onsdag och söndag i två veckor per kvartal; byns verk har bara provtagits i mars och maj 2026.
WEEKS = (6, 10, 15, 19, 30, 37, 41, 47)
MISREAD = 0.8  # så stor del av amfetaminet skrev labbet först i andra kvartalets svar
CORRECTED = {"Utgåva": 2, "Rapportdatum": "2026-10-05"}
FORMATS = {
    "lagesbild.html": "öppna den först: allt på en sida, att läsa, visa och skriva ut",
    "lagesbild.pptx": "att visa på mötet: ett fynd per bild, förbehållen i anteckningarna",
    "lagesbild.xlsx": "att räkna vidare i: fynd, diagram, varje tabell, metod, anmärkningar",
    "kort.txt": "att klistra in i ett protokoll eller ett mejl",
    "*.svg, *.png": "diagrammen, var och en med text (*.txt) och tabell (*.csv)",
    "*.csv": "tabellerna för Excel; andrat.csv säger vad som är nytt sedan sist",
    "oppna-data": "samma tabeller för andras program, beskrivna i datapackage.json",
    "underlag.json": "samma underlag för andra program, efter underlag.schema.json",
}

ASSESSED = {
    "bensoylekgonin": "Kokainet följs upp med krogarna och ungdomsmottagningen; nytt läge efter fjärde kvartalet.",
    "Amfetamin": "Ingen ny insats på grund av siffran. Förskrivningen förklarar en del.",
    "THC-COOH": "Skolornas enkät och fältgruppen säger detsamma: inget nytt.",
}


def sampled_days(plant: str) -> pd.DatetimeIndex:
    """Dagarna då dygnsproven började, som i provtagningsplanen."""
    days = [dt.date.fromisocalendar(year, week, day) for year in range(2023, 2027) for week in WEEKS for day in (3, 7)]
    first, last = (dt.date(2023, 1, 1), dt.date(2026, 9, 30))
    if plant == "Byns verk":
        days, first, last = [day for day in days if day.isocalendar().week in (10, 19)], dt.date(2026, 1, 1), last
    return pd.DatetimeIndex([day for day in days if first <= day <= last])


def write(table: pd.DataFrame, file: Path) -> None:
    """Skriv en tabell som svensk Excel gör."""
    table.to_csv(file, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")


def written(moments: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    """Skriv datum och klockslag."""
    return moments.dt.strftime("%Y-%m-%d %H:%M")


def comma(numbers: "pd.Series[float]") -> "pd.Series[str]":
    """Skriv tal med decimalkomma."""
    return numbers.round(2).astype("str").str.replace(".", ",")


def invented() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hitta på labbsvar och volymer för båda verken, med labbets och mallarnas rubriker."""
    names = {residue: name for name, (residue, _) in RESIDUES.items()}
    answers, volumes = [], []
    for number, (plant, persons) in enumerate(PLANTS.items()):
        made = avl.simulate_plant(
            dict(RESIDUES.values()), sampled_days(plant), first="2023K1", last="2026K3", plant=plant,
            population=persons, rng=np.random.default_rng([2026, number]),
        )  # fmt: skip
        flow, lab = made.flows, made.measurements
        times = pd.DataFrame({"Start": written(flow["start"]), "Stopp": written(flow["end"])})
        times.insert(0, "Reningsverk", plant)
        volumes.append(times.assign(**{"Volym (m3)": flow["volume_m3"].astype(int), "Flödesmätare": SYNTHETIC_LAB}))
        quarter = lab["start"].dt.tz_localize(None).dt.to_period("Q")
        limit = comma(lab["loq_ng_per_l"])
        answers.append(
            pd.DataFrame(
                {
                    "Reningsverk": plant,
                    "Prov-id": lab["sample_id"],
                    "Start": written(lab["start"]),
                    "Stopp": written(lab["end"]),
                    "Substans": lab["residue"].map(names),
                    "Halt (ng/l)": comma(lab["concentration_ng_per_l"]).where(
                        lab["qualifier"] == "quantified", "<" + limit
                    ),
                    "Utvidgad mätosäkerhet (%, k=2)": 20,
                    "Detektionsgräns (ng/l)": comma(lab["loq_ng_per_l"] / 3),
                    "Bestämningsgräns (ng/l)": limit,
                    "Matris": "ofiltrerat",
                    "Labb": SYNTHETIC_LAB,
                    "Metod": "EX-LCMS-1",
                    "Rapportnr": quarter.dt.strftime("EX-%FK%q"),
                    "Utgåva": 1,
                    # sex veckor efter kvartalets slut
                    "Rapportdatum": (quarter.dt.end_time + pd.Timedelta(weeks=6)).dt.strftime("%Y-%m-%d"),
                }
            )
        )
    return pd.concat(answers), pd.concat(volumes)


def first_writing(answers: pd.DataFrame) -> pd.DataFrame:
    """Andra kvartalets svar som det först kom: amfetaminet är fel uträknat."""
    halt = answers["Halt (ng/l)"].str.replace(",", ".")
    wrong = answers["Substans"] == "Amfetamin"
    misread = comma(pd.to_numeric(halt[wrong]) * MISREAD)
    return answers.assign(**{"Halt (ng/l)": answers["Halt (ng/l)"].mask(wrong, misread)})


def underlag(folder: Path) -> Analysis:
    """Läs mappens filer och räkna: det som `avloppsanalys rapport` gör."""
    setup = read_config(folder / "config.toml")
    lab, flow, plants = setup.read()
    return avl.analyse(
        lab, flow, plants, protocol=setup.protocol, title=setup.title, purpose=setup.purpose, **setup.read_forms()
    )


def assess(result: Analysis, file: Path, day: str) -> None:
    """Fyll i gruppens bedömning: nya rader läggs till de gamla, med kontrollsumman för den siffra som visades."""
    form = result.assessment_form()
    said = form["Ämne"].map(lambda name: next((text for key, text in ASSESSED.items() if key in name), ""))
    said = said.where(form["Plats"] == "Stadens verk", "")
    rows = form.assign(Bedömning=said, Vem="BRÅ-gruppen (påhittad)", Datum=day)[said != ""]
    write_excel_csv(pd.concat([pd.read_csv(file, sep=";", dtype="str"), rows]) if file.exists() else rows, file)


def decide(result: Analysis, file: Path) -> None:
    """Fyll i mallen för publiceringsbeslut: varje fråga med ja, och kontrollsumman för just det här underlaget."""
    form = bundled("protocols/mallar/publiceringsbeslut.toml").read_text(encoding="utf-8")
    said = {
        "underlag_digest": result.digest,
        "decided_by": "säkerhetschefen (påhittad)",
        "decided_on": "2026-11-27",
        "motivation": "Påhittat: gruppen vill visa hur ett publikt underlag ser ut.",
    }
    for key, value in said.items():
        form = form.replace(f'{key} = ""', f'{key} = "{value}"')
    file.write_text(form.replace("= false", "= true"), encoding="utf-8")


def main(out: Path) -> list[str]:
    """Gör arbetsmappen i `out`, räkna inför två möten, skriv underlagen och säg vad som gjordes."""
    forms, config = bundled("examples/lagesbild"), out / "config.toml"
    if config.exists() and config.read_bytes() != (forms / "config.toml").read_bytes():
        raise SystemExit(f"{out} är en annan arbetsmapp; exemplet skriver bara i en egen. Välj en annan mapp.")
    shutil.copytree(forms, out, dirs_exist_ok=True)
    (out / "labbsvar").mkdir(exist_ok=True)
    answers, volumes = invented()
    write(volumes, out / "metadatablad.csv")
    arrived = {name: rows for name, rows in answers.groupby("Rapportnr")}

    # Septembermötet: första och andra kvartalets svar har kommit, det andra med ett fel.
    later = {"EX-2026K3": arrived.pop("EX-2026K3"), "EX-2026K2-2": arrived["EX-2026K2"].assign(**CORRECTED)}
    for name in later:
        (out / "labbsvar" / f"{name}.csv").unlink(missing_ok=True)
    for name, rows in arrived.items():
        write(first_writing(rows) if name == "EX-2026K2" else rows, out / "labbsvar" / f"{name}.csv")
    (out / "bedomning.csv").unlink(missing_ok=True)
    september = underlag(out)
    september.write(out / "underlag")
    assess(september, out / "bedomning.csv", "2026-09-03")

    # Novembermötet: tredje kvartalet, och andra kvartalets svar i rättad utgåva.
    for name, rows in later.items():
        write(rows, out / "labbsvar" / f"{name}.csv")
    assess(underlag(out), out / "bedomning.csv", "2026-11-26")
    november = underlag(out)
    files = november.write(out / "underlag")
    decide(november, out / "publiceringsbeslut.toml")
    decision = read_decision(out / "publiceringsbeslut.toml", november.digest)
    november.published(decision).write(out / "publikt")

    folder = next(file.parent for file in files if file.name == "underlag.json")
    return [
        f"04 Lägesbild, SYNTETISKA DATA (påhittad kommun): {len(files)} filer i {folder}",
        *(f"   {name:<16}{why}" for name, why in FORMATS.items()),
        f"   Septembermötets underlag ligger kvar i {out / 'underlag'}.",
        f"   Det som får publiceras, utan det lilla verket, ligger i {out / 'publikt'}.",
        "   EUDA:s fil följer inte med, så orter i Europa visas inte; hur ni gör det själva står i config.toml.",
    ]


if __name__ == "__main__":
    print(*main(Path(sys.argv[1] if len(sys.argv) > 1 else "underlag/lagesbild")), sep="\n")
