"""Words as places in a text: what an edition may say of words that it may not hold."""

from collections.abc import Iterable

Piece = tuple[int, int] | str
"""A half-open range of code points of a text; or characters that the text does not have at all."""


def pieces_of(value: str, text: str) -> tuple[Piece, ...]:
    """The longest pieces of a text that give a value, one after the other.

    No word that the text has is ever spelled out: only a character that stands nowhere in it is.

    >>> pieces_of("The gate “closes”", "Norland closes The gate")
    ((15, 23), (7, 8), '“', (8, 14), '”')
    """
    found: list[Piece] = []
    rest = value
    while rest:
        length = _longest(rest, text)
        if length:
            start = text.index(rest[:length])
            found.append((start, start + length))
        elif found and isinstance(found[-1], str):
            found[-1] = found[-1] + rest[0]
        else:
            found.append(rest[0])
        rest = rest[max(length, 1) :]
    return tuple(found)


def value_of(pieces: Iterable[Piece], text: str) -> str:
    """The value that pieces of a text give.

    >>> value_of(((15, 23), (7, 8), "“", (8, 14), "”"), "Norland closes The gate")
    'The gate “closes”'
    """
    return "".join(piece if isinstance(piece, str) else text[piece[0] : piece[1]] for piece in pieces)


def _longest(value: str, text: str) -> int:
    """How many of the first characters of a value stand in a text one after the other."""
    if value in text:
        return len(value)
    low, high = 0, len(value)  # value[:low] stands there, value[:high] does not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if value[:middle] in text else (low, middle)
    return low
