"""The surface that users see: which names there are, and what importing them costs."""

import subprocess
import sys

import pytest

import avloppsanalys

EXPECTED = [
    "Analysis",
    "AnalysisProtocol",
    "BlockJoin",
    "__version__",
    "analyse",
    "back_calculate",
    "compare_with_lab",
    "daily_loads",
    "follow_up",
    "indicator_cards",
    "join_samples",
    "period_levels",
    "plan_sampling",
    "plan_year",
    "quality_report",
    "read_assessments",
    "read_context",
    "read_euda",
    "read_events",
    "read_flow",
    "read_lab",
    "read_plan",
    "read_plants",
    "read_prescriptions",
    "read_protocol",
    "read_samples",
    "simulate_plant",
    "trends",
    "weekday_means",
]

HEAVY = (
    "scipy",
    "holidays",
    "statsmodels",
    "matplotlib",
    "pint",
    "babel",
    "typer",
    "python_calamine",
    "jinja2",
    "pptx",
    "xlsxwriter",
    "hypothesis",
    "pytest",
)


def in_a_fresh_process(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_public_names_are_these_and_no_others() -> None:
    assert dir(avloppsanalys) == sorted(EXPECTED)


def test_there_are_fewer_than_thirty() -> None:
    assert len(EXPECTED) < 30


@pytest.mark.parametrize("name", EXPECTED)
def test_every_public_name_resolves_and_is_documented(name: str) -> None:
    thing = getattr(avloppsanalys, name)
    if name != "__version__":
        assert thing.__doc__
        assert thing.__module__.startswith("avloppsanalys.")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_verb"):
        getattr(avloppsanalys, "no_such_verb")  # noqa: B009 - mypy would refuse the plain spelling


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import avloppsanalys, sys; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    assert in_a_fresh_process(code) == ""


def test_asking_for_the_version_loads_no_pandas() -> None:
    code = "import avloppsanalys, sys; avloppsanalys.__version__; print('pandas' in sys.modules)"
    assert in_a_fresh_process(code) == "False"
