"""Do what a script of a first hour says, as a person would, and print what was shown as JSON.

A file ``.cells`` is a notebook: its cells begin with ``# %%`` and are run by IPython, and what it
would show of the last expression (text, HTML) is shown. A file ``.txt`` is a terminal: lines after
``$`` are typed. Lines after ``#>`` or ``>`` are what is expected, for whoever reads the transcript.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path


def notebook(text: str) -> list[dict[str, object]]:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance(colors="NoColor")
    shell.showtraceback = lambda *_, **__: None  # type: ignore[method-assign]  # it is in the result
    done = []
    for cell in re.split(r"^# %%.*\n", text, flags=re.MULTILINE)[1:]:
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            result = shell.run_cell(cell)
        error = result.error_before_exec or result.error_in_exec
        shown = {} if result.result is None else shell.display_formatter.format(result.result)[0]
        texts = [said.getvalue(), *(v for v in shown.values() if isinstance(v, str))]
        told = f"{type(error).__name__}: {error}" if error else "\n".join(texts)
        done.append({"typed": cell, "shown": told, "failed": error is not None})
    return done


def terminal(text: str) -> list[dict[str, object]]:
    from bargain.cli import main

    done = []
    for block in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line = block.partition("\n")[0]
        program, *arguments = shlex.split(line)
        said, status = io.StringIO(), 0
        with redirect_stdout(said), redirect_stderr(said):
            if program == "bargain":
                try:
                    main(arguments)
                except SystemExit as end:
                    status = int(end.code or 0)
            else:  # an editor: FILE, what stands there, what is written instead
                file, old, new = arguments
                before = Path(file).read_text(encoding="utf-8")
                assert old in before
                Path(file).write_text(before.replace(old, new, 1), encoding="utf-8")
        done.append({"typed": block, "shown": said.getvalue(), "failed": status})
    return done


if __name__ == "__main__":
    script = Path(sys.argv[1])
    told = (notebook if script.suffix == ".cells" else terminal)(script.read_text(encoding="utf-8"))
    sys.stdout.write("\n" + json.dumps(told))
