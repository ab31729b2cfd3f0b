"""``bargain sweep``: questions, schedulers, a store, a file."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

import bargain as bg
from bargain.cli import main


@pytest.fixture
def game(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    assert run("new", "trade.toml") == 0
    return "trade.toml"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


OVER = ("--over", "g_A=0.1:1:3", "--over", "g_B=0.5:1:2")


def test_statuses_into_a_file(game: str) -> None:
    assert run("sweep", game, *OVER, "--conditions", "participation", "--out", "x.nc") == 0
    with xr.open_dataset("x.nc", engine="scipy") as data:
        assert data.status.shape == (3, 2)
        assert data.certificate.dtype == "uint8"
        assert data.certificate.any()


def test_statuses_into_a_store_with_certificates(game: str, capsys) -> None:
    command = ("sweep", game, *OVER, "--conditions", "participation", "--out", "runs.zarr")
    assert run(*command, "--scheduler", "processes", "--chunk", "2") == 0
    assert run(*command, "--chunk", "2") == 0  # nothing is left to do
    assert run("check", "runs.zarr.certificates") == 0
    assert "0 refused" in capsys.readouterr().out
    assert run(*command, "--chunk", "3") == 2
    assert "another sweep" in capsys.readouterr().err
    assert bg.Game.from_file(game)


def test_no_cluster_there(game: str, capsys) -> None:
    assert run("sweep", game, *OVER, "--scheduler", "nowhere") == 2
    assert "--scheduler" in capsys.readouterr().err
