"""``python -m bargain.browser [check.html]``: write the page that checks certificates."""

import sys
from pathlib import Path

from bargain.browser import page


def main(arguments: list[str]) -> int:
    """Write the page; return the exit status, 2 where that is not possible."""
    target = arguments[0] if arguments else "check.html"
    if len(arguments) > 1 or target.startswith("-"):
        sys.stderr.write("usage: python -m bargain.browser [check.html]\n")
        return 2
    try:
        Path(target).write_text(page(), encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"{target} cannot be written: {error.strerror}\n")
        return 2
    sys.stdout.write(f"{target}: open it in a browser; it needs no network\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
