"""RSS and Atom: each item is one document.

Keeps the title and the fullest text of an item (`content:encoded`, `content`, `description`, `summary`), as its markup
shows it, each character mapped through XML escapes or CDATA to the bytes of the item. An item is called by its guid or
id, else its link, else a hash. Cannot know what stands behind the link, nor other elements of the item. No XML parser
is used: no entity is expanded, nothing is fetched.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from dpkit.inputs.urls import url_fault
from dpkit.model import Block, ByteMap, Facts, Finding, Place, Reading, Record, Role, SourceFacts
from dpkit.readers.decoded import text_findings, unreadable
from dpkit.readers.fields import Locators
from dpkit.readers.html_attributes import attributes_of
from dpkit.readers.html_encoding import decode_page
from dpkit.readers.html_entities import reference_at
from dpkit.readers.html_scan import scan_page
from dpkit.readers.positions import Piece, compose

_CDATA = r"<!\[CDATA\[(?:(?!\]\]>)[\s\S])*+(?:\]\]>)?"
_ITEM = re.compile(rf"{_CDATA}|<!--(?:(?!-->)[\s\S])*+(?:-->)?|<(/?)(?:\w+:)?(?:item|entry)(?=[\s>])[^>]*+>")
_CHILD = re.compile(rf"{_CDATA}|<!--(?:(?!-->)[\s\S])*+(?:-->)?|<(/?)((?:\w+:)?\w+)([^>]*+)>")
_TEXTS = ("content:encoded", "content", "description", "summary")


@dataclass(frozen=True, slots=True)
class Child:
    """A direct child of an item: its name, attributes and the span of its content."""

    name: str
    attributes: dict[str, str]
    start: int
    end: int


@dataclass(slots=True, kw_only=True)
class FeedReader:
    """News feeds."""

    name: str = "feed"
    media_types: tuple[str, ...] = ("application/rss+xml", "application/atom+xml")
    suffixes: tuple[str, ...] = (".rss", ".atom")

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """Each item; the head of the feed goes along as context, for its encoding."""
        data = stream.read()
        decoded, _ = decode_page(data, Facts())
        spans = _items(decoded.text) if decoded else []
        if decoded is None or not spans:
            yield Record(locator=None, offset=0, data=data)
            return
        head = data[: decoded.byte_map.bytes_of(*spans[0])[0]][:4096]
        locators = Locators()
        for start, end in spans:
            first, last = decoded.byte_map.bytes_of(start, end)
            source = decoded.text[start:end]
            facts = replace(_facts(source, _children(source)), encoding=decoded.encoding)
            locator = locators.name(data[first:last], facts.identifier or facts.source.url)
            yield Record(locator=locator, offset=first, data=data[first:last], facts=facts, context=head)

    def read(self, record: Record, facts: Facts) -> Reading:
        """The title and text of an item as blocks."""
        encoding = facts.encoding or (record.facts.encoding if record.facts else None)
        decoded, findings = decode_page(record.data, replace(facts, encoding=encoding))
        if decoded is None:
            return unreadable(self.name, self.media_types[0], findings)
        children = _children(decoded.text) if record.context else []
        names = [child.name for child in children]
        body = next((name for name in _TEXTS if name in names), None)
        wanted = [child for child in children if child.name in ("title", body)]
        if not wanted:
            message = f"item {record.locator}: no title and no text; expected an RSS item or an Atom entry"
            bad = Finding(code="DP155", severity="error", message=message, key=record.locator)
            return unreadable(self.name, self.media_types[0], (*findings, bad), decoded.encoding)
        text, byte_map, blocks = _shown(decoded.text, decoded.byte_map, wanted)
        return Reading(
            text=text,
            byte_map=byte_map,
            reader=self.name,
            media_type=self.media_types["entry" in decoded.text[:20]],
            encoding=decoded.encoding,
            is_encoding_guessed=decoded.is_guessed,
            blocks=blocks,
            findings=findings + text_findings(text),
        )


def _items(source: str) -> list[tuple[int, int]]:
    """The spans of the items of a feed, tags included; one that never ends goes to the next or to the end."""
    spans: list[tuple[int, int]] = []
    start: int | None = None
    for match in _ITEM.finditer(source):
        if match[1] is None:
            continue
        if start is not None:
            spans.append((start, match.end() if match[1] else match.start()))
        start = None if match[1] else match.start()
    return spans if start is None else [*spans, (start, len(source))]


def _children(source: str) -> list[Child]:
    """The direct children of an item, by counting depth."""
    found: list[Child] = []
    depth = start = 0
    name, attributes = "", {}
    for match in _CHILD.finditer(source):
        if match[2] is None:
            continue
        if not match[1]:
            is_empty = match[3].endswith("/")
            if depth == 1:
                name, start, attributes = match[2], match.end(), attributes_of(source, match.start(3), match.end(3))
            if depth == 1 and is_empty:
                found.append(Child(name, attributes, start, start))
            depth += not is_empty
        else:
            depth -= 1
            if depth == 1:
                found.append(Child(name, attributes, start, match.start()))
    return found


def _unwrapped(source: str, child: Child) -> tuple[str, list[Piece]]:
    """The markup in a child: CDATA opened, one level of escapes undone unless it is XHTML, with its pieces."""
    is_xhtml = child.attributes.get("type") == "xhtml"
    parts: list[str] = []
    pieces: list[Piece] = []
    position = child.start
    while position < child.end:
        mark = re.compile(r"<!\[CDATA\[" if is_xhtml else r"<!\[CDATA\[|&").search(source, position, child.end)
        stop = mark.start() if mark else child.end
        parts.append(source[position:stop])
        pieces.append((stop - position, position, stop))
        if mark is None:
            break
        if mark.group() == "&":
            shown, position = reference_at(source, stop) or ("&", stop + 1)
            parts.append(shown)
            pieces += [(1, stop, position), (len(shown) - 1, position, position)]
            continue
        end = source.find("]]>", mark.end(), child.end)
        end = child.end if end < 0 else end
        parts.append(source[mark.end() : end])
        pieces.append((end - mark.end(), mark.end(), end))
        position = min(end + 3, child.end)
    return "".join(parts), [piece for piece in pieces if piece[0]]


def _shown(source: str, base: ByteMap, wanted: list[Child]) -> tuple[str, ByteMap, tuple[Block, ...]]:
    """The shown text of some children in order, with its map and blocks."""
    text = ""
    chars: list[int] = []
    offsets: list[int] = []
    widths: list[int] = []
    blocks: list[Block] = []
    roles: dict[str, Role] = {"li": "list_item", "figcaption": "caption"}
    for child in wanted:
        markup, pieces = _unwrapped(source, child)
        page = scan_page(markup)
        part = compose(compose(base, pieces), page.shown.pieces)
        if not page.shown.length:
            continue
        if text:
            chars, offsets, widths = [*chars, len(text)], [*offsets, part.offsets[0]], [*widths, 0]
            text += "\n\n"
        shift = len(text)
        for block in page.shown.blocks:
            role: Role | None = "title" if child.name == "title" else roles.get(block.tag)
            rule = f"feed.{child.name}" if child.name == "title" else None
            blocks.append(Block(start=block.start + shift, end=block.end + shift, role=role, rule=rule))
        text += page.shown.text()
        chars += [char + shift for char in part.chars[:-1]]
        offsets += part.offsets[:-1]
        widths += part.widths[:-1]
        last = part.offsets[-1]
    if not text:
        return "", ByteMap(), ()
    closed = ByteMap(chars=(*chars, len(text)), offsets=(*offsets, last), widths=(*widths, 0))
    return text, closed, tuple(blocks)


def _facts(source: str, children: list[Child]) -> Facts:
    """What an item states: title, id, link, date, author."""

    def take(*names: str) -> str | None:
        for name in names:
            for child in children:
                value = " ".join(scan_page(_unwrapped(source, child)[0]).shown.text().split())
                if child.name == name and value and len(value) <= 500 and value.isprintable():
                    return value
        return None

    links = [child.attributes.get("href") or take("link") or "" for child in children if child.name == "link"]
    guid = take("guid", "id")
    url = next((link for link in [*links, guid or ""] if link and url_fault(link) is None), None)
    names = ("title", "identifier", "source.url", "published_on", "issuer")
    return Facts(
        title=take("title"),
        identifier=guid,
        issuer=take("author", "dc:creator"),
        published_on=_day(take("pubDate", "published", "dc:date", "updated")),
        source=SourceFacts(url=url),
        places={name: Place(path="item") for name in names},
    )


def _day(text: str | None) -> dt.date | None:
    """A day as RFC 5322 or ISO 8601 writes it, in its own time zone."""
    try:
        return dt.date.fromisoformat(text[:10]) if text else None
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date() if text else None
    except (ValueError, TypeError):
        return None
