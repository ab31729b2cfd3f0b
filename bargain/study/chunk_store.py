"""Finished chunks of long work, kept in a directory: one file each, and a manifest.

A chunk is written under a temporary name and renamed, so a file is whole or absent. The manifest
holds the fingerprint of everything that the numbers depend on, and a directory of other work is
refused.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bargain.errors import FileError

__all__ = ["ChunkStore"]


class ChunkStore:
    """A directory with one netCDF file per finished chunk and a manifest.

    Parameters
    ----------
    path : Path
        Made if it does not exist; else it holds the same work, or nothing.
    fingerprint : str
        Of the work.
    about : mapping
        What the manifest says beside the fingerprint.
    span : callable
        From the number of a chunk to its first point and one past its last.

    Raises
    ------
    FileError
        The directory cannot be used, is not empty, or holds other work.
    """

    def __init__(
        self, path: Path, fingerprint: str, about: Mapping[str, Any],
        span: Callable[[int], tuple[int, int]],
    ) -> None:  # fmt: skip
        self.path, self.fingerprint, self.span = path, fingerprint, span
        manifest = path / "manifest.json"
        try:
            path.mkdir(parents=True, exist_ok=True)
            known = json.loads(manifest.read_text()) if manifest.exists() else None
            strange = known is None and any(path.iterdir())
        except (OSError, ValueError) as error:
            raise FileError(
                f"the store cannot be used: {error}", where=str(path), fix="give another directory"
            ) from error
        if strange:
            raise FileError(
                "the directory is not empty and holds no sweep",
                where=str(path),
                fix="give an empty or a new directory",
            )
        if known is None:
            text = json.dumps(dict(about) | {"fingerprint": fingerprint}, indent=1)
            _replace(manifest, lambda p: Path(p).write_text(text))
        elif not isinstance(known, dict) or known.get("fingerprint") != fingerprint:
            raise FileError(
                "the store holds another sweep (game, solver or grid differ)",
                where=str(path),
                fix="give another directory, or remove this one",
            )

    def _file(self, k: int) -> Path:
        return self.path / f"chunk-{k:06d}.nc"

    def read(self, k: int) -> dict[str, np.ndarray] | None:
        """A finished chunk, or None if it is missing or damaged."""
        import xarray as xr

        if not self._file(k).exists():
            return None
        try:
            with xr.open_dataset(self._file(k), engine="scipy", decode_cf=False) as data:
                if data.attrs.get("fingerprint") != self.fingerprint:
                    return None
                found = {str(name): np.array(values.values) for name, values in data.items()}
        except (OSError, ValueError, TypeError, KeyError, IndexError):
            return None  # cut short or overwritten: compute it again
        start, stop = self.span(k)
        complete = found and all(v.shape[-1:] == (stop - start,) for v in found.values())
        return found if complete else None

    def write(self, k: int, part: Mapping[str, np.ndarray]) -> None:
        """Write a chunk whole or not at all."""
        import xarray as xr

        data = xr.Dataset(
            {name: ([*(f"{name}_{a}" for a in range(column.ndim - 1)), "point"], column)
             for name, column in part.items()},
            attrs={"fingerprint": self.fingerprint, "chunk": k},
        )  # fmt: skip
        _replace(self._file(k), lambda p: data.to_netcdf(p, engine="scipy", format="NETCDF3_64BIT"))


def _replace(path: Path, write: Callable[[str], Any]) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(str(partial))
        partial.replace(path)
    except OSError as error:
        raise FileError(f"cannot write: {error}", where=str(path), fix="check the disk") from error
    finally:
        partial.unlink(missing_ok=True)
