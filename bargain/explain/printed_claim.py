"""A claim as a person prints it.

Hypotheses have the numbers by which the proof calls them. Of a claim of existence the properties
are formulas too: a long polynomial has a letter, with which the proof goes on, and the values that
a property is about have a number. What the author calls a property stands behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bargain.check.certificate import Data
from bargain.check.words import hypotheses, label, sentence
from bargain.explain.argument import Argument
from bargain.explain.argument_parts import Fact
from bargain.explain.visitor import needed
from bargain.question.encoding import Polynomial

__all__ = ["numbered", "polynomials"]

_PROPERTIES = 16  # properties that are printed as formulas
_WIDE = 60  # monomials up to which each of them is
_PLAIN = 2  # monomials up to which a polynomial needs no letter


def numbered(writer: Argument, statement: Data, proof: Data, used: Sequence[str]) -> str:
    """The claim; in print its hypotheses have their numbers there, and are not said again."""
    kind, f, words = statement["claim"], writer.formulas, sentence(statement, used)
    parts = {"never": ("region", "necessary"), "always": ("region",)}.get(kind, ())
    many = [h for part in parts for h in statement[part]]
    told = hypotheses({**statement, "used": frozenset(used)}, many) if many else ""
    known = statement["variables" if kind == "never" else "parameters"] if parts else ()
    if f.style != "latex" or not told or not known or words.count(told) != 1:
        return f.prose(words)
    writer.claimed = writer.facts(many)
    which = needed(proof["node"]) if kind == "never" else set(range(len(many)))
    before, after = words.split(told)
    shown = ", ".join(writer.numbers(writer.claimed, which))
    left = sum(i not in which for i in range(len(many)))
    more = f", and {left} more relations, which the proof does not use" if left else ""
    rest = _properties(writer, statement, after) if kind == "always" else None
    return f"{f.prose(before)}{shown}{more}{rest or f.prose(after)}"


def _properties(writer: Argument, statement: Data, words: str) -> str | None:
    """What a claim of existence says after its hypotheses; None if that is better said as it is."""
    f, goals = writer.formulas, statement["goals"]
    told = hypotheses({**statement, "used": ()}, goals) if goals else ""
    polys = [p for h in goals for p in polynomials(h)]
    wide = len(goals) > _PROPERTIES or any(len(p) > _WIDE for p in polys)
    if wide or not told or words.count(told) != 1:
        return None
    lead, end = words.split(told)
    shown = []
    for goal, fact in zip(goals, writer.facts(goals), strict=True):
        said = _defined(writer, fact, goal)
        name = goal["name"].removeprefix("goal: ")
        shown.append(said if writer.told(name) else f"{said} ({f.quoted(name)})")
    ends = [f"{label(name)} in [{low}, {high}]" for name, low, high in statement["bound"]]
    domain = f", for all {', '.join(ends)}"
    if ends and end.startswith(domain):
        bounds = (_bound(writer, *bound) for bound in statement["bound"])
        return f"{f.prose(lead)}{', '.join(shown)}, for all {', '.join(bounds)}" + f.prose(
            end.removeprefix(domain)
        )
    return f"{f.prose(lead)}{', '.join(shown)}{f.prose(end)}"


def polynomials(h: Data) -> list[Polynomial]:
    """The polynomials of a relation."""
    return [p for way in h["any"] for _, p in way] if h["rel"] == "or" else [h["poly"]]


def _defined(writer: Argument, fact: Fact, goal: Data) -> str:
    """A property, with letters for its long polynomials."""
    f, letters = writer.formulas, dict[str, str]()
    for poly in polynomials(goal):
        if len(poly) > _PLAIN and f.letter(poly) is None:
            whole = f.polynomial(poly)
            if (letter := f.lettered(poly)) is not None:
                letters[letter] = whole
    said = writer.fact_text(fact)
    for letter, whole in letters.items():
        said = said.replace(f"«{letter} ", f"«{letter} = {whole} ", 1)
    return f"({said})" if fact.rel == "or" else said


def _bound(writer: Argument, name: str, low: str, high: str) -> str:
    """The values that a property is about, with their number."""
    f = writer.formulas
    ends = [Fact(rel=">=", poly=f.shifted(name, s, e)) for s, e in ((1, low), (-1, high))]
    ends[1].label = writer.label(ends[0])
    writer.bounded[name] = ends
    return f"{ends[0].label} «{low} {f.sign('≤')} {f.name(name)} {f.sign('≤')} {high}»"
