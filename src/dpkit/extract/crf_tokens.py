"""Words for the name layers: spans of one text, split so that names begin and end where words do."""

import re
from functools import lru_cache

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., U.S.A.
    r"|[^\W_]+(?:[’'](?!s\b)[^\W_]+)*"  # words; O'Brien stays whole, a possessive does not
    r"|[’']s\b"
    r"|\S"
)


@lru_cache(maxsize=256)
def word_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The words and marks of a text as half-open spans, in order; white space lies between them.

    The layers of names ask for the same paragraphs one after the other, so the last ones are remembered.

    >>> [text[a:b] for text in ["The U.S. Army's K. O'Brien"] for a, b in word_spans(text)]
    ['The', 'U.S.', 'Army', "'s", 'K', '.', "O'Brien"]
    """
    return tuple([match.span() for match in _WORD.finditer(text)])
