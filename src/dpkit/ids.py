"""Content ids: what a row is called follows from what the row is, never from where it stands."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

CONTEXT_CHARS = 32
"""Code points on either side that tell equal words of one paragraph apart (a line of text holds about 60)."""


_DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
_BASE32 = tuple(first + second for first in _DIGITS for second in _DIGITS)
REMEMBERED = 1 << 14
"""Ids that a process remembers: entities come back in paragraph after paragraph, document after document (8 MB)."""
MAX_NAME_CHARS = 300
_NO_ID = re.compile(r'[\s\x00-\x1f\x7f"<>\\^`{|}]')


def name_id(name: str) -> str:
    """A file or record name as an id: what no id may hold is percent-encoded; a very long one ends in its hash.

    >>> name_id("2022/my file.txt")
    '2022/my%20file.txt'
    """
    plain = _NO_ID.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8")), name)
    if len(plain) <= MAX_NAME_CHARS:
        return plain
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{plain[: MAX_NAME_CHARS - 17]}~{digest}"


@lru_cache(maxsize=REMEMBERED)
def content_id(prefix: str, *parts: str | int | None) -> str:
    """`<prefix>_` and 16 lower-case base32 characters (80 bits) of SHA-256 over the length-prefixed NFC parts.

    >>> content_id("par", "doc-1", "Peaceful rallies were held.", 0)
    'par_g2sccduqj2hnoo34'
    >>> content_id("par", "ab", "c") == content_id("par", "a", "bc")
    False
    """
    framed = ""
    for part in parts:
        text = part if type(part) is str else str(part)
        if part is None:
            framed += "-:"
        elif text.isascii():  # it is NFC, and one byte a character
            framed += f"{len(text)}:{text}"
        else:
            text = unicodedata.normalize("NFC", text)
            framed += f"{len(text.encode('utf-8', 'surrogatepass'))}:{text}"
    bits = int.from_bytes(hashlib.sha256(framed.encode("utf-8", "surrogatepass")).digest()[:10])
    return f"{prefix}_{_base32(bits)}"


def _base32(bits: int) -> str:
    """80 bits in the alphabet of RFC 4648, in lower case, ten bits at a time."""
    two = _BASE32
    return (
        f"{two[bits >> 70]}{two[bits >> 60 & 1023]}{two[bits >> 50 & 1023]}{two[bits >> 40 & 1023]}"
        f"{two[bits >> 30 & 1023]}{two[bits >> 20 & 1023]}{two[bits >> 10 & 1023]}{two[bits & 1023]}"
    )


def context(text: str, start: int, end: int, paragraph_start: int, paragraph_end: int) -> tuple[str, str]:
    """Up to 32 code points on either side of a span, within its paragraph.

    >>> context("The CSTO forces left.", 4, 8, 0, 21)
    ('The ', ' forces left.')
    """
    before = text[max(paragraph_start, start - CONTEXT_CHARS) : start]
    return before, text[end : min(paragraph_end, end + CONTEXT_CHARS)]


def numbered(identities: Iterable[tuple[str | int | None, ...]]) -> Iterator[tuple[str | int | None, ...]]:
    """Each identity with its number among equal ones appended, in order of appearance.

    >>> list(numbered([("a",), ("b",), ("a",)]))
    [('a', 0), ('b', 0), ('a', 1)]
    """
    seen: dict[tuple[str | int | None, ...], int] = {}
    for identity in identities:
        number = seen.get(identity, 0)
        seen[identity] = number + 1
        yield (*identity, number)
