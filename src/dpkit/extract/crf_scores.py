"""The most probable labels of words under a conditional random field.

What a feature group weighs depends on one word or three shapes, so it is summed once for each of these and looked up
afterwards, as are the pairs of words that a model knows: `features_of` says which features there are, this gives the
sums of their weights.
"""

from collections.abc import Callable, Hashable, Sequence
from itertools import chain, pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from dpkit.extract.crf_features import (
    AGGLUTINATING,
    BEGIN,
    END,
    groups_of,
    list_tags,
    listed,
    placed,
    quoted,
    shape_of,
    shapes,
)
from dpkit.extract.crf_pairs import Pairs
from dpkit.extract.crf_weights import Floats, Weights

Key = TypeVar("Key", bound=Hashable)
Integers = npt.NDArray[np.int64]

MAX_KNOWN = 200_000
"""Words that are kept, and other sums of a kind; then they are forgotten, so that memory stays bounded."""
PLACES = (-1, 1, -2, 2)
"""Where neighbours stand, in the order of their sums."""
_SHAPE_BITS = 20
"""Three numbers of shapes make one key of 64 bits; there are fewer shapes than words that are kept."""


class Field:
    """A model at work; labels of a sequence do not depend on what it saw before."""

    def __init__(self, weights: Weights, language: str) -> None:
        self._weights = weights
        self._known = {name.decode("utf-8", "replace"): row for name, row in weights.rows.items()}
        self._language = language
        self._pairs = Pairs(weights)
        self._forget()

    def _forget(self) -> None:
        count = len(self._weights.labels)
        self._words: dict[str, int] = {}
        self._vectors = np.zeros((1024, (1 + len(PLACES)) * count))
        self._parts = np.zeros((1024, 3), np.int64)
        self._shape_names: list[str] = []
        self._shape_numbers: dict[str, int] = {}
        self._by_shapes, self._by_lists, self._by_marks = (_Sums(self._summed, count) for _ in range(3))

    def labels(self, sequences: Sequence[Sequence[str]]) -> list[list[str]]:
        """For each sequence of words (none may be empty) the labels of its words, as Viterbi's algorithm finds them."""
        if not sequences:
            return []
        names = self._weights.labels
        paths = best_paths(self._scores(sequences), [len(words) for words in sequences], self._weights.transitions)
        return [[names[label] for label in path] for path in paths]

    def _scores(self, sequences: Sequence[Sequence[str]]) -> Floats:
        """(all words, labels): what each word weighs for each label, apart from its neighbours' labels."""
        if len(self._words) > MAX_KNOWN:
            self._forget()
        padded = [word for words in sequences for word in (BEGIN, BEGIN, *words, END, END)]
        lengths = np.array([len(words) for words in sequences])
        # Word i of all stands behind 4 signs for each sequence before its own, and 2 of its own.
        at = np.arange(lengths.sum()) + np.repeat(4 * np.arange(len(lengths)) + 2, lengths)
        rows = self._rows_of(padded)
        count = len(self._weights.labels)
        scores: Floats = self._vectors[rows[at], :count]
        for place, shift in enumerate(PLACES, start=1):
            scores += self._vectors[rows[at + shift], place * count : (place + 1) * count]
        lefts, rights, forms = self._parts[rows].T
        by_pair = self._pairs.of(lefts[:-1], rights[1:])
        scores += self._pairs.states[by_pair[at - 1], :count]
        scores += self._pairs.states[by_pair[at], count:]
        threes = (((forms[:-2] << _SHAPE_BITS) + forms[1:-1] << _SHAPE_BITS) + forms[2:])[at - 1]
        scores += self._by_shapes.of(threes.tolist(), self._shaped)
        self._add_listed(scores, sequences)
        return scores

    def _add_listed(self, scores: Floats, sequences: Sequence[Sequence[str]]) -> None:
        """What lists of names say of words, and what follows quotation marks, where these say anything."""
        tags = list(chain.from_iterable(_around(list_tags(words, self._language)) for words in sequences))
        if some := [index for index, three in enumerate(tags) if three is not None]:
            scores[some] += self._by_lists.of([tags[index] for index in some], lambda three: listed(*(three or _NONE)))
        if self._language == AGGLUTINATING:
            marks = list(chain.from_iterable(quoted(words, self._language) for words in sequences))
            if some := [index for index, mark in enumerate(marks) if mark]:
                scores[some] += self._by_marks.of([marks[index] for index in some], lambda mark: (mark,))

    def _rows_of(self, padded: Sequence[str]) -> Integers:
        """Where the weights of each word stand; words that were not seen before get their place."""
        words = self._words
        if missing := list(set(padded).difference(words)):
            first, end = len(words), len(words) + len(missing)
            while end > len(self._vectors):
                self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
                self._parts = np.concatenate([self._parts, np.zeros_like(self._parts)])
            sums = self._summed([group for word in missing for group in self._groups(word)])
            self._vectors[first:end] = sums.reshape(len(missing), -1)
            self._parts[first:end] = [(*self._pairs.sides(_safe(word)), self._shape_number(word)) for word in missing]
            words.update(zip(missing, range(first, end), strict=True))
        return np.array([words[word] for word in padded])

    def _groups(self, word: str) -> tuple[Sequence[str], ...]:
        """The features of a word, then those for its neighbours as each of `PLACES` sees it."""
        own, beside, far = groups_of(word, self._language)
        if _safe(word) is not word:
            own, beside, far = ([_safe(item) for item in group] for group in (own, beside, far))
        return (own, *(placed(f"{place:+}", beside if abs(place) == 1 else far) for place in PLACES))

    def _summed(self, groups: Sequence[Sequence[str]]) -> Floats:
        """(groups, labels): the weights of each group's features."""
        known, unknown = self._known, len(self._known)
        features: list[int] = []
        starts: list[int] = []
        for group in groups:
            starts.append(len(features))
            features.append(unknown)  # weighs nothing; no group is empty so
            features += [known[feature] for feature in group if feature in known]
        sums: Floats = np.add.reduceat(self._weights.states[features], starts)
        return sums

    def _shape_number(self, word: str) -> int:
        shape = _safe(shape_of(word))
        number = self._shape_numbers.setdefault(shape, len(self._shape_names))
        if number == len(self._shape_names):
            self._shape_names.append(shape)
        return number

    def _shaped(self, key: int) -> Sequence[str]:
        mask = (1 << _SHAPE_BITS) - 1
        numbers = key >> 2 * _SHAPE_BITS, key >> _SHAPE_BITS & mask, key & mask
        return shapes(*(self._shape_names[number] for number in numbers))


