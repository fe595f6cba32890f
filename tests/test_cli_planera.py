"""The command ``planera``: what a decision-maker reads, what is written, and what is refused."""

from pathlib import Path

from typer.testing import CliRunner

from avloppsanalys.cli import app

ASKED = ("planera", "kokain", "--plant", "Exempelverket=17 000", "--load", "100")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.replace("\xa0", " ").split())


def test_the_decision_stands_first_in_plain_swedish() -> None:
    code, told = run(*ASKED)
    assert code == 0
    assert "med 3 dygn per kvartal, spridda på 3 veckor, syns en förändring på 24 % per år efter 3 år" in told
    assert "för att en ökning på 25 % per år ska synas efter 3 år räcker 3 dygn per kvartal" in told
    assert "Åtta kvartal räcker sällan" in told
    assert "Dygn i följd delar veckans slump" in told
    assert "Siffrorna gäller om labb, metod, provtagare" in told
    assert "Kr/år" not in told
    assert "Årets provdygn" not in told


def test_costs_are_those_given() -> None:
    _, told = run(*ASKED, "--sample-cost", "2500", "--campaign-cost", "1500", "--fixed-cost", "10000")
    assert "(58 000 kr per år)" in told
    assert "3 ons 12 58 000" in told


def test_meetings_give_the_days_of_the_year() -> None:
    code, told = run(*ASKED, "--meeting", "2027-05-20", "--campaigns", "1", "--weekdays", "2,3,4")
    assert code == 0
    assert "Möte 20 maj 2027: sista provdygn är 25 mars 2027." in told
    assert told.count("2027K1 ") == 3


def test_several_plants_are_told_one_by_one_and_together() -> None:
    _, told = run(*ASKED, "--plant", "Lillverket=4000")
    for place in ("Exempelverket", "Lillverket", "Exempelverket + Lillverket"):
        assert f"Sätt att provta {place}." in told


def test_a_small_change_is_not_seen_however_many_days_are_sampled() -> None:
    _, told = run(*ASKED, "--change", "-5")
    assert "syns en minskning på 5 % per år inte hur många dygn som än provtas" in told


def test_it_speaks_english_on_request() -> None:
    code, told = run(*ASKED, "--lang", "en", "--meeting", "2027-05-20")
    assert code == 0
    assert "with 3 days a quarter, spread over 3 weeks, a change of 24% a year is seen after 3 years" in told
    assert "Days to sample this year" in told


def test_charts_and_tables_are_written(tmp_path: Path) -> None:
    code, told = run(*ASKED, "--meeting", "2027-05-20", "--out", tmp_path / "plan å")
    assert code == 0
    assert {path.name for path in (tmp_path / "plan å").iterdir()} == {
        *(f"arsplan-2027.{ending}" for ending in ("csv", "png", "svg", "txt")),
        *(f"provtagning-och-synlighet.{ending}" for ending in ("csv", "png", "svg", "txt")),
        "provtagningssatt.csv",
    }
    assert "9 filer ligger i" in told


def test_what_cannot_be_read_is_refused_with_what_to_write() -> None:
    code, told = run("planera", "kokain", "--plant", "Exempelverket", "--load", "100")
    assert code == 2
    assert "NAMN=PERSONER" in told
    code, told = run(*ASKED[:4], "--load", "-1", "--years", "1")
    assert code == 2
    assert "Ingen plan gjordes" in told
    assert "load_mg_per_day_per_1000=-1.0" in told
    assert "years=1" in told
    code, told = run("planera", "kokian", *ASKED[2:])
    assert code == 2
    assert "kokain" in told
