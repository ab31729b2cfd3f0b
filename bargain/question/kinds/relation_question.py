"""The exact question behind a relation: may it fail at a point where its hypotheses hold?

Every symbol is a parameter; there is nothing to choose. Quotients and roots become auxiliary
quantities with polynomial definitions, logarithms and exponentials become functions.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from contextlib import suppress

import sympy as sp
from sympy.core.relational import Relational

from bargain.check.certificate import Plain
from bargain.errors import InputError, OptionError
from bargain.game.alternatives import ways_of
from bargain.game.expression import parse_relation, to_text
from bargain.game.symbol_table import SymbolTable, assumption_relations
from bargain.question.encoding import Encoder, alternatives as in_plain_data
from bargain.question.statement import Role, Statement, Variable, defining, functions

__all__ = ["RelationQuestion", "sides"]

Encoded = list[list[tuple[str, sp.Expr]]]
Relations = tuple[tuple[Relational, ...], ...]  # alternatives, each a conjunction


_SIGNS = {
    "> 0": "positive", "< 0": "negative", ">= 0": "nonnegative", "<= 0": "nonpositive",
    "!= 0": "nonzero", "== 0": "zero",
}  # fmt: skip
_ROUNDS = 3  # after so many readings a text is the same, or is not tried further


def sides(claim: sp.Basic) -> list[sp.Expr]:
    """The two sides of every relation in a claim, in a canonical order."""
    relations = sorted(claim.atoms(Relational), key=sp.default_sort_key)
    return [side for r in relations for side in r.args]


def _alternatives(given: sp.Basic, where: str) -> Relations:
    """A relation, or an Or of And of relations, as alternatives of conjunctions."""
    if isinstance(given, Relational):
        return ((given,),)
    if isinstance(given, sp.Or):
        return tuple(
            part
            for a in sorted(given.args, key=sp.default_sort_key)
            for part in _alternatives(a, where)
        )
    if isinstance(given, sp.And) and all(isinstance(a, Relational) for a in given.args):
        return (tuple(sorted(given.args, key=sp.default_sort_key)),)
    if given in (True, False, sp.true, sp.false):
        raise OptionError(
            f"sympy has already decided it: {given}",
            where=where,
            fix="use symbols with real=True and give their signs in assuming=[…]",
        )
    raise OptionError(
        f"{given!r} is not a relation",
        where=where,
        fix="give relations, or an Or of And of relations",
    )


def _negation(given: sp.Basic) -> list[Relations]:
    """The negation of the claim: a list of facts, each a set of alternatives."""
    if isinstance(given, Relational):
        return [((given.negated,),)]
    if isinstance(given, sp.Or):
        return [fact for a in sorted(given.args, key=sp.default_sort_key) for fact in _negation(a)]
    parts = _alternatives(given, "claim")  # refuses everything but And
    facts = [_negation(r)[0][0] for r in parts[0]]
    return [tuple(facts)]


def _shown(alternatives: Relations) -> str:
    return " or ".join(" and ".join(map(to_text, part)) for part in alternatives)


def _joined(relation: sp.Basic) -> sp.Basic:
    """A relation, or an Or of And of relations, as a caller writes them."""
    if isinstance(relation, Relational):
        return relation
    ways = [sp.And(*w, evaluate=False) if len(w) > 1 else w[0] for w in ways_of(relation)]
    return sp.Or(*ways, evaluate=False) if len(ways) > 1 else ways[0]


class RelationQuestion:
    """One claim with its hypotheses, in sympy and in plain data.

    Attributes
    ----------
    texts : tuple of str
        The claim, then the hypotheses but the signs of the symbols themselves.
    own : tuple of str
        These signs.
    reads_back : bool
        Whether the texts make the same question.
    """

    reads_back = False

    @staticmethod
    def read(
        texts: Iterable[str], own: Container[str], names: Iterable[str]
    ) -> tuple[sp.Basic, list[sp.Basic]]:
        """The claim and the hypotheses of texts.

        Raises
        ------
        InputError
            If they are no relations.
        """
        symbols = {}
        for name in names:
            signs = {sign: True for text, sign in _SIGNS.items() if f"{name} {text}" in own}
            symbols[name] = sp.Symbol(name, **signs) if signs else sp.Symbol(name, real=True)
        claim, *given = (_joined(parse_relation(t, symbols, evaluate=False)) for t in texts)
        return claim, given

    @classmethod
    def that_reads_back(
        cls, claim: sp.Basic, assuming: Sequence[sp.Basic], words: str = ""
    ) -> RelationQuestion:
        """The question as its own texts put it, if they do: sympy may write a sum otherwise."""
        first = found = cls(claim, assuming, words)
        with suppress(InputError):
            for _ in range(_ROUNDS):
                names = [s.name for s in found.symbols]
                again = cls(*cls.read(found.texts, found.own, names), words)
                if (again.texts, again.own) == (found.texts, found.own):
                    again.reads_back = True
                    return again
                found = again
        return first

    def __init__(self, claim: sp.Basic, assuming: Sequence[sp.Basic], words: str = "") -> None:
        self.claim, self.assuming = claim, tuple(assuming)
        self.negated = _negation(claim)
        given = [_alternatives(h, "assuming=[…]") for h in assuming if h not in (True, sp.true)]
        symbols = {
            s
            for fact in (*given, *self.negated)
            for part in fact
            for r in part
            for s in r.free_symbols
        }
        self.symbols = sorted(symbols, key=lambda s: s.name)
        SymbolTable(self.symbols)  # one symbol, one name
        own: list[Relations] = [((r,),) for r in assumption_relations(self.symbols)]
        self.given = list(dict.fromkeys([*own, *given]))
        self.own = tuple(map(_shown, own))
        where = [_shown(fact) for fact in self.given if fact not in own]
        self.texts = (_claimed(claim), *where)
        self.encoder = Encoder(signs={})
        hypotheses = ", ".join(map(_shown, self.given)) or "no restriction"
        ranging = ", ".join(map(str, self.symbols))
        self.formal = f"{_claimed(claim)} for all real {ranging} with {hypotheses}."
        self.words = words
        facts = [self._encoded(fact) for fact in (*self.given, *self.negated)]
        self.variables = [*self.symbols, *(d.symbol for d in self.encoder.definitions)]
        self.facts = [self._plain(fact, k) for k, fact in enumerate(facts)]

    # --- in plain data ----------------------------------------------------------------------------

    def _encoded(self, fact: Relations) -> tuple[Relations, Encoded]:
        return fact, [[self.encoder.relation(r) for r in part] for part in fact]

    def _plain(self, fact: tuple[Relations, Encoded], position: int) -> Plain:
        alternatives, encoded = fact
        negated = position >= len(self.given)
        text = _shown(alternatives)
        name = f"not the claim: {text}" if negated else text
        formula = tuple(map(tuple, encoded))
        return in_plain_data(name, text, formula, self.variables)

    def statement(self, claim: str) -> Statement:
        """The statement ``never``, ``always`` or ``sometimes`` (fails)."""
        lead = {"never": "", "always": "It is false: never ", "sometimes": "Not always: "}[claim]
        words = [self.words, self.formal] if self.words else [self.formal]
        if claim != "never":
            words = [f"{lead}{self.formal}"]
        fresh = set(range(len(self.symbols), len(self.variables)))
        given, negated = self.facts[: len(self.given)], self.facts[len(self.given) :]
        definitions = defining(self.encoder.definitions, self.variables)
        content: Plain = {
            "functions": functions(self.encoder.definitions, self.variables),
            "region": [h for h in given if not _mentions(h) & fresh],
        }
        if claim == "never":
            rest = [h for h in given if _mentions(h) & fresh]
            content["necessary"] = [*rest, *definitions, *negated]
        else:
            renamed = [h | {"name": h["name"].replace("not the claim", "fails")} for h in negated]
            content |= {"unknowns": [], "bound": [], "goals": [h | {"forall": []} for h in renamed]}
        if claim == "sometimes":
            content["necessary"] = negated
        variables = [
            *(Variable(s, Role.PARAMETER) for s in self.symbols),
            *(Variable.of(d.symbol) for d in self.encoder.definitions),
        ]
        return Statement(
            claim=claim,
            words=words,
            variables=variables,
            conditions=self.texts[: self.reads_back],
            where=self.texts[1:] if self.reads_back else (),
            content=content,
        )

    def goals(self) -> list[Plain]:
        """The claim itself in plain data; without auxiliary quantities."""
        parts = [self.claim] if not isinstance(self.claim, sp.And) else list(self.claim.args)
        facts = [self._encoded(_alternatives(part, "claim")) for part in parts]
        return [self._plain(fact, k) for k, fact in enumerate(facts)]


def _claimed(claim: sp.Basic) -> str:
    if isinstance(claim, Relational):
        return to_text(claim)
    joiner = " or " if isinstance(claim, sp.Or) else " and "
    return joiner.join(_claimed(a) for a in sorted(claim.args, key=sp.default_sort_key))


def _mentions(h: Plain) -> set[int]:
    polys = [h["poly"]] if h["rel"] != "or" else [p for part in h["any"] for _, p in part]
    return {i for poly in polys for _, e in poly for i, power in enumerate(e) if power}
