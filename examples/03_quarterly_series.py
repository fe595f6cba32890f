"""En kvartalsserie för ett påhittat verk med 17 000 personer: SYNTETISKA DATA, stämplade i varje diagram och fil.

Skriptet hittar på tabeller som ett labb och ett reningsverk skulle ge dem, skriver dem som CSV och läser dem som en
analytiker gör.

    python examples/03_quarterly_series.py [mapp]
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

import avloppsanalys as avl
from avloppsanalys.simulate import SimulatedResidue
from avloppsanalys.tables import SYNTHETIC_LAB

RESIDUES = {
    "Bensoylekgonin": ("benzoylecgonine", SimulatedResidue(level=60, weekend_ratio=1.5, change_per_year=0.3)),
    "Amfetamin": ("amphetamine", SimulatedResidue(level=120, day_log_sd=0.2)),
    "MDMA": ("MDMA", SimulatedResidue(level=9, weekend_ratio=2.0, day_log_sd=0.5, loq_ng_per_l=20)),
    "Metamfetamin": ("methamphetamine", SimulatedResidue(level=1.2, day_log_sd=0.4, loq_ng_per_l=5)),
}
# Onsdag och söndag i en vecka per kvartal. Ett kvartal blev utan prov, ett fick bara ett.
WEDNESDAYS = pd.DatetimeIndex(
    ["2024-02-07", "2024-05-15", "2024-09-11", "2024-11-13", "2025-02-05", "2025-05-14", "2025-11-12", "2026-05-06"]
)
SAMPLED = WEDNESDAYS.union(WEDNESDAYS + pd.Timedelta(days=4)).union(pd.DatetimeIndex(["2026-02-11"]))


def invented_files(folder: Path) -> tuple[Path, Path, Path]:
    """Skriv labbsvar, flöde och verk som CSV för svensk Excel, med stämpeln på varje rad."""
    made = avl.simulate_plant(
        dict(RESIDUES.values()), SAMPLED, first="2024K1", last="2026K2", rng=np.random.default_rng(17000)
    )
    names = {residue: name for name, (residue, _) in RESIDUES.items()}
    seen = made.measurements["concentration_ng_per_l"].astype("str").str.replace(".", ",")
    below = "<" + made.measurements["loq_ng_per_l"].astype("str").str.replace(".", ",")
    lab = pd.DataFrame(
        {
            "Verk": made.measurements["plant"],
            "Prov-id": made.measurements["sample_id"],
            "Start": made.measurements["start"].dt.strftime("%Y-%m-%d %H:%M"),
            "Stopp": made.measurements["end"].dt.strftime("%Y-%m-%d %H:%M"),
            "Ämne": made.measurements["residue"].map(names),
            "Halt (µg/m3)": seen.where(made.measurements["qualifier"] == "quantified", below),
            "LOQ (µg/m3)": made.measurements["loq_ng_per_l"].astype("str").str.replace(".", ","),
            "Labb": made.measurements["lab"],
        }
    )
    flow = made.flows[["plant", "volume_m3"]].set_axis(["Verk", "Flöde (m3)"], axis=1).astype({"Flöde (m3)": int})
    flow.insert(1, "Start", made.flows["start"].dt.strftime("%Y-%m-%d %H:%M"))
    flow.insert(2, "Stopp", made.flows["end"].dt.strftime("%Y-%m-%d %H:%M"))
    flow["Mätare"] = SYNTHETIC_LAB
    plants = made.plants[["plant", "population"]].set_axis(["Verk", "Anslutna personer"], axis=1)
    plants["Namn"] = SYNTHETIC_LAB
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / "labbsvar.csv", folder / "flode.csv", folder / "verk.csv"
    for table, file in zip((lab, flow, plants.astype({"Anslutna personer": int})), files, strict=True):
        table.to_csv(file, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return files


def main(out: Path) -> list[str]:
    """Hitta på, räkna, skriv underlaget i `out` och säg vad som gjordes."""
    lab_file, flow_file, plants_file = invented_files(out / "indata")
    lab = avl.read_lab(lab_file)
    flow = avl.read_flow(flow_file)
    plants = avl.read_plants(plants_file)
    result = avl.analyse(
        lab, flow, plants, protocol="protocols/exempelkommun.toml", title="Påhittade verket, kvartalsvis"
    )
    files = result.write(out)

    loads = result.levels[result.levels["quantity"] == "load"]
    quarters = loads["period"].nunique()
    bounds = (loads["method"] == "upper_bound").sum()
    return [
        f"03 Kvartalsserie, SYNTETISKA DATA (påhittat verk): {len(files)} filer i {out}",
        f"   {quarters} kvartal med 1-3 dygnsprov; {bounds} nivåer är bara en övre gräns, "
        "eftersom alla prov låg under bestämningsgränsen.",
    ]


if __name__ == "__main__":
    print(*main(Path(sys.argv[1] if len(sys.argv) > 1 else "underlag/kvartalsserie")), sep="\n")
