"""A laboratory's own figures in other words than our fields: read as it wrote them, recomputed and tried."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from avloppsanalys.analysis import compare_answers
from avloppsanalys.analysis.public_tables import public_tables
from avloppsanalys.cli import app
from avloppsanalys.readers import read_lab

HEADING = "Verk;Start;Stopp;Substans;Halt (ng/l);"
WHEN = "Sternö;2016-04-06 07:00;2016-04-11 07:00;"


def written(folder: Path, heading: str, *rows: str, name: str = "svar.csv") -> Path:
    """Return a file of one sample of five days."""
    file = folder / name
    file.write_text("\n".join([HEADING + heading, *(WHEN + row for row in rows), ""]), encoding="utf-8")
    return file


def run(file: Path, *arguments: str) -> tuple[int, str]:
    """Return the exit code of ``jamfor-labb`` and what it printed, on one line."""
    result = CliRunner().invoke(app, ["jamfor-labb", str(file), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    "heading",
    ["Doser per invånare och dygn", "Doser per person och dygn", "Doser/invånare/dygn", "Doser (per inv/dygn)"],
)
def test_seven_doses_for_every_inhabitant_are_told_in_the_laboratorys_words(tmp_path: Path, heading: str) -> None:
    code, told = run(written(tmp_path, heading, "Amfetamin;330;7"))
    assert code == 1
    assert f"CHK005 svar.csv rad 2 Amfetamin, Sternö: 7 (”{heading}”) är 7,0 doser per dygn för varje invånare" in told
    assert "FIL022" not in told
    assert "bara halter" not in told


def test_the_other_figures_of_the_sample_show_that_it_is_per_1000(tmp_path: Path) -> None:
    file = written(tmp_path, "Doser per invånare och dygn;Doser totalt under perioden", "Amfetamin;330;7;640")
    code, told = run(file, "--population", "17600")
    assert code == 1
    assert "CHK004 svar.csv rad 2" in told
    assert (
        "gäller per 1 000 invånare och inte per invånare; 640 (”Doser totalt under perioden”) är 7,3 per 1 000" in told
    )


def test_milligrams_for_every_inhabitant_are_held_against_the_load(tmp_path: Path) -> None:
    file = written(tmp_path, "mg per invånare och dygn;mg per 1000 inv. och dygn", "Amfetamin;300;78;78")
    code, told = run(file, "--population", "17000", "--flow", "4420")
    assert (code, "CHK004 svar.csv rad 2" in told) == (1, True)
    assert "Labbets tal är tusen gånger större" in told


@pytest.mark.parametrize(
    ("heading", "figure"),
    [
        ("mg per invånare och dygn", "0,078"),
        ("mg per 1000 invånare under hela perioden", "390"),
        ("mg totalt per dygn", "1326000"),
    ],
)
def test_figures_in_words_are_recomputed_as_they_are_meant(tmp_path: Path, heading: str, figure: str) -> None:
    file = written(tmp_path, heading, f"Amfetamin;300;{figure}")
    code, told = run(file, "--population", "17000", "--flow", "4420")
    expected = 0 if "totalt" not in heading else 1  # 300 ng/L x 4420 m³ is 1 326 000 mg: a thousandth of it is 1 326
    assert (code, "stämmer" in told) == (expected, True)


def test_a_unit_that_mixes_water_and_persons_is_told(tmp_path: Path) -> None:
    code, told = run(written(tmp_path, "mikrogram per kubikmeter vatten per 1 000 invånare", "Kokain;100;26"))
    assert code == 1
    assert "CHK008 svar.csv rad 2" in told
    assert "enheten blandar en halt i vattnet med ett tal per invånare" in told


def test_doses_of_different_sizes_are_told(tmp_path: Path) -> None:
    file = written(tmp_path, "Doser per 1000 inv. och dygn;Dosstorlek (mg)", "Cannabis;66;18;1000")
    more = "Mariehamn;2019-10-15 07:00;2019-10-16 07:00;Cannabis;66;130;125\n"
    file.write_text(file.read_text("utf-8") + more, encoding="utf-8")
    code, told = run(file)
    assert code == 1
    assert "CHK007 Doserna för Cannabis (THC-COOH) går inte att jämföra" in told
    assert "(Mariehamn 125 mg, Karlshamn" not in told
    assert "(Mariehamn 125 mg, Sternö 1 000 mg)" in told


def test_the_size_of_a_dose_is_read_in_its_unit_or_not_at_all(tmp_path: Path) -> None:
    def size(heading: str, cell: str) -> tuple[float, list[str]]:
        file = written(tmp_path, f"Doser per 1000 inv. och dygn;{heading}", f"Cannabis;66;18;{cell}")
        reading = read_lab(file)
        return reading.reported["dose_mg"].item(), reading.problems["rule"].tolist()

    assert size("Dosstorlek (g)", "1")[0] == 1000
    assert size("mg per dos", "125")[0] == 125
    unsaid, rules = size("Dosstorlek", "125")
    assert unsaid != unsaid
    assert "LAB016" in rules


def test_a_unit_column_in_such_words_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    rows = f"{WHEN}Amfetamin;330;ng/l\n{WHEN}Amfetamin;7;doser per invånare och dygn\n"
    file.write_text(f"Verk;Start;Stopp;Substans;Resultat;Enhet\n{rows}", encoding="utf-8")
    reading = read_lab(file)
    assert reading.table["concentration_ng_per_l"].tolist() == [330.0]
    assert reading.reported[["quantity", "value", "unit"]].to_numpy().tolist() == [
        ["as_written", 7.0, "doser per invånare och dygn"]
    ]


def test_columns_of_several_files_keep_their_words(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "Doser per invånare och dygn", "Amfetamin;330;7", name="a.csv"),
        written(tmp_path, "Doser totalt under perioden", "Kokain;100;640", name="b.csv"),
    ]
    reported = read_lab(files).reported
    assert reported[["written", "value"]].to_numpy().tolist() == [
        ["Doser per invånare och dygn", 7.0],
        ["Doser totalt under perioden", 640.0],
    ]


def test_only_what_was_written_is_quoted(tmp_path: Path) -> None:
    file = written(tmp_path, "Antal doser totalt;Doser per 1000 inv. och dygn", "Amfetamin;330;640;7,3")
    _, told = run(file, "--population", "17600")
    assert "640 (”Antal doser totalt”) är summan för provets 5 dygn" in told
    assert "7,3 (”Doser per 1000 inv. och dygn”) är 7,3 per 1 000 invånare och dygn" in told
    assert "doser totalt per dygn" not in told


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ([], "flöde och antal anslutna"),
        (["--flow", "4400"], "antal anslutna"),
        (["--population", "17600"], "flöde"),
    ],
)
def test_doses_with_a_concentration_say_which_water_it_takes_to_try_them(
    tmp_path: Path, given: list[str], lacking: str
) -> None:
    _, told = run(written(tmp_path, "Doser per 1000 inv. och dygn", "Cannabis;66;18"), *given)
    assert f"går inte att pröva utan {lacking}. Talet motsvarar" in told


def test_doses_without_a_concentration_say_so(tmp_path: Path) -> None:
    _, told = run(written(tmp_path, "Doser per 1000 inv. och dygn", "Cannabis;;18"))
    assert "går inte att pröva utan halt eller mängd. Talet motsvarar" in told


@pytest.mark.parametrize(
    "heading", ["Liter per person och dygn", "Flöde (m3/person/dygn)", "Anslutna personer", "Dos (mg)"]
)
def test_water_persons_and_sizes_are_no_figures_of_a_substance(tmp_path: Path, heading: str) -> None:
    reading = read_lab(written(tmp_path, heading, "Amfetamin;330;260"))
    assert reading.reported.empty
    assert "FIL022" in reading.problems["rule"].tolist()


def test_what_was_not_read_is_told_beside_what_was_compared(tmp_path: Path) -> None:
    heading = "Antal joints;mg per invånare och dygn;Doser per 1000 inv. och dygn"
    _, told = run(written(tmp_path, heading, "Amfetamin;330;7;många;7,3"))
    assert "FIL022 svar.csv Kolumner som inte används: Antal joints." in told
    assert "LAB016 svar.csv rad 2 Labbets egen uppgift ”många” i kolumnen ”mg per invånare och dygn”" in told


def test_the_laboratorys_words_stay_at_home(tmp_path: Path) -> None:
    heading = "Doser per invånare enligt Anna Ek;Doser per 1000 inv. och dygn, ring Anna"
    reading = read_lab(written(tmp_path, heading, "Amfetamin;330;7;7,3"))
    figures = compare_answers(reading, reading.table.assign(population=17_600.0, flow_m3_per_day=22_000.0)).figures
    assert figures["quantity"].tolist() == ["doses_per_day_per_1000", "as_written"]
    public = public_tables({"comparison": figures}, [])["comparison"]
    assert public["quantity"].tolist() == ["doses_per_day_per_1000"]
    assert "Anna" not in public.to_csv()
