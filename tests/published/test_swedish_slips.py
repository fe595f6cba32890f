"""Slips in published Swedish figures, each caught by a named check.

The figures are as printed; the page that printed them is named at each. What was not printed is missing.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from avloppsanalys.calendar import weekday_claims
from avloppsanalys.labcheck import check_claims
from avloppsanalys.readers import check_file

DRUGNEWS = "https://drugnews.se/2016/05/27/karlshamnsbor-kissar-mycket-droger/"
KARLSHAMN = "https://www.bravavattenrening.se/nyheter/vattenanalyser-visar-stor-anvandning-av-cannabis/"
LIDKOPING = "https://angensarv.se/en/2020/12/09/resultat-av-matning-av-droger-och-lakemedel-i-lidkopings-avloppsvatten/"
MARIEHAMN = "https://www.mariehamn.ax/nyheter/2019/december/narkotika/"
HALLAND = "https://www.svt.se/nyheter/lokalt/halland/drogerna-i-halland-en-lonehelg-per-kommun"
KUNGSBACKA = "https://norrahalland.se/mest-kokain-kungsbacka-avloppsvattnet-avslojar-droganvandandet/"

# Karlshamn, Sternö, five days in April 2016; 17 600 persons.
FIVE_DAYS: dict[str, Any] = {
    "plant": "Karlshamn",
    "sample_id": "april 2016",
    "days_sampled": 5.0,
    "population": 17600.0,
}
CANNABIS = pd.DataFrame(
    [
        (90.0, "90", "doser per 1000 invånare", KARLSHAMN),
        (18.0, "18", "doser per 1000 invånare och dygn", DRUGNEWS),
        (1575.0, "1575", "doser totalt under perioden", DRUGNEWS),
    ],
    columns=["value", "printed", "unit", "source"],
).assign(substance="cannabis", **FIVE_DAYS)
AMPHETAMINE = pd.DataFrame(
    [
        (7.0, "7", "doser per invånare och dygn", DRUGNEWS),
        (640.0, "640", "doser totalt under perioden", DRUGNEWS),
    ],
    columns=["value", "printed", "unit", "source"],
).assign(substance="amphetamine", **FIVE_DAYS)


def told(claims: pd.DataFrame) -> dict[str, str]:
    """Return what is said under each rule."""
    found = check_claims(claims)
    assert not found["rule"].duplicated().any()
    return dict(zip(found["rule"], found["what"], strict=True))


def test_karlshamn_90_against_18_is_a_sum_over_five_days() -> None:
    found = told(CANNABIS)
    assert list(found) == ["CHK002", "CHK008"]
    assert found["CHK002"] == (
        "Cannabis, Karlshamn: ”90 doser per 1000 invånare” är summan för provets 5 dygn och inte ett dygnsvärde;"
        " ”18 doser per 1000 invånare och dygn” är 18 per 1 000 invånare och dygn."
    )
    assert found["CHK008"].endswith("enheten säger inte per vilken tid, dygn eller hela perioden.")


def test_karlshamn_without_the_release_is_consistent() -> None:
    # 1575 / 17.6 / 5 = 17.9
    assert check_claims(CANNABIS.iloc[1:]).empty


@pytest.mark.parametrize("others", [[0, 2], [0, 1]])
def test_either_other_figure_is_enough_to_see_the_sum(others: list[int]) -> None:
    assert "CHK002" in told(CANNABIS.iloc[others])


def test_amphetamine_per_inhabitant_is_per_1000() -> None:
    found = told(AMPHETAMINE)
    assert list(found) == ["CHK004", "CHK005"]
    assert found["CHK004"] == (
        "Amfetamin, Karlshamn: ”7 doser per invånare och dygn” gäller per 1 000 invånare och inte per invånare;"
        " ”640 doser totalt under perioden” är 7,3 per 1 000 invånare och dygn."
    )


def test_seven_doses_for_every_inhabitant_cannot_be_right_by_itself() -> None:
    found = told(AMPHETAMINE.iloc[[0]])
    assert found == {
        "CHK005": "Amfetamin, Karlshamn: ”7 doser per invånare och dygn” är 7,0 doser per dygn för varje invånare,"
        " barn inräknade. Det kan inte stämma."
    }


def test_saturday_26_november_2017_was_a_sunday() -> None:
    claims = pd.DataFrame(
        {
            "plant": ["Kungsbacka"],
            "substance": "cocaine",
            "value": [3.5],
            "printed": "3,5",
            "unit": "doser per 1000 invånare och dygn",
            "when": "lönehelg, lördag den 26 november 2017",
            "source": KUNGSBACKA,
        }
    )
    assert told(claims) == {"CHK006": "”lördag den 26 november 2017” stämmer inte: 2017-11-26 var en söndag."}
    (claim,) = weekday_claims("lördag den 26 november 2017")
    assert not claim.holds
    assert told(claims.assign(when="söndag den 26 november 2017")) == {}


def test_lidkoping_232_doses_are_not_10_per_1000() -> None:
    claims = pd.DataFrame(
        [
            ("amphetamine + methamphetamine", 232.0, "232", "doser totalt per dygn"),
            ("amphetamine + methamphetamine", 10.0, "10", "doser per 1000 invånare och 24 h"),
            ("cannabis", 746.0, "746", "doser totalt per dygn"),
            ("cannabis", 21.0, "21", "doser per 1000 invånare och 24 h"),
            ("cocaine", 60.0, "60", "doser totalt per dygn"),
            ("cocaine", 1.7, "1,7", "doser per 1000 invånare och 24 h"),
        ],
        columns=["substance", "value", "printed", "unit"],
    ).assign(plant="Lidköping", population=36000.0, days_sampled=1.0, source=LIDKOPING)
    assert told(claims) == {
        "CHK001": "Labbets egna doser för Amfetamin + Metamfetamin säger emot varandra: 232 doser totalt på"
        " 36\u00a0000 personer är 6,4 per 1 000, men 10 per 1 000 är tryckt."
    }


def test_doses_of_1_g_and_of_125_mg_cannot_be_compared() -> None:
    claims = pd.DataFrame(
        {
            "plant": ["Karlshamn", "Mariehamn"],
            "substance": "cannabis",
            "value": [18.0, 130.0],
            "printed": ["18", "130"],
            "unit": ["doser per 1000 invånare och dygn", "doser per 1000 invånare och 24 timmar"],
            "dose_mg": [1000.0, 125.0],
            "source": [DRUGNEWS, MARIEHAMN],
        }
    )
    assert told(claims) == {
        "CHK007": "Doserna för Cannabis går inte att jämföra: de är räknade med olika stora doser"
        " (Mariehamn 125 mg, Karlshamn 1\u00a0000 mg). Bara det skiljer 8,0 gånger."
    }


def test_micrograms_per_cubic_metre_per_1000_inhabitants_is_no_unit() -> None:
    claims = pd.DataFrame(
        {
            "plant": ["Halland"],
            "substance": "cocaine",
            "value": [50.0],  # invented: the article's figures are not at hand, its unit is
            "unit": "mikrogram per kubikmeter vatten per 1 000 invånare",
            "source": HALLAND,
        }
    )
    (what,) = told(claims).values()
    assert what.endswith("enheten blandar en halt i vattnet med ett tal per invånare.")


def test_a_laboratory_answer_with_that_saturday_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text("Verk;Start;Preparat;Halt (ng/L)\nA;lördag den 26 november 2017;Kokain;12\n", encoding="utf-8")
    found = check_file(file)
    assert found.table.empty
    (what,) = found.problems.loc[found.problems["rule"] == "DAT005", "what"]
    assert "söndag" in what
