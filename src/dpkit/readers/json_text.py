"""JSON that keeps positions: the members of an object with where their values stand, and strings unescaped in place."""

import json
import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # unknown to typeshed, there since Python 2.6

from dpkit.readers.positions import Piece

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKENS = re.compile(
    r"""(?P<plain>[^\\]+)
    |(?P<line>(?:\\r|\\u000[dD])(?:\\n|\\u000[aA])?)
    |(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})
    |(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})
    |(?P<code>\\u[0-9a-fA-F]{4})
    |(?P<short>\\.)""",
    re.VERBOSE | re.DOTALL,
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "t": "\t"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of an object; `start` and `end` span its value in the source."""

    key: str
    value: object
    start: int
    end: int


class JsonFault(Exception):
    """Why a line is no JSON object that can be trusted, and where (from 0); the reader makes a finding of it."""

    def __init__(self, *, where: int, what: str) -> None:
        super().__init__(what)
        self.where = where
        self.what = what


def object_members(source: str, start: int = 0) -> tuple[list[Member], int]:
    """The members of the object that begins at `start`, and where it ends. Numbers keep their digits, as strings.

    Raises:
        JsonFault: no JSON object, a key twice, or nested too deep.
    """
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_no_number, object_pairs_hook=_unique)
    index = _skip(source, start)
    if not source.startswith("{", index):
        raise JsonFault(where=index, what="no JSON object")
    members: list[Member] = []
    index = _skip(source, index + 1)
    while not source.startswith("}", index):
        if members:
            index = _skip(source, _expect(source, index, ","))
        try:
            key, index = scanstring(source, _expect(source, index, '"'), True)
            index = _skip(source, _expect(source, _skip(source, index), ":"))
            value, end = decoder.raw_decode(source, index)
        except json.JSONDecodeError as error:
            raise JsonFault(where=error.pos, what=error.msg) from error
        except RecursionError as error:
            raise JsonFault(where=index, what="nested too deep") from error
        members.append(Member(key=key, value=value, start=index, end=end))
        index = _skip(source, end)
    _unique([(member.key, None) for member in members])
    return members, index + 1


def only_object(source: str) -> list[Member]:
    """The members of the one object that a line holds.

    Raises:
        JsonFault: as `object_members`, or more follows.
    """
    members, end = object_members(source)
    if _skip(source, end) != len(source):
        raise JsonFault(where=end, what="more after the object")
    return members


def find_value(source: str, members: list[Member], name: str) -> Member | None:
    """The member that a name, or a dotted path into nested objects, leads to."""
    while True:
        found = next((member for member in members if member.key == name), None)
        if found is not None or "." not in name:
            return found
        head, name = name.split(".", 1)
        outer = next((member for member in members if member.key == head), None)
        if outer is None or not isinstance(outer.value, dict):
            return None
        members = object_members(source, outer.start)[0]


def unescape(source: str, start: int, end: int) -> tuple[str, list[Piece], int]:
    """The text of the string literal at `source[start:end]` with its pieces, and how many lone surrogates it escapes.

    CR and CRLF become LF. An escaped lone surrogate is no character: its six characters are kept as they are written.
    """
    parts: list[str] = []
    pieces: list[Piece] = []
    lone = 0
    for match in _TOKENS.finditer(source, start + 1, end - 1):
        token, kind = match.group(), match.lastgroup
        first, last = match.span()
        if kind == "lone":
            lone += 1
        if kind in ("plain", "lone"):
            parts.append(token)
            pieces.append((last - first, first, last))
            continue
        parts.append(_character(token, kind))
        pieces.append((1, first, last))
    return "".join(parts), pieces, lone


def _character(token: str, kind: str | None) -> str:
    if kind == "line":
        return "\n"
    if kind == "pair":
        return chr(0x10000 + ((int(token[2:6], 16) - 0xD800) << 10) + int(token[8:12], 16) - 0xDC00)
    return chr(int(token[2:], 16)) if kind == "code" else _SHORT.get(token[1], token[1])


def _skip(source: str, index: int) -> int:
    match = _SPACE.match(source, index)
    return match.end() if match else index


def _expect(source: str, index: int, mark: str) -> int:
    if not source.startswith(mark, index):
        raise JsonFault(where=index, what=f"{mark} expected")
    return index + 1


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise JsonFault(where=0, what=f"the key {key[:60]!r} stands there twice")
        found[key] = value
    return found


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON, but writers of data frames leave them for a missing value."""
