"""Blocks of a grid: rectangles that are runs of consecutive points, and cover it once."""

from __future__ import annotations

import numpy as np
from hypothesis import given, strategies as st

from bargain.study.blocks import Blocks


@given(shape=st.lists(st.integers(1, 7), min_size=1, max_size=4), most=st.integers(1, 60))
def test_blocks_cover_the_grid_once(shape, most):
    blocks = Blocks(tuple(shape), most)
    numbers = np.arange(np.prod(shape)).reshape(shape)
    end = 0
    for k in range(len(blocks)):
        start, stop = blocks.span(k)
        assert start == end
        assert 0 < stop - start <= most
        assert numbers[blocks.slices(k)].ravel().tolist() == list(range(start, stop))
        end = stop
    assert end == numbers.size
