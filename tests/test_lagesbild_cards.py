"""Cards are findings that can be read aloud: exact words of the cases that a meeting sees."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from avloppsanalys.analysis import Analysis, analyse, read_config
from avloppsanalys.lagesbild import IndicatorCard, card_text, weighty_caveats
from avloppsanalys.lagesbild.card_words import title_words
from avloppsanalys.wording import text

CONFIG = """
title = "Exempelkommun"
protocol = "protokoll.toml"
plants = "verk.csv"
flow = ["flode.csv"]
{more}
[[lab]]
file = "svar.csv"
lab = "Exempellabb"
available_from = 2026-11-20
"""
PROTOCOL = 'name = "Exempel"\nversion = "1"\nfactor_set = "none"\nmain_substances = ["cocaine"]\n'
WEDNESDAYS_AND_SUNDAYS = ("14", "18")
QUARTERS = [f"{year}-{month}" for year in (2022, 2023, 2024, 2025) for month in ("02", "05", "08", "11")]


def analysed(folder: Path, answers: dict[str, list[str]], *, persons: int = 17_000, more: str = "") -> Analysis:
    """Analyse answers (day -> ``substance;concentration``) of one plant."""
    days = sorted(answers)
    rows = [f"Storverket;{day} 07:00;{row}" for day in days for row in answers[day]]
    files = {
        "rapport.toml": CONFIG.format(more=more),
        "protokoll.toml": PROTOCOL,
        "verk.csv": f"Verk;Anslutna\nStorverket;{persons}\n",
        "flode.csv": "\n".join(["Verk;Start;Volym (m3)", *[f"Storverket;{day} 07:00;4420" for day in days]]),
        "svar.csv": "\n".join(["Verk;Start;Preparat;Halt (ng/L);LOQ (ng/L)", *[f"{row};10" for row in rows]]),
    }
    for name, content in files.items():
        (folder / name).write_text(content + "\n", encoding="utf-8")
    setup = read_config(folder / "rapport.toml")
    return analyse(*setup.read(), protocol=setup.protocol, title=setup.title, **setup.read_forms())


def series(*concentrations: float, substance: str = "Kokain") -> dict[str, list[str]]:
    """Return two days of each quarter with a little scatter about the concentrations [ng/L]."""
    chance = np.random.default_rng(20_261_124)
    return {
        f"{quarter}-{day}": [f"{substance};{value * np.exp(chance.normal(0, 0.1)):.0f}"]
        for quarter, value in zip(QUARTERS, concentrations, strict=False)
        for day in WEDNESDAYS_AND_SUNDAYS
    }


def card_of(result: Analysis) -> IndicatorCard:
    (card,) = result.cards
    return card


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def test_one_sample(tmp_path: Path) -> None:
    result = analysed(tmp_path, {"2026-08-12": ["Kokain;230"]})
    card = card_of(result)
    (level,) = result.levels["estimate"].round()
    assert plain(card.title) == (
        f"Kokain vid Storverket kv 3 2026: {level:.0f} mg per 1 000 personer och dygn"
        " – för tidigt att säga om det ökar eller minskar"
    )
    assert plain(card.value) == f"{level:.0f} mg per 1 000 personer och dygn"
    assert "\u00a0mg per 1\u00a0000\u00a0personer" in card.value
    assert card.sampled == "onsdag 12 augusti 2026: en vardag, en provtagningsvecka"
    assert card.known == "tillgängligt från fredag 20 november 2026"
    assert card.caveats[0].startswith("Ett enda dygn är en ögonblicksbild")
    assert card.baseline == "inga tidigare värden att jämföra med"
    assert card.next_sampling == "ingen provtagningsplan är angiven, så nästa provtagning är inte känd"


def test_a_plan_in_which_nobody_has_written_is_a_plan_that_has_not_begun(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Reningsverk;Start;Stopp;Period;Omgång;Syfte;Svar senast;Möte\n", "utf-8-sig")
    result = analysed(tmp_path, {"2026-08-12": ["Kokain;230"]}, more='plan = ["plan.csv"]')
    told = "provtagningsplanen har inga provdygn än, så nästa provtagning är inte känd"
    assert card_of(result).next_sampling == told
    (written,) = [path for path in result.write(tmp_path / "ut") if path.name == "kort.txt"]
    assert told in " ".join(written.read_text(encoding="utf-8-sig").split())
    assert result.follow_up.empty
    assert [file.kind for file in result.inputs if file.kind == "plan"] == []


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        (100, 900, "Kokain ökar vid Storverket, kv 1 2022 till kv 4 2025"),
        (900, 100, "Kokain minskar vid Storverket, kv 1 2022 till kv 4 2025"),
    ],
)
def test_a_clear_change_is_the_title(first: float, last: float, title: str, tmp_path: Path) -> None:
    result = analysed(tmp_path, series(*np.geomspace(first, last, 16)))
    card = card_of(result)
    assert card.title == title
    verdict = result.trends.loc[result.trends["verdict"].notna(), "change_percent"].item()
    assert f"{abs(round(verdict))} % per år över perioden" in plain(card.change)
    assert card.change.endswith(".")
    assert ".." not in card.change
    assert "mot samma kvartal i fjol" in plain(card.last_year)
    earlier = result.levels["estimate"].iloc[:-1]
    assert card.baseline.startswith(f"{len(earlier)} tidigare kvartal låg mellan ")


def test_all_below_the_limit(tmp_path: Path) -> None:
    card = card_of(analysed(tmp_path, {f"2026-08-{day}": ["Kokain;<10"] for day in (12, 16)}))
    assert plain(card.title).startswith("Kokain vid Storverket kv 3 2026: under bestämningsgränsen, högst ")
    assert np.isnan(card.estimate)
    assert card.interval == "inget intervall kan anges"
    assert card.caveats[0].startswith("Alla prov låg under bestämningsgränsen")


def test_a_substance_that_was_not_measured_last_says_so_first(tmp_path: Path) -> None:
    answers = {"2026-05-13": ["Kokain;230", "MDMA;40"], "2026-08-12": ["Kokain;200"]}
    cocaine, mdma = analysed(tmp_path, answers).cards
    assert (cocaine.period, mdma.period) == ("2026K3", "2026K2")
    assert mdma.caveats[0] == ("Ämnet mättes inte kv 3 2026: talen gäller kv 2 2026.")
    assert mdma.title.startswith("MDMA vid Storverket: inget mätvärde kv 3 2026, senast kv 2 2026: ")
    assert not any("mättes inte" in words for words in cocaine.caveats)


def test_a_small_plant_a_quality_flag_and_the_plan_reach_the_card(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text(
        "Plats;Provdatum;Mötesdag\nStorverket;2026-11-18;\nStorverket;2026-11-25;\nStorverket;2027-02-10;\n",
        encoding="utf-8",
    )
    result = analysed(tmp_path, {"2026-08-12": ["Kokain;230"]}, persons=1_200, more='plan = ["plan.csv"]')
    card = card_of(result)
    assert card.caveats[0] == "Litet verk: redovisas inte för sig utåt enligt protokollet."
    assert card.withheld.startswith("Storverket har ")
    flags = result.quality[result.quality["verdict"] == "flag"]
    assert len(flags)  # litres per person and day
    assert any(words.startswith("Vatten per person och dygn, onsdag 12 augusti (") for words in card.caveats)
    named = dict(zip(card.caveat_ids, card.caveats, strict=True))
    assert named["small_plant"] == card.caveats[0]
    assert set(flags["check"]) <= set(named)
    (record,), (indicator,) = (result.underlag()[name] for name in ("cards", "indicators"))
    assert record["caveat_ids"] == list(card.caveat_ids)
    assert {one["id"] for one in indicator["caveats"]} < set(card.caveat_ids)
    assert plain(card.next_sampling) == "nästa provtagning onsdag 25 november 2026"
    moved = replace(result, plan=result.plan[result.plan["start"].dt.day != 25])
    assert moved.digest != result.digest == replace(result, lang="en").digest


def test_the_title_of_the_text_is_no_formula_where_it_is_pasted(tmp_path: Path) -> None:
    result = replace(analysed(tmp_path, {"2026-08-12": ["Kokain;230"]}), title="=1+1")
    assert result.card_text().startswith("Underlag för lägesbilden: =1+1\n")


def test_the_text_holds_every_card_and_no_name_passes_for_a_line(tmp_path: Path) -> None:
    result = analysed(tmp_path, {"2026-08-12": ["Kokain;230", "MDMA;40"]})
    told = result.card_text()
    lines = told.splitlines()
    assert lines[:2] == ["Underlag för lägesbilden: Exempelkommun", "INTERNT UNDERLAG, ej beslutat för publicering."]
    assert plain(lines[2]).startswith("Så läses ”mellan … och …”: det är ett 95 %-intervall.")
    assert max(map(len, lines)) <= 150
    assert "Brås fyra kontrollfrågor" in lines
    for card in result.cards:
        assert card.title in lines
    hostile = Analysis(
        **{**{name: getattr(result, name) for name in result.__dataclass_fields__}, "title": "A\n  Nivå: 0"}
    )
    assert hostile.card_text().splitlines()[0] == "Underlag för lägesbilden: A Nivå: 0"
    assert card_text((), heading=("x",)).splitlines() == ["x", "", "Det finns inget ämne att visa."]
    (written,) = [path for path in result.write(tmp_path / "ut") if path.name == "kort.txt"]
    assert written.read_bytes().startswith(b"\xef\xbb\xbf")
    assert written.read_text(encoding="utf-8-sig").replace("\r\n", "\n") == told


def test_what_has_changed_is_pasted_first_and_in_short(tmp_path: Path) -> None:
    for halt in (230, 330):
        result = analysed(tmp_path, {"2026-08-12": [f"Kokain;{halt}", "MDMA;40"]})
        written = {path.name: path for path in result.write(tmp_path / "ut")}
    told = written["kort.txt"].read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    (block,) = [one.splitlines() for one in told.split("\n\n") if one.startswith("Ändrat sedan förra underlaget:")]
    assert told.index(block[0]) < told.index(result.cards[0].title)
    assert any("Storverket, Kokain" in line for line in block)
    assert len(block) <= 20
    many = card_text((), changed=[f"Mening {number}." for number in range(12)]).splitlines()
    assert many[2:9] == ["- Mening 0.", *(f"- Mening {number}." for number in range(1, 7))]
    assert many[9] == "- Ytterligare fem ändringar står i lagesbild.html."
    assert "Ytterligare" not in card_text((), changed=[f"Mening {number}." for number in range(8)])
    assert "Inget har ändrats sedan förra underlaget." in card_text((), changed=())
    assert "ändrat" not in result.card_text()  # held against no other


def block_of(told: str, title: str) -> list[str]:
    """Return the lines of one card in the text, which is what is pasted."""
    (block,) = [one.splitlines() for one in told.split("\n\n") if one.startswith(title)]
    return block


def test_what_is_pasted_of_a_card_is_short_and_has_what_may_not_be_left_out(tmp_path: Path) -> None:
    result = analysed(tmp_path, series(*np.geomspace(100, 900, 16), substance="Amfetamin"), persons=1_200)
    card = card_of(result)
    block = block_of(result.card_text(), card.title)
    told = " ".join(line.strip() for line in block)
    assert len(block) <= 15
    assert max(map(len, block)) <= 100
    assert block[1].strip() == "INTERNT UNDERLAG, ej beslutat för publicering."
    for words in (f"Nivå {card.when}: {card.value}, {card.interval}", card.change, card.last_year, card.source):
        assert words in told
    for name in ("small_plant", "may_be_prescribed"):
        assert text(f"caveat.{name}") in told
    assert "Bedömning: görs av gruppen" in told
    assert card.does_not_say[0] not in told
    assert plain(result.card_text()).replace("\n  ", " ").count(card.does_not_say[0]) == 1


def test_a_card_says_how_many_caveats_stand_elsewhere(tmp_path: Path) -> None:
    card = card_of(analysed(tmp_path, {"2026-08-12": ["Kokain;230"]}))
    caveats = ("Ett.", "Två.", "Tre.", text("caveat.may_be_prescribed"), text("caveat.small_plant"))
    many = replace(card, caveats=caveats, withheld="Verket är litet.")
    told = " ".join(card_text((many,), marks=("INTERNT", "SYNTETISKA DATA")).split())
    assert weighty_caveats(many) == ("Ett.", "Två.", *caveats[3:])
    assert "Att tänka på: Ett. Två. Kan vara förskrivet" in told
    assert "enligt protokollet. Ytterligare ett förbehåll står i lagesbild.html." in told
    assert "Tre." not in told
    assert "Verket är litet." not in told  # the caveat says so
    assert "Verket är litet." in card_text((replace(many, caveats=()),))
    assert told.count("INTERNT SYNTETISKA DATA") == 2  # above all cards, and in the card


@pytest.mark.parametrize(
    ("comparison", "ends", "title"),
    [
        ("trend", (11.0, 19.2), "Amfetamin ändras med högst 19 % per år vid A, kv 1 2023 till kv 3 2026"),
        ("trend", (-17.0, -0.4), "Amfetamin ändras med högst 17 % per år vid A, kv 1 2023 till kv 3 2026"),
        ("trend", (-0.4, 17.0), "Amfetamin är oförändrat vid A, kv 1 2023 till kv 3 2026"),
        ("two_years", (2.0, 17.0), "Amfetamin har ändrats med högst 17 % vid A mellan kv 1 2023 och kv 3 2026"),
    ],
)
def test_a_title_never_calls_what_has_moved_for_certain_unchanged(
    comparison: str, ends: tuple[float, float], title: str
) -> None:
    level = {"place": "A", "substance": "amphetamine", "period": "2026K3", "estimate": 40.0, "low": 30.0, "high": 50.0}
    change = {
        "comparison": comparison, "verdict": "unchanged", "first_period": "2023K1", "last_period": "2026K3",
        "change_percent": 5.0, "low_percent": ends[0], "high_percent": ends[1],
    }  # fmt: skip
    assert title_words(level, change, "sv").replace("\N{NO-BREAK SPACE}", " ") == title
