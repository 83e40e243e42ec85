"""Content ids: what a row is called follows from what the row is, never from where it stands."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

CONTEXT_CHARS = 32
"""Code points on either side that tell equal words of one paragraph apart (a line of text holds about 60)."""


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


def content_id(prefix: str, *parts: str | int | None) -> str:
    """`<prefix>_` and 16 lower-case base32 characters (80 bits) of SHA-256 over the length-prefixed NFC parts.

    >>> content_id("par", "doc-1", "Peaceful rallies were held.", 0)
    'par_g2sccduqj2hnoo34'
    >>> content_id("par", "ab", "c") == content_id("par", "a", "bc")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        data = b"" if part is None else unicodedata.normalize("NFC", str(part)).encode("utf-8", "surrogatepass")
        digest.update(f"{'-' if part is None else len(data)}:".encode())
        digest.update(data)
    return f"{prefix}_{base64.b32encode(digest.digest()[:10]).decode('ascii').lower()}"


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
