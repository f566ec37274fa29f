"""Settings of the documentation site (Sphinx), which `make docs` builds; no package imports this.

Belongs here: extensions and their settings. The pages are the Markdown files and notebooks of this
folder; tools/build_docs.py adds those that are generated.
"""

import os
import sys
import tomllib
from pathlib import Path

ROOT = Path(os.environ["KHRNN_ROOT"])  # the pages are built in a copy of this folder
sys.path[:0] = [str(ROOT), str(Path(__file__).parent / "extensions")]

project = "khrnn"
author = "The khrnn developers"
copyright = "the khrnn developers, Apache-2.0"
release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

INPUT_FORMATS = [
    "ctx",
    "scenario-json",
    "vectors-json",
    "empirical-json",
    "hypergram",
    "gram",
    "stim-paulis",
    "qiskit",
    "stim",
    "mmp",
    "graph6",
]
"""The names by which docs/formats/inputs.md marks its examples."""

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "plain_docstrings",  # before napoleon: turns our docstrings into the dialect that it reads
    "sphinx.ext.napoleon",
    "mathml",
]
exclude_patterns = ["extensions"]

smartquotes = False  # it would turn --option into a dash

# Markdown
myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "colon_fence", "attrs_inline"]
myst_heading_anchors = 4
myst_dmath_double_inline = True
myst_update_mathjax = False
html_math_renderer = "mathml"

# Notebooks run at every build; a cell that fails stops it
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
nb_ipywidgets_js = {}

# Reference from docstrings
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_use_type_comments = False  # there are none; looking for them takes a tenth of the build
toc_object_entries = False  # modules are sections; their members would fill the margin
python_maximum_signature_line_length = 88
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
napoleon_custom_sections = ["Source"]
add_module_names = False
# Names in annotations are looked up without their module; several modules have an `Outcome`.
suppress_warnings = ["ref.python"]

# Pages
html_theme = "furo"
html_title = f"khrnn {release}"
html_show_sphinx = False
html_copy_source = False
html_show_search_summary = False  # it would fetch pages, which browsers refuse from the disk
html_static_path = ["static"]
html_css_files = ["site.css"]
html_theme_options = {"navigation_with_keys": True}
pygments_style = "tango"


def setup(app):
    """Let examples of our input formats pass as plain text."""
    from pygments.lexers.special import TextLexer  # noqa: PLC0415 - Sphinx loads it anyway

    for name in INPUT_FORMATS:
        app.add_lexer(name, TextLexer)
