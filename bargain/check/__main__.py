"""``python -I -m bargain.check [--json] FILE…``: a line per file; exit 0 only if all are valid."""

import json
import sys

from bargain.check.checker import check


def main(arguments: list[str]) -> int:
    """Check every file and print one line each; return 0 if all are valid, else 2."""
    results = {name: check(name) for name in arguments if name != "--json"}
    if not results:
        sys.stderr.write("usage: python -I -m bargain.check [--json] FILE...\n")
    for name, result in results.items():
        text = result.summary() if result.valid else f"INVALID {name}: {result.reason}"
        if "--json" in arguments:
            text = json.dumps({"file": name} | result.to_dict())
        sys.stdout.write("".join(c if c.isprintable() else "?" for c in text) + "\n")
    return 0 if results and all(result.valid for result in results.values()) else 2


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text file
    sys.exit(main(sys.argv[1:]))
