"""Words that were decoded wrongly before they came here: shown as a finding, never repaired.

The three kinds that saved pages bring: UTF-8 read as windows-1252 or windows-1251 ("â€œ", "РџСЂРё"), windows-1252 read
as ISO 8859-1 (C1 control characters), and characters that were replaced (U+FFFD).
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["utf-8 as windows-1252", "utf-8 as windows-1251", "windows-1252 as iso-8859-1", "replaced"]

MAX_PLACES = 1_000
"""Places that are looked at; a text with more of them needs no exact count."""

_HIGH_1252 = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_HIGH_1251 = "\x80-\xbfЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЁЄЇІіґёєјЅѕї€‚„…†‡‰‹‘’“”•–—™›№"
_PLACE = re.compile(  # one set first, so that the search skips plain text quickly
    rf"[Â-ôРС\x80-\x84\x86-\x9f\ufffd]"
    rf"(?:(?<=[Â-ô])[{_HIGH_1252}]{{1,3}}|(?<=[РС])[{_HIGH_1251}](?:[РС][{_HIGH_1251}])+|(?<=[\x80-\x9f\ufffd]))"
)
_SUSPECT = re.compile(rb"[\xc2\xc3\xd0\xd1\xef]")
"""The bytes of letters that wrong words begin with: English text with curly marks has none of them."""
_BYTES_LEFT_OUT = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x98))
"""Bytes without a character in these code pages: browsers keep them as control characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mojibake:
    """What looks wrongly decoded: in how many places, the first of them, and how it came about."""

    places: int
    example: str
    start: int
    kind: Kind


def find_mojibake(text: str) -> Mojibake | None:
    """The wrongly decoded words of a text, or None. Counts up to `MAX_PLACES`; offsets are code points.

    >>> find_mojibake("Minister â€œready").example
    'â€œ'
    >>> find_mojibake("Façade, Ñandú, Â, “naïve”, Россия, Сёмин, СССР") is None
    True
    """
    if text.isascii():
        return None
    if _SUSPECT.search(text.encode("utf-8", "surrogatepass")) is None:
        return None
    count, first, kind = 0, None, None
    for match in _PLACE.finditer(text):
        found = _kind(match[0])
        if found is not None:
            count += 1
            first, kind = first or match, kind or found
            if count == MAX_PLACES:
                break
    if first is None or kind is None:
        return None
    return Mojibake(places=count, example=first[0], start=first.start(), kind=kind)


def _kind(words: str) -> Kind | None:
    """How words came about, proved by undoing it."""
    if words == "\ufffd":
        return "replaced"
    if len(words) == 1:
        return "windows-1252 as iso-8859-1"
    code_page = "cp1251" if words[0] in "РС" else "cp1252"
    try:
        data = b"".join(
            bytes([ord(char)]) if ord(char) in _BYTES_LEFT_OUT else char.encode(code_page) for char in words
        )
        data.decode("utf-8")
    except UnicodeError:
        return None
    return "utf-8 as windows-1251" if code_page == "cp1251" else "utf-8 as windows-1252"
