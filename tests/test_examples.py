"""The examples run as a user runs them, and what they write is whole, stamped and the same each time."""

import hashlib
import json
import os
import runpy
import struct
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from avloppsanalys.exports import underlag_schema
from avloppsanalys.readers import check_file, read_flow, read_plants
from avloppsanalys.reference import bundled


@pytest.fixture(scope="module")
def lidkoping(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    out = tmp_path_factory.mktemp("Mätningar 2026 åäö")
    return out, example("01_lidkoping_2020.py")(out)


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kvartal")
    example("03_quarterly_series.py")(out)
    return out


def example(script: str) -> Callable[[Path], list[str]]:
    main: Callable[[Path], list[str]] = runpy.run_path(str(bundled(f"examples/{script}")))["main"]
    return main


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_lidkoping_says_how_many_of_the_printed_figures_it_reproduces(lidkoping: tuple[Path, list[str]]) -> None:
    _, said = lidkoping
    assert said[1] == (
        "   16 av labbets 19 egna tal stämmer till sista tryckta siffran, 2 inom avrundningen, 1 gör det inte."
    )
    assert "232 doser totalt" in said[2]


def test_the_same_input_gives_the_same_bytes(series: Path, tmp_path: Path) -> None:
    example("03_quarterly_series.py")(tmp_path)
    first, second = digests(series), digests(tmp_path)
    assert len(first) > 20
    assert first == second


def test_everything_made_of_invented_data_is_stamped(series: Path) -> None:
    written = [path for path in series.rglob("*") if path.is_file() and "indata" not in path.parts]
    assert json.loads((series / "underlag.json").read_text(encoding="utf-8"))["synthetic"] is True
    for path in written:
        if path.suffix == ".csv":
            header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
            assert header.endswith("synthetic"), path.name
            assert all(row.endswith("true") for row in rows if row.count('"') % 2 == 0), path.name
        if path.suffix in (".txt", ".svg", ".html"):
            assert "SYNTETISKA DATA" in path.read_text(encoding="utf-8"), path.name


def test_every_row_of_the_invented_input_is_stamped_and_read_without_a_remark(series: Path) -> None:
    for path in (series / "indata").iterdir():
        _, *rows = path.read_text(encoding="utf-8-sig").splitlines()
        assert rows
        assert all("SYNTETISKA DATA" in row.split(";") for row in rows), path.name
    for reading in (read_flow(series / "indata" / "flode.csv"), read_plants(series / "indata" / "verk.csv")):
        assert reading.problems.empty


def test_a_second_analysis_in_a_folder_leaves_no_chart_of_the_first_and_every_other_file(tmp_path: Path) -> None:
    example("03_quarterly_series.py")(tmp_path)
    clean = set(digests(tmp_path))
    old = [f"nivaer-ort-{name}" for name in ("load.svg", "doses-2.png", "load.txt", "consumption.csv")]
    old += ["veckodagar-ort.svg", "utveckling-ort-load.png", "samma-period-ort-load-1.txt"]
    others = ["nivaer-ort.svg", "nivaer-ort-load (2).png", "nivaer-ort-load.pptx", "mina-nivaer-ort-load.svg"]
    (tmp_path / "arkiv").mkdir()
    kept = [*others, "arkiv/nivaer-ort-load.svg"]
    for name in [*old, "oppna-data/nivaer-ort-load.csv", *kept]:
        (tmp_path / name).write_text("tidigare", encoding="utf-8")
    (tmp_path / "nivaer-mapp-load.svg").mkdir()
    example("03_quarterly_series.py")(tmp_path)
    assert set(digests(tmp_path)) == clean | {str(Path(name)) for name in kept}
    assert (tmp_path / "nivaer-mapp-load.svg").is_dir()


def test_every_chart_comes_as_two_pictures_with_its_words_and_its_table(series: Path) -> None:
    names = {path.stem for path in series.glob("*.png")}
    assert {name.split("-pahittade")[0] for name in names} == {"nivaer", "utveckling", "samma-period", "veckodagar"}
    for name in names:
        words = (series / f"{name}.txt").read_text(encoding="utf-8").strip()
        assert words in unescape((series / f"{name}.svg").read_text(encoding="utf-8"))
        width, height = struct.unpack(">II", (series / f"{name}.png").read_bytes()[16:24])
        assert (width, height) == (1920, 1080)
        tables = [series / f"{name}.csv", series / "oppna-data" / f"{name}.csv"]
        assert all(len(table.read_text(encoding="utf-8").splitlines()) > 1 for table in tables), name


def test_the_week_is_drawn_of_the_residues_that_say_something_of_it(series: Path) -> None:
    table = (series / "oppna-data" / "veckodagar-pahittade-verket.csv").read_text(encoding="utf-8").splitlines()
    shown = dict.fromkeys(line.split(",")[0] for line in table[1:])
    assert list(shown) == ["benzoylecgonine", "amphetamine", "MDMA"]  # methamphetamine is below its limit


def test_the_main_substances_of_the_protocol_are_judged_alone_under_the_names_of_their_residues(series: Path) -> None:
    changes = json.loads((series / "underlag.json").read_text(encoding="utf-8"))["changes"]
    main = {one["substance"] for one in changes if one["quantity"] == "load" and one["is_main"]}
    assert main == {"benzoylecgonine", "amphetamine"}


def test_a_single_day_has_no_chart_of_change_last_year_or_the_week(lidkoping: tuple[Path, list[str]]) -> None:
    assert {path.name.split("-")[0] for path in lidkoping[0].glob("*.png")} == {"nivaer"}


@pytest.mark.parametrize("name", ["lidkoping", "series"])
def test_the_underlag_is_valid_by_the_published_schema(name: str, request: pytest.FixtureRequest) -> None:
    made = request.getfixturevalue(name)
    folder = made if isinstance(made, Path) else made[0]
    document = json.loads((folder / "underlag.json").read_text(encoding="utf-8"))
    published = json.loads((folder / "underlag.schema.json").read_text(encoding="utf-8"))
    assert published == underlag_schema()
    Draft202012Validator(published).validate(document)
    assert document["indicators"]


def test_each_indicator_says_what_it_rests_on(lidkoping: tuple[Path, list[str]]) -> None:
    document = json.loads((lidkoping[0] / "underlag.json").read_text(encoding="utf-8"))
    doses = [row for row in document["indicators"] if row["quantity"] == "doses"]
    assert {row["substance"] for row in doses} == {"cocaine", "amphetamine", "cannabis"}
    for row in doses:
        told = [caveat["id"] for caveat in row["caveats"]]
        assert (row["factor_set"], row["factor_status"], row["n_days"], row["n_campaigns"]) == (
            "rise2019",
            "derived",
            1,
            1,
        )
        assert {"doses", "factor_derived", "one_day"} <= set(told)
    assert [(file["kind"], len(file["sha256"])) for file in document["inputs"]] == [
        ("lab", 64),
        ("flow", 64),
        ("plants", 64),
    ]


def test_an_example_runs_as_a_script(tmp_path: Path) -> None:
    script = bundled("examples/01_lidkoping_2020.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "ut")], capture_output=True, encoding="utf-8", check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.stdout.startswith("01 Lidköping 2020 (tryckt labbsvar): ")
    assert (tmp_path / "ut" / "underlag.json").exists()


@pytest.fixture(scope="module")
def lagesbild(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    out = tmp_path_factory.mktemp("lägesbild")
    return out, example("04_lagesbild.py")(out)


@pytest.mark.slow
def test_the_whole_underlag_comes_in_every_format_and_each_is_told(lagesbild: tuple[Path, list[str]]) -> None:
    folder, said = lagesbild
    made = folder / "underlag" / "rev2"
    assert said[0] == (f"04 Lägesbild, SYNTETISKA DATA (påhittad kommun): {len([*made.rglob('*.*')])} filer i {made}")
    named = [line.split("  ")[1].strip() for line in said[1:9]]
    assert named[0] == "lagesbild.html"
    for name in (part for one in named for part in one.split(", ")):
        assert [*made.glob(name)], name
    tables = (
        "nivaer",
        "forandringar",
        "andrat",
        "forskrivning",
        "andra-indikatorer",
        "nivaer-gram-per-dygn",
        "uppfoljning",
    )
    for name in ("oppna-data/datapackage.json", *(f"{name}.csv" for name in tables)):
        assert (made / name).stat().st_size > 100, name


@pytest.mark.slow
def test_the_second_meeting_hears_what_has_changed_and_what_the_group_said(lagesbild: tuple[Path, list[str]]) -> None:
    folder, _ = lagesbild
    before, after = (
        json.loads((folder / "underlag" / part / "underlag.json").read_text(encoding="utf-8")) for part in ("", "rev2")
    )
    assert (before["as_of"][:10], after["as_of"][:10]) == ("2026-08-11", "2026-11-11")
    text = (folder / "underlag" / "rev2" / "andrat.csv").read_text(encoding="utf-8-sig")
    assert "Filen EX-2026K2-2.csv är ny." in text
    assert "Stadens verk, Amfetamin, mängd, kv 2 2026: nivån är" in text
    cards = {(card["place"], card["substance"]): card for card in after["cards"]}
    assert cards["Stadens verk", "amphetamine"]["assessment_status"] == "current"
    assert "BRÅ-gruppen" in cards["Stadens verk", "amphetamine"]["assessment"]
    caveats = " ".join(cards["Stadens verk", "tramadol"]["caveats"])
    assert "Nivån kan helt förklaras av förskrivning. " in caveats
    assert "Obekräftad faktor" in caveats
    assert next(iter(cards))[0] == "Stadens verk"
    problems = (folder / "underlag" / "rev2" / "anmarkningar.csv").read_text(encoding="utf-8-sig")
    assert "ASM008" in problems


@pytest.mark.slow
def test_what_may_be_published_names_the_small_plant_and_tells_nothing_of_it(lagesbild: tuple[Path, list[str]]) -> None:
    folder, _ = lagesbild
    document = json.loads((folder / "publikt" / "underlag.json").read_text(encoding="utf-8"))
    assert [one["place"] for one in document["publication"]["withheld"]] == ["Byns verk"]
    assert {one["place"] for one in document["indicators"]} == {"Stadens verk"}
    assert not document["synthetic"] or "SYNTETISKA DATA" in (folder / "publikt" / "kort.txt").read_text("utf-8-sig")
    assert not [path for path in (folder / "publikt").rglob("*") if "byns" in path.name]


@pytest.mark.slow
def test_the_example_leaves_another_working_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('title = "vår"', encoding="utf-8")
    with pytest.raises(SystemExit, match="är en annan arbetsmapp"):
        example("04_lagesbild.py")(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_the_forms_of_the_example_are_stamped_on_every_row_and_read_without_a_remark() -> None:
    forms = bundled("examples/lagesbild")
    for path in forms.glob("*.csv"):
        _, *rows = path.read_text(encoding="utf-8-sig").splitlines()
        assert rows
        assert all("SYNTETISKA DATA" in row.split(";") for row in rows), path.name
        assert check_file(path).problems.query("severity != 'note'").empty, path.name
