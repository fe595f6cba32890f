"""Räkna om Lidköpings tryckta labbsvar från 2020 och jämför med labbets egna tal.

Källa: angensarv.se, 2020-12-09 (RISE). Flöde och dygn är inte tryckta; se ``lidkoping_2020/flode.csv``.

    python examples/01_lidkoping_2020.py [mapp]
"""

import sys
from pathlib import Path

import avloppsanalys as avl

DATA = Path(__file__).parent / "lidkoping_2020"


def main(out: Path) -> list[str]:
    """Räkna, skriv underlaget i `out` och säg vad som gjordes."""
    lab = avl.read_lab(DATA / "labbsvar.csv", plant="Lidköping", start="2020-10-06 07:00", end="2020-10-07 07:00")
    flow = avl.read_flow(DATA / "flode.csv")
    plants = avl.read_plants(DATA / "verk.csv")
    result = avl.analyse(lab, flow, plants, protocol=DATA / "protokoll.toml", title="Lidköping, hösten 2020")
    files = result.write(out)

    verdicts = result.comparison["verdict"].value_counts()
    flagged = result.problems[result.problems["rule"] == "CHK001"]
    return [
        f"01 Lidköping 2020 (tryckt labbsvar): {len(files)} filer i {out}",
        f"   {verdicts.get('agrees', 0)} av labbets {verdicts.sum()} egna tal stämmer till sista tryckta siffran, "
        f"{verdicts.get('rounding', 0)} inom avrundningen, {verdicts.get('differs', 0)} gör det inte.",
        *(f"   {what}" for what in flagged["what"]),
    ]


if __name__ == "__main__":
    print(*main(Path(sys.argv[1] if len(sys.argv) > 1 else "underlag/lidkoping_2020")), sep="\n")
