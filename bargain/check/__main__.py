"""``python -I -m bargain.check [--json] FILE|FOLDER|-…``: checked with the standard library alone.

A line per file; a folder is walked, and its files are one line of totals with a line for each that
is refused; ``-`` is standard input. Exit status: 0 all valid, 1 some refused, 2 bad input.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bargain.check.certificate import MAX_BYTES
from bargain.check.checker import CheckResult, check

NOTE = "The statements are verified as they stand; whether a game gives them is not looked at here."


def sources(
    argument: str, verify: Callable[[Any], CheckResult] = check
) -> Iterator[tuple[str, CheckResult]]:
    """Yield the results for a file, for every certificate in a folder, or for standard input."""
    if argument == "-":
        yield "standard input", verify(sys.stdin.buffer.read(MAX_BYTES + 1))
    elif Path(argument).is_dir():
        for path in sorted(Path(argument).rglob("*.json")):
            yield str(path), verify(path)
    else:
        yield argument, verify(argument)


def status(results: list[CheckResult]) -> int:
    """Return 0 if all are valid, 2 if there is none or one cannot be read, else 1."""
    if not results or not all(r.readable for r in results):
        return 2
    return 0 if all(r.valid for r in results) else 1


def main(arguments: list[str]) -> int:
    """Check every file and print what was verified; return the exit status."""
    as_json, every = "--json" in arguments, []
    for argument in (a for a in arguments if a != "--json"):
        found = list(sources(argument))
        every += [result for _, result in found]
        folder = argument != "-" and Path(argument).is_dir()
        for name, result in found:
            text = result.summary() if result.valid else f"INVALID {name}: {result.reason}"
            if as_json:
                text = json.dumps({"file": name} | result.to_dict())
            if as_json or not folder or not result.valid:
                sys.stdout.write(_printable(text))
        if folder and not as_json:
            good = sum(result.valid for _, result in found)
            bad = len(found) - good
            text = f"{argument}: {len(found)} certificates, {good} valid, {bad} refused"
            sys.stdout.write(_printable(text))
    if not every:
        sys.stderr.write("usage: python -I -m bargain.check [--json] FILE|FOLDER|-...\n")
    elif not as_json and any(result.valid for result in every):
        sys.stdout.write(NOTE + "\n")
    return status(every)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text file
    sys.exit(main(sys.argv[1:]))
