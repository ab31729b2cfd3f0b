"""``python -I -m bargain.check [--json] FILE|FOLDER|-…``: checked with the standard library alone.

A line per file; a folder is walked (links to folders are not), and its files are one line of totals
with a line for each that is not valid; ``-`` is standard input. Exit status: 0 all valid, 1 some
refused, 2 bad input: nothing was given, or something cannot be read.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bargain.check.certificate import MAX_BYTES, Raw
from bargain.check.checker import CheckResult, check

NOTE = "The statements are verified as they stand; whether a game gives them is not looked at here."
USAGE = "usage: python -I -m bargain.check [--json] FILE|FOLDER|-..."
Found = list[tuple[str, CheckResult]]


def sources(
    argument: str, verify: Callable[[Raw], CheckResult] = check
) -> Iterator[tuple[str, CheckResult]]:
    """Yield the results for a file, for every certificate in a folder, or for standard input."""
    if argument == "-":
        yield "standard input", verify(sys.stdin.buffer.read(MAX_BYTES + 1))
    elif is_folder(argument):
        errors: list[OSError] = []
        empty = True
        for base, folders, files in os.walk(argument, onerror=errors.append):
            folders.sort()
            for file in sorted(f for f in files if f.lower().endswith(".json")):
                empty = False
                yield str(Path(base, file)), verify(Path(base, file))
        for error in errors:
            yield str(error.filename), _unreadable(f"cannot be read: {error.strerror}")
        if empty and not errors:
            yield argument, _unreadable("there is no certificate (*.json) in this folder")
    else:
        yield argument, verify(argument)


def _unreadable(reason: str) -> CheckResult:
    return CheckResult(reason=reason, readable=False)


def is_folder(argument: str) -> bool:
    """Whether an argument names a folder; standard input and broken names are none."""
    try:
        return argument != "-" and Path(argument).is_dir()
    except (OSError, ValueError):
        return False


def status(results: Sequence[CheckResult]) -> int:
    """Return 0 if all are valid, 2 if there is none or one cannot be read, else 1."""
    if not results or not all(r.readable for r in results):
        return 2
    return 0 if all(r.valid for r in results) else 1


def totals(found: Found) -> str:
    """Return how many of the files of a folder are valid, refused, and no certificates at all."""
    good = sum(result.valid for _, result in found)
    unread = sum(not result.readable for _, result in found)
    refused = len(found) - good - unread
    return f"{good} valid, {refused} refused" + f", {unread} cannot be read" * (unread > 0)


def one_line(text: str) -> str:
    """Return a text for a terminal: names of files may hold line ends and worse."""
    return "".join(c if c.isprintable() else "?" for c in text)


def main(arguments: list[str]) -> int:
    """Check every file and print what was verified; return the exit status."""
    as_json, every = "--json" in arguments, []
    given = [a for a in arguments if a != "--json"]
    if not given or any(a.startswith("-") and a != "-" for a in given):
        sys.stderr.write(USAGE + "\n")
        return 2
    for argument in given:
        found = list(sources(argument))
        every += [result for _, result in found]
        folder = is_folder(argument)
        for name, result in found:
            text = result.summary() if result.valid else f"INVALID {name}: {result.reason}"
            if as_json:
                text = json.dumps({"file": name} | result.to_dict())
            if as_json or not folder or not result.valid:
                sys.stdout.write(one_line(text) + "\n")
        if folder and not as_json:
            sys.stdout.write(one_line(f"{argument}: {totals(found)}") + "\n")
    if not as_json and any(result.valid for result in every):
        sys.stdout.write(NOTE + "\n")
    return status(every)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text file
    sys.exit(main(sys.argv[1:]))
