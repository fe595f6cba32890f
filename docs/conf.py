"""Settings of Sphinx; build with ``sphinx-build -W -b html docs docs/_build/html``."""

import avloppsanalys

project = "avloppsanalys"
author = "The avloppsanalys developers"
copyright = f"2026, {author}"
version = release = avloppsanalys.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.mathjax", "numpydoc"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autosummary_generate = True
autodoc_typehints = "none"  # the docstrings say the types, with unit and shape
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = f"avloppsanalys {release}"
html_copy_source = False
