"""Every public name says what it is: types in its signature, sections in its docstring.

The names are walked, so that a new one is held to it without being listed anywhere.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

import bargain as bg
from bargain.extras import missing
from bargain.rebuild.tied import check as tied

NAMESPACES = ("", "conditions", "models", "plot", "testing", "data")
_EXTRA = {"testing": "test", "data": "alliances", "plot": "plot"}


def namespace(name: str) -> Any:
    return getattr(bg, name) if name else bg


def public() -> Iterator[tuple[str, Any]]:
    for space in NAMESPACES:
        if space in _EXTRA and missing(_EXTRA[space]):
            continue
        for name in namespace(space).__all__:
            found = getattr(namespace(space), name)
            if found is bg.check:  # a package that can be called: what it hands over to
                found = tied
            if callable(found):
                yield f"bg.{space}.{name}".replace("..", "."), found


PUBLIC = dict(public())


def sections(doc: str) -> dict[str, str]:
    """The sections of a NumPy docstring, each with its text; the first is called ``lead``."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", inspect.cleandoc(doc), flags=re.MULTILINE)
    return {"lead": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def documented(text: str) -> set[str]:
    """The names that a section of parameters describes: ``a, b : type``."""
    heads = re.findall(r"^(\*{0,2}\w[\w, *]*?)(?: : .*)?$", text, flags=re.MULTILINE)
    return {name.strip(" *") for head in heads for name in head.split(",")}


def lacking(made: Any) -> list[str]:
    """What the docstring and the signature of a public name do not say."""
    found = sections(made.__doc__ or "")
    lacks = [] if found["lead"].strip() else ["a first sentence"]
    if isinstance(made, type):
        if issubclass(made, (BaseException, str)):  # they take what their base takes
            return lacks
        if not {"Parameters", "Attributes"} & set(found):
            lacks.append("Parameters or Attributes")
    else:
        parameters = [p for p in inspect.signature(made).parameters.values() if p.name != "self"]
        told = documented(found.get("Parameters", ""))
        lacks += [f"parameter {p.name}" for p in parameters if p.name not in told]
        lacks += [f"type of {p.name}" for p in parameters if p.annotation is p.empty]
        if inspect.signature(made).return_annotation not in (None, "None"):
            lacks += [] if "Returns" in found or "Yields" in found else ["Returns"]
    if ">>>" not in found.get("Examples", ""):
        lacks.append("Examples")
    return lacks


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_says_what_it_takes_gives_and_shows(name: str) -> None:
    assert not lacking(PUBLIC[name])


@pytest.mark.parametrize("space", NAMESPACES)
def test_a_namespace_shows_its_public_names_alone(space: str) -> None:
    shown = {name for name in dir(namespace(space)) if not name.startswith("_")}
    assert shown == set(namespace(space).__all__) - {"__version__"}
    near = namespace(space).__all__[1][:-1] + "_"
    with pytest.raises(AttributeError, match=r"did you mean|it has"):
        getattr(namespace(space), near)


def test_what_lacks_something_is_told_apart() -> None:
    """Controls: no docstring, a parameter left out, no type, no example."""

    def bare(game, weights=None): ...  # type: ignore[no-untyped-def]

    def half(game: int, weights: int = 1) -> int:
        """Do it.

        Parameters
        ----------
        game : int

        Returns
        -------
        int
        """
        return game + weights

    assert "a first sentence" in lacking(bare)
    assert {"type of game", "parameter weights", "Examples"} <= set(lacking(bare))
    assert lacking(half) == ["parameter weights", "Examples"]


#: What each argument is called in every function that takes it.
VOCABULARY = {
    "region": "where", "assumptions": "where", "seconds": "timeout", "time_limit": "timeout",
    "players_weights": "weights", "beta": "discount", "delta": "discount", "axes": "ax",
}  # fmt: skip


def test_arguments_have_one_order_and_one_vocabulary() -> None:
    """A game comes first; what is asked next; then where; the time and the work by name."""
    order = ["game", "condition", "conditions", "then", "given", "where", "control"]
    for name, made in PUBLIC.items():
        if isinstance(made, type) or name.startswith("bg.testing"):
            continue
        by_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        parameters = inspect.signature(made).parameters
        taken = list(parameters)
        if "game" in taken:
            assert taken[0] == "game", name
        first = [p for p in taken if parameters[p].kind in by_place]
        places = [order.index(p) for p in first if p in order]
        assert places == sorted(places), name
        if not name.startswith("bg.FiniteGame"):
            assert not set(taken) & set(VOCABULARY), name
