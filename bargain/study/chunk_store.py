"""Finished chunks of long work, kept in a directory: one file each, and a manifest.

A chunk is a netCDF 3 file with a line after it: the SHA-256 of the bytes before. It is written
under a temporary name and renamed, so a file is whole or absent. What is read is returned only if
its bytes have that checksum and it says that it is this chunk of this work; a chunk that was cut
short, changed, moved or brought from elsewhere is computed again. The manifest holds the
fingerprint of everything that the numbers depend on, and a directory of other work is refused.

Several processes may work on one store: whoever comes first writes the manifest, and a chunk that
two of them compute is written twice, with the same content.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

import numpy as np

from bargain.errors import StoreError

__all__ = ["ChunkStore"]

_SEAL = b"\nbargain sha256 "
_SEAL_SIZE = len(_SEAL) + 64
_PARTIAL = ".part"


class ChunkStore:
    """A directory with one sealed netCDF file per finished chunk and a manifest.

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
    StoreError
        The directory cannot be used, is not empty, or holds other work.
    """

    def __init__(
        self, path: Path, fingerprint: str, about: Mapping[str, object],
        span: Callable[[int], tuple[int, int]],
    ) -> None:  # fmt: skip
        self.path, self.fingerprint, self.span = path, fingerprint, span
        manifest = path / "manifest.json"
        try:
            path.mkdir(parents=True, exist_ok=True)
            if not manifest.exists():
                self._refuse_strangers()
                text = json.dumps(dict(about) | {"fingerprint": fingerprint}, indent=1)
                _written(manifest, text.encode(), once=True)
            known = json.loads(manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(
                f"the store cannot be used: {error}", where=str(path), fix="give another directory"
            ) from error
        if not isinstance(known, dict) or known.get("fingerprint") != fingerprint:
            raise StoreError(
                "the store holds another sweep: " + _difference(known, about),
                where=str(path),
                fix="give another directory, or remove this one",
            )

    def _refuse_strangers(self) -> None:
        if any(not entry.name.endswith(_PARTIAL) for entry in self.path.iterdir()):
            if (self.path / "manifest.json").exists():
                return  # another process was faster
            raise StoreError(
                "the directory is not empty and holds no sweep",
                where=str(self.path),
                fix="give an empty or a new directory",
            )

    def _file(self, k: int) -> Path:
        return self.path / f"chunk-{k:06d}.nc"

    def read(self, k: int) -> dict[str, np.ndarray] | None:
        """A finished chunk, or None if it is missing, damaged, or not this one."""
        import xarray as xr

        try:
            content = self._file(k).read_bytes()
        except OSError:
            return None
        body, seal = content[:-_SEAL_SIZE], content[-_SEAL_SIZE:]
        if seal != _seal(body):
            return None
        with xr.open_dataset(io.BytesIO(body), engine="scipy", decode_cf=False) as data:
            if data.attrs.get("fingerprint") != self.fingerprint or data.attrs.get("chunk") != k:
                return None
            found = {str(name): np.array(values.values) for name, values in data.items()}
        start, stop = self.span(k)
        complete = found and all(v.shape[-1:] == (stop - start,) for v in found.values())
        return found if complete else None

    def write(self, k: int, part: Mapping[str, np.ndarray]) -> None:
        """Write a chunk whole or not at all.

        Raises
        ------
        StoreError
            The directory cannot be written to.
        """
        import xarray as xr

        data = xr.Dataset(
            {name: ([*(f"{name}_{a}" for a in range(column.ndim - 1)), "point"], column)
             for name, column in part.items()},
            attrs={"fingerprint": self.fingerprint, "chunk": k},
        )  # fmt: skip
        body = bytes(data.to_netcdf(engine="scipy", format="NETCDF3_64BIT"))
        try:
            _written(self._file(k), body + _seal(body))
        except OSError as error:
            raise StoreError(
                f"the store cannot be written to: {error}",
                where=str(self._file(k)),
                fix="check the disk and the rights, or give another directory",
            ) from error


def _seal(body: bytes) -> bytes:
    return _SEAL + hashlib.sha256(body).hexdigest().encode()


def _difference(known: object, about: Mapping[str, object]) -> str:
    """What of the manifest differs, as far as it says so."""
    if not isinstance(known, dict):
        return "the manifest is not one"
    named = [key for key in about if known.get(key) != json.loads(json.dumps(about[key]))]
    return "other " + ", ".join(named) if named else "game, solver or values of the grid differ"


def _written(path: Path, content: bytes, *, once: bool = False) -> None:
    """Write a file whole or not at all; with `once`, leave one that is there as it is."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.{uuid4().hex}{_PARTIAL}")
    try:
        partial.write_bytes(content)
        if once:
            try:
                path.hardlink_to(partial)  # fails if another process was faster
            except FileExistsError:
                return
            except OSError:  # no hard links there
                partial.replace(path)
        else:
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
