r"""The canonical order of a question's symbols and relations: names do not matter.

Symbols are coloured. A colour starts from what is known of a symbol (its role, its box, its
assumptions) and is refined by where the symbol occurs: the paths from it to the roots of all
relations, with coefficients, exponents and the colours of its neighbours, as one multiset. This is
repeated until no more colours split (colour refinement, Weisfeiler and Leman 1968). Symbols that
still share a colour are told apart one by one: each of them is tried, and the one with the least
refined colours goes first. Where these are equal too the symbols are interchangeable as far as
refinement sees, and only then the order of declaration decides.

Relations count up to a positive rational factor, so that the unit of a payoff does not matter.
Colours are digests of exact data: the same in every process.

References
----------
McKay, B. D. and Piperno, A. (2014). Practical graph isomorphism II. *J. Symbolic Comput.* 60.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import spend_on
from bargain.exact import content, primitive_denominators
from bargain.game.alternatives import Alternatives, each_side
from bargain.game.auxiliary import Auxiliary, free_name

__all__ = ["Frame", "relabelled"]

_UNORDERED = (sp.Add, sp.Mul, sp.Max, sp.Min, sp.And, sp.Or)
_TURNED = {"<": ">", "<=": ">="}


def _digest(*parts: object) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def relabelled(relation: sp.Basic, labels: Mapping[sp.Symbol, sp.Symbol]) -> sp.Basic:
    """The same relation, or combination of relations, in other symbols, not evaluated further."""
    spend_on(relation)
    if isinstance(relation, Relational):
        sides = (side.xreplace(dict(labels)) for side in (relation.lhs, relation.rhs))
        return type(relation)(*sides, evaluate=False)
    if isinstance(relation, (Alternatives, sp.And, sp.Or)):
        return each_side(relation, lambda side: side.xreplace(dict(labels)))
    return relation.xreplace(dict(labels))


def _tree(relation: sp.Basic) -> Any:
    """A relation as a tree of texts: (operator, children); a symbol is a leaf of its own."""
    spend_on(relation)
    if isinstance(relation, Relational):
        operator = relation.rel_op
        difference = relation.lhs - relation.rhs
        if operator in _TURNED:
            difference, operator = -difference, _TURNED[operator]
        terms = sp.Add.make_args(primitive_denominators(sp.expand(difference)))
        scale = content(terms)
        # an equation says the same with the other sign
        signs = (scale, -scale) if operator in ("==", "!=") else (scale,)
        return operator, True, [("sum", True, [_node(t / k) for t in terms]) for k in signs]
    if isinstance(relation, (sp.And, sp.Or)):
        return type(relation).__name__, True, [_tree(a) for a in relation.args]
    if isinstance(relation, Alternatives):
        return "or", True, [("and", True, [_tree(r) for r in way]) for way in relation.ways]
    return _node(relation)


def _node(e: sp.Basic) -> Any:
    if isinstance(e, sp.Symbol):
        return e
    if not e.args:
        return sp.srepr(e), False, []
    if isinstance(e, Relational):  # of a branch
        return _tree(e)
    return type(e).__name__, isinstance(e, _UNORDERED), [_node(a) for a in e.args]


def _shape(node: Any, slots: dict[sp.Symbol, int]) -> Any:
    """A tree with the place of each symbol among those met so far in its stead."""
    if isinstance(node, sp.Symbol):
        return slots.setdefault(node, len(slots))
    label, unordered, children = node
    return label, unordered, tuple([_shape(c, slots) for c in children])


class _Refinement:
    """Colour refinement over the trees of some relations.

    Digests are kept: trees of one shape whose symbols have the same colours have the same parts.
    """

    def __init__(self, facts: Sequence[tuple[str | int, sp.Basic]]) -> None:
        self.facts: list[tuple[Any, tuple[sp.Symbol, ...]]] = []
        shapes: dict[Any, Any] = {}  # one of those that are equal, to be found by identity
        for tag, relation in facts:
            slots: dict[sp.Symbol, int] = {}
            shape = _digest(tag), _shape(_tree(relation), slots)
            self.facts.append((shapes.setdefault(shape, shape), tuple(slots)))
        self._nodes: dict[tuple[str, tuple[str, ...]], str] = {}
        self._places: dict[tuple[int, tuple[str, ...]], list[tuple[int, str]]] = {}

    def digest(self, tree: Any, colours: Mapping[sp.Symbol, str]) -> str:
        """The digest of a tree whose symbols have colours."""
        slots: dict[sp.Symbol, int] = {}
        shape = _shape(tree, slots)
        found: str = self._below(shape, [colours.get(s, "free") for s in slots])[1]
        return found

    def _below(self, node: Any, colours: Sequence[str]) -> Any:
        """A node with its digest and its children's."""
        if isinstance(node, int):
            return node, colours[node], ()
        label, unordered, children = node
        parts = [self._below(c, colours) for c in children]
        digests = [p[1] for p in parts]
        if unordered:
            digests.sort()
        key = label, tuple(digests)
        digest = self._nodes.get(key)
        if digest is None:
            digest = self._nodes[key] = _digest(label, digests)
        return node, digest, parts

    def places(self, colours: Mapping[sp.Symbol, str]) -> dict[sp.Symbol, list[str]]:
        """Where each symbol occurs: a digest of each path from a root down to it."""
        found: dict[sp.Symbol, list[str]] = {s: [] for s in colours}
        for shape, symbols in self.facts:
            own = tuple([colours.get(s, "free") for s in symbols])
            places = self._places.get((id(shape), own))
            if places is None:
                places = self._places[id(shape), own] = self._within(shape, own)
            for slot, path in places:
                if (symbol := symbols[slot]) in found:
                    found[symbol].append(path)
        return found

    def _within(self, shape: Any, colours: Sequence[str]) -> list[tuple[int, str]]:
        """Each place of a symbol in one tree."""
        root, tree = shape
        found, stack = [], [(self._below(tree, colours), root)]
        while stack:
            (node, own, parts), path = stack.pop()
            if isinstance(node, int):
                found.append((node, path))
                continue
            for position, part in enumerate(parts):
                place = 0 if node[1] else position
                stack.append((part, _digest(path, own, part[1], place)))
        return found

    def refine(self, colours: Mapping[sp.Symbol, str]) -> dict[sp.Symbol, str]:
        """Colours that split no further."""
        now = dict(colours)
        while True:
            places = self.places(now)
            new = {s: _digest(c, sorted(places[s])) for s, c in now.items()}
            if len(set(new.values())) == len(set(now.values())):
                return now
            now = new

    def discrete(self, colours: Mapping[sp.Symbol, str]) -> dict[sp.Symbol, str]:
        """Colours of which no two are equal."""
        now = self.refine(colours)
        while True:
            groups: dict[str, list[sp.Symbol]] = {}
            for s, c in now.items():
                groups.setdefault(c, []).append(s)
            tied = min((g for g in groups.items() if len(g[1]) > 1), default=None)
            if tied is None:
                return now
            trials = [self.refine(now | {s: _digest(now[s], "first")}) for s in tied[1]]
            now = min(trials, key=lambda t: sorted(t.values()))


