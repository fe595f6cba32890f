"""How much to sample and which days, so that the answers can be used when they are needed; and what became of it."""

from avloppsanalys.planning.design import DESIGNS, Costs, Design
from avloppsanalys.planning.follow_up import follow_up, unsampled_places
from avloppsanalys.planning.follow_up_words import follow_up_words
from avloppsanalys.planning.plant_scatter import PlantScatter, pooled_scatter, scatter_of_plants
from avloppsanalys.planning.power_of_plan import plan_power
from avloppsanalys.planning.refusal import PlanError
from avloppsanalys.planning.sampler_settings import sampler_table
from avloppsanalys.planning.sampling_plan import SamplingPlan, plan_sampling
from avloppsanalys.planning.year_plan import LEAD_TIME_WEEKS, YearPlan, plan_year

__all__ = [
    "DESIGNS",
    "LEAD_TIME_WEEKS",
    "Costs",
    "Design",
    "PlanError",
    "PlantScatter",
    "SamplingPlan",
    "YearPlan",
    "follow_up",
    "follow_up_words",
    "plan_power",
    "plan_sampling",
    "plan_year",
    "pooled_scatter",
    "sampler_table",
    "scatter_of_plants",
    "unsampled_places",
]
