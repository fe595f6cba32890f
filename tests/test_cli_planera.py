"""The command ``planera``: what a decision-maker reads, what is written, and what is refused."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from avloppsanalys.cli import app
from avloppsanalys.planning import Design, plan_sampling
from avloppsanalys.reference import bundled
from avloppsanalys.wording import percent

ASKED = ("planera", "kokain", "--plant", "Exempelverket=17 000", "--load", "100")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.replace("\xa0", " ").split())


def test_the_decision_stands_first_in_plain_swedish() -> None:
    code, told = run(*ASKED)
    assert code == 0
    assert "Med 3 dygn per kvartal, spridda på 3 veckor, syns en ökning på 23 % per år efter 3 år" in told
    assert "För att en ökning på 25 % per år ska synas efter 3 år räcker 3 dygn per kvartal" in told
    assert "Åtta kvartal räcker sällan" in told
    assert "Dygn i följd delar veckans slump" in told
    assert "Siffrorna gäller om labb, metod, provtagare" in told
    assert "Kr/år" not in told
    assert "Provdygn 20" not in told
    assert told.index("Er plan: 6 dygn per kvartal") < told.index("Sätt att provta Exempelverket")


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


def test_the_plan_that_is_asked_about_is_answered_with_chance_smallest_change_and_cost() -> None:
    _, told = run(*ASKED, "--campaigns", "2", "--weekdays", "5,6", "--sample-cost", "2000", "--change", "40")
    (row,) = plan_sampling(
        "cocaine", 100.0, {"Exempelverket": 17000}, change=0.4, designs=[Design(campaigns=2, weekdays=(5, 6))]
    ).options.to_dict("records")
    seen = [percent(row[f"detectable_{years}_years_percent"] / 100) for years in (2, 3, 5)]
    assert (
        "Er plan: 4 dygn per kvartal, 2 i var och en av 2 veckor, fre lör (32 000 kr per år). Chansen att se en ökning"
        f" på 40 % per år efter 3 år är {percent(row['power'])}. Minsta ökning per år som syns: {seen[0]} efter 2 år,"
        f" {seen[1]} efter 3 år, {seen[2]} efter 5 år."
    ).replace("\xa0", " ") in told


def test_a_year_plan_avoids_school_holidays_and_the_events_of_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "Mätningar 2026 åäö"
    folder.mkdir()
    log = folder / "händelser 2027.csv"
    log.write_text(
        "Plats;Start;Slut;Typ;Beskrivning\nExempelverket;2027-05-17;2027-05-23;Festival;Rockfestivalen\n"
        "Lillby;2027-09-01;2027-09-30;Marknad;Höstmarknad\n",
        encoding="utf-8",
    )
    given = (
        "--year",
        "2027",
        "--school-holiday",
        "sportlov=2027v07",
        "--school-holiday",
        "sommarlov=2027-06-12/2027-08-17",
    )
    code, told = run(*ASKED, *given, "--events", log, "--out", folder / "plan")
    assert code == 0
    assert "i stället för v. 26, 27, 28, 29, 30, 31, 32: sommarlov; veckan går över periodens gräns" in told
    assert "Rockfestivalen" in told
    assert "Händelser på andra platser räknas inte: Lillby." in told
    assert "Hinner till mötet" not in told
    days = (folder / "plan" / "arsplan-2027.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    dates = [row.split(";")[1][:10] for row in days]
    assert len(dates) == 24
    for first, last in (("2027-02-15", "2027-02-21"), ("2027-06-12", "2027-08-17"), ("2027-05-17", "2027-05-24")):
        assert not [day for day in dates if first <= day <= last]


def test_school_holidays_may_be_sampled_and_are_then_told() -> None:
    given = ("--year", "2027", "--school-holiday", "sommarlov=2027-06-12/2027-08-17", "--sample-school-holidays")
    _, told = run(*ASKED, *given)
    assert "ons 2027-07-21 2027-09-19 skollov" in told
    assert "sön 2027-07-25 2027-09-19 lönehelg, skollov" in told


def test_the_lead_time_of_the_laboratory_is_counted_back_from_the_meeting() -> None:
    _, told = run(*ASKED, "--meeting", "2027-05-20", "--lead-time", "4")
    assert "Möte 20 maj 2027: sista provdygn är 22 april 2027." in told
    _, early = run(*ASKED, "--year", "2027", "--meeting", "2027-05-11", "--before-meeting")
    assert "svaret hinner inte fram till mötet 2027-05-11" in early


def test_a_plan_that_does_not_fit_is_refused_in_swedish_with_what_to_choose() -> None:
    summer = "sommarlov=2027-06-12/2027-08-17"
    code, told = run(*ASKED, "--year", "2027", "--campaigns", "8", "--school-holiday", summer)
    assert code == 2
    assert (
        "2027K3: 8 provtagningsveckor ska få plats, men bara 6 av periodens 12 veckor har alla sina provdygn fria"
        " (skollov stänger 6). Välj ett av detta: provta även på skollov – eller högst 6 veckor per period – eller"
        " färre eller andra veckodagar."
    ) in told
    assert "avoid_school_holidays" not in told


def test_rows_of_events_that_cannot_be_read_are_told_and_give_exit_code_1(tmp_path: Path) -> None:
    log = tmp_path / "händelser.csv"
    log.write_text("Plats;Start;Typ;Beskrivning\nExempelverket;2027-13-01;festival;Rock\n", encoding="utf-8")
    code, told = run(*ASKED, "--year", "2027", "--events", log)
    assert code == 1
    assert "DAT001 händelser.csv rad 2" in told
    code, told = run(*ASKED, "--year", "2027", "--events", tmp_path / "saknas.csv")
    assert code == 2
    assert "FIL001 saknas.csv" in told


def test_own_quarters_give_the_scatter_and_the_protocol_its_band() -> None:
    config = bundled("examples/lidkoping_2020/rapport.toml")
    own = ("planera", "kokain", "--plant", "Lidköping=36000", "--plant", "Lillverket=4000", "--load", "100")
    code, told = run(*own, "--config", config)
    assert code == 0
    assert "är det som ert senaste kvartal visade, vägt mot andra verk" in told
    assert "är lånat från andra verk." in told
    assert "är bara delvis ert eget" in told
    assert "ert senaste kvartal" not in run(*own)[1]


@pytest.mark.parametrize(
    "option",
    [
        ("--school-holiday", "sportlov=2027v07"),
        ("--sample-school-holidays",),
        ("--before-meeting",),
        ("--events", "händelser.csv"),
    ],
)
def test_what_belongs_to_a_year_is_not_left_unused_without_one(option: tuple[str, ...]) -> None:
    code, told = run(*ASKED, *option)
    assert code == 2
    assert "--year eller --meeting" in told


def test_a_small_change_is_not_seen_however_many_days_are_sampled() -> None:
    _, told = run(*ASKED, "--change", "-5")
    assert "syns en minskning på 5 % per år inte hur många dygn som än provtas" in told


def test_it_speaks_english_on_request() -> None:
    code, told = run(*ASKED, "--lang", "en", "--meeting", "2027-05-20")
    assert code == 0
    assert "With 3 days a quarter, spread over 3 weeks, a rise of 23% a year is seen after 3 years" in told
    assert "Days to sample 2027" in told


def test_charts_and_tables_are_written(tmp_path: Path) -> None:
    code, told = run(*ASKED, "--meeting", "2027-05-20", "--out", tmp_path / "plan å")
    assert code == 0
    assert {path.name for path in (tmp_path / "plan å").iterdir()} == {
        *(f"arsplan-2027.{ending}" for ending in ("csv", "png", "svg", "txt")),
        *(f"provtagning-och-synlighet.{ending}" for ending in ("csv", "png", "svg", "txt")),
        "provtagningssatt.csv",
        "provtagare.csv",
        "hoppade-veckor.csv",
    }
    assert ": 11." in told


def test_what_cannot_be_read_is_refused_with_what_to_write() -> None:
    code, told = run("planera", "kokain", "--plant", "Exempelverket", "--load", "100")
    assert code == 2
    assert "NAMN=PERSONER" in told
    code, told = run(*ASKED, "--year", "2027", "--school-holiday", "2027v07")
    assert code == 2
    assert "NAMN=PERIOD" in told
    code, told = run(*ASKED[:4], "--load", "-1", "--years", "1")
    assert code == 2
    assert "Ingen plan gjordes" in told
    assert "load_mg_per_day_per_1000=-1.0" in told
    assert "years=1" in told
    code, told = run("planera", "kokian", *ASKED[2:])
    assert code == 2
    assert "kokain" in told
