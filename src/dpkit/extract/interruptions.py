"""Quotations that their author's words interrupt: «Мост открыт, – сказал министр. – Завтра поедут поезда».

Russian and Kazakh keep one pair of marks around the words of both. The layout knows the pair; here the sentences inside
it are shown as a reader hears them: what is quoted, and between dashes who says so.
"""

import re
from collections.abc import Sequence

from dpkit.extract.cues import Hit, Words

_OPENING = re.compile(r"([,!?…])»?\s*[–—-]\s+\Z")
"""What stands between the quoted words and the verb of saying."""
_CLOSING = re.compile(r"([.,;:])\s*[–—-]\s*")
"""What stands between the source and the words that go on."""
SOURCE_CHARS = 240
"""A longer insertion is none: it also bounds the search."""


def interruption(words: Words, hits: Sequence[Hit], start: int, end: int) -> tuple[int, int] | None:
    """The span of the author's words in a quoted sentence (offsets), from behind the comma to behind the second dash.

    `hits` are the cues of the sentence; without a verb of saying right behind a dash nothing is interrupted.
    """
    for hit in hits:
        if hit.rule.kind != "attribution" or hit.rule.role != "verb":
            continue
        begin = words.starts[hit.first]
        if begin <= start:
            continue
        opened = _OPENING.search(words.text, max(start, words.ends[hit.first - 1]), begin)
        if opened is None:
            continue
        closed = _CLOSING.search(words.text, words.ends[hit.last - 1], min(end, begin + SOURCE_CHARS))
        return opened.end(1), closed.end() if closed is not None else end
    return None
