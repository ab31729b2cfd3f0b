"""A sweep on disk: one Zarr group, a chunk of it for each block, and a seal for each chunk.

The group (Zarr format 3) is made whole before the first chunk, with coordinates, units and
descriptions, so `xarray.open_zarr` reads it at any time; what is not computed yet is NaN. A block
of points is exactly one chunk of each variable, so blocks are written in any order by any number of
processes. Beside the variables stands the array ``seal``: for each block the SHA-256 of the
question's fingerprint, the block's number, and the names, types, shapes and bytes of its variables,
written last. What is read counts only if it has its seal; a chunk that is missing, cut short,
changed, moved or brought from elsewhere is computed again.

The group's attributes hold the fingerprint of everything that the numbers depend on, and a folder
of another question is refused.

Who works on a block says so in a folder beside the store (``NAME.claims``) while it does: a second
process on the same store leaves that block to it. A claim counts while its process is alive; from
another machine, while it was renewed less than ten minutes before this process last did something.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from bargain.errors import StoreError
from bargain.study.blocks import Blocks

__all__ = ["Claims", "SweepStore", "Variable", "writing"]

SEAL = "seal"
_LEASE = 600.0  # seconds for which a claim from another machine counts
_UNREADABLE = (OSError, ValueError, RuntimeError, TypeError, KeyError, IndexError)


@contextmanager
def writing(where: object) -> Iterator[None]:
    """Write in the body: a disk that is full, or a folder that is closed, is an error of one line.

    Raises
    ------
    StoreError
        The system refuses.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the store cannot be written to: {error.strerror or error}",
            where=str(where),
            fix="check the disk and the rights; what is written is kept, and the same call "
            "continues",
        ) from error


@dataclass(frozen=True, slots=True)
class Variable:
    """What a store has to know of a variable.

    Attributes
    ----------
    dims : tuple of str
        Those before the axes of the grid; these follow.
    lead : tuple of int
        The lengths of `dims`.
    dtype : numpy.dtype
    attrs : mapping
    """

    dims: tuple[str, ...]
    lead: tuple[int, ...]
    dtype: np.dtype[np.generic]
    attrs: Mapping[str, object]


class SweepStore:
    """A Zarr group with a chunk for each block of a grid.

    Parameters
    ----------
    path : Path
        Made if it does not exist; else it holds the same question, or nothing.
    fingerprint : str
        Of the question.
    about : mapping
        What the group says beside the fingerprint, to tell differences by.
    blocks : Blocks
    variables : mapping of str to Variable
    coordinates : mapping of str to (array, attributes)
        One for each axis of the grid in order, then others.
    attrs : mapping
        Of the group: title, versions, units.

    Raises
    ------
    StoreError
        The folder cannot be used, is not empty, or holds another question.
    """

    def __init__(
        self, path: Path, fingerprint: str, about: Mapping[str, object], blocks: Blocks,
        variables: Mapping[str, Variable],
        coordinates: Mapping[str, tuple[np.ndarray, Mapping[str, object]]],
        attrs: Mapping[str, object],
    ) -> None:  # fmt: skip
        self.path, self.fingerprint, self.blocks = path, fingerprint, blocks
        self.variables = dict(variables)
        self._opened: dict[str, Any] | None = None
        try:
            if not (path / "zarr.json").exists():
                self._refuse_strangers()
                self._make(about, coordinates, attrs)
            known = json.loads((path / "zarr.json").read_text(encoding="utf-8"))["attributes"]
        except StoreError:
            raise
        except _UNREADABLE as error:
            raise StoreError(
                f"the store cannot be used: {error}", where=str(path), fix="give another directory"
            ) from error
        if not isinstance(known, dict) or known.get("fingerprint") != fingerprint:
            raise StoreError(
                "the store holds another sweep: " + _difference(known, about),
                where=str(path),
                fix="give another directory, or remove this one",
            )

    def __getstate__(self) -> tuple[object, ...]:
        return self.path, self.fingerprint, self.blocks, self.variables

    def __setstate__(self, state: tuple[Path, str, Blocks, dict[str, Variable]]) -> None:
        self.path, self.fingerprint, self.blocks, self.variables = state
        self._opened = None

    def _refuse_strangers(self) -> None:
        if self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            if (self.path / "zarr.json").exists():
                return  # another process was faster
            raise StoreError(
                "the directory is not empty and holds no sweep",
                where=str(self.path),
                fix="give an empty or a new directory",
            )

    def _make(
        self, about: Mapping[str, object],
        coordinates: Mapping[str, tuple[np.ndarray, Mapping[str, object]]],
        attrs: Mapping[str, object],
    ) -> None:  # fmt: skip
        """Write the group under another name, then put it in its place at once."""
        import zarr

        made = self.path.with_name(f".{self.path.name}.{uuid4().hex}")
        try:
            group = zarr.create_group(
                made, zarr_format=3,
                attributes={**attrs, **about, "fingerprint": self.fingerprint},
            )  # fmt: skip
            axes = [*coordinates][: len(self.blocks.shape)]
            for name, (values, said) in coordinates.items():
                array = group.create_array(
                    name, shape=values.shape, dtype=values.dtype, chunks=values.shape,
                    dimension_names=[name], attributes=dict(said),
                )  # fmt: skip
                array[...] = values
            for name, v in self.variables.items():
                group.create_array(
                    name, shape=(*v.lead, *self.blocks.shape), dtype=v.dtype,
                    chunks=(*(max(1, n) for n in v.lead), *self.blocks.sides),
                    fill_value=np.nan if v.dtype.kind == "f" else 0,
                    dimension_names=[*v.dims, *axes], attributes=dict(v.attrs),
                )  # fmt: skip
            group.create_array(
                SEAL, shape=(len(self.blocks), 32), dtype="uint8", chunks=(1, 32), fill_value=0,
                dimension_names=["block", "byte"],
                attributes={"long_name": "SHA-256 of each block; zeros where it is not computed"},
            )  # fmt: skip
            with warnings.catch_warnings():  # this addition of Zarr's is read by xarray first
                warnings.filterwarnings("ignore", "Consolidated metadata")
                zarr.consolidate_metadata(made)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):
                self.path.rmdir()  # an empty one, which rename does not replace everywhere
            try:
                made.rename(self.path)
            except OSError:
                if not (self.path / "zarr.json").exists():
                    raise
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _arrays(self) -> dict[str, Any]:
        """The arrays of the group, opened once: that takes as long as to write a block."""
        if self._opened is None or not (self.path / "zarr.json").exists():
            import zarr

            group = zarr.open_group(self.path, mode="r+", zarr_format=3)
            self._opened = {name: group[name] for name in (SEAL, *self.variables)}
        return self._opened

    def done(self, k: int) -> bool:
        """Whether a block is there, whole and this one."""
        return self.read(k) is not None

    def read(self, k: int) -> dict[str, np.ndarray] | None:
        """The columns of a block, points last; None if it is missing, damaged, or not this one."""
        at = self.blocks.slices(k)
        try:
            arrays = self._arrays()
            seal = bytes(np.asarray(arrays[SEAL][k]))
            if not any(seal):
                return None
            found = {
                name: np.asarray(arrays[name][(..., *at)]).reshape(*v.lead, -1)
                for name, v in self.variables.items()
            }
        except _UNREADABLE:
            return None
        return found if self._sealed(k, found) == seal else None

    def write(self, k: int, part: Mapping[str, np.ndarray]) -> None:
        """Write a block, its seal last.

        Raises
        ------
        StoreError
            The folder cannot be written to.
        """
        at = self.blocks.slices(k)
        with writing(f"{self.path}, block {k}"):
            arrays = self._arrays()
            for name, column in part.items():
                v = self.variables[name]
                arrays[name][(..., *at)] = column.reshape(*v.lead, *self.blocks.extent(k))
            arrays[SEAL][k] = np.frombuffer(self._sealed(k, part), dtype=np.uint8)

    def _sealed(self, k: int, part: Mapping[str, np.ndarray]) -> bytes:
        digest = hashlib.sha256(f"{self.fingerprint} {k}".encode())
        for name in sorted(part):
            column = np.ascontiguousarray(part[name], dtype=self.variables[name].dtype)
            digest.update(f" {name} {column.dtype.str} {column.shape} ".encode())
            digest.update(column.tobytes())
        return digest.digest()


