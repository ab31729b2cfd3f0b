# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""The loops of `bargain.solve.finite.batches.sign_kernel`: numbers and arrays, to be compiled.

A block of games is the last axis of every array. Truth is a byte of zeros or of ones, and eight
games are compared in one word.
"""

from __future__ import annotations

import numpy as np

__all__ = ["CLEAR", "LOOPS", "OPEN", "TIED", "WIDTH", "blocks"]

WIDTH = 512  # games in a block; a multiple of 8

_FLOAT64 = 2**53
_LEAST, _MOST = 1e-30, 1e30  # of payoffs, for products that neither vanish nor overflow
OPEN, CLEAR, TIED = 0, 1, 2
_ALL = np.uint64(2**64 - 1)


def _bytes(rows):
    return np.zeros((rows, WIDTH), dtype=np.uint8)


def _load(table, start, count, whole, limit, payoff, scale, lost):
    """Take payoffs of a block; the largest difference to the first reply; what is out of range."""
    p, q = payoff.shape[:2]
    for w in range(count):
        scale[w] = 0.0
    for i in range(p):
        for j in range(q):
            for w in range(count):
                value = table[start + w, i, j]
                gap = float(value - table[start + w, i, 0])
                payoff[i, j, w] = gap if whole else value
                gap = abs(gap)
                scale[w] = gap if gap > scale[w] else scale[w]
    most = _FLOAT64 if whole else _MOST
    for w in range(count):
        if scale[w] > limit and not _LEAST < scale[w] < most:
            lost[w] = 255


def _differences(side, payoff, values, above, below):
    """Compute the minors of order 1, whose signs are exact also in floats."""
    for c in range(len(side.first)):
        i, low, high = side.first[c]
        for w in range(WIDTH):
            value = payoff[i, high, w] - payoff[i, low, w]
            values[c, w] = value
            above[c, w] = 255 if value > 0 else 0
            below[c, w] = 255 if value < 0 else 0


def _signs(side, whole, payoff, bound, values, above, below):
    """Compute all bordered minors of a block, and which are positive, which negative."""
    p, q = payoff.shape[:2]
    _differences(side, payoff, values, above, below)
    if not whole:
        for i in range(p):
            for j in range(q - 1, -1, -1):
                for w in range(WIDTH):
                    payoff[i, j, w] -= payoff[i, 0, w]
    for c in range(len(side.first), len(side.order)):
        row, order = side.last[c], side.order[c]
        for term in range(side.terms_at[c], side.terms_at[c + 1]):
            j, minor = side.column[term], side.minor[term]
            if term == side.terms_at[c]:
                for w in range(WIDTH):
                    values[c, w] = payoff[row, j, w] * values[minor, w]
            elif (term - side.terms_at[c]) % 2:
                for w in range(WIDTH):
                    values[c, w] -= payoff[row, j, w] * values[minor, w]
            else:
                for w in range(WIDTH):
                    values[c, w] += payoff[row, j, w] * values[minor, w]
        for w in range(WIDTH):
            above[c, w] = 255 if values[c, w] > bound[order, w] else 0
            below[c, w] = 255 if values[c, w] < -bound[order, w] else 0


def _vertices(side, above, below, rough, vertex, tied, lost):
    """Mark which bases are vertices, in words of eight games; which games have ties.

    ``rough`` marks games whose minors of order 2 and more may be rounded: where such a sign is
    not decided and a vertex depends on it, the game is lost.
    """
    words = WIDTH // 8
    possible = np.empty(words, dtype=np.uint64)
    ones = np.empty(words, dtype=np.uint64)
    others = np.empty(words, dtype=np.uint64)
    for b in range(len(side.size)):
        vertex[b] = 0
        for way in range(2 if side.size[b] > 1 else 1):
            possible[:] = _ALL
            ones[:] = _ALL
            others[:] = _ALL
            for k in range(side.ones_at[b], side.ones_at[b + 1]):
                c = side.ones[k]
                wanted, unwanted = above, below
                if way ^ side.ones_odd[k]:
                    wanted, unwanted = below, above
                for w in range(words):
                    possible[w] &= ~unwanted[c, w]
                    ones[w] &= wanted[c, w]
            for k in range(side.others_at[b], side.others_at[b + 1]):
                c = side.others[k]
                wanted, unwanted = above, below
                if way ^ side.others_odd[k]:
                    wanted, unwanted = below, above
                for w in range(words):
                    possible[w] &= ~unwanted[c, w]
                    others[w] &= wanted[c, w]
            for w in range(words):
                here = possible[w] & ones[w]
                vertex[b, w] |= here
                tied[w] |= here & ~others[w]
            if side.size[b] > 2:
                for w in range(words):
                    lost[w] |= rough[w] & possible[w] & ~(ones[w] & others[w])
            elif side.size[b] == 2:
                for w in range(words):
                    lost[w] |= rough[w] & possible[w] & ones[w] & ~others[w]


def _labelled(side, vertex, above, below, labels):
    """Compute all labels of every basis that is a vertex, each vertex once; else 0."""
    for b in range(len(side.size)):
        base = np.int32(side.labels[b])
        for w in range(WIDTH):
            labels[b, w] = base
        for k in range(side.others_at[b], side.others_at[b + 1]):
            c, more = side.others[k], np.int32(side.others_label[k])
            for w in range(WIDTH):
                labels[b, w] |= np.int32(0) if above[c, w] | below[c, w] else more
        for w in range(WIDTH):
            labels[b, w] = labels[b, w] if vertex[b, w] else np.int32(0)
        for k in range(side.twins_at[b], side.twins_at[b + 1]):
            twin = side.twins[k]
            for w in range(WIDTH):
                labels[b, w] = np.int32(0) if labels[b, w] == labels[twin, w] else labels[b, w]


def _listed(labels, w, bases, found):
    """List the vertices of game w, with their labels; return how many."""
    count = 0
    for b in range(len(labels)):
        bases[count], found[count] = b, labels[b, w]
        count += labels[b, w] != 0
    return count


def _paired(m, n, size, x, x_labels, x_count, y, y_labels, y_count, keys, left, right):
    """Pair vertices that carry all labels, in the order of equilibria; return how many."""
    count = 0
    every = (1 << (m + n)) - 1
    for k in range(x_count):
        for h in range(y_count):
            left[count], right[count] = k, h
            count += (x_labels[k] | y_labels[h]) == every
    rows, columns = (1 << m) - 1, (1 << n) - 1
    for e in range(count):
        k, h = left[e], right[e]
        key = size[x[k]] + size[y[h]]  # of basis b, both supports have one size
        key = (key << m | (~x_labels[k] & rows)) << n | (~(y_labels[h] >> m) & columns)
        key = (key << n | x_labels[k] >> m) << m | (y_labels[h] & rows)
        place = e
        while place and keys[place - 1] > key:
            keys[place] = keys[place - 1]
            left[place] = left[place - 1]
            right[place] = right[place - 1]
            place -= 1
        keys[place], left[place], right[place] = key, x[k], y[h]
    return count


def _grown(values, needed):
    """Return the array with more room than needed."""
    larger = np.empty(2 * needed, dtype=values.dtype)
    larger[: len(values)] = values
    return larger


def _bounds(scale, limit, least, lost, rough, bound):
    """Bound the errors of a block, by order; zero where nothing is rounded."""
    bound[:] = 0.0
    for w in range(WIDTH):
        rough[w] = 255 if scale[w] > limit else 0
        if rough[w] and not lost[w]:
            power = 1.0
            for r in range(1, len(least)):
                power *= scale[w]
                bound[r, w] = power * least[r]


def _hits(x_vertex, y_vertex, tied, lost, hit, counts, hits):
    """List (game, basis) where both sides have the basis, of games that are clear; by basis."""
    words = hit.view(np.uint64)
    counts[:] = 0
    found = 0
    for k in range(len(x_vertex)):
        for v in range(WIDTH // 8):
            words[v] = x_vertex[k, v] & y_vertex[k, v] & ~(tied[v] | lost[v])
        for v in range(WIDTH // 8):
            if words[v]:  # no branch on a single game, which no processor would foresee
                for w in range(8 * v, 8 * v + 8):
                    one = hit[w] & 1
                    hits[found, 0], hits[found, 1] = w, k
                    counts[w] += one
                    found += one
    return found


def blocks(b, a, x, y, far, whole, limit, least):  # noqa: PLR0915 - see below
    """Solve block after block; see `sign_kernel.supports_of`.

    One long function: arrays that are handed on for each game cost more than the game.
    """
    games, m, n = b.shape
    size = len(x.size)
    rough, tied, lost, hit = _bytes(1)[0], _bytes(1)[0], _bytes(1)[0], _bytes(1)[0]
    words = rough.view(np.uint64), tied.view(np.uint64), lost.view(np.uint64)
    payoff, turned = np.zeros((m, n, WIDTH)), np.zeros((n, m, WIDTH))
    scale, bound = np.zeros(WIDTH), np.zeros((len(least), WIDTH))
    values = np.zeros((max(len(x.order), len(y.order)), WIDTH))
    x_above, x_below, x_vertex = _bytes(len(x.order)), _bytes(len(x.order)), _bytes(size)
    y_above, y_below, y_vertex = _bytes(len(y.order)), _bytes(len(y.order)), _bytes(size)
    x_signs, x_words = (x_above.view(np.uint64), x_below.view(np.uint64)), x_vertex.view(np.uint64)
    y_signs, y_words = (y_above.view(np.uint64), y_below.view(np.uint64)), y_vertex.view(np.uint64)
    x_labels, y_labels = np.zeros((size, WIDTH), np.int32), np.zeros((size, WIDTH), np.int32)
    counts, hits = np.zeros(WIDTH, np.int64), np.zeros((size * WIDTH + 1, 2), np.int64)
    x_bases, x_found = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    y_bases, y_found = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    keys = np.zeros(size * size + 1, np.int64)
    left, right = np.zeros(size * size + 1, np.int64), np.zeros(size * size + 1, np.int64)
    status = np.zeros(games, dtype=np.uint8)
    game = np.empty(4 * games + 1, dtype=np.int64)
    x_basis = np.empty(4 * games + 1, dtype=np.int16)
    y_basis = np.empty(4 * games + 1, dtype=np.int16)
    done = 0
    for start in range(0, games, WIDTH):
        count = min(WIDTH, games - start)
        tied[:] = 0
        lost[:] = 0
        lost[count:] = 255
        for w in range(min(count, len(far))):
            lost[w] = 255 if far[start + w] else 0
        _load(b, start, count, whole, limit, payoff, scale, lost)
        _bounds(scale, limit, least, lost, rough, bound)
        _signs(x, whole, payoff, bound, values, x_above, x_below)
        _vertices(x, x_signs[0], x_signs[1], words[0], x_words, words[1], words[2])
        _load(a, start, count, whole, limit, turned, scale, lost)
        _bounds(scale, limit, least, lost, rough, bound)
        _signs(y, whole, turned, bound, values, y_above, y_below)
        _vertices(y, y_signs[0], y_signs[1], words[0], y_words, words[1], words[2])
        found = _hits(x_words, y_words, words[1], words[2], hit, counts, hits)
        if np.any(tied):
            _labelled(x, x_vertex, x_above, x_below, x_labels)
            _labelled(y, y_vertex, y_above, y_below, y_labels)
        total = done + found
        if total > len(game):
            game, x_basis = _grown(game, total), _grown(x_basis, total)
            y_basis = _grown(y_basis, total)
        for w in range(count):  # the places of clear games, and the equilibria of the others
            if lost[w]:
                continue
            if not tied[w]:  # the arrays that may grow are not touched here: it would be slow
                status[start + w] = CLEAR
                here = done
                done += counts[w]
                counts[w] = here
                continue
            status[start + w] = TIED
            more = _paired(
                m, n, x.size, x_bases, x_found, _listed(x_labels, w, x_bases, x_found),
                y_bases, y_found, _listed(y_labels, w, y_bases, y_found), keys, left, right,
            )  # fmt: skip
            total += more
            if total > len(game):
                game, x_basis = _grown(game, total), _grown(x_basis, total)
                y_basis = _grown(y_basis, total)
            for k in range(more):
                x_basis[done + k], y_basis[done + k] = left[k], right[k]
                game[done + k] = start + w
            done += more
        for k in range(found):
            place = counts[hits[k, 0]]
            game[place] = start + hits[k, 0]
            x_basis[place] = y_basis[place] = hits[k, 1]
            counts[hits[k, 0]] += 1
    return status, game[:done], x_basis[:done], y_basis[:done]


LOOPS = (
    _bytes, _load, _differences, _signs, _vertices, _labelled, _listed, _paired, _grown, _bounds,
    _hits, blocks,
)  # fmt: skip
"""What is compiled, each after what it calls."""
