"""A sweep that is computed when it is asked for: axes that are dask arrays give dask arrays.

Each block of the grid (`bargain.study.blocks`) is one task of the graph, so a part of the result
computes the blocks that it lies in and no others, on whatever scheduler dask uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bargain.study.batch_points import Columns
from bargain.study.blocks import Blocks
from bargain.study.zarr_store import Variable

__all__ = ["computed_axes", "lazy_columns"]


def computed_axes(over: Any) -> tuple[Any, bool]:
    """The axes with dask arrays computed, and whether there were some."""
    if not isinstance(over, Mapping):
        return over, False
    lazy = {k: _is_lazy(v) for k, v in over.items()}
    return {k: v.compute() if lazy[k] else v for k, v in over.items()}, any(lazy.values())


def _is_lazy(values: object) -> bool:
    return type(values).__module__.startswith("dask.") and hasattr(values, "compute")


def lazy_columns(
    work: Callable[[int], Columns], blocks: Blocks, variables: Mapping[str, Variable]
) -> dict[str, Any]:
    """A dask array for each variable, in the shape of the grid."""
    import dask
    import dask.array as da

    parts = [dask.delayed(work, pure=True)(k) for k in range(len(blocks))]
    found = {}
    for name, v in variables.items():
        pieces = np.empty(len(blocks), dtype=object)
        for k, part in enumerate(parts):
            shape = (*v.lead, *blocks.extent(k))
            pieces[k] = da.from_delayed(
                dask.delayed(_in_shape)(part, name, shape), shape=shape, dtype=v.dtype
            )
        found[name] = da.block(pieces.reshape(blocks.counts).tolist())
    return found


def _in_shape(part: Columns, name: str, shape: tuple[int, ...]) -> np.ndarray:
    return part[name].reshape(shape)
