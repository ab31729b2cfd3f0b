"""What a statement says, written from the exact statement alone: no word of its author is used.

Names are labels. One that is not a plain identifier stands in quotation marks, so that no name can
read as a part of the sentence. A long list is shown by its head and the number of its entries.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

HEAD = 8  # entries of a list that are shown
WIDTH = 160  # characters of one formula that are shown
OPERATIONS = {"+": "+", "-": "-", "*": "*", "/": "/"}


def sentence(statement: Mapping[str, Any]) -> str:
    """Return what a verified statement claims."""
    claim = statement["claim"]
    if claim == "all":
        parts = [f"({k}) {sentence(part)}" for k, part in enumerate(statement["parts"], 1)]
        return " ".join(parts[:HEAD]) + _more(len(parts) - HEAD, "statements")
    text = WRITERS[claim](statement).strip()
    return text[:1].upper() + text[1:]


def label(name: str) -> str:
    """Return a name as it is if it is a short identifier, else in quotation marks."""
    plain = name.isidentifier() and name.isascii() and len(name) <= 40
    return name if plain else json.dumps(_cut(name, 40), ensure_ascii=False)


def _never(s: Mapping[str, Any]) -> str:
    all_of = [*s["region"], *s["necessary"]]
    text = f"No real {_names(s, s['variables'])} satisfy {_hypotheses(s, all_of)}{_functions(s)}."
    return text if s["variables"] else f"It is false that {_hypotheses(s, all_of)}."


def _always(s: Mapping[str, Any]) -> str:
    return f"{_region(s, 'For all')} {_existence(s)}{_functions(s)}."


def _sometimes(s: Mapping[str, Any]) -> str:
    return (
        f"{_region(s, 'For some')} {_existence(s)}; for others no real values satisfy "
        f"{_hypotheses(s, s['necessary'])}{_functions(s)}."
    )


def _existence(s: Mapping[str, Any]) -> str:
    boxes = [f"{label(z)} in [{low}, {high}]" for z, low, high in s["bound"]]
    forall = f", for all {_head(boxes, 'variables')}" if boxes else ""
    unknowns = _names(s, s["unknowns"])
    some = f"there are real {unknowns} with" if s["unknowns"] else "it is true that"
    return f"{some} {_hypotheses(s, s['goals'])}{forall}"


def _region(s: Mapping[str, Any], quantifier: str) -> str:
    if not s["parameters"]:
        return ""
    where = f" with {_hypotheses(s, s['region'])}" if s["region"] else ""
    return f"{quantifier} real {_names(s, s['parameters'])}{where}"


def _table(s: Mapping[str, Any]) -> str:
    size = " x ".join(str(len(s["actions"][p])) for p in s["players"])
    cells = {p: _head([_poly(q, s["variables"]) for q in s["payoffs"][p][:HEAD]], "", False)
             for p in s["players"]}  # fmt: skip
    shown = _head([f"{label(p)}: {cells[p]}, …" for p in s["players"]], "players")
    has = {
        "never": "no profile of actions",
        "always": "a profile of actions",
        "sometimes": "for some of these values, and not for others, a profile of actions",
    }
    head = _region(s, "For all")
    head = f"{head} the" if head else "The"
    return (
        f"{head} {size} table of payoffs {shown} has {has[s['verdict']]} from which no player "
        "gains by changing its own action."
    )


def _empty_box(s: Mapping[str, Any]) -> str:
    formulas = _tape(s["tape"], s["variables"])
    found = []
    for c in s["constraints"]:
        low, high, f = c["lo"], c["hi"], formulas[c["node"]]
        if low is not None and low == high:
            found.append(f"{f} = {low}")
        else:
            left, right = f"{low} <= " if low is not None else "", f" <= {high}" if high else ""
            found.append(f"{left}{f}{right}")
    return f"No point of the box {_boxes(s, s['box'])} satisfies {_head(found, 'constraints')}."


def _equilibria(s: Mapping[str, Any]) -> str:
    formulas = _tape(s["tape"], s["variables"])
    shown = _head([formulas[k] for k in s["payoffs"]], "payoffs")
    count = len(s["equilibria"])
    boxes = [_boxes(s, box) for box in s["equilibria"]]
    where = f", one in each of: {_head(boxes, 'boxes')}" if boxes else ""
    number = f"exactly {count}" if count else "no"
    noun = "equilibrium" if count < 2 else "equilibria"
    own = [
        f"{label(p['name'])} chooses {_names(s, [s['variables'][i] for i in p['variables']])}"
        for p in s["players"]
    ]
    return (
        f"The game with payoffs {shown} on the box {_boxes(s, s['box'])}, where "
        f"{_head(own, 'players')}, has {number} pure Nash {noun}{where}."
    )


WRITERS = {
    "never": _never,
    "always": _always,
    "sometimes": _sometimes,
    "table": _table,
    "empty-box": _empty_box,
    "equilibria": _equilibria,
}


def _hypotheses(s: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> str:
    texts = (_hypothesis(h, s["variables"]) for h in found[:HEAD])
    return _join(texts, len(found) - HEAD, "relations") if found else "nothing"


def _hypothesis(h: Mapping[str, Any], names: Sequence[str]) -> str:
    if h["rel"] != "or":
        return f"{_poly(h['poly'], names)} {h['rel']} 0"
    ways = [
        " and ".join(f"{_poly(p, names)} {rel} 0" for rel, p in way[:HEAD]) or "nothing"
        for way in h["any"][:HEAD]
    ]
    return _cut("(" + " or ".join(ways) + _more(len(h["any"]) - HEAD, "cases") + ")", 2 * WIDTH)


def _functions(s: Mapping[str, Any]) -> str:
    found = s.get("functions", [])
    texts = (f"{label(f['var'])} = {f['of']}({_poly(f['arg'], s['variables'])})"
             for f in found[:HEAD])  # fmt: skip
    return f", where {_join(texts, len(found) - HEAD, 'functions')}" if found else ""


def _poly(poly: Sequence[Any], names: Sequence[str]) -> str:
    text = "" if poly else "0"
    for coefficient, exponents in poly[:HEAD]:
        pairs = zip(names, exponents, strict=False)
        powers = [label(n) + (f"**{e}" if e > 1 else "") for n, e in pairs if e]
        value = _cut(coefficient.lstrip("-"), 40)
        term = "*".join(powers if value == "1" and powers else [value, *powers])
        sign = "-" if coefficient.startswith("-") else "+"
        text += f" {sign} {term}" if text else sign.strip("+") + term
    return _cut(text, WIDTH) + _more(len(poly) - HEAD, "terms")


def _tape(tape: Sequence[Any], names: Sequence[str]) -> list[str]:
    """Formulas of the entries; long ones are cut as they grow, so that no text can explode."""
    found: list[str] = []
    for operation, *arguments in tape:
        if operation == "v":
            text = label(names[arguments[0]])
        elif operation == "c":
            text = _cut(arguments[0], 40)
        elif operation in OPERATIONS:
            text = f"({found[arguments[0]]} {operation} {found[arguments[1]]})"
        elif operation == "^":
            text = f"{found[arguments[0]]}**{arguments[1]}"
        else:
            text = f"{operation}({found[arguments[0]]})"
        found.append(_cut(text, WIDTH))
    return found


def _boxes(s: Mapping[str, Any], box: Sequence[Any]) -> str:
    pairs = zip(s["variables"], box, strict=False)
    return _head([f"{label(n)} in [{_cut(a, 40)}, {_cut(b, 40)}]" for n, (a, b) in pairs], "sides")


def _names(s: Mapping[str, Any], names: Sequence[str]) -> str:
    return _join(map(label, names[: 3 * HEAD]), len(names) - 3 * HEAD, "variables")


def _head(texts: Sequence[str], what: str, tell: bool = True) -> str:
    return _join(texts[:HEAD], len(texts) - HEAD if tell else 0, what)


def _join(texts: Iterable[str], left: int, what: str) -> str:
    return ", ".join(texts) + _more(left, what)


def _more(left: int, what: str) -> str:
    return f" and {left} more {what}" if left > 0 else ""


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
