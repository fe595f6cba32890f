"""Svenska orter i EUDA:s mätvecka: vardag, helg och medelvärde, och en bild av dygnen.

Utan sökväg läses de svenska veckorna 2024 som följer med (ett urval). EUDA:s hela fil, ``ww20NN-all-data.csv``, hämtas
från EUDA; platstabellen ger även antalet personer.

    python examples/02_euda_swedish_towns.py [ww2025-all-data.csv [ww2025-site-info-table.csv]]
"""

import sys
from pathlib import Path

import pandas as pd

from avloppsanalys.charts.week import week_chart
from avloppsanalys.exports import write_excel_csv
from avloppsanalys.readers.euda import read_euda
from avloppsanalys.reference import bundled, substance
from avloppsanalys.weekdays import EUDA_WEEKEND, EUDA_WEEKEND_2021, weekday_means
from avloppsanalys.wording import number

SOURCE = "Källa: EUDA och SCORE, Wastewater analysis and drugs – a European multi-city study, CC BY 4.0. "


def main(out: Path, days: Path | None = None, sites: Path | None = None) -> list[str]:
    """Läs filen, räkna om veckans medelvärden, skriv bilden och dess tabell i `out` och säg vad som gjordes."""
    path = days or bundled("examples/euda_sweden_2024.csv")
    euda = read_euda(path, sites, country="SE")
    year = euda.published["year"].max()
    loads = euda.table[euda.table["start"].dt.year == year]
    means = weekday_means(loads, weekend=EUDA_WEEKEND_2021 if year == 2021 else EUDA_WEEKEND)
    chart = week_chart(
        loads,
        means,
        title=f"Narkotikarester i avloppsvattnet, svenska orter i EUDA:s mätvecka {year}",
        source_line=SOURCE + f"Fil: {path.name}. Orterna står i bokstavsordning, (2) betyder två "
        "reningsverk; varje drog har sin egen skala.",
    )
    out.mkdir(parents=True, exist_ok=True)
    files = chart.write(out)
    table = out / f"{chart.name}.csv"
    write_excel_csv(chart.table, table)
    return [
        f"02 Svenska orter i EUDA:s mätvecka {year} ({path.name}): {len([*files, table])} filer i {out}",
        "   mg per 1 000 personer och dygn; under bestämningsgränsen räknas som 0, som EUDA gör",
        *table_lines(chart.table),
        *(f"   {what}" for what in euda.problems["what"]),
    ]


def table_lines(means: pd.DataFrame) -> list[str]:
    """Skriv en rad per drog och ort, med decimalkomma."""
    lines = [f"   {'drog':<24}{'ort':<16}{'vardag':>10}{'helg':>10}{'medel':>10}  dygn under gränsen"]
    for row in means.to_dict("records"):
        figures = "".join(f"{number(row[mean], 2):>10}" for mean in ("weekday_mean", "weekend_mean", "daily_mean"))
        name = substance(row["residue"]).name_sv
        lines.append(f"   {name:<24}{row['plant']:<16}{figures}  {row['n_below_loq']} av {row['n_days']}")
    return lines


if __name__ == "__main__":
    print(*main(Path("underlag/euda"), *map(Path, sys.argv[1:3])), sep="\n")
