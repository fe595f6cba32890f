"""Prescriptions all the way: from a file beside the configuration to every file of an underlag, internal and public."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from typer.testing import CliRunner

from avloppsanalys.analysis import Analysis, analyse
from avloppsanalys.analysis.config import read_config
from avloppsanalys.analysis.publication import PublicationDecision
from avloppsanalys.cli.commands import app
from avloppsanalys.lagesbild import prescribed_in_brief, prescribed_in_short, prescribed_pictures, prescribed_words
from avloppsanalys.lagesbild.card_words import next_words
from avloppsanalys.wording import text

EXAMPLE = Path(__file__).parents[1] / "protocols" / "exempel"
HEAD = "Kommun;År;ATC-kod;Läkemedel;Kön;Ålder;Mått;Värde\n"
ROWS = (
    "Exempelkommunen vid Anna;2025;N06BA12;Lisdexamfetamin;Båda könen;0-85+;DDD/1000 invånare och dag;10,4\n"
    "Exempelkommunen vid Anna;2025;N06BA12;Lisdexamfetamin;Båda könen;0-85+;Patienter/1000 invånare;31\n"
)


def folder_with(folder: Path, *, allow: bool = True, rows: str = HEAD + ROWS) -> Path:
    own = folder / "exempel"
    shutil.copytree(EXAMPLE, own)
    (own / "lakemedel.csv").write_text(rows, encoding="utf-8")
    config = own / "config.toml"
    words = config.read_text(encoding="utf-8").replace("plan = [", 'prescriptions = ["lakemedel.csv"]\nplan = [')
    config.write_text(words, encoding="utf-8")
    protocol = own / "protokoll.toml"
    said = protocol.read_text(encoding="utf-8")
    assert "allow_recalled" not in said
    leave = f"allow_recalled = {str(allow).lower()}"
    protocol.write_text(said.replace("smallest_population", f"{leave}\nsmallest_population", 1), encoding="utf-8")
    return config


def analysed(config: Path) -> Analysis:
    setup = read_config(config)
    return analyse(*setup.read(), protocol=setup.protocol, title=setup.title, **setup.read_forms())


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return analysed(folder_with(tmp_path_factory.mktemp("med")))


def test_the_underlag_tells_what_is_prescribed(result: Analysis, tmp_path: Path) -> None:
    files = {path.relative_to(tmp_path).as_posix() for path in result.write(tmp_path)}
    chart = "forskrivning-exempelkopings-arv"
    assert {f"{chart}.svg", f"{chart}.png", f"{chart}.txt", f"{chart}.csv", "forskrivning.csv"} <= files
    document = json.loads((tmp_path / "underlag.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, json.loads((tmp_path / "underlag.schema.json").read_text(encoding="utf-8")))
    (record,) = document["prescribed"]
    (row,) = result.prescribed.to_dict("records")
    assert record["net"] == pytest.approx(record["observed"] - record["expected"])
    assert record["expected"] == pytest.approx(10.4 * 3.5604)
    assert record["text"] == prescribed_words(row)
    assert [one["id"] for one in record["caveats"]] == ["prescribed_basis"]
    assert (record["prescriptions_start"], record["prescriptions_end"]) == ("2025-01-01", "2025-12-31")
    assert record["factor_status"] == "recalled"
    assert "older_than_level" in record["note"]
    table = pd.read_csv(tmp_path / "oppna-data" / "forskrivning.csv")
    assert table["net"].item() == pytest.approx(row["net"])
    assert "PRE001" in set(result.problems["rule"])
    told = (tmp_path / f"{chart}.txt").read_text(encoding="utf-8")
    assert "skillnad" in told
    assert text("prescribed.words.recalled") in told
    assert "prescriptions" in [file.kind for file in result.inputs]


def test_without_prescriptions_an_underlag_has_no_file_of_them(
    result: Analysis, tmp_path: Path, pictures_off: Callable[[], AbstractContextManager[None]]
) -> None:
    with pictures_off():
        result.write(tmp_path / "ut")
    setup = read_config(EXAMPLE / "config.toml")
    bare = analyse(*setup.read(), protocol=setup.protocol)
    assert bare.prescribed.empty
    assert bare.underlag()["prescribed"] == []
    written = bare.write(tmp_path / "ut")
    assert {path.parent.name for path in written} == {"rev2", "oppna-data"}
    assert not [path.name for path in written if path.name.startswith("forskrivning")]
    assert (tmp_path / "ut" / "forskrivning.csv").exists()


def test_an_unconfirmed_factor_needs_the_protocols_leave(tmp_path: Path) -> None:
    result = analysed(folder_with(tmp_path, allow=False))
    (row,) = result.prescribed.to_dict("records")
    assert row["reason"] == "unconfirmed_factor"
    assert pd.isna(row["expected"])
    assert not [chart for chart in result.charts() if chart.name.startswith("forskrivning")]
    assert prescribed_pictures(result.prescribed) == ()


def test_prescriptions_of_a_stretch_that_was_not_over_are_not_known(tmp_path: Path) -> None:
    setup = read_config(folder_with(tmp_path))
    then = pd.Timestamp("2025-12-15", tz="Europe/Stockholm")
    early = analyse(*setup.read(), protocol=setup.protocol, as_of=then, **setup.read_forms())
    assert early.prescriptions.empty
    assert early.prescribed.empty
    assert early.problems["rule"].eq("PRE019").sum() == 1


def test_every_level_of_such_a_substance_has_the_caveat(result: Analysis) -> None:
    told = {row["substance"]: [one["id"] for one in row["caveats"]] for row in result.underlag()["indicators"]}
    assert "may_be_prescribed" in told["amphetamine"]
    assert "may_be_prescribed" not in told["benzoylecgonine"]
    assert "Kan vara förskrivet läkemedel" in result.card_text()


def test_the_text_to_paste_tells_prescriptions_beside_the_cards_with_their_trap(tmp_path: Path) -> None:
    result = analysed(folder_with(tmp_path))
    heading, intro, *lines = prescribed_in_short(result.prescribed)
    assert heading == "Läkemedel på recept"
    assert "Uthämtat på recept, inte använt." in intro
    assert text("prescribed.words.recalled") in intro  # of every line here: said once
    (row,) = result.prescribed.to_dict("records")
    assert prescribed_in_brief(row) in lines[0]
    told = " ".join(result.card_text().split())
    for words in (heading, intro, *lines):
        assert " ".join(words.split()) in told
    unknown = result.prescribed.assign(verdict="not_assessable", reason="amount_unknown", note="amount_unknown")
    assert "går inte att bedöma: ett av läkemedlen bidrar" in prescribed_in_short(unknown)[2]
    assert prescribed_in_short(result.prescribed.iloc[:0]) == ()


def test_the_digest_of_a_decision_covers_the_prescriptions(result: Analysis, tmp_path: Path) -> None:
    other = analysed(folder_with(tmp_path, rows=HEAD + ROWS.replace("10,4", "10,5")))
    assert other.digest != result.digest
    english = Analysis(**{name: getattr(result, name) for name in result.__dataclass_fields__} | {"lang": "en"})
    assert english.digest == result.digest


def test_what_people_typed_is_not_published(result: Analysis, tmp_path: Path) -> None:
    titled = Analysis(**{name: getattr(result, name) for name in result.__dataclass_fields__} | {"title": "Exempel"})
    decision = PublicationDecision(
        digest=titled.digest, decided_by="socialnämnden", decided_on=dt.date(2027, 1, 1), motivation="exempel"
    )
    public = titled.published(decision)
    assert public.prescribed.equals(titled.prescribed)
    assert public.prescriptions[["area", "source", "source_file"]].isna().all(axis=None)
    public.write(tmp_path)
    for path in tmp_path.rglob("*"):
        if path.suffix in (".csv", ".json", ".txt", ".svg"):
            assert "vid Anna" not in path.read_text(encoding="utf-8")


def test_the_rows_of_a_withheld_plant_stay_at_home(result: Analysis) -> None:
    fields = {name: getattr(result, name) for name in result.__dataclass_fields__}
    second = pd.concat([result.prescribed, result.prescribed.assign(place="B")], ignore_index=True)
    mine = pd.concat([result.prescriptions, result.prescriptions.assign(place="B")], ignore_index=True)
    both = Analysis(**fields | {"title": "Exempel", "prescribed": second, "prescriptions": mine, "small": {"B": 900.0}})
    decision = PublicationDecision(
        digest=both.digest, decided_by="socialnämnden", decided_on=dt.date(2027, 1, 1), motivation="exempel"
    )
    public = both.published(decision)
    assert set(public.prescribed["place"]) == set(result.prescribed["place"])
    assert public.prescriptions["place"].isna().all()


@pytest.mark.usefixtures("unpictured")
def test_granska_and_rapport_take_the_file(tmp_path: Path) -> None:
    config = folder_with(tmp_path)
    checked = CliRunner().invoke(app, ["granska", str(config.parent / "lakemedel.csv")])
    assert "tabell över förskrivna läkemedel" in checked.output
    assert checked.exit_code == 1  # the row of patients
    made = CliRunner().invoke(app, ["rapport", str(config), "--out", str(tmp_path / "ut")])
    assert made.exit_code in (0, 1), made.output
    assert (tmp_path / "ut" / "forskrivning.csv").exists()


def test_a_file_in_which_nobody_has_written_is_no_fault(tmp_path: Path) -> None:
    assert analysed(folder_with(tmp_path, rows=HEAD)).prescribed.empty


def test_the_card_and_the_picture_say_what_the_prescriptions_mean(result: Analysis) -> None:
    (row,) = result.prescribed.to_dict("records")
    (card,) = [one for one in result.cards if one.substance == "amphetamine"]
    general = card.caveats.index(text("caveat.may_be_prescribed"))
    assert card.caveats[general + 1] == prescribed_words(row)
    (picture,) = prescribed_pictures(result.prescribed)
    assert picture.title.endswith("mer än förskrivningen förklarar")
    assert "Obekräftad faktor" in picture.note
    sources = result.control_questions[1][1]
    assert "en fil om förskrivna läkemedel" in sources
    assert "Kan användas" not in sources


def test_the_words_of_the_net_are_true_and_no_finer_than_its_interval() -> None:
    row = {
        "substance": "codeine", "medicines": "codeine", "observed": 85.0, "observed_low": 55.0, "observed_high": 130.0,
        "expected_low": 45.0, "expected": 85.51, "expected_high": 105.0, "net": -0.51, "net_low": -39.0,
        "net_high": 75.0, "verdict": "can_be_fully_explained", "reason": "interval_reaches_zero",
        "factor_status": "derived", "note": None,
    }  # fmt: skip
    told = prescribed_words(row).replace("\N{NO-BREAK SPACE}", " ")
    assert told == (
        "Nivån är 85 mg per 1 000 personer och dygn. Förskrivna läkemedel (kodein) väntas ge mellan 45 och 105 mg. "
        "Skillnaden är −1 mg (mellan −39 och 75). Nivån kan helt förklaras av förskrivning."
    )
    assert "skillnad −1 (−39 till 75)" in prescribed_in_brief(row)
    least = prescribed_words(row | {"note": "amount_unknown", "net_low": 11.0, "net_high": 72.0, "net": 38.0})
    assert "Utan den är skillnaden 38 mg (mellan 11 och 72); den blir mindre när resten räknas med." in least
    assert "högst" not in least
    small = prescribed_words(row | {"net": 0.314, "net_low": 0.05, "net_high": 1.2})
    assert "Skillnaden är 0,31 mg (mellan 0,050 och 1,2)." in small


def test_in_a_marked_season_card_and_picture_do_not_say_that_the_level_exceeds(tmp_path: Path) -> None:
    config = folder_with(tmp_path)
    with (config.parent / "protokoll.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[marked_seasons]]\nname = "gäster"\nfirst = "01-01"\nlast = "12-31"\n')
    marked = analysed(config)
    (row,) = marked.prescribed.to_dict("records")
    assert (row["verdict"], row["reason"]) == ("not_assessable", "marked_season")
    (picture,) = prescribed_pictures(marked.prescribed)
    assert picture.title.endswith("om förskrivning förklarar nivån går inte att bedöma")
    assert "märkt säsong" in picture.note
    (card,) = [one for one in marked.cards if one.substance == "amphetamine"]
    said = " ".join([picture.note, picture.alt_text, *card.caveats])
    assert "högre än vad förskrivningen förklarar" not in said
    assert "nivån är från en märkt säsong" in " ".join(card.caveats)


def test_a_plant_without_days_in_the_plan_is_not_told_that_there_is_no_plan(result: Analysis) -> None:
    assert next_words(result.plan, "Annat verk", None, "sv").startswith("provtagningsplanen har inga dygn för verket")
    assert next_words(result.plan.iloc[:0], "Annat verk", None, "sv").startswith(
        "provtagningsplanen har inga provdygn än"
    )
    assert next_words(None, "Annat verk", None, "sv").startswith("ingen provtagningsplan är angiven")
