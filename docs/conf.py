"""Settings of Sphinx; build with ``sphinx-build -W -b html docs docs/_build/html``."""

import shutil
from pathlib import Path

import avloppsanalys

# The routines live in protocols/, where a kommun finds them; the site shows a copy that each build makes anew.
DOCS = Path(__file__).parent
shutil.rmtree(DOCS / "rutiner", ignore_errors=True)
shutil.copytree(DOCS.parent / "protocols", DOCS / "rutiner", ignore=shutil.ignore_patterns("*.toml"))

project = "avloppsanalys"
author = "The avloppsanalys developers"
copyright = f"2026, {author}"
version = release = avloppsanalys.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.mathjax", "numpydoc"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "tasklist"]
myst_heading_anchors = 3

autosummary_generate = True
autodoc_typehints = "none"  # the docstrings say the types, with unit and shape
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = f"avloppsanalys {release}"
html_copy_source = False
