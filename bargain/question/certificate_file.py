"""Certificates as files."""

from __future__ import annotations

import json
from pathlib import Path

from bargain.check.certificate import MAX_BYTES, Data
from bargain.game.game_file import write_whole

__all__ = ["write_certificate"]


def write_certificate(path: str | Path, certificate: Data) -> None:
    """Write a certificate as JSON, whole or not at all, and so that it can be read again."""
    text = json.dumps(certificate, indent=1, sort_keys=True)
    if len(text) >= MAX_BYTES:  # what was accepted must be read again
        text = json.dumps(certificate, separators=(",", ":"), sort_keys=True)
    write_whole(path, text + "\n")
