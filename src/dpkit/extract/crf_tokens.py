"""Words for the name layers: spans of one text, split so that names begin and end where words do."""

import re

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., U.S.A.
    r"|[^\W_]+(?:[’'](?!s\b)[^\W_]+)*"  # words; O'Brien stays whole, a possessive does not
    r"|[’']s\b"
    r"|\S"
)


def word_spans(text: str) -> list[tuple[int, int]]:
    """The words and marks of a text as half-open spans, in order; white space lies between them.

    >>> [text[a:b] for text in ["The U.S. Army's K. O'Brien"] for a, b in word_spans(text)]
    ['The', 'U.S.', 'Army', "'s", 'K', '.', "O'Brien"]
    """
    return [match.span() for match in _WORD.finditer(text)]
