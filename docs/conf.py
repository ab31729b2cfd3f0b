"""The site: ``python -m sphinx -W --keep-going docs docs/_build/html``, without a network.

Pages are the Markdown files beside this one; those in ``notebooks`` are run while it is built.
Formulas become MathML, which browsers draw themselves: a reader's browser asks nobody for anything.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util.logging import getLogger

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

logger = getLogger(__name__)
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # proofs.literature, whose pages quote it
os.environ["PYTHONPATH"] = str(ROOT)  # the same for the notebooks' kernels

import bargain  # noqa: E402

for name in ("conditions", "data"):  # namespaces that are no modules of this name, for autodoc
    sys.modules[f"bargain.{name}"] = getattr(bargain, name)

project = "bargain"
author = copyright = "The bargain developers"  # noqa: A001  # Sphinx asks for this name
version = release = bargain.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "paper.md"]
default_role = "py:obj"  # `decide` in a docstring is a link where it has a page
nitpicky = False  # names of inner modules have no page and stay code

autosummary_generate = True
#: Files that differ in case alone are one file on Windows and macOS.
autosummary_filename_map = {"bargain.Region": "bargain.Region_result"}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_execution_show_tb = True

html_theme = "alabaster"
html_theme_options = {"description": "bargaining games, decided", "page_width": "1040px"}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html", "relations.html"]}
html_title = f"bargain {version}"
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False


def _formula(translator: HTML5Translator, node: nodes.Element) -> None:
    """Write a formula as MathML; one that docutils cannot read is a warning, and so an error."""
    block = isinstance(node, nodes.math_block)
    try:
        written = tex2mathml(node.astext(), as_block=block)
    except MathError as wrong:
        logger.warning("%s: %s", wrong, node.astext(), location=node)
        written = f"<code>{translator.encode(node.astext())}</code>"
    translator.body.append(f'<div class="math">{written}</div>' if block else written)
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the way formulas are written."""
    app.add_html_math_renderer("mathml", (_formula, None), (_formula, None))