class Positional(sp.Symbol):
    """A symbol that is ordered by its position and printed as statements call it."""

    __slots__ = ("printed", "twin")

    printed: str
    twin: Positional | None  # of another value of a variable: that variable

    def __new__(
        cls, name: str, printed: str, twin: Positional | None = None, **assumptions: bool
    ) -> Positional:
        """Make the symbol."""
        made: Positional = sp.Symbol.__xnew__(cls, name, **assumptions)
        made.printed, made.twin = printed, twin
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, bool]]:
        return (self.name, self.printed, self.twin), dict(self._assumptions_orig)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.printed)

    def _sympystr(self, _printer: object) -> str:
        return self.printed


@dataclass(slots=True)
class Frame:
    """Symbols in their canonical order, each with a positional symbol that stands for it.

    Parameters
    ----------
    kinds : mapping of Symbol to str
        The symbols in the order of declaration, each with what is known of it beside its name
        (`bargain.question.statement.Variable.kind`).
    facts : sequence of (tag, relation)
        The relations that tell the symbols apart.

    Attributes
    ----------
    order : tuple of Symbol
    names : dict of Symbol to str
        What statements call them: a user's symbols by their own names, auxiliary ones otherwise.
    labels, back : dict of Symbol to Symbol
        From the symbols to the positional ones, and back.
    """

    kinds: Mapping[sp.Symbol, str]
    facts: Sequence[tuple[str | int, sp.Basic]]
    order: tuple[sp.Symbol, ...] = field(init=False)
    names: dict[sp.Symbol, str] = field(init=False)
    labels: dict[sp.Symbol, Positional] = field(init=False)
    back: dict[sp.Symbol, sp.Symbol] = field(init=False)
    _colours: dict[sp.Symbol, str] = field(init=False)
    _refinement: _Refinement = field(init=False)

    def __post_init__(self) -> None:
        self._refinement = _Refinement(self.facts)
        start = {s: _digest(kind, _assumed(s)) for s, kind in self.kinds.items()}
        self._colours = self._refinement.discrete(start)
        self.order = tuple(sorted(self.kinds, key=lambda s: self._colours[s]))
        width = len(str(len(self.order)))
        self.names = {s: s.name for s in self.kinds if not isinstance(s, Auxiliary)}
        taken = set(self.names.values())
        for s in self.order:
            if s not in self.names:
                self.names[s] = free_name(s.name, taken)
                taken.add(self.names[s])
        place = {s: k for k, s in enumerate(self.order)}
        labels: dict[sp.Symbol, Positional] = {}
        for s in sorted(self.order, key=_deviates):  # what it deviates from comes first
            twin = labels[s.of] if _deviates(s) else None
            labels[s] = Positional(f"v{place[s]:0{width}}", self.names[s], twin, **_given(s))
        self.labels = {s: labels[s] for s in self.order}
        self.back = {label: s for s, label in self.labels.items()}

    def sorted(self, symbols: Iterable[sp.Symbol]) -> list[sp.Symbol]:
        """Symbols in the canonical order."""
        return sorted(symbols, key=lambda s: self._colours[s])

    def key(self, relation: sp.Basic) -> str:
        """What orders relations: equal only for relations that say the same."""
        return self._refinement.digest(_tree(relation), self._colours)

    def put(self, relation: sp.Basic) -> sp.Basic:
        """A relation in positional symbols."""
        return relabelled(relation, self.labels)

    def shown(self, expression: sp.Basic) -> sp.Basic:
        """A relation or expression in the user's symbols again."""
        return relabelled(expression, self.back)

    def printed(self, expression: sp.Basic) -> sp.Basic:
        """The same with auxiliary symbols called as statements call them, to be printed."""
        called = {
            label: s if s.name == self.names[s] else sp.Symbol(self.names[s], **_given(s))
            for label, s in self.back.items()
        }
        return relabelled(expression, called)


def _deviates(symbol: sp.Symbol) -> bool:
    return isinstance(symbol, Auxiliary) and symbol.role == "deviation"


def _given(symbol: sp.Symbol) -> dict[str, bool]:
    return {k: v for k, v in symbol._assumptions_orig.items() if k != "commutative"}


def _assumed(symbol: sp.Symbol) -> list[tuple[str, bool]]:
    return sorted(_given(symbol).items())