def _difference(known: object, about: Mapping[str, object]) -> str:
    """What of the group's attributes differs, as far as they say so."""
    if not isinstance(known, dict):
        return "it does not say which"
    named = [key for key in about if known.get(key) != json.loads(json.dumps(about[key]))]
    return "other " + ", ".join(named) if named else "game, solver or values of the grid differ"


@dataclass(frozen=True, slots=True)
class Claims:
    """Who works on which block: the process has a file, and each of its blocks a link to it."""

    folder: Path
    own: Path

    @classmethod
    @contextmanager
    def beside(cls, store: Path) -> Iterator[Claims]:
        """Claims on the blocks of a store; given back at the end."""
        folder = store.with_name(store.name + ".claims")
        with writing(folder):
            folder.mkdir(exist_ok=True)
        own = folder / f"process-{uuid4().hex}"
        me = {"host": socket.gethostname(), "pid": os.getpid()}
        try:
            with writing(own):
                own.write_text(json.dumps(me), encoding="utf-8")
            yield cls(folder, own)
        finally:
            for file in folder.glob("block-*"):
                with suppress(OSError):
                    if file.samefile(own):
                        file.unlink()
            own.unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()  # not while another process has some

    def _file(self, k: int) -> Path:
        return self.folder / f"block-{k}"

    def take(self, k: int) -> bool:
        """Claim a block; false if a living process has it."""
        file = self._file(k)
        if self._linked(file):
            return True
        if self._alive(file):
            return False
        file.unlink(missing_ok=True)
        return self._linked(file)

    def _linked(self, file: Path) -> bool:
        with writing(file), suppress(FileExistsError):
            file.hardlink_to(self.own)
            return True
        return False

    def give(self, k: int) -> None:
        """Give a block back, and say that this process is alive."""
        self._file(k).unlink(missing_ok=True)
        with suppress(OSError):
            os.utime(self.own)

    def _alive(self, file: Path) -> bool:
        try:
            claimed = json.loads(file.read_text(encoding="utf-8"))
            fresh = self.own.stat().st_mtime - file.stat().st_mtime < _LEASE
        except FileNotFoundError:
            return False  # given back just now
        except (OSError, ValueError):
            return True
        if claimed.get("host") == socket.gethostname() and os.name == "posix":
            return _runs(claimed.get("pid"))
        return fresh


def _runs(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
