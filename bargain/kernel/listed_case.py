"""One case of a list as Coq definitions: the tree, table or types, the cell, what is listed.

The theorem about polynomials says that a cell of the parameters meets some demands. Here payoffs,
what chance does, and the cell are defined as they were given. Of a table's pure equilibria it is
proved which profiles they are: for all parameters of the cell, a profile is an equilibrium if and
only if it is listed. For other lists what the equilibria come to is stated as polynomials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

import sympy as sp
from sympy.core.relational import Relational

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.coq.coq_script import conjunction, relation
from bargain.explain.coq.coq_tables import Tables
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.trees.bayesian_game import TypeProfile
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.tree_nodes import Chance, End
from bargain.game.trees.tree_places import Place
from bargain.kernel.expressions import in_coq, is_polynomial, names_of, relation_in_coq
from bargain.kernel.tactics import RELATION
from bargain.question.region_relations import cleared
from bargain.rebuild.cases_again import asked_again, game_of_text
from bargain.solve.cases.case_search import SignsAt
from bargain.solve.cases.table_cases import PURE, LetterProfile
from bargain.solve.mechanisms.rule_file import AskedRule

__all__ = ["ListedCase"]

_MOST = 200  # profiles that are gone through one by one


class ListedCase:
    """Definitions of a game and a cell of its parameters, and the theorem about them.

    Parameters
    ----------
    certificate : mapping
        Of one case.
    name : str
        Of the theorem; that about polynomials has it with ``_polynomials``.

    Raises
    ------
    InputError
        If the statement carries no game.
    OptionError
        If a payoff or the cell has no form in Coq.
    """

    def __init__(self, certificate: Data, name: str) -> None:
        self.certificate, self.name = certificate, name
        self.statement = certificate["statement"]
        self.game = game_of_text(self.statement["game"])
        self.question, self._compute = asked_again(self.statement, self.game)
        self.theorems = Tables(self.statement)
        self.parameters = names_of(self.question.parameters)
        players = [re.sub(r"\W", "_", p) for p in self.game.players]
        self.players = [f"{p}_{k + 1}" if players.count(p) > 1 else p
                        for k, p in enumerate(players)]  # fmt: skip
        listed = isinstance(self.game, FiniteGame) and self.question.asked == PURE
        small = isinstance(self.game, FiniteGame) and prod(self.game.shape) <= _MOST
        polynomials = all(map(is_polynomial, map(sp.sympify, self.question.entries)))
        self.pure = listed and small and polynomials
        self.reason = (
            "" if self.pure else f"taken as given: what is proved of {self.question.asked}"
        )

    def lines(self) -> list[str]:
        """All but the theorem about polynomials."""
        game = self.game
        own: _Table | _Tree | _Rule
        if isinstance(game, FiniteGame):
            own = _Table(self, game)
        else:
            own = _Tree(self, game) if isinstance(game, ExtensiveGame) else _Rule(self, game)
        proposition = self.theorems.exists()[0].strip()
        proof = ["  exact G."]
        if self.pure:
            assert isinstance(own, _Table)
            proposition, proof = own.pure(self._listed(), proposition)
        met = [f"_ : {relation(h, self.theorems.names)}" for h in self.statement["region"]]
        base = " ".join([f"{self.name}_polynomials", *self.parameters])
        lead = f"forall {' '.join(self.parameters)} : R, " if self.parameters else ""
        return [
            *RELATION.strip().splitlines(),
            "",
            *own.definitions(),
            *self._region(),
            f"Theorem {self.name} : {lead}{self.applied('region')} ->",
            f"  {proposition}.",
            "Proof.",
            f"  intros {' '.join([*self.parameters, 'N'])}. unfold region in N. in_parts.",
            *(f"  assert (Q{k} {text}) by one_part." for k, text in enumerate(
                t.removeprefix("_ ") for t in met)),
            f"  pose proof ({' '.join([base, *(f'Q{k}' for k in range(len(met)))])}) as G.",
            *proof,
            "Qed.",
        ]  # fmt: skip

    def define(self, name: str, kind: str, body: str, more: str = "") -> list[str]:
        """A definition that depends on the parameters, and perhaps on more."""
        given = f"({' '.join(self.parameters)} : R)" if self.parameters else ""
        head = " ".join(part for part in ("Definition", name, given, more) if part)
        return [f"{head} : {kind} :=", f"  {body}."]

    def applied(self, name: str, *more: str) -> str:
        """A defined quantity at the parameters."""
        return " ".join([name, *self.parameters, *more])

    def _region(self) -> list[str]:
        said, lines = [], []
        for r in self.question.stated:
            if not isinstance(r, Relational):
                raise OptionError(f"{r} is no comparison of two expressions")
            if not all(map(is_polynomial, r.args)):
                lines.append(f"(* multiplied out: {r} *)".replace("**", "^"))
                r = cleared(r)  # noqa: PLW2901  # the same relation in another spelling
            said.append(relation_in_coq(r))
        return [*lines, *self.define("region", "Prop", " /\\ ".join(said) or "True"), ""]

    def _listed(self) -> list[tuple[int, ...]]:
        """The pure profiles that are listed in the cell: those of its sample point."""
        assert isinstance(self.game, FiniteGame)
        sample = self.certificate["sample"]
        point = {p.name: Fraction(sample[p.name]) for p in self.question.parameters}
        found = []
        for profile in self._compute(SignsAt(self.question, point)).equilibria:
            assert isinstance(profile, LetterProfile)
            own = [list(profile.strategies[p].values()).index(1) for p in self.game.players]
            found.append(tuple(own))
        return found


class _Tree:
    """The ends of a tree, their payoffs, and what chance has to do for them."""

    def __init__(self, file: ListedCase, game: ExtensiveGame) -> None:
        self.file, self.game = file, game
        self.ends = [p for p in game.places if isinstance(p.node, End)]

    def definitions(self) -> list[str]:
        """The payoffs at each end, and how probable chance makes it."""
        names = [f"end_{p.number}" for p in self.ends]
        lines = [f"(* end_{p.number}: {_plain(p.where)} *)" for p in self.ends]
        lines.append(f"Inductive ends := {' | '.join(names)}.")
        tables: dict[str, list[sp.Expr]] = {
            f"payoff_{name}": [_payoff(p, player) for p in self.ends]
            for name, player in zip(self.file.players, self.game.players, strict=True)
        }
        tables["chance"] = [self._odds(p) for p in self.ends]
        for name, entries in tables.items():
            rows = [f"  | {n} => {in_coq(e)}" for n, e in zip(names, entries, strict=True)]
            body = "\n".join(["match a__ with", *rows, "  end"])
            lines += self.file.define(name, "R", body, "(a__ : ends)")
        return lines

    def _odds(self, place: Place) -> sp.Expr:
        """The product of the probabilities on the way to an end."""
        found = sp.S.One
        while place.parent is not None:
            above = self.game.places[place.parent]
            if isinstance(above.node, Chance):
                found *= sp.sympify(above.node.probabilities[place.history[-1]])
            place = above
        return found


class _Rule:
    """Profiles of types, how probable they are, and what terms are worth at each."""

    def __init__(self, file: ListedCase, asked: AskedRule) -> None:
        self.file, self.game = file, asked.game

    def definitions(self) -> list[str]:
        """The prior, payoffs in the terms and outside options."""
        game, players = self.game, self.file.players
        names = [f"types_{k + 1}" for k in range(len(game.profiles))]
        lines = [f"(* {n}: {_plain(', '.join(map(str, t)))} *)"
                 for n, t in zip(names, game.profiles, strict=True)]  # fmt: skip
        lines.append(f"Inductive profiles := {' | '.join(names)}.")
        every = names_of([*self.file.question.parameters, *game.terms])
        terms = every[len(self.file.parameters) :]
        for x, (low, high) in zip(terms, game.terms.values(), strict=True):
            lines.append(f"(* the term {x} lies between {low} and {high} *)")
        tables: list[tuple[str, Mapping[TypeProfile, sp.Expr], str]] = [("prior", game.prior, "")]
        for name, player in zip(players, game.players, strict=True):
            tables.append((f"payoff_{name}", game.payoffs[player], f"({' '.join(terms)} : R) "))
            tables.append((f"outside_{name}", game.outside[player], ""))
        for name, values, more in tables:
            rows = [f"  | {n} => {in_coq(sp.sympify(values[t]))}"
                    for n, t in zip(names, game.profiles, strict=True)]  # fmt: skip
            body = "\n".join(["match t__ with", *rows, "  end"])
            lines += self.file.define(name, "R", body, f"{more}(t__ : profiles)")
        return lines


class _Table:
    """The actions and payoffs of a table."""

    def __init__(self, file: ListedCase, game: FiniteGame) -> None:
        self.file, self.game = file, game
        self.own = {
            name: [f"a_{k + 1}_{n + 1}" for n in range(len(game.actions[player]))]
            for k, (name, player) in enumerate(zip(file.players, game.players, strict=True))
        }
        self.chosen = [f"c__{k + 1}" for k in range(len(game.players))]

    def definitions(self) -> list[str]:
        """Actions and payoffs."""
        lines = []
        for (name, labels), player in zip(self.own.items(), self.game.players, strict=True):
            told = zip(labels, self.game.actions[player], strict=True)
            shown = ", ".join(f"{n} is {_plain(str(a))}" for n, a in told)
            lines += [f"(* {shown} *)", f"Inductive actions_{name} := {' | '.join(labels)}."]
        given = " ".join(f"({c} : actions_{p})" for c, p in zip(self.chosen, self.own, strict=True))
        for name, player in zip(self.own, self.game.players, strict=True):
            entries = map(sp.sympify, self.game.payoffs[player].flat)
            cells = zip(product(*self.own.values()), entries, strict=True)
            rows = [f"  | {', '.join(profile)} => {in_coq(e)}" for profile, e in cells]
            body = "\n".join([f"match {', '.join(self.chosen)} with", *rows, "  end"])
            lines += self.file.define(f"payoff_{name}", "R", body, given)
        best = []
        for k, name in enumerate(self.own):
            moved = [*self.chosen[:k], "t", *self.chosen[k + 1 :]]
            there, here = (self.file.applied(f"payoff_{name}", *at) for at in (moved, self.chosen))
            best.append(f"(forall t : actions_{name}, {there} <= {here})")
        return [*lines, *self.file.define("nash", "Prop", " /\\\n  ".join(best), given)]

    def pure(self, listed: Sequence[tuple[int, ...]], demands: str) -> tuple[str, list[str]]:
        """That a profile is an equilibrium if and only if it is listed, and the proof."""
        actions = list(self.own.values())
        is_one = [" /\\ ".join(f"{c} = {a[n]}" for c, a, n in zip(
            self.chosen, actions, profile, strict=True)) for profile in listed]  # fmt: skip
        said = " \\/ ".join(f"({text})" for text in is_one) or "False"
        given = " ".join(f"({c} : actions_{p})" for c, p in zip(self.chosen, self.own, strict=True))
        proposition = f"forall {given},\n  {self.file.applied('nash', *self.chosen)} <-> {said}"
        unfold = ", ".join(f"payoff_{p}" for p in self.own)
        goals = len(self.file.statement["goals"])
        pattern = conjunction([f"D{k}" for k in range(goals)])
        lines = [
            f"  destruct G as {pattern}." if goals > 1 else "  rename G into D0.",
            f"  intros {' '.join(self.chosen)}. destruct {', '.join(self.chosen)}.",
        ]
        for profile, places in self._demanded(listed):
            kept = " ".join(f"D{k}" for k in places)
            lines.append(f"  {{ unfold nash, {unfold}. split.")
            if profile in listed:
                way = "right; " * listed.index(profile)
                last = listed.index(profile) == len(listed) - 1
                way += "" if last else "left; "
                lines += [
                    f"    {{ intros _. {way}repeat split. }}",
                    f"    {{ intros _. {f'clear - {kept}' if kept else 'clear'}. "
                    "repeat split; intros []; lra. } }",
                ]
                continue
            labels = [f"N{k}" for k in range(len(actions))]
            tested = " ".join(
                f"pose proof (N{k} {a}) as T{k}_{n};"
                for k, own in enumerate(actions) for n, a in enumerate(own) if n != profile[k]
            )  # fmt: skip
            lines += [
                f"    {{ intros {conjunction(labels)}. exfalso.",
                f"      {tested} clear - {kept} {' '.join(re.findall(r'T[0-9]+_[0-9]+', tested))}.",
                "      in_parts; lra. }",
                "    { intros W. clear - W. exfalso.",
                "      in_parts; try contradiction; discriminate. } }",
            ]
        return proposition, lines

    def _demanded(
        self, listed: Sequence[tuple[int, ...]]
    ) -> Iterator[tuple[tuple[int, ...], Sequence[int]]]:
        """Each profile with the numbers of the demands that speak of it."""
        first = 0
        for profile in product(*map(range, self.game.shape)):
            count = len(dict.fromkeys(self._gains(profile))) if profile in listed else 1
            yield profile, range(first, first + count)
            first += count

    def _gains(self, profile: tuple[int, ...]) -> Iterator[sp.Expr]:
        for k, player in enumerate(self.game.players):
            table = self.game.payoffs[player]
            for n in range(self.game.shape[k]):
                if n != profile[k]:
                    other = (*profile[:k], n, *profile[k + 1 :])
                    yield sp.expand(sp.sympify(table[other]) - sp.sympify(table[profile]))


def _payoff(place: Place, player: str) -> sp.Expr:
    assert isinstance(place.node, End)
    return sp.sympify(place.node.payoffs[player])


def _plain(text: str) -> str:
    """A text that can stand in a comment."""
    return text.replace('"', "'").replace("(*", "( *").replace("*)", "* )")
