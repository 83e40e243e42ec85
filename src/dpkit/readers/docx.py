"""DOCX (Office Open XML): one file is one document.

Keeps the text of the body, then of foot- and endnotes, paragraph by paragraph, tabs and line breaks included; each
character leads to its bytes in the named inner part (`word/document.xml`). Deleted text and field codes are not
shown and are counted. Title and author come from the core properties. Cannot know page headers and footers, text in
pictures, and numbering that Word computes.
"""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dpkit.model import Block, ByteMap, Facts, Finding, Place, Reading, Record, Role
from dpkit.readers.decoded import text_findings, unreadable
from dpkit.readers.html_entities import reference_at
from dpkit.readers.positions import Piece, compose
from dpkit.text.decoding import Decoded, decode

_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_PROPERTIES = "docProps/core.xml"
MAX_PART_BYTES = 64_000_000
"""A larger part is no statement, and may be a compression bomb."""
_TAG = re.compile(r"<(/?)w:(t|p|tab|br|cr|noBreakHyphen|delText|instrText|pStyle)(?=[\s/>])([^>]*+)>")
_STYLE = re.compile(r'w:val="([^"]*)"')
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(slots=True, kw_only=True)
class DocxReader:
    """Word documents."""

    name: str = "docx"
    media_types: tuple[str, ...] = (_MEDIA_TYPE,)
    suffixes: tuple[str, ...] = (".docx",)

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """The whole file as one record."""
        yield Record(locator=None, offset=0, data=stream.read())

    def read(self, record: Record, facts: Facts) -> Reading:
        """The paragraphs of the document as blocks."""
        try:
            parts = _parts(record.data)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            KeyError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            message = f"container: {str(error)[:120]}; expected a DOCX file with {_PARTS[0]}"
            bad = Finding(code="DP166", severity="error", message=message)
            return unreadable(self.name, self.media_types[0], (bad,))
        text, byte_map, blocks, aside = _text_of(parts)
        return Reading(
            text=text,
            byte_map=byte_map,
            reader=self.name,
            media_type=self.media_types[0],
            encoding="utf-8",
            blocks=blocks,
            facts=_facts(parts.get(_PROPERTIES)),
            set_aside_chars={reason: count for reason, count in sorted(aside.items()) if count},
            findings=text_findings(text),
        )


def _parts(data: bytes) -> dict[str, Decoded]:
    """The inner parts that hold text, decoded; sizes are bounded before anything is unpacked."""
    parts: dict[str, Decoded] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        names = set(container.namelist())
        for name in (*_PARTS, _PROPERTIES):
            if name not in names and name != _PARTS[0]:
                continue
            if container.getinfo(name).file_size > MAX_PART_BYTES:
                raise ValueError(f"{name} is larger than {MAX_PART_BYTES} bytes")
            found = decode(container.read(name))
            if not isinstance(found, Decoded):
                raise ValueError(f"{name}: {found.reason}")  # noqa: TRY004 - the bytes are wrong, not a type
            parts[name] = found
    return parts


def _text_of(parts: dict[str, Decoded]) -> tuple[str, ByteMap, tuple[Block, ...], Counter[str]]:
    text = ""
    chars: list[int] = []
    offsets: list[int] = []
    widths: list[int] = []
    named: list[tuple[int, str]] = []
    blocks: list[Block] = []
    aside: Counter[str] = Counter()
    for name in _PARTS:
        if name not in parts:
            continue
        shown, pieces, styles = _shown(parts[name].text, aside)
        part = compose(parts[name].byte_map, pieces)
        if text and shown:
            chars, offsets, widths = [*chars, len(text)], [*offsets, part.offsets[0]], [*widths, 0]
            text += "\n"
        shift = len(text)
        named.append((shift, name))
        blocks += [_block(text + shown, start + shift, end + shift, style) for start, end, style in styles]
        text += shown
        chars += [char + shift for char in part.chars[:-1]]
        offsets += part.offsets[:-1]
        widths += part.widths[:-1]
        last = part.offsets[-1]
    byte_map = ByteMap(
        chars=(*chars, len(text)), offsets=(*offsets, last if text else 0), widths=(*widths, 0), parts=tuple(named)
    )
    return text, byte_map, tuple(block for block in blocks if block.start < block.end), aside


def _shown(source: str, aside: Counter[str]) -> tuple[str, list[Piece], list[tuple[int, int, str]]]:
    """The text of one part with its pieces, and its paragraphs with their styles."""
    parts: list[str] = []
    pieces: list[Piece] = []
    paragraphs: list[tuple[int, int, str]] = []
    length = start = 0
    style, opened = "", -1
    for match in _TAG.finditer(source):
        closing, tag, rest = match.groups()
        new: list[tuple[str, Piece]] = []
        if tag == "pStyle":
            found = _STYLE.search(rest)
            style = found[1] if found else ""
        elif tag in ("t", "delText", "instrText"):
            if closing and opened >= 0:
                new = list(_characters(source, opened, match.start())) if tag == "t" else []
                aside["deleted" if tag == "delText" else "field code"] += 0 if tag == "t" else match.start() - opened
            opened = -1 if closing or rest.endswith("/") else match.end()
        elif tag == "p" and (closing or rest.endswith("/")):
            paragraphs.append((start, length, style))
            new, style = [("\n", (1, match.start(), match.start()))], ""
        elif tag != "p" and not closing:
            shown = {"tab": "\t", "noBreakHyphen": "\u2011"}.get(tag, "\n")
            new = [(shown, (1, match.start(), match.end()))]
        parts += [shown for shown, _ in new]
        pieces += [piece for _, piece in new]
        length += sum(piece[0] for _, piece in new)
        start = length if tag == "p" and (closing or rest.endswith("/")) else start
    return "".join(parts), pieces, paragraphs


def _characters(source: str, start: int, end: int) -> Iterator[tuple[str, Piece]]:
    """The characters of a text element, references read."""
    while (mark := source.find("&", start, end)) >= 0:
        if mark > start:
            yield source[start:mark], (mark - start, start, mark)
        shown, start = reference_at(source, mark) or ("&", mark + 1)
        yield shown[0], (1, mark, start)
    if end > start:
        yield source[start:end], (end - start, start, end)


def _block(text: str, start: int, end: int, style: str) -> Block:
    body = text[start:end]
    first = start + len(body) - len(body.lstrip())
    name = style.lower()
    is_heading = name.startswith(("heading", "title"))
    role: Role | None = "heading" if is_heading else "list_item" if name.startswith("list") else None
    rule = f"docx.{role}" if role else None
    return Block(start=first, end=max(first, start + len(body.rstrip())), role=role, rule=rule)


def _facts(properties: Decoded | None) -> Facts:
    """What the core properties state."""
    stated: dict[str, str] = {}
    for key, tag in (("title", "dc:title"), ("issuer", "dc:creator"), ("published_on", "dcterms:created")):
        match = re.search(rf"<{tag}(?=[\s>])[^>]*+>([^<]{{1,500}})<", properties.text) if properties else None
        value = "".join(shown for shown, _ in _characters(match[1], 0, len(match[1]))).strip() if match else ""
        if value and value.isprintable():
            stated[key] = value
    try:
        created = dt.date.fromisoformat(stated.get("published_on", "")[:10])
    except ValueError:
        created = None
    places = {key: Place(path=_PROPERTIES) for key in stated if key != "published_on"}
    note = f"file created on {created}" if created else None  # the day of the file is not that of the statement
    return Facts(title=stated.get("title"), issuer=stated.get("issuer"), note=note, places=places)
