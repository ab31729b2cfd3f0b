"""The plain polynomials of a certificate as formulas, in text or in LaTeX.

A polynomial ``[["p/q", [exponents]], …]`` is shown in factored form where that is short. Function
variables are shown as what they stand for: ``log(…)``, ``exp(…)``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from bargain.check.certificate import Data
from bargain.check.words import label
from bargain.errors import BargainError
from bargain.explain.typesetting import SIGNS, escaped, without_brackets
from bargain.game.expression import parse
from bargain.question.encoding import Polynomial, expression, polynomial

__all__ = ["Formulas"]

_FACTORED = 40  # monomials up to which a polynomial is shown in factors
_DEGREE = 24  # up to which it is; factors of higher degrees can take hours
_QUOTED = 600  # characters of an author's words that are shown
_BRIEF = 4  # signs of a factor up to which it is not taken out of a sum
_LONG = 300  # monomials beyond which it is not shown at all
_SHORT = 8  # monomials up to which a polynomial is written out in a sum
_SUMMANDS = 2  # of a denominator that may have a minus before it
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # names of long polynomials, in their order
_TURNED = str.maketrans("<>≤≥", "><≥≤")
_TERM = r"(?:\d+|[^\W\d]\w*)(?:(?:\*\*|\*|/)(?:\d+|[^\W\d]\w*))*"
_SUM = rf"-?{_TERM}(?: [-+] {_TERM})*"
_RELATION = re.compile(
    rf"(?<![\w*/.(])(?<![-+] )({_SUM}) (>=|<=|==|!=|=|<|>) ({_SUM})(?![\w*/(]|\.\d)"
)

_Terms = frozenset[tuple[Fraction, tuple[int, ...]]]


def _terms(poly: Polynomial) -> _Terms:
    """The terms of a polynomial in no order."""
    return frozenset((Fraction(c), tuple(e)) for c, e in poly)


def _positive_first(expression: sp.Expr) -> sp.Expr:
    """The same expression, with sums arranged to start with a positive term where they can."""
    if not expression.args or isinstance(expression, sp.Rational):
        return expression
    args = [_positive_first(a) for a in expression.args]
    if expression.is_Add:
        shown = sorted(
            zip(expression.as_ordered_terms(), range(len(args)), strict=True),
            key=lambda pair: (bool(pair[0].as_coeff_Mul()[0] < 0), pair[1]),
        )
        return sp.Add(*[_positive_first(t) for t, _ in shown], evaluate=False)
    if expression.is_Mul and any(a.has(sp.Add) for a in args):
        return sp.Mul(*args, evaluate=False)
    return expression if not expression.has(sp.Add) else expression.func(*args, evaluate=False)


def _primitive(poly: Polynomial) -> tuple[Fraction, Polynomial]:
    """A number and a polynomial with coprime whole coefficients, the first of them positive."""
    numbers = [Fraction(c) for c, _ in poly]
    below = math.lcm(*(q.denominator for q in numbers))
    content = Fraction(math.gcd(*(int(q * below) for q in numbers)), below)
    content = -content if numbers[0] < 0 else content
    return content, [[str(q / content), e] for q, (_, e) in zip(numbers, poly, strict=True)]


class Formulas:
    """The notation of one statement.

    Parameters
    ----------
    statement : mapping
    style : {"text", "latex"}

    Examples
    --------
    >>> shown = Formulas({"variables": ["s_C", "y_P"]}, "text")
    >>> shown.polynomial([["1", [1, 1]], ["-1", [0, 1]]])
    'y_P·(s_C - 1)'
    """

    def __init__(self, statement: Data, style: str) -> None:
        self.style = style
        self.names: list[str] = list(statement["variables"])
        # a name of a stranger must not read as a part of a formula
        self.symbols = [sp.Symbol(label(n), real=True) for n in self.names]
        self.set_as = {
            s: rf"\text{{{escaped(s.name)}}}" for s in self.symbols if s.name.startswith('"')
        }
        self.functions: list[Data] = list(statement.get("functions", []))
        self.meaning: dict[sp.Symbol, sp.Expr] = {}
        for f in self.functions:
            argument = self.expression(f["arg"]).xreplace(self.meaning)
            function = sp.log if f["of"] == "log" else sp.exp
            self.meaning[self.symbol(f["var"])] = function(argument, evaluate=False)
        self.letters: dict[_Terms, sp.Symbol] = {}
        self.given = {
            self.expression(_primitive(h["poly"])[1]) * (1 if _primitive(h["poly"])[0] > 0 else -1)
            for part in ("region", "necessary")
            for h in statement.get(part, ())
            if isinstance(h, dict) and h["rel"] in (">", ">=") and 1 < len(h["poly"]) <= _SHORT
        }

    def symbol(self, name: str) -> sp.Symbol:
        """The symbol of a variable."""
        return self.symbols[self.names.index(name)]

    def expression(self, poly: Polynomial) -> sp.Expr:
        """A polynomial as a sympy expression."""
        return expression(poly, self.symbols)

    def plain(self, expression: sp.Expr) -> Polynomial:
        """A sympy polynomial as plain data."""
        return polynomial(sp.expand(expression), self.symbols)

    # --- printing ---------------------------------------------------------------------------------

    def name(self, variable: str) -> str:
        """A variable."""
        return self.shown(self.symbol(variable))

    def shown(self, expression: sp.Expr) -> str:
        """An expression in the notation of the style."""
        meant = _positive_first(expression.xreplace(self.meaning))
        if self.style == "latex":
            text = str(
                sp.latex(meant, fold_short_frac=True, order="none", symbol_names=self.set_as)
            )
            if r"\frac" in text:
                return text
            return text.replace(r"\left(", "(").replace(r"\right)", ")")  # lines break within
        return str(sp.sstr(meant, order="none")).replace("**", "^").replace("*", "·")

    def prose(self, words: str) -> str:
        """Words in which relations and the statement's variables are set as formulas."""
        words = words.replace("«", "<<").replace("»", ">>")  # a formula is not for others to set
        if self.style == "text":
            return words
        pieces = []
        at = 0
        for found in _RELATION.finditer(words):
            if (shown := self._set(found)) is not None:
                pieces += [self._named(words[at : found.start()]), f"«{shown}»"]
                at = found.end()
        return "".join([*pieces, self._named(words[at:])])

    def _set(self, found: re.Match[str]) -> str | None:
        """A relation between polynomials in the statement's variables, set as a formula."""
        left, sign, right = found.groups()
        sides = []
        for side in (left, right):
            names = set(re.findall(r"[^\W\d]\w*", side))
            if not names <= set(self.names):
                return None
            try:
                parsed = parse(side, {n: self.symbol(n) for n in names})
            except BargainError:
                return None
            sides.append(self.shown(parsed))
        plain = {">=": "≥", "<=": "≤", "!=": "≠", "==": "="}.get(sign, sign)
        return f"{sides[0]} {SIGNS[plain]} {sides[1]}"

    def _named(self, words: str) -> str:
        """Words with the statement's variables set as formulas."""
        for plain, sign in ((">=", "≥"), ("<=", "≤"), ("!=", "≠"), ("==", "="), ("**", "^")):
            words = words.replace(plain, sign)
        long = sorted((n for n in self.names if len(n) > 1), key=len, reverse=True)
        if not long:
            return words
        pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, long)) + r")(?!\w)")
        return pattern.sub(lambda found: f"«{self.name(found[0])}»", words)

    def quoted(self, words: str) -> str:
        """Words of the author of the certificate, marked and on one line."""
        plain = words.replace('"', "'")
        return f'"{self.prose(plain if len(plain) <= _QUOTED else plain[:_QUOTED] + "…")}"'

    def lettered(self, poly: Polynomial) -> str | None:
        """Give a polynomial a letter by which it is shown from now on; None if none is left."""
        taken = {*self.names, *(letter.name for letter in self.letters.values())}
        name = next((c for c in _LETTERS if c not in taken), None)
        if name is not None:
            self.letters[_terms(poly)] = sp.Symbol(name, real=True)
        return name

    def letter(self, poly: Polynomial) -> sp.Expr | None:
        """The letter of a polynomial, or minus the letter."""
        if not self.letters:
            return None
        minus = frozenset((-c, e) for c, e in _terms(poly))
        found = self.letters.get(minus)
        return self.letters.get(_terms(poly)) if found is None else -found

    def tidy(self, poly: Polynomial) -> sp.Expr:
        """The polynomial in factors if it is short, by its letter if it has one."""
        if (letter := self.letter(poly)) is not None:
            return letter
        whole = self.expression(poly)
        if not 1 < len(poly) <= _FACTORED or not self._small(poly):
            return whole
        _, factors = sp.factor_list(whole)
        return self._signed(sp.factor(whole)) if sum(k for _, k in factors) > 1 else whole

    def _signed(self, product: sp.Expr) -> sp.Expr:
        """A product without a minus before it: it goes into a factor, not into one that is given.

        ``-(x - 1)·(x - a)`` is ``(1 - x)·(x - a)`` where it is known that ``1 - x ≥ 0``.
        """
        number, factors = product.as_coeff_mul()
        sums = [
            k
            for k, factor in enumerate(factors)
            if factor.is_Add and any(t.as_coeff_Mul()[0] < 0 for t in factor.args)
        ]
        if number >= 0 or not sums:
            return product
        _, at = max(((-factors[k] in self.given) - (factors[k] in self.given), k) for k in sums)
        turned = [-factor if k == at else factor for k, factor in enumerate(factors)]
        return sp.Mul(*([-number] if number != -1 else []), *turned, evaluate=False)

    def polynomial(self, poly: Polynomial) -> str:
        """A polynomial; one of hundreds of terms is named by its size."""
        return self._sized(poly) if self._long(poly) else self.shown(self.tidy(poly))

    def _long(self, poly: Polynomial) -> bool:
        return len(poly) > _LONG and self.letter(poly) is None

    def _sized(self, poly: Polynomial) -> str:
        size = f"[a polynomial of {len(poly)} terms, in the certificate]"
        return rf"\text{{{size}}}" if self.style == "latex" else size

    def relation(self, poly: Polynomial, sign: str) -> str:
        """``p rel 0``."""
        letter = self.letter(poly)
        if letter is not None and letter.is_Mul:  # minus a letter
            return f"{self.shown(-letter)} {self.sign(sign.translate(_TURNED))} 0"
        return f"{self.polynomial(poly)} {self.sign(sign)} 0"

    def sign(self, sign: str) -> str:
        """The sign of a relation."""
        return SIGNS[sign] if self.style == "latex" else sign

    def quotient(self, top: Polynomial, below: Polynomial) -> str:
        """``p / q``, reduced; in print a positive q is below the line as it stands."""
        whole = self.expression(top) / self.expression(below)
        if not self._small([*top, *below]):
            return self.shown(whole)
        reduced = sp.factor(whole)
        rest = self.expression(below) / sp.fraction(reduced)[1]
        if self.style == "text" or not sp.cancel(rest).is_Rational or len(below) < _SUMMANDS:
            return self.shown(reduced)
        content = abs(_primitive(top)[0]) / (k := abs(_primitive(below)[0]))
        over = [[str(Fraction(c) / abs(_primitive(top)[0]) * content.numerator), e] for c, e in top]
        under = [[str(Fraction(c) / k * content.denominator), e] for c, e in below]
        return rf"\frac{{{self.polynomial(over)}}}{{{self.polynomial(under)}}}"

    def _small(self, poly: Polynomial) -> bool:
        """Whether a polynomial can be factored without much work."""
        degree = max((sum(powers) for _, powers in poly), default=0)
        digits = sum(len(c) for c, _ in poly)
        return degree <= _DEGREE and len(poly) <= 10 * _FACTORED and digits <= 100 * _FACTORED

    def grouped(self, shown: str) -> str:
        """A formula in brackets."""
        tall = self.style == "latex" and r"\frac" in shown
        return rf"\left({shown}\right)" if tall else f"({shown})"

    def bracketed(self, poly: Polynomial) -> str:
        """A polynomial as a factor."""
        if self._long(poly):
            return self._sized(poly)
        expression = self.tidy(poly)
        shown = self.shown(expression)
        plain = expression.is_Symbol or (expression.is_Rational and expression >= 0)
        return shown if plain else self.grouped(shown)

    def handle(self, poly: Polynomial, label: str) -> str:
        """A bracketed hypothesis, or ``h_n`` for the left side of (n) where it is long."""
        if len(poly) > _SHORT and self.letter(poly) is None:
            number = label.strip("()")
            return f"h_{{{number}}}" if self.style == "latex" else f"h_{number}"
        return self.bracketed(poly)

    def product(self, c: str, factors: Sequence[str], squares: Sequence[Polynomial]) -> str:
        """``c · product of factors · product of squares``; factors are shown already."""
        number, roots = Fraction(c), []
        for poly in squares:
            content, root = _primitive(poly)
            number *= content**2
            roots.append(root)
        c = str(number)
        dot = " " if self.style == "latex" else "·"
        parts = (
            []
            if c == "1" and (factors or squares)
            else [sp.latex(sp.Rational(c)) if self.style == "latex" else c]
        )
        counted: list[tuple[str, int]] = []
        for shown, power in [*((f, 1) for f in factors), *((self.bracketed(p), 2) for p in roots)]:
            if counted and counted[-1][0] == shown:
                counted[-1] = (shown, counted[-1][1] + power)
            else:
                counted.append((shown, power))
        if self.style == "latex":
            counted = [(without_brackets(shown) if k == 1 else shown, k) for shown, k in counted]
        parts += [
            shown if k == 1 else f"{shown}^{{{k}}}" if self.style == "latex" else f"{shown}^{k}"
            for shown, k in counted
        ]
        return dot.join(parts)

    def collected(self, terms: Sequence[tuple[str, Sequence[str], Sequence[Polynomial]]]) -> str:
        """A sum of products ``(c, factors, squares)``, its longest common factors taken out.

        The first product is in the first summand; so that is positive if the product is, and none
        of the summands is negative if none of the products is.
        """
        alike = [self._alike(*term) for term in terms]
        shared = Counter(f for _, factors, _ in alike for f in set(factors))
        out = [f for f, many in shared.items() if many > 1 and len(f) > _BRIEF]
        if not out:
            return " + ".join(self.product(*term) for term in alike)
        best = max(out, key=lambda f: ((shared[f] - 1) * len(f), f))
        inner, rest, first = [], [], best in alike[0][1]
        power = min(n for _, factors, _ in alike if (n := factors.count(best)))
        for c, factors, squares in alike:
            if best in factors:
                left = list(factors)
                for _ in range(power):
                    left.remove(best)
                inner.append((c, left, squares))
            else:
                rest.append((c, factors, squares))
        content, _ = _primitive([[c, []] for c, _, _ in inner])
        inner = [(str(Fraction(c) / content), left, squares) for c, left, squares in inner]
        group = self.product(
            str(content), [self.grouped(self.collected(inner)), *[best] * power], []
        )
        other = self.collected(rest) if rest else ""
        return " + ".join(x for x in ((group, other) if first else (other, group)) if x)

    def _alike(
        self, c: str, factors: Sequence[str], squares: Sequence[Polynomial]
    ) -> tuple[str, list[str], list[Polynomial]]:
        """A product whose squares are factors like the others, but for those that are repeated."""
        number, shown, left = Fraction(c), list(factors), []
        for poly in squares:
            content, root = _primitive(poly)
            square = f"{self.bracketed(root)}^{{2}}"
            if square in shown or list(squares).count(poly) > 1:
                left.append(poly)
                continue
            number *= content**2
            shown.append(square)
        return str(number), shown, left

    def multiple(self, cofactor: Polynomial, equation: str) -> tuple[str, str]:
        """``cofactor · equation`` with its sign in front; a long cofactor is named by its size."""
        if len(cofactor) == 1 and cofactor[0][0].startswith("-"):
            ((c, exponents),) = cofactor
            return "-", self.multiple([[c[1:], exponents]], equation)[1]
        if cofactor == [["1", [0] * len(self.names)]]:
            return "", equation
        shown = self.bracketed(cofactor) if len(cofactor) <= _SHORT else self._sized(cofactor)
        return "", f"{shown}{' ' if self.style == 'latex' else '·'}{equation}"

    # --- the polynomials that the checker forms ---------------------------------------------------

    def variable(self, name: str) -> Polynomial:
        """A variable as a polynomial."""
        return self.plain(self.symbol(name))

    def difference(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """``p - q``."""
        return self.plain(self.expression(p) - self.expression(q))

    def times(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """``p q``."""
        return self.plain(self.expression(p) * self.expression(q))

    def substituted(self, p: Polynomial, name: str, q: Polynomial) -> Polynomial:
        """``p`` with a variable replaced by ``q``."""
        return self.plain(self.expression(p).subs(self.symbol(name), self.expression(q)))

    def shifted(self, name: str, sign: int, bound: str) -> Polynomial:
        """``sign * (variable - bound)``."""
        return self.plain(sign * (self.symbol(name) - sp.Rational(bound)))

    def pinned(self, name: str, value: str) -> Polynomial:
        """``variable - value``."""
        return self.shifted(name, 1, value)

    def is_positive_constant(self, poly: Polynomial) -> bool:
        """Whether the polynomial is a positive number."""
        return bool(self.expression(poly).is_Rational and self.expression(poly) > 0)

    def axiom(self, entry: Data) -> tuple[str, Polynomial, str]:
        """Relation, polynomial and rule in words of an axiom instance."""
        rule = entry["rule"]

        def function(
            k: int | list[str] | None, neutral: tuple[int, int]
        ) -> tuple[sp.Expr, sp.Expr]:
            if k is None:
                return sp.Integer(neutral[0]), sp.Integer(neutral[1])
            if isinstance(k, list):  # numbers: a value and its logarithm, or nearly so
                big, small = map(sp.Rational, k)
                return (big, small) if neutral == (1, 0) else (small, big)
            f = self.functions[k]
            return self.expression(f["arg"]), self.symbol(f["var"])

        if rule == "log-bound":
            (a, x), (b, y) = function(entry["i"], (1, 0)), function(entry["j"], (1, 0))
            return ">=", self.plain(a - b - b * (x - y)), "log t ≤ t - 1"
        if rule == "exp-bound":
            (a, x), (b, y) = function(entry["i"], (0, 1)), function(entry["j"], (0, 1))
            return ">=", self.plain(x - y * (1 + a - b)), "exp t ≥ 1 + t"
        if rule == "log-positive-arg":
            return ">", self.plain(function(entry["i"], (1, 0))[0]), "a logarithm is defined"
        if rule == "exp-positive":
            return ">", self.plain(function(entry["i"], (0, 1))[1]), "exp t > 0"
        log = rule == "log-product"
        sides = []
        for side in (entry["left"], entry["right"]):
            values = [(function(k, (1, 0))[1], n) for k, n in side]
            sides.append(
                sp.Add(*[n * v for v, n in values]) if log else sp.Mul(*[v**n for v, n in values])
            )
        words = "log(ab) = log a + log b" if log else "exp(a + b) = exp a · exp b"
        return "=", self.plain(sides[0] - sides[1]), words
