"""Cited numbers: every value from the literature, as frozen records over ``data/*.csv``.

Each row of a factor, a component or a stability figure names its source and says how far it can be trusted:
``confirmed`` (read in the source), ``derived`` (computed from confirmed figures), ``chosen`` (a decision of this
project) or ``recalled`` (not read in any source). ``data/README.md`` has a section for every file.
"""

from avloppsanalys.reference.bundle import BundleError, bundled
from avloppsanalys.reference.components import ComponentDefault, components
from avloppsanalys.reference.condition_words import ConditionMeaning, ConditionWord, condition_words
from avloppsanalys.reference.datafiles import tables_digest, tables_version
from avloppsanalys.reference.decisions import Decision, decisions
from avloppsanalys.reference.doses import DoseDefinition, dose_definitions
from avloppsanalys.reference.european import EuropeanFigure, european_choice, european_figures, year_change_percent
from avloppsanalys.reference.factors import (
    Contribution,
    FactorRow,
    FactorSet,
    contributions,
    factor_set,
    factor_sets,
)
from avloppsanalys.reference.indicators import (
    OTHER_INDICATOR,
    Indicator,
    IndicatorUnit,
    find_indicator,
    find_indicator_unit,
    indicator_units,
    indicators,
)
from avloppsanalys.reference.markers import (
    PopulationFigure,
    marker_per_person,
    population_figures,
    population_log_sds,
)
from avloppsanalys.reference.names import aliases, fold_name, residue_name
from avloppsanalys.reference.prescribed import (
    PrescribedResidue,
    may_be_prescribed,
    medicine_of_atc,
    prescribed_residues,
)
from avloppsanalys.reference.sampler import SamplerAssumption, sampler_assumption, sampler_assumptions
from avloppsanalys.reference.sources import STATUSES, Source, Status, source, sources, weakest
from avloppsanalys.reference.stability import Stability, stability
from avloppsanalys.reference.substances import (
    Substance,
    display_name,
    main_residue,
    molar_mass,
    named_among,
    substance,
    substances,
)
from avloppsanalys.reference.thresholds import Threshold, threshold, thresholds
from avloppsanalys.reference.weeks import WeekModel, campaign_scatter, week_citations, week_model, week_models
from avloppsanalys.reference.widening import wandering_widening

__all__ = [
    "OTHER_INDICATOR",
    "STATUSES",
    "BundleError",
    "ComponentDefault",
    "ConditionMeaning",
    "ConditionWord",
    "Contribution",
    "Decision",
    "DoseDefinition",
    "EuropeanFigure",
    "FactorRow",
    "FactorSet",
    "Indicator",
    "IndicatorUnit",
    "PopulationFigure",
    "PrescribedResidue",
    "SamplerAssumption",
    "Source",
    "Stability",
    "Status",
    "Substance",
    "Threshold",
    "WeekModel",
    "aliases",
    "bundled",
    "campaign_scatter",
    "components",
    "condition_words",
    "contributions",
    "decisions",
    "display_name",
    "dose_definitions",
    "european_choice",
    "european_figures",
    "factor_set",
    "factor_sets",
    "find_indicator",
    "find_indicator_unit",
    "fold_name",
    "indicator_units",
    "indicators",
    "main_residue",
    "marker_per_person",
    "may_be_prescribed",
    "medicine_of_atc",
    "molar_mass",
    "named_among",
    "population_figures",
    "population_log_sds",
    "prescribed_residues",
    "residue_name",
    "sampler_assumption",
    "sampler_assumptions",
    "source",
    "sources",
    "stability",
    "substance",
    "substances",
    "tables_digest",
    "tables_version",
    "threshold",
    "thresholds",
    "wandering_widening",
    "weakest",
    "week_citations",
    "week_model",
    "week_models",
    "year_change_percent",
]
