"""Before the sampling: which days to sample, so that the answers can be used when they are needed."""

from avloppsanalys.planning.refusal import PlanError
from avloppsanalys.planning.year_plan import YearPlan, plan_year

__all__ = ["PlanError", "YearPlan", "plan_year"]
