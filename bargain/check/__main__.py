"""``python -I -m bargain.check [--json] FILE…``: one line per file; exit 0 only if all are valid."""

from __future__ import annotations

import json
import sys

from bargain.check.checker import check


def main(arguments: list[str]) -> int:
    """Check every file, print one line each, return 0 only if there was one and all are valid."""
    as_json = "--json" in arguments
    files = [name for name in arguments if name != "--json"]
    failures = 0 if files else 1
    if not files or any(name.startswith("-") for name in files):
        sys.stderr.write("usage: python -I -m bargain.check [--json] FILE...\n")
        return 2
    for name in files:
        result = check(name)
        failures += not result.valid
        if as_json:
            text = json.dumps({"file": name} | result.to_dict())
        elif result.valid:
            text = result.summary()
        else:
            text = f"INVALID {ascii(name)[1:-1]}: {result.reason}"
        sys.stdout.write(text.encode(sys.stdout.encoding, "backslashreplace").decode(
            sys.stdout.encoding
        ) + "\n")
    return 2 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
