"""A poor locale, a folder that nobody may write to, and the checker without the package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bargain
import bargain.check

PACKAGE = Path(bargain.__file__).parent
GAME = """
[actions."Kläger"]
x = [0, 1]
[actions.B]
[payoffs]
"Kläger" = "x*(1 - x)"
B = "x"
"""
POOR = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(*command: str | Path, folder: Path, **options: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, without the privilege of root to write anywhere."""
    plainly = ["setpriv", "--bounding-set=-all"] if os.getuid() == 0 else []
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT")}
    return subprocess.run(
        [*plainly, sys.executable, *map(str, command)], cwd=folder, capture_output=True, text=True,
        encoding="utf-8", errors="replace", check=False,
        env=kept | {"PYTHONPATH": str(PACKAGE.parent), "PYTHONDONTWRITEBYTECODE": "1"} | options,
    )  # fmt: skip


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A folder with a game that can be read and not written to."""
    folder = tmp_path / "sealed"
    folder.mkdir()
    (folder / "game.toml").write_text(GAME, encoding="utf-8")
    folder.chmod(0o555)
    return folder


@pytest.mark.skipif(os.name == "nt", reason="permissions and locales of POSIX")
@pytest.mark.skipif(
    os.name != "nt" and os.getuid() == 0 and not shutil.which("setpriv"),
    reason="root may write anywhere, and there is no setpriv",
)
def test_a_poor_locale_and_a_read_only_folder_are_told_in_one_line(sealed: Path) -> None:
    asked = ("-m", "bargain", "decide", "game.toml", "-c", "nash")
    told = run(*asked, folder=sealed, **POOR)
    assert (told.returncode, told.stdout[:6]) == (0, "always")
    assert "Traceback" not in told.stderr
    refused = run(*asked, "--save", "claim.json", folder=sealed, **POOR)
    assert refused.returncode == 2
    assert "claim.json" in refused.stderr
    lines = [line for line in refused.stderr.splitlines() if "is at work" not in line]
    assert len(lines) == 1
    assert sorted(p.name for p in sealed.iterdir()) == ["game.toml"]


def test_the_checker_is_copied_alone(tmp_path: Path) -> None:
    """As `docs/command_line.md` says; -S: no installed library can be found."""
    alone = tmp_path / "bargain"
    shutil.copytree(PACKAGE / "check", alone / "check")
    (alone / "__init__.py").touch()
    proofs = PACKAGE.parent / "proofs" / "certificates"
    good = proofs / "01-no-full-equilibrium.json"
    command = [sys.executable, "-S", "-m", "bargain.check"]
    bare = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}

    def status(file: Path) -> int:
        return subprocess.run([*command, file], cwd=tmp_path, env=bare, check=False,
                              capture_output=True).returncode  # fmt: skip

    assert status(good) == 0
    bad = tmp_path / "bad.json"
    bad.write_text(
        good.read_text(encoding="utf-8").replace('"never"', '"always"', 1), encoding="utf-8"
    )
    assert status(bad) == 1
