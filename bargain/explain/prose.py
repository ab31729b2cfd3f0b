r"""Certificates as arguments that a person can follow: `text` and `latex`.

A refutation is shown as the sum that it is. Each term is a product of hypotheses and squares with
its sign, or a multiple of an equation; "the terms add up to 0, yet one of them is positive" is the
whole proof, and multiplying out is all that a reader has to do. Case distinctions become cases,
witnesses become definitions and what each property is equal to, boxes and tables are summed up
by what was excluded and why. Nothing is claimed here that the checker has not read: the claim is
the sentence that it writes from the exact statement, and the writer only renames the numbers of the
hypotheses. The author's own wording stands below the claim, marked as the author's; the names that
the author gave to hypotheses stand in quotation marks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from bargain.check.certificate import Data
from bargain.check.words import label
from bargain.explain.argument import Argument
from bargain.explain.argument_parts import Fact, Line, Sum
from bargain.explain.bisections import boxes, equilibria
from bargain.explain.formulas import Formulas
from bargain.explain.known import evaluated
from bargain.explain.paragraphs import paragraphs
from bargain.explain.printed_claim import numbered, polynomials
from bargain.explain.script import of_certificate
from bargain.explain.visitor import gain, needed, negated, opposites

__all__ = ["latex", "text"]


class _Writer(Argument):
    """Writes the argument of one statement, claim by claim."""

    # --- claims -----------------------------------------------------------------------------------

    def claim(self, statement: Data, proof: Data, used: Sequence[str]) -> None:
        """Write one claim with its proof: the checker's sentence, then the author's words."""
        self.say(0, f"Claim. {numbered(self, statement, proof, used)}")
        self.authors(statement["words"])
        self.say(1, 'Names in "quotation marks" are the author\'s too.', runs=True)
        CLAIMS[statement["claim"]](self, statement, proof)

    def never(self, statement: Data, proof: Data) -> None:
        """A refutation of region and necessary conditions."""
        facts = self.claimed or self.facts(statement["region"], statement["necessary"])
        uses = "" if self.claimed else " The proof uses only"
        self.refutation(proof, facts, 0, f"Suppose there were such values.{uses}")

    def refutation(self, proof: Data, facts: list[Fact], depth: int, lead: str) -> None:
        """A psatz proof: what it uses, its axioms, its node."""
        self.say(depth, f"{'Proof. ' if depth == 0 else ''}{lead}", runs=True)
        self.listed(facts, needed(proof["node"]), depth + 1)
        self.node(proof["node"], [*facts, *self.axioms(proof["axioms"], depth + 1)], depth)

    def always(self, statement: Data, proof: Data) -> None:
        """A witness for every parameter of the region."""
        self.suppose(facts := self.claimed or self.facts(statement["region"]))
        self.tree(proof, facts, 0)

    def suppose(self, facts: list[Fact]) -> None:
        """What is known of the parameters."""
        words = "The parameters satisfy" if facts else "Nothing is assumed."
        words = f"Proof. {'Let such parameters be given.' if self.claimed else words}"
        self.say(0, words, runs=bool(facts))
        self.listed(facts, set(range(len(facts))), 1)

    def sometimes(self, statement: Data, proof: Data) -> None:
        """One point with a witness, one with a refutation."""
        facts = self.facts(statement["region"]) + self.at(proof, "exists")
        self.tree(proof["exists"]["proof"], facts, 1)
        facts = self.facts(statement["region"]) + self.at(proof, "fails")
        facts += self.facts(statement["necessary"])
        self.refutation(proof["fails"]["proof"], facts, 1, "The proof uses")

    def at(self, proof: Data, half: str) -> list[Fact]:
        """The point of one half of the proof, as facts."""
        lead = {
            "exists": "Proof, first half: one exists at",
            "fails": "Second half: there is none at",
        }[half]
        at = proof[half]["at"]
        shown = ", ".join(f"«{self.formulas.name(n)} = {v}»" for n, v in at.items())
        self.say(0, f"{lead} {shown or 'the numbers of the game'}.")
        where = "the point"
        return [Fact(rel="=", poly=self.formulas.pinned(n, v), label=where) for n, v in at.items()]

    def vacuous(self, leaf: Data, known: list[Fact], depth: int) -> None:
        """An empty case."""
        self.say(depth, "This case cannot occur.")
        self._closed(leaf["node"], known, depth + 1, self.node)

    def witness(self, leaf: Data, known: list[Fact], depth: int) -> None:
        """Definitions, then every property."""
        every = list(known)
        self.values.clear()
        for step in [*leaf.get("axioms", []), *leaf["define"]]:
            self.step(step, every, depth)
        for goal, proof in zip(self.statement["goals"], leaf["goals"], strict=True):
            self.goal(goal, proof, list(every), depth)

    def step(self, step: Data, known: list[Fact], depth: int) -> None:
        """Say what is defined; append what is then known, as the checker does."""
        if "rule" in step:
            known += self.axioms([step], depth)
        elif "function" in step:
            known.append(self.function(step, known, depth))
        elif "root" in step:
            known += self.root(step, known, depth)
        else:
            known += self.quotient(step, known, depth)

    def conjoined(self, facts: Sequence[Fact], joiner: str) -> str:
        """Facts with their numbers."""
        shown, left = list[str](), list(facts)
        while left:
            fact, *left = left
            words = f"{self.label(fact)} {self.fact_text(fact)}"
            if left and (left[0].rel, left[0].poly, fact.rel) == (">=", negated(fact.poly), ">="):
                other, *left = left
                other.label = fact.label  # two bounds that are one equation
                words = f"{fact.label} «{self.relation('=', other.poly)}»"
            shown.append(words)
        return joiner.join(shown)

    def otherwise(
        self, why: str, opposite: Fact, node: Data, known: list[Fact], depth: int
    ) -> None:
        """A reason: what the polynomial of the opposite is equal to, or its refutation.

        None is given for a number.
        """
        if self.formulas.is_positive_constant(negated(opposite.poly)):
            return
        if (found := self.direct(opposite, node, known)) is not None:
            self.say(depth, f"{why}: {'; '.join(found)}.")
            return
        self.say(depth, f"{why}; else {self.conjoined([opposite], '')}:")
        self._closed(node, [*known, opposite], depth + 1, self.node)

    def function(self, step: Data, known: list[Fact], depth: int) -> Fact:
        """A logarithm or exponential has a value."""
        entry = self.formulas.functions[step["function"]]
        log = entry["of"] == "log"
        fresh = Fact(rel=">", poly=entry["arg"] if log else self.formulas.variable(step["var"]))
        self.say(depth, f"{entry['of']} is defined here: {self.conjoined([fresh], '')}.")
        if "positive" in step:
            opposite = Fact(rel=">=", poly=negated(entry["arg"]))
            self.node(step["positive"], [*known, opposite], depth + 1)
        return fresh

    def root(self, step: Data, known: list[Fact], depth: int) -> list[Fact]:
        """A root between two ends at which the polynomial has opposite signs."""
        f = self.formulas
        variable = f.variable(step["var"])
        new = [
            Fact(rel="=", poly=step["root"]),
            Fact(rel=">=", poly=f.difference(variable, step["lo"])),
            Fact(rel=">=", poly=f.difference(step["hi"], variable)),
        ]
        self.say(
            depth,
            f"Let «{f.name(step['var'])}» be a root with {self.conjoined(new, ', ')}. It exists "
            "because it is continuous and changes sign between the ends:",
        )
        if "through" in step:
            return self.through(step, new, known, depth)
        low, high = (f.substituted(step["root"], step["var"], step[e]) for e in ("lo", "hi"))
        for key, poly, why in (
            ("order", f.difference(step["lo"], step["hi"]), "the ends are in order"),
            ("at_lo", low, "at the lower end it is at most 0"),
            ("at_hi", negated(high), "at the upper end it is at least 0"),
        ):
            self.otherwise(why, Fact(rel=">", poly=poly), step[key], known, depth + 1)
        return new

    def through(self, step: Data, new: list[Fact], known: list[Fact], depth: int) -> list[Fact]:
        """The same where the equation mentions functions of what is defined."""
        f = self.formulas
        order = Fact(rel=">", poly=f.difference(step["lo"], step["hi"]))
        self.otherwise("the ends are in order", order, step["order"], known, depth + 1)
        inside = [*known, *new[1:]]
        for part in step["through"]:
            self.step(part, inside, depth + 1)
        variable = f.variable(step["var"])
        for key, end, poly, why in (
            ("at_lo", "lo", step["root"], "at the lower end it is at most 0"),
            ("at_hi", "hi", negated(step["root"]), "at the upper end it is at least 0"),
        ):
            here = Fact(rel="=", poly=f.difference(variable, step[end]))
            opposite = Fact(rel=">", poly=poly)
            self.say(depth + 1, f"{why}; else {self.conjoined([here, opposite], ' and ')}:")
            self.node(step[key], [*inside, here, opposite], depth + 2)
        return [new[0], *inside[len(known) :]]

    def quotient(self, step: Data, known: list[Fact], depth: int) -> list[Fact]:
        """A quotient whose denominator is positive."""
        f, top, below = self.formulas, step["num"], step["den"]
        product = f.times(below, f.variable(step["var"]))
        new = [Fact(rel=">", poly=below), Fact(rel="=", poly=f.difference(product, top))]
        value = f"«{f.name(step['var'])} = {f.quotient(top, below)}»"
        if f.is_positive_constant(below):
            new[0].label = "arithmetic"
            number, divisor = evaluated(top, {}), evaluated(below, {})
            if number is not None and divisor:
                self.values[f.names.index(step["var"])] = number / divisor
            self.say(depth, f"Let {self.label(new[1])} {value}.", runs=True)
            return new
        opposite = Fact(rel=">=", poly=negated(below))
        reasons = self.direct(opposite, step["positive"], known)
        if f.style == "latex":  # there equations are named only
            self.label(new[1])
            lead = f"Let {new[1].label} {value}, where {self.label(new[0])} "
        else:
            lead = f"Let {value}, so that {self.conjoined(new, ' and ')}"
        if reasons is not None and len(reasons) == 1 and f.style == "latex":
            same = reasons[0].startswith(f"«{f.polynomial(below)} ")
            plain = f"{self.fact_text(new[0])}, for "
            self.say(depth, f"{lead}{'' if same else plain}{reasons[0]}.")
            return new
        self.say(depth, f"{lead}{self.fact_text(new[0]) if f.style == 'latex' else ''}.")
        self.otherwise("The denominator is positive", opposite, step["positive"], known, depth + 1)
        return new

    def goal(self, goal: Data, proof: Data, known: list[Fact], depth: int) -> None:
        """One property of a witness and why it holds."""
        f = self.formulas
        fact = Fact(rel=goal["rel"], poly=goal.get("poly", []), any=goal.get("any", ()))
        inner: Data = proof if "k" not in proof else {"node": proof}
        before = len(known)
        known += self.bounds(goal)
        told = goal["name"].removeprefix("goal: ")
        called = any(f.letter(p) is not None for p in polynomials(goal))
        name = "" if called or self.told(told) else f"{f.quoted(told)}: "
        cases = {
            key: [Fact(rel=o["rel"], poly=o.get("poly", []), any=o.get("any", ())) for o in many]
            for key, many in opposites(goal)
        }
        if not name and not called and self.is_arithmetic(goal):
            return
        if not inner.get("define") and all(len(many) == 1 for many in cases.values()):
            reasons = [self.direct(many[0], inner[key], known) for key, many in cases.items()]
            if (shown := reasons[0]) is not None and None not in reasons:
                where = self.everywhere(goal, known[before:])
                *lemmas, last = shown
                for words in lemmas:
                    self.say(depth, f"{words}.", runs=True)
                self._with_the_last(depth, f"{name}{last}{where}.")
                return
        lines = len(self.out)
        suppose = called and len(cases) == 1 and not inner.get("define")
        for step in inner.get("define", []):
            self.step(step, known, depth + 1)
        for key, many in cases.items():
            if len(many) == 1 and (reason := self.direct(many[0], inner[key], known)) is not None:
                self.say(depth + 1, f"{'; '.join(reason)}.")
                continue
            lead = "Suppose" if suppose else "Otherwise"
            *given, opposite = many
            supposed = self.conjoined(given, " and ") if given else ""
            if given and (found := self.direct(opposite, inner[key], [*known, *given])) is not None:
                self.say(depth + 1, f"Suppose {supposed}. {'; '.join(found)}.")
                continue
            self.say(depth + 1, f"{lead} {self.conjoined(many, ' and ')}.", runs=True)
            self._closed(inner[key], [*known, *many], depth + 1, self.node)
        if suppose:  # the claim says it
            return
        where = self.everywhere(goal, known[before:])  # in print the opposite comes next
        whole = f.style == "text" or not name or len(cases) > 1 or bool(inner.get("define"))
        words = f"{name}{self.fact_text(fact)}" if whole else name.removesuffix(": ")
        self.out.insert(lines, Line(depth, f"{words}{where}.", runs=not inner.get("define")))

    def is_arithmetic(self, goal: Data) -> bool:
        """Whether a property of unknowns that are numbers says what numbers fulfil."""
        value = evaluated(goal["poly"], self.values) if goal["rel"] != "or" else None
        return value is not None and {"=": value == 0, ">": value > 0}.get(goal["rel"], value >= 0)

    def _with_the_last(self, depth: int, words: str) -> None:
        """A property; with the one before, if both have one reason."""
        before = self.out[-1] if self.out else None
        formula, by, reason = words.rpartition(" by ")
        if isinstance(before, Line) and by and before.depth == depth and self.property is before:
            others, _, same = before.words.rpartition(" by ")
            if same == reason:
                self.out.pop()
                words = f"{others}, {formula} by {reason}"
        self.say(depth, words, runs=True)
        self.property = self.out[-1]

    def bounds(self, goal: Data) -> list[Fact]:
        """What is known of the values that a goal is about."""
        f = self.formulas
        if all(name in self.bounded for name in goal["forall"]):
            return [fact for name in goal["forall"] for fact in self.bounded[name]]
        boxes = {name: (lo, hi) for name, lo, hi in self.statement["bound"]}
        return [
            Fact(rel=">=", poly=f.shifted(name, sign, end))
            for name in goal["forall"]
            for sign, end in zip((1, -1), boxes[name], strict=True)
        ]

    def everywhere(self, goal: Data, known: Sequence[Fact]) -> str:
        """For which values a goal is shown, with the numbers of the bounds that were used."""
        if self.bounded:
            return ""  # the claim says it
        boxes = {name: (lo, hi) for name, lo, hi in self.statement["bound"]}
        found = []
        for name, low, high in zip(goal["forall"], known[::2], known[1::2], strict=False):
            lo, hi = boxes[name]
            shown = f"«{lo} ≤ {self.formulas.name(name)} ≤ {hi}»"
            found.append(
                " ".join([shown, ", ".join(x.label for x in (low, high) if x.label)]).strip()
            )
        return f" for all {', '.join(found)}" if found else ""

    # --- tables, boxes, equilibria ----------------------------------------------------------------

    def table(self, statement: Data, proof: Data) -> None:
        """A finite game."""
        if statement["verdict"] != "sometimes":
            self.always(statement, proof)
            return
        region = self.facts(statement["region"])
        for half in ("exists", "fails"):
            self.tree(proof[half]["proof"], region + self.at(proof, half), 1)

    @cached_property
    def labels(self) -> tuple[list[str], list[list[str]]]:
        """The players and their actions, as the author calls them."""
        players = self.statement["players"]
        actions = [list(map(label, self.statement["actions"][p])) for p in players]
        return list(map(label, players)), actions

    def called(self, profile: Sequence[int]) -> str:
        """A profile of actions."""
        _, actions = self.labels
        return "(" + ", ".join(actions[i][a] for i, a in enumerate(profile)) + ")"

    def profile(self, leaf: Data, known: list[Fact], depth: int) -> None:
        """An equilibrium of the table."""
        players, actions = self.labels
        chosen = leaf["profile"]
        self.say(
            depth,
            f"{self.called(chosen)} is an equilibrium: no change of one "
            "player's action brings a positive gain.",
        )
        others = [
            (i, a) for i in range(len(players)) for a in range(len(actions[i])) if a != chosen[i]
        ]
        for (i, a), node in zip(others, leaf["best"], strict=True):
            fact = Fact(rel=">", poly=gain(self.statement, chosen, i, a))
            self.otherwise(f"{players[i]} to {actions[i][a]}", fact, node, known, depth + 1)

    def deviations(self, leaf: Data, known: list[Fact], depth: int) -> None:
        """A profitable change at every profile of the table."""
        players, actions = self.labels
        self.say(depth, "At every profile somebody gains by changing its own action.")
        for entry in leaf["deviations"]:
            i, a = entry["player"], entry["to"]
            more = gain(self.statement, entry["profile"], i, a)
            loss = Fact(rel=">=", poly=negated(more))
            why = f"{self.called(entry['profile'])}: {players[i]} gains by {actions[i][a]}"
            self.otherwise(why, loss, entry["node"], known, depth + 1)


#: Per kind of claim: what writes its proof.
CLAIMS: Mapping[str, Callable[[_Writer, Data, Data], None]] = {
    "never": _Writer.never,
    "always": _Writer.always,
    "sometimes": _Writer.sometimes,
    "table": _Writer.table,
    "empty-box": boxes,
    "equilibria": equilibria,
}


def _written(certificate: Data, style: str) -> list[Line | Sum]:
    statement, proof = certificate["statement"], certificate["proof"]
    used = certificate.get("used", ())
    if "parts" not in statement:
        writer = _Writer(statement, Formulas(statement, style))
        writer.claim(statement, proof, used)
        return writer.out
    whole = _Writer(statement, Formulas({"variables": []}, style))
    cells = ", which leave out no parameters" if statement["claim"] == "region" else ""
    whole.say(0, f"Claim. Each of the following {len(statement['parts'])} statements{cells}.")
    whole.authors(statement["words"])
    out = whole.out
    for k, (part, sub) in enumerate(zip(statement["parts"], proof["parts"], strict=True)):
        writer = _Writer(part, Formulas(part, style))
        writer.say(0, f"Part {k + 1}.")
        writer.claim(
            part, sub, [name.partition(":")[2] for name in used if name.startswith(f"{k}:")]
        )
        out += writer.out
    return out


@of_certificate
def text(certificate: Data) -> str:
    """The argument of a certificate as plain text.

    Parameters
    ----------
    certificate : mapping
        As `bargain.check` accepts it.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If it is no certificate: the checker says what is wrong.

    Examples
    --------
    >>> import sympy as sp
    >>> from bargain.verdicts.relation import prove_relation
    >>> x, y = sp.symbols("x y", positive=True)
    >>> verdict = prove_relation(x**2 + y**2 >= 2*x*y)
    >>> print(text(verdict.certificate))  # doctest: +ELLIPSIS
    Claim. No real x, y satisfy -x**2 + 2*x*y - y**2 > 0, x > 0, y > 0.
      The author's words, not checked:
        "x**2 + y**2 >= 2*x*y for all real x, y with x > 0, y > 0."
      Names in "quotation marks" are the author's too.
    Proof. Suppose there were such values. The proof uses only
      (1) -(x - y)^2 > 0   ["not the claim: x**2 + y**2 < 2*x*y"]
    (x - y)^2 ≥ 0, against (1).
    """
    lines = []
    for piece in _written(certificate, "text"):
        lines.append("  " * piece.depth + piece.words.replace("«", "").replace("»", ""))
        if isinstance(piece, Sum):
            width = min(72, max(len(shown) for _, shown, _, _ in piece.terms))
            for k, (sign, shown, rel, because) in enumerate(piece.terms):
                end = f"{rel} 0  {because}" if because or rel == "≥" else ""
                lead = f"{sign or ('+' if k else ' ')} "
                lines.append(f"    {lead}{shown.ljust(width)}    {end}".rstrip())
    return "\n".join(lines)


@of_certificate
def latex(certificate: Data) -> str:
    r"""The argument of a certificate as LaTeX, for a document that loads amsmath.

    Examples
    --------
    >>> import sympy as sp
    >>> from bargain.verdicts.relation import prove_relation
    >>> x, y = sp.symbols("x y", positive=True)
    >>> r"\textbf{Proof.}" in latex(prove_relation(x**2 + y**2 >= 2*x*y).certificate)
    True
    """
    table = certificate["statement"]["claim"] == "table"
    return paragraphs(_written(certificate, "latex"), separate=table)
