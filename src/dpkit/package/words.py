"""Paragraphs in other words: which former one each new one was, and the words that stay, go and come."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MIN_LIKENESS = 0.5
"""Share of equal words from which a new paragraph is a removed one in other words."""
MAX_PAIRS = 400
"""So many removed or added paragraphs of one document are compared with each other; more are a new text."""
MAX_WORDS = 2_000
MAX_CHARS = 50 * MAX_WORDS
"""Longer paragraphs are shown as one that went and one that came."""
_TOKEN = re.compile(r"(?:\w+(?:[.,'’-]\w+)*|[^\w\s])\s*|\s+")

Change = Literal["=", "-", "+"]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A paragraph in other words: its former id and its id now, and the words as (kind, text), kind in "=-+"."""

    document_id: str
    old_id: str
    new_id: str
    words: tuple[tuple[Change, str], ...]


def rewritten_paragraphs(removed: Sequence[Row], added: Sequence[Row]) -> Iterator[Rewritten]:
    """Removed and added paragraphs of one document, paired by their words, the likest first; then by place."""
    olds, news = _by_document(removed), _by_document(added)
    for document in sorted(olds.keys() & news.keys()):
        yield from _pairs(document, olds[document][:MAX_PAIRS], news[document][:MAX_PAIRS])


def word_diff(old: str, new: str) -> Iterator[tuple[Change, str]]:
    """Runs of words that stay (`=`), go (`-`) and come (`+`), each with the white space behind it.

    White space alone is no difference: what stays is shown as the new text has it.

    >>> list(word_diff("about 2,500 people", "about 2,600 people"))
    [('=', 'about '), ('-', '2,500 '), ('+', '2,600 '), ('=', 'people')]
    """
    first, second = _tokens(old), _tokens(new)
    words = [token.strip() for token in first], [token.strip() for token in second]
    for kind, a, b, c, d in SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes():
        if kind == "equal":
            yield "=", "".join(second[c:d])
            continue
        if a < b:
            yield "-", "".join(first[a:b])
        if c < d:
            yield "+", "".join(second[c:d])


def _pairs(document: str, olds: Sequence[Row], news: Sequence[Row]) -> Iterator[Rewritten]:
    likeness = sorted(
        (-like, at, place)
        for at, one in enumerate(olds)
        for place, other in enumerate(news)
        if (like := _likeness(str(one["text"]), str(other["text"]))) >= MIN_LIKENESS
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, at, place in likeness:
        if at not in used_old and place not in used_new:
            used_old.add(at)
            used_new.add(place)
            one, other = olds[at], news[place]
            yield Rewritten(
                document_id=document,
                old_id=str(one["paragraph_id"]),
                new_id=str(other["paragraph_id"]),
                words=tuple(word_diff(str(one["text"]), str(other["text"]))),
            )


def _by_document(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (str(row["document_id"]), int(str(row["position"])))):
        if row["text"] is not None:
            found.setdefault(str(row["document_id"]), []).append(row)
    return found


def _likeness(one: str, other: str) -> float:
    """Share of equal words, wherever they stand: what is cheap enough for all pairs."""
    first, second = Counter(one.split()), Counter(other.split())
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text) if len(text) <= MAX_CHARS else [text]
    return tokens if len(tokens) <= 2 * MAX_WORDS else [text]
