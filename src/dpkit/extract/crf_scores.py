"""The most probable labels of words under a conditional random field.

What a feature group weighs depends on one word or three shapes, so it is summed once for each of these and looked up
afterwards, as are the pairs of words that a model knows: `features_of` says which features there are, this gives the
sums of their weights.
"""

from collections.abc import Callable, Hashable, Sequence
from itertools import chain, pairwise
from typing import TypeVar

import numpy as np

from dpkit.extract.crf_features import BEGIN, END, far, list_tags, listed, near, own, pair, quoted, shape_of, shapes
from dpkit.extract.crf_weights import Floats, Weights

Key = TypeVar("Key", bound=Hashable)
Groups = tuple[tuple[bytes, ...], ...]

MAX_KNOWN = 200_000
"""Sums kept of a kind; then they are forgotten and made again, so that memory stays bounded."""


class Field:
    """A model at work; labels of a sequence do not depend on what it saw before."""

    def __init__(self, weights: Weights, language: str) -> None:
        self._weights = weights
        self._language = language
        self._words = _Sums(weights, 5)
        self._pair_rows, self._pair_states = _pair_weights(weights)
        self._shapes, self._lists, self._quoted = _Sums(weights, 1), _Sums(weights, 1), _Sums(weights, 1)

    def labels(self, sequences: Sequence[Sequence[str]]) -> list[list[str]]:
        """For each sequence of words (none may be empty) the labels of its words, as Viterbi's algorithm finds them."""
        if not sequences:
            return []
        names = self._weights.labels
        paths = best_paths(self._scores(sequences), [len(words) for words in sequences], self._weights.transitions)
        return [[names[label] for label in path] for path in paths]

    def _scores(self, sequences: Sequence[Sequence[str]]) -> Floats:
        """(all words, labels): what each word weighs for each label, apart from its neighbours' labels."""
        padded = [word for words in sequences for word in (BEGIN, BEGIN, *words, END, END)]
        starts = np.cumsum([0, *(len(words) + 4 for words in sequences[:-1])])
        at = np.concatenate(
            [np.arange(start + 2, start + 2 + len(words)) for start, words in zip(starts, sequences, strict=True)]
        )
        count = len(self._weights.labels)
        by_word = self._words.of(padded, self._word)
        scores: Floats = by_word[at, :count]
        for place, shift in enumerate((-1, 1, -2, 2), start=1):
            scores = scores + by_word[at + shift, place * count : (place + 1) * count]
        rows, unknown = self._pair_rows, len(self._pair_states) - 1
        by_pair = np.array([rows.get(pair(*both), unknown) for both in pairwise(padded)])
        scores = scores + self._pair_states[by_pair[at - 1], :count] + self._pair_states[by_pair[at], count:]
        forms = [shape_of(word) for word in padded]
        by_shape = self._shapes.of(
            list(zip(forms, forms[1:], forms[2:], strict=False)), lambda three: (shapes(*three),)
        )
        scores = scores + by_shape[at - 1]
        known = list(chain.from_iterable(_around(list_tags(words, self._language)) for words in sequences))
        if any(map(any, known)):
            scores = scores + self._lists.of(known, lambda tags: (listed(*tags) if any(tags) else (),))
        marks = list(chain.from_iterable(quoted(words, self._language) for words in sequences))
        if any(marks):
            scores = scores + self._quoted.of(marks, lambda mark: ((mark.encode("utf-8", "replace"),) if mark else (),))
        return scores

    def _word(self, word: str) -> Groups:
        language = self._language
        beside = near(word, "-1", language), near(word, "+1", language)
        return own(word, language), *beside, far(word, "-2", language), far(word, "+2", language)


def _pair_weights(weights: Weights) -> tuple[dict[str, int], Floats]:
    """Pairs of words that the model knows, by row: weights of a word for the pair with the one before, then behind.

    There are too many pairs in a text to make each one's features; most are not in the model. The last row is zero.
    """
    count = len(weights.labels)
    found = [name for name in weights.rows if name[:1] in (b"-", b"+") and b"|" in name]
    rows: dict[str, int] = {}
    for name in found:
        rows.setdefault(name[1:].decode(), len(rows))
    states = np.zeros((len(rows) + 1, 2 * count))
    for name in found:
        half = 0 if name[:1] == b"-" else count
        states[rows[name[1:].decode()], half : half + count] = weights.states[weights.rows[name]]
    return rows, states


class _Sums:
    """For each key the weights of its groups of features, one after the other; made when first asked for."""

    def __init__(self, weights: Weights, groups: int) -> None:
        self._weights = weights
        self._width = groups * len(weights.labels)
        self._rows: dict[Hashable, int] = {}
        self._vectors = np.zeros((1024, self._width))

    def of(self, keys: Sequence[Key], groups: Callable[[Key], Groups]) -> Floats:
        """(keys, groups * labels): the vector of each key."""
        if len(self._rows) > MAX_KNOWN:
            self._rows.clear()
        rows = self._rows
        if missing := list(set(keys).difference(rows)):
            first, end = len(rows), len(rows) + len(missing)
            while end > len(self._vectors):
                self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
            self._vectors[first:end] = self._made([groups(key) for key in missing])
            rows.update(zip(missing, range(first, end), strict=True))
        return self._vectors[[rows[key] for key in keys]]

    def _made(self, of_keys: Sequence[Groups]) -> Floats:
        known, unknown = self._weights.rows, len(self._weights.rows)
        features: list[int] = []
        starts: list[int] = []
        for group in chain.from_iterable(of_keys):
            starts.append(len(features))
            features.append(unknown)  # weighs nothing; no group is empty so
            features += [known[feature] for feature in group if feature in known]
        return np.add.reduceat(self._weights.states[features], starts).reshape(len(of_keys), self._width)


def _around(tags: Sequence[str]) -> list[tuple[str, str, str]]:
    return list(zip(("", *tags), tags, (*tags[1:], ""), strict=False))


def best_paths(scores: Floats, lengths: Sequence[int], transitions: Floats) -> list[list[int]]:
    """The best label of each word of each sequence; `scores` (all words, labels) in order of the sequences.

    All sequences go forward word by word together; those that ended wait at the end, as they are sorted by length.

    >>> best_paths(np.array([[0.0, 1.0], [2.0, 0.0]]), [2], np.array([[0.0, 0.0], [-9.0, 0.0]]))
    [[0, 0]]
    """
    order = np.argsort(-np.asarray(lengths), kind="stable")
    sizes = np.asarray(lengths)[order]
    starts = (np.cumsum(lengths) - lengths)[order]
    longest, count = int(sizes[0]), transitions.shape[0]
    running = scores[starts]
    came_from = np.zeros((longest, len(sizes), count), dtype=np.int8)
    alive = np.searchsorted(-sizes, -np.arange(longest), side="left")  # sequences longer than each step
    for step in range(1, longest):
        now = alive[step]
        ways = running[:now, :, None] + transitions
        came_from[step, :now] = ways.argmax(axis=1)
        running[:now] = ways.max(axis=1) + scores[starts[:now] + step]
    label = running.argmax(axis=1)
    chosen = np.zeros((longest, len(sizes)), dtype=np.int64)
    for step in range(longest - 1, -1, -1):
        now = alive[step]
        chosen[step, :now] = label[:now]
        label[:now] = came_from[step, np.arange(now), label[:now]]
    paths: list[list[int]] = [[] for _ in lengths]
    for place, index in enumerate(order.tolist()):
        paths[index] = chosen[: sizes[place], place].tolist()
    return paths
