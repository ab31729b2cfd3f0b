"""What a statement says, written from the exact statement alone: no word of its author is used.

Names are labels. One that is not a short identifier, or is a word of these sentences, stands in
quotation marks, so that no name can read as a part of the sentence; what is not ASCII is spelt by
its code, so that no two names look alike. A long list is shown by its head and the number of its
entries; hypotheses that the proof uses come first, since one of them may be what nothing satisfies.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from fractions import Fraction

from bargain.check.certificate import Data, Raw

HEAD = 8  # entries of a list that are shown; of hypotheses that the proof uses, twice as many
WIDTH = 160  # characters of one formula that are shown
PLAIN = 24  # characters of a name that stands without quotation marks
VOCABULARY = (
    "action actions all an and are box by changing exactly exp equilibria equilibrium false for "
    "from gains game has in is it log more nash no not of on one or others own payoff payoffs "
    "player point profile pure real relation relations satisfies satisfy some sqrt table that the "
    "there these true value values where which with"
)  # fmt: skip


def sentence(statement: Data, used: Iterable[str] = ()) -> str:
    """Return what a verified statement claims; ``used`` names the hypotheses of its proof."""
    claim, used = statement["claim"], frozenset(used)
    if "parts" in statement:
        texts = [_cells(statement["cells"])] if claim == "region" else []
        for k, part in enumerate(statement["parts"][:HEAD]):
            own = [name.partition(":")[2] for name in used if name.startswith(f"{k}:")]
            texts.append(f"({k + 1}) {sentence(part, own)}")
        left = len(statement["parts"]) - HEAD
        return " ".join(texts) + (f" And {left} more of them." if left > 0 else "")
    text = WRITERS[claim]({**statement, "used": used}).strip()
    return text[:1].upper() + text[1:]


def _cells(cells: Sequence[Sequence[str]]) -> str:
    named = [json.dumps(" and ".join(cell)) for cell in cells[:HEAD]]
    shown = _join(named, len(cells) - HEAD, "cell", "; ")
    return f"The cells named by the author, {shown}, leave nothing out; of each in turn:"


def label(name: str) -> str:
    """Return a name as it is if it is a short identifier, else in quotation marks."""
    plain = name.isidentifier() and name.isascii() and len(name) <= PLAIN
    return name if plain and name.lower() not in VOCABULARY.split() else json.dumps(name)


def _never(s: Data) -> str:
    all_of = [*s["region"], *s["necessary"]]
    text = f"No real {_names(s['variables'])} satisfy {hypotheses(s, all_of)}{_functions(s)}."
    return text if s["variables"] else f"It is false that {hypotheses(s, all_of)}."


def _always(s: Data) -> str:
    return f"{_region(s, 'For all')} {_existence(s)}{_functions(s)}."


def _sometimes(s: Data) -> str:
    return (
        f"{_region(s, 'For some')} {_existence(s)}; for others no real values satisfy "
        f"{hypotheses(s, s['necessary'])}{_functions(s)}."
    )


def _existence(s: Data) -> str:
    boxes = [_side(z, low, high) for z, low, high in s["bound"]]
    forall = f", for all {_head(boxes, 'variable')}" if boxes else ""
    unknowns = _names(s["unknowns"])
    some = f"there are real {unknowns} with" if s["unknowns"] else "it is true that"
    return f"{some} {hypotheses(s, s['goals'])}{forall}"


def _region(s: Data, quantifier: str) -> str:
    if not s["parameters"]:
        return ""
    where = f" with {hypotheses(s, s['region'])}" if s["region"] else ""
    return f"{quantifier} real {_names(s['parameters'])}{where}"


def _table(s: Data) -> str:
    size = " x ".join(str(len(s["actions"][p])) for p in s["players"])
    rows = []
    for player in s["players"][:HEAD]:
        cells = s["payoffs"][player]
        texts = (_poly(q, s["variables"]) for q in cells[:HEAD])
        rows.append(f"{label(player)}: {_join(texts, len(cells) - HEAD, 'payoff')}")
    shown = _join(rows, len(s["players"]) - HEAD, "player", "; ")
    has = {
        "never": "no profile of actions",
        "always": "a profile of actions",
        "sometimes": "for some of these values, and not for others, a profile of actions",
    }
    head = _region(s, "For all")
    head = f"{head} the" if head else "The"
    return (
        f"{head} {size} table of payoffs ({shown}) has {has[s['verdict']]} from which no player "
        "gains by changing its own action."
    )


def _empty_box(s: Data) -> str:
    formulas = _tape(s["tape"], s["variables"])

    def text(c: Data) -> str:
        low, high = (None if c[end] is None else _number(c[end]) for end in ("lo", "hi"))
        if low is not None and c["lo"] == c["hi"]:
            return f"{formulas[c['node']]} = {low}"
        left, right = f"{low} <= " if low else "", f" <= {high}" if high else ""
        return f"{left}{formulas[c['node']]}{right}"

    box, found = _boxes(s, s["box"]), s["constraints"]
    return f"No point of the box {box} satisfies {_used_first(s, found, text)}."


def _equilibria(s: Data) -> str:
    formulas = _tape(s["tape"], s["variables"])
    pairs = zip(s["players"], s["payoffs"], strict=True)
    shown = _head([f"{label(p['name'])}: {formulas[k]}" for p, k in pairs], "payoff")
    count = len(s["equilibria"])
    boxes = [f"({_boxes(s, box)})" for box in s["equilibria"][:HEAD]]
    every = ", in " if count == 1 else ", one in each of "
    where = every + _join(boxes, count - HEAD, "box") if boxes else ""
    number = f"exactly {count}" if count else "no"
    noun = "equilibrium" if count < 2 else "equilibria"
    own = [
        f"{label(p['name'])} chooses {_names([s['variables'][i] for i in p['variables']])}"
        for p in s["players"]
    ]
    return (
        f"The game with payoffs ({shown}) on the box {_boxes(s, s['box'])}, where "
        f"{_head(own, 'player')}, has {number} pure Nash {noun}{where}."
    )


WRITERS = {
    "never": _never,
    "always": _always,
    "sometimes": _sometimes,
    "table": _table,
    "empty-box": _empty_box,
    "equilibria": _equilibria,
}


def hypotheses(s: Data, found: Sequence[Data]) -> str:
    """Return hypotheses or goals as a claim lists them; ``s["used"]`` names those to come first."""
    return _used_first(s, found, lambda h: _hypothesis(h, s["variables"])) or "no relation at all"


def _used_first(s: Data, found: Sequence[Data], text: Callable[[Raw], str]) -> str:
    ranked = sorted(found, key=lambda h: h["name"] not in s["used"])
    count = sum(h["name"] in s["used"] for h in found)
    shown = min(max(HEAD, count), 2 * HEAD)
    hidden = count - shown
    more = f" and {hidden} more that the proof uses" if hidden > 0 else ""
    return _join(map(text, ranked[:shown]), len(found) - max(shown, count), "relation", ", ", more)


def _hypothesis(h: Data, names: Sequence[str]) -> str:
    if h["rel"] != "or":
        return f"{_poly(h['poly'], names)} {h['rel']} 0"
    ways = [
        " and ".join(f"{_poly(p, names)} {rel} 0" for rel, p in way[:HEAD])
        + _more(len(way) - HEAD, "relation")
        for way in h["any"][:HEAD]
    ]
    text = "; or ".join(ways) if any(len(way) > 1 for way in h["any"]) else " or ".join(ways)
    return f"({_cut(text, 2 * WIDTH)}{_more(len(h['any']) - HEAD, 'case')})"


def _functions(s: Data) -> str:
    found = s.get("functions", [])
    texts = (f"{label(f['var'])} = {f['of']}({_poly(f['arg'], s['variables'])})"
             for f in found[:HEAD])  # fmt: skip
    return f", where {_join(texts, len(found) - HEAD, 'function')}" if found else ""


def _poly(poly: Sequence[Raw], names: Sequence[str]) -> str:
    text = "" if poly else "0"
    for coefficient, exponents in poly[:HEAD]:
        pairs = zip(names, exponents, strict=False)
        powers = [label(n) + (f"**{e}" if e > 1 else "") for n, e in pairs if e]
        value = _number(coefficient.lstrip("-"))
        term = "*".join(powers if value == "1" and powers else [value, *powers])
        sign = "-" if coefficient.startswith("-") else "+"
        text += f" {sign} {term}" if text else sign.strip("+") + term
    return _cut(text, WIDTH) + _more(len(poly) - HEAD, "term")


def _tape(tape: Sequence[Raw], names: Sequence[str]) -> list[str]:
    """Formulas of the entries; long ones are cut as they grow, so that no text can explode."""
    found: list[str] = []
    for operation, *arguments in tape:
        if operation == "v":
            text = label(names[arguments[0]])
        elif operation == "c":
            text = _number(arguments[0])
        elif operation in "+-*/":
            text = f"({found[arguments[0]]} {operation} {found[arguments[1]]})"
        elif operation == "^":
            text = f"{found[arguments[0]]}**{arguments[1]}"
        else:
            text = f"{operation}({found[arguments[0]]})"
        found.append(_cut(text, WIDTH))
    return found


def _boxes(s: Data, box: Sequence[Raw]) -> str:
    return _head([_side(n, *ends) for n, ends in zip(s["variables"], box, strict=False)], "side")


def _side(name: str, low: str, high: str) -> str:
    return f"{label(name)} in [{_number(low)}, {_number(high)}]"


def _number(text: str) -> str:
    """Return a number exactly if it is short, else six of its digits."""
    if len(text) <= PLAIN:
        return text
    with suppress(OverflowError):
        if rough := float(Fraction(text)):
            return f"about {rough:.6g}"
    return _cut(text, PLAIN)


def _names(names: Sequence[str]) -> str:
    return _join(map(label, names[: 3 * HEAD]), len(names) - 3 * HEAD, "variable")


def _head(texts: Sequence[str], what: str) -> str:
    return _join(texts[:HEAD], len(texts) - HEAD, what)


def _join(texts: Iterable[str], left: int, what: str, comma: str = ", ", more: str = "") -> str:
    return comma.join(texts) + more + _more(left, what)


def _more(left: int, what: str) -> str:
    plural = "es" if what.endswith("x") else "s"
    return f" and {left} more {what}{plural * (left > 1)}" if left > 0 else ""


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
