"""From a laboratory's answer to a quarterly underlag: narcotics in wastewater for Swedish municipalities.

The chain in one call::

    import avloppsanalys as avl

    lab = avl.read_lab("svar_2026k3.csv")
    flow = avl.read_flow("floden.csv")
    plants = avl.read_plants("reningsverk.csv")
    result = avl.analyse(lab, flow, plants, protocol="protocols/exempelkommun.toml")
    result.write("underlag/2026K3")

Every public name is imported on first use, so that ``import avloppsanalys`` itself costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from avloppsanalys.analysis import Analysis, analyse
    from avloppsanalys.consumption import back_calculate
    from avloppsanalys.labcheck import compare_with_lab
    from avloppsanalys.lagesbild import indicator_cards
    from avloppsanalys.levels import period_levels
    from avloppsanalys.loads import daily_loads, join_samples
    from avloppsanalys.planning import follow_up, plan_sampling, plan_year
    from avloppsanalys.protocol import AnalysisProtocol, read_protocol
    from avloppsanalys.quality import quality_report
    from avloppsanalys.readers import (
        read_assessments,
        read_context,
        read_euda,
        read_events,
        read_flow,
        read_lab,
        read_plan,
        read_plants,
        read_prescriptions,
        read_samples,
    )
    from avloppsanalys.simulate import simulate_plant
    from avloppsanalys.trend import BlockJoin, trends
    from avloppsanalys.weekdays import weekday_means

__all__ = [
    "Analysis",
    "AnalysisProtocol",
    "BlockJoin",
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

_HOMES = {
    "analysis": ("Analysis", "analyse"),
    "consumption": ("back_calculate",),
    "labcheck": ("compare_with_lab",),
    "levels": ("period_levels",),
    "loads": ("daily_loads", "join_samples"),
    "planning": ("follow_up", "plan_sampling", "plan_year"),
    "protocol": ("AnalysisProtocol", "read_protocol"),
    "quality": ("quality_report",),
    "lagesbild": ("indicator_cards",),
    "readers": (
        "read_assessments",
        "read_context",
        "read_euda",
        "read_events",
        "read_flow",
        "read_lab",
        "read_plan",
        "read_plants",
        "read_prescriptions",
        "read_samples",
    ),
    "simulate": ("simulate_plant",),
    "trend": ("BlockJoin", "trends"),
    "weekdays": ("weekday_means",),
}
_HOME_OF = {name: room for room, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted([*__all__, "__version__"])
