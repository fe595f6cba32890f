"""What a protocol keeps out, and which seasons it marks, reaches trends, levels and the underlag."""

from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.analysis import read_config
from avloppsanalys.analysis.special_days import judged_events, season_levels
from avloppsanalys.exports import underlag_schema
from avloppsanalys.levels import mass_levels
from avloppsanalys.protocol import AnalysisProtocol
from avloppsanalys.readers import LabReading, Reading
from avloppsanalys.reference import bundled
from avloppsanalys.tables import EVENTS, TIMEZONE, arrange

LIDKOPING = bundled("examples/lidkoping_2020")
AUTUMN = {"name": "hösten", "first": "10-01", "last": "10-31"}


def protocol(**decisions: Any) -> AnalysisProtocol:
    return AnalysisProtocol(**{"name": "A", "version": "1", "factor_set": "rise2019", **decisions})


def analysis(events: Reading | None = None, **decisions: Any) -> avl.Analysis:
    lab, flow, plants = read_config(LIDKOPING / "rapport.toml").read()
    assert isinstance(lab, LabReading)
    return avl.analyse(lab, flow, plants, protocol=protocol(quantities=("load", "doses"), **decisions), events=events)


def events(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return a log: first day, kind and description; each lasts one day, everywhere."""
    start = pd.to_datetime([day for day, *_ in rows]).tz_localize(TIMEZONE)
    kinds, words = [kind for _, kind, _ in rows], [word for *_, word in rows]
    log = {"start": start, "end": start + pd.Timedelta(days=1), "event_type": kinds, "description": words}
    return arrange(pd.DataFrame(log), EVENTS)


def loads(days: list[str], values: list[float], population: float = 17_000) -> pd.DataFrame:
    start = pd.to_datetime(days).tz_localize(TIMEZONE)
    return pd.DataFrame(
        {
            "plant": "Ax",
            "sample_id": [str(number) for number in range(len(days))],
            "residue": "benzoylecgonine",
            "start": start,
            "end": start + pd.Timedelta(days=1),
            "load_mg_per_day_per_1000": values,
            "population": population,
        }
    )


def test_a_level_in_a_marked_season_is_marked_and_stands_in_grams_beside() -> None:
    result = analysis(marked_seasons=[AUTUMN])
    load = result.levels[result.levels["quantity"] == "load"].set_index("substance")
    mass = result.season_levels.set_index("substance")
    assert mass["level_g_per_day"].to_dict() == pytest.approx((load["estimate"] * 36_000 / 1e6).to_dict())
    assert (mass["level_high_g_per_day"] < load["high"] * 36_000 / 1e6).all(), "no error of the population"
    assert set(mass["season"]) == {"hösten"}
    found = result.underlag()
    jsonschema.validate(found, underlag_schema(), cls=jsonschema.Draft202012Validator)
    for indicator in found["indicators"]:
        assert indicator["marked_season"] == "hösten"
        assert "marked_season" in [one["id"] for one in indicator["caveats"]]
        assert (indicator["level_g_per_day"] is not None) == (indicator["quantity"] == "load")


def test_the_terminal_shows_grams_per_day_only_in_a_marked_season(tmp_path: Path) -> None:
    plain, marked = analysis(), analysis(marked_seasons=[AUTUMN])
    assert "g/dygn" not in plain.summary().columns
    assert plain.season_levels.empty
    table = marked.summary()
    assert (table["Märkt säsong"] == "hösten").all()
    assert (table["g/dygn"] != "").tolist() == (marked.levels["quantity"] == "load").tolist()
    marked.write(tmp_path)
    assert "hösten" in (tmp_path / "nivaer-gram-per-dygn.csv").read_text(encoding="utf-8-sig")
    foot = next(tmp_path.glob("nivaer-*-load*.svg")).read_text(encoding="utf-8")
    assert "märkt säsong" in foot


@pytest.mark.parametrize("season", [AUTUMN | {"first": "11-01", "last": "11-30"}, AUTUMN | {"places": ["Annan ort"]}])
def test_a_season_of_other_days_or_places_marks_nothing(season: dict[str, Any]) -> None:
    assert analysis(marked_seasons=[season]).season_levels.empty


def test_two_seasons_of_one_level_are_both_named() -> None:
    festival = {"name": "festival", "first": "2020-10-06", "last": "2020-10-06"}
    assert set(analysis(marked_seasons=[AUTUMN, festival]).season_levels["season"]) == {"hösten, festival"}


def test_mass_does_not_change_when_the_register_does() -> None:
    days = ["2026-07-08", "2026-08-05", "2026-09-02"]
    plain = loads(days, [100.0, 120.0, 140.0])
    halved = plain.assign(population=[17_000, 8_500, 34_000], load_mg_per_day_per_1000=[100.0, 240.0, 70.0])
    names = ["level_g_per_day", "level_low_g_per_day", "level_high_g_per_day"]
    one, other = mass_levels(plain)[names], mass_levels(halved)[names]
    assert one.iloc[0].tolist() == pytest.approx(other.iloc[0].tolist(), rel=1e-9)


def test_only_events_of_the_kinds_that_the_protocol_names_are_judged_and_interventions_stay() -> None:
    log = events(
        ("2026-06-03", "festival", "F"), ("2026-06-10", "disturbance", "D"), ("2026-06-20", "intervention", "I")
    )
    sampled = loads(["2026-06-03"], [100.0])
    kept = judged_events(log, sampled, protocol(kept_out_events=["disturbance"]))
    assert kept["event_type"].tolist() == ["disturbance", "intervention"]
    assert len(judged_events(log, sampled, protocol())) == 3


def test_a_payday_weekend_is_kept_out_only_where_the_protocol_names_it() -> None:
    sampled = loads(["2026-09-27"], [100.0])
    log = events(("2026-09-27", "payday_weekend", ""))
    assert judged_events(log, sampled, protocol()).empty
    assert len(judged_events(log, sampled, protocol(kept_out_events=["payday_weekend"]))) == 1


def test_the_protocols_storhelger_are_kept_out_without_a_log() -> None:
    sampled = loads(["2026-06-01", "2026-07-20"], [100.0, 100.0])
    found = judged_events(events(), sampled, protocol(kept_out_holidays=["midsummer", "christmas"]))
    assert found["description"].tolist() == ["midsommar"]
    assert judged_events(events(), sampled, protocol()).empty


def test_what_is_kept_out_reaches_the_trend_and_marks_the_level() -> None:
    lab, flow, plants = read_config(LIDKOPING / "rapport.toml").read()
    log = Reading(table=events(("2020-10-06", "festival", "Höstfesten")), problems=lab.problems.iloc[:0], files=())
    kept, counted = (
        avl.analyse(lab, flow, plants, protocol=protocol(kept_out_events=kinds), events=log)
        for kinds in (["festival"], ["disturbance"])
    )
    assert (kept.trends["n_event_days"] == 1).all()
    assert (counted.trends["n_event_days"].fillna(0) == 0).all()
    assert kept.levels["estimate"].equals(counted.levels["estimate"]), "the level counts the day either way"
    for result, marked in ((kept, True), (counted, False)):
        ids = [{one["id"] for one in indicator["caveats"]} for indicator in result.underlag()["indicators"]]
        assert all(("event_day" in one) == marked for one in ids)


def test_days_within_an_intervention_are_told_on_the_card_without_any_other_mark() -> None:
    lab, flow, plants = read_config(LIDKOPING / "rapport.toml").read()
    log = Reading(table=events(("2020-10-06", "intervention", "Kontroll")), problems=lab.problems.iloc[:0], files=())
    within, without = (avl.analyse(lab, flow, plants, protocol=protocol(), events=one) for one in (log, None))
    told = "Ett eller flera dygn låg inom en insats i händelseloggen"
    assert all(any(words.startswith(told) for words in card.caveats) for card in within.cards)
    assert not any(words.startswith(told) for card in without.cards for words in card.caveats)
    assert within.levels["estimate"].equals(without.levels["estimate"])


def test_a_sample_that_is_not_counted_is_in_no_level_and_is_told(tmp_path: Path) -> None:
    lab, flow, plants = read_config(LIDKOPING / "rapport.toml").read()
    every = avl.analyse(lab, flow, plants, protocol=protocol())
    first = every.loads.sort_values("start").iloc[0]
    file = tmp_path / "foljesedel.csv"
    file.write_text(
        f"Verk;Prov-id;Räknas inte\n{first['plant']};{first['sample_id']};pumpen stod, 2020-11-02\n", encoding="utf-8"
    )
    fewer = avl.analyse(lab, flow, plants, protocol=protocol(), samples=avl.read_samples(file))
    left_out = every.loads["sample_id"] == first["sample_id"]
    assert set(fewer.loads["sample_id"]) == set(every.loads.loc[~left_out, "sample_id"])
    assert first["sample_id"] in set(fewer.joined["sample_id"]), "it stays where it was read"
    assert first["sample_id"] in set(fewer.quality["sample_id"])
    assert fewer.levels["n_days"].sum() < every.levels["n_days"].sum()
    (told,) = fewer.problems.loc[fewer.problems["rule"] == "SMP007", "what"]
    assert "pumpen stod, 2020-11-02" in told
    words = "Ett eller flera prov i perioden räknas inte, enligt beslut på följesedeln."
    assert all(words in card.caveats for card in fewer.cards)
    assert not any(words in card.caveats for card in every.cards)
    assert fewer.levels["note"].str.contains("not_counted").all()


def test_roles_go_with_the_underlag() -> None:
    roles = {"review": "kvalitetsansvarig", "publication": "säkerhetschefen"}
    assert analysis(roles=roles).underlag()["protocol"]["roles"] == roles


def test_season_levels_follow_the_protocols_period() -> None:
    sampled = loads(["2026-05-10", "2026-07-10"], [100.0, 100.0])
    summer = {"name": "sommar", "first": "06-15", "last": "08-15"}
    for period, marked in (("quarter", ["2026K3"]), ("month", ["2026-07"]), ("2026-06-01/2026-08-31", None)):
        found = season_levels(sampled, protocol(period=period, marked_seasons=[summer]))
        assert marked is None or found["period"].tolist() == marked
        assert len(found) == 1