def _safe(text: str) -> str:
    """The same text, with a question mark for what UTF-8 cannot say, as models have it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


class _Sums:
    """For each key the weights of its features; made when first asked for."""

    def __init__(self, summed: Callable[[Sequence[Sequence[str]]], Floats], count: int) -> None:
        self._summed = summed
        self._rows: dict[Hashable, int] = {}
        self._vectors = np.zeros((1024, count))

    def of(self, keys: Sequence[Key], features: Callable[[Key], Sequence[str]]) -> Floats:
        """(keys, labels): the vector of each key."""
        if len(self._rows) > MAX_KNOWN:
            self._rows.clear()
        rows = self._rows
        if missing := list(set(keys).difference(rows)):
            first, end = len(rows), len(rows) + len(missing)
            while end > len(self._vectors):
                self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
            self._vectors[first:end] = self._summed([features(key) for key in missing])
            rows.update(zip(missing, range(first, end), strict=True))
        found: Floats = self._vectors[[rows[key] for key in keys]]
        return found


_NONE = ("", "", "")


def _around(tags: Sequence[str]) -> Sequence[tuple[str, str, str] | None]:
    """The tags of each word and its neighbours, None where none of them has one."""
    if not any(tags):
        return [None] * len(tags)
    threes = zip(("", *tags), tags, (*tags[1:], ""), strict=False)
    return [three if any(three) else None for three in threes]


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
    alive = np.searchsorted(-sizes, -np.arange(longest), side="left")  # sequences longer than each step
    first = np.cumsum(alive) - alive
    words = starts[np.arange(len(scores)) - np.repeat(first, alive)] + np.repeat(np.arange(longest), alive)
    by_step = np.ascontiguousarray(scores[words].T)  # (labels, words): all first words, all second ones, …
    steps = list(zip(first.tolist(), alive.tolist(), strict=True))
    room, into = np.empty(count * count * len(sizes)), np.ascontiguousarray(transitions[:, :, None])
    for (before, _), (begin, now) in pairwise(steps):
        ways = room[: count * count * now].reshape(count, count, now)
        np.add(by_step[:, None, before : before + now], into, out=ways)
        by_step[:, begin : begin + now] += np.maximum.reduce(ways, axis=0)
    found = np.empty(len(scores), dtype=np.int64)
    label, later = np.empty(0, dtype=np.int64), 0
    for begin, now in reversed(steps):
        best = by_step[:, begin : begin + now].copy()
        best[:, :later] += transitions[:, label]
        label, later = best.argmax(axis=0), now
        found[words[begin : begin + now]] = label
    ends = np.cumsum(lengths).tolist()
    paths = found.tolist()
    return [paths[end - size : end] for end, size in zip(ends, lengths, strict=True)]
