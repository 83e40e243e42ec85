"""Weights of two words that follow each other, for the pairs that a model knows.

There are too many pairs in a text to make each one's features; most are not in the model.
"""

import numpy as np
import numpy.typing as npt

from dpkit.extract.crf_weights import Floats, Weights

Integers = npt.NDArray[np.int64]


class Pairs:
    """The pairs of a model. `states` holds in each row the weights of a word for the pair with the one before, then
    those for the pair with the one behind; the last row is zero, for pairs that the model does not know."""

    def __init__(self, weights: Weights) -> None:
        count = len(weights.labels)
        found = [name for name in weights.rows if name[:1] in (b"-", b"+") and b"|" in name]
        both: dict[str, tuple[str, str]] = {name[1:].decode(): _sides(name[1:].decode()) for name in found}
        self._lefts = {word: number for number, word in enumerate(dict.fromkeys(left for left, _ in both.values()))}
        self._rights = {word: number for number, word in enumerate(dict.fromkeys(right for _, right in both.values()))}
        span = len(self._rights) + 1
        keys = {name: self._lefts[left] * span + self._rights[right] for name, (left, right) in both.items()}
        ordered = sorted(keys, key=keys.__getitem__)
        self._keys: Integers = np.array([keys[name] for name in ordered] or [-1])
        row_of = {name: row for row, name in enumerate(ordered)}
        self.states: Floats = np.zeros((len(self._keys) + 1, 2 * count))
        for name in found:
            half = 0 if name[:1] == b"-" else count
            self.states[row_of[name[1:].decode()], half : half + count] = weights.states[weights.rows[name]]

    def sides(self, word: str) -> tuple[int, int]:
        """The numbers of a word as the first and as the second of a pair."""
        lower = word.lower()
        return self._lefts.get(lower, len(self._lefts)), self._rights.get(lower, len(self._rights))

    def of(self, lefts: Integers, rights: Integers) -> Integers:
        """The row of `states` of each pair, from the numbers of its first and of its second word."""
        keys = lefts * (len(self._rights) + 1) + rights
        rows = np.searchsorted(self._keys, keys)
        unknown = len(self._keys)
        rows[rows == unknown] = 0
        return np.where(self._keys[rows] == keys, rows, unknown)


def _sides(both: str) -> tuple[str, str]:
    """The two words of a pair; a bar is a word of its own.

    >>> _sides("in|almaty"), _sides("|||")
    (('in', 'almaty'), ('|', '|'))
    """
    left = "|" if both.startswith("||") else both.partition("|")[0]
    return left, both[len(left) + 1 :]
