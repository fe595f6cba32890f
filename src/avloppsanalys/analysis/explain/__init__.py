"""The working: the whole calculation behind one number, written so that it can be followed with a pocket calculator."""

from avloppsanalys.analysis.explain.explanation import explained, explanation
from avloppsanalys.analysis.explain.request import Chosen, Request, chosen_levels, found_name, found_substance

__all__ = ["Chosen", "Request", "chosen_levels", "explained", "explanation", "found_name", "found_substance"]
