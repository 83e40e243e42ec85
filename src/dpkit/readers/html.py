"""HTML: one saved page is one document.

Keeps everything that the page shows, white space collapsed as CSS does, each character mapped to the bytes it came from
(entity references and inline tags included); what is not statement stays as boilerplate blocks. Sets aside and counts
script, style, template, noscript, frames and what the markup itself hides (`hidden`, `display: none`). Cannot know what
style sheets hide or scripts add, nor the text of images.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from dpkit.model import Block, Facts, Finding, Reading, Record, Role
from dpkit.readers.decoded import text_findings, unreadable
from dpkit.readers.html_encoding import decode_page
from dpkit.readers.html_facts import contradictions, page_facts
from dpkit.readers.html_links import page_links
from dpkit.readers.html_page import Page
from dpkit.readers.html_scan import scan_page
from dpkit.readers.html_select import select, words_of
from dpkit.readers.html_shown import ShownBlock
from dpkit.readers.json_ld import linked_data
from dpkit.readers.positions import compose

_HEADINGS: dict[str, Role] = {f"h{level}": "heading" for level in range(1, 7)}
_ROLES: dict[str, Role] = {"li": "list_item", "figcaption": "caption", **_HEADINGS}


@dataclass(slots=True, kw_only=True)
class HtmlReader:
    """A saved web page."""

    name: str = "html"
    media_types: tuple[str, ...] = ("text/html", "application/xhtml+xml")
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """The whole file as one record."""
        yield Record(locator=None, offset=0, data=stream.read())

    def read(self, record: Record, facts: Facts) -> Reading:
        """The shown text of the page in blocks, with what the page states and which links announce an origin."""
        decoded, findings = decode_page(record.data, facts)
        if decoded is None:
            return unreadable(self.name, self.media_types[0], findings)
        page = scan_page(decoded.text)
        text = page.shown.text()
        data, not_json = linked_data(page)
        stated = page_facts(page, decoded.text, data)
        links, refused = page_links(page, text, facts, data)
        blocks, unsure = _blocks(page, text, stated.title, [(link.start, link.end) for link in links])
        return Reading(
            text=text,
            byte_map=compose(decoded.byte_map, page.shown.pieces),
            reader=self.name,
            media_type=self.media_types[0],
            encoding=decoded.encoding,
            is_encoding_guessed=decoded.is_guessed,
            blocks=blocks,
            links=links,
            facts=stated,
            set_aside_chars={reason: count for reason, count in sorted(page.shown.set_aside.items()) if count},
            findings=(
                *findings,
                *_faults(page, decoded.text),
                *unsure,
                *refused,
                *not_json,
                *contradictions(facts, stated),
                *text_findings(text),
            ),
        )


def _blocks(
    page: Page, text: str, title: str | None, links: list[tuple[int | None, int | None]]
) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks of a page with their roles; what was not selected is boilerplate, unless nothing was."""
    trimmed = (_trimmed(text, block) for block in page.shown.blocks)
    shown = [block for block in trimmed if block.start < block.end]
    words = [text[block.start : block.end] for block in shown]
    marks, unsure = _marks(page, shown, words)
    origins = {start for start, _ in links if start is not None}
    heading = _title_index(shown, words, marks, title)
    blocks = []
    for index, (block, mark) in enumerate(zip(shown, marks, strict=True)):
        role, rule = _role(block, mark)
        if index == heading:
            role, rule = "title", "html.title"
        elif block.end - block.start < 200 and any(block.start <= start < block.end for start in origins):
            role, rule = "source_link", "html.source_link"
        blocks.append(
            Block(start=block.start, end=block.end, role=role, rule=rule, is_quotation=mark and block.is_quotation)
        )
    return tuple(blocks), unsure


def _marks(page: Page, shown: list[ShownBlock], words: list[str]) -> tuple[list[bool], tuple[Finding, ...]]:
    """For each block whether it is statement; where nothing tells, all are, with a finding."""
    doubt = page.excess()
    selected = None if doubt else select(page.lean(page.cuts), words)
    zones = [block.zone for block in shown]
    if selected is not None:
        said = {body for body, zone, mark in zip(words, zones, selected, strict=True) if mark and zone is None}
        selected = [
            mark and zone != "noscript" and (zone is None or body not in said)  # a copy in a menu is a teaser
            for body, zone, mark in zip(words, zones, selected, strict=True)
        ]
        if any(selected):
            return selected, ()
    doubt = doubt or "no main content found"
    message = f"main content: {doubt}; expected a page with one text, so everything shown is taken as statement"
    return [True] * len(shown), (Finding(code="DP161", severity="warning", message=message),)


def _trimmed(text: str, block: ShownBlock) -> ShownBlock:
    """A block without white space at its ends (no-break spaces are not collapsed)."""
    body = text[block.start : block.end]
    if not (body[0].isspace() or body[-1].isspace()):
        return block
    start = block.start + len(body) - len(body.lstrip())
    return replace(block, start=start, end=max(start, block.start + len(body.rstrip())))


def _role(block: ShownBlock, is_statement: bool) -> tuple[Role | None, str | None]:
    if not is_statement:
        return "boilerplate", f"html.{block.zone or 'unselected'}"
    role = _ROLES.get(block.tag)
    return role, f"html.{block.tag}" if role else None


def _title_index(shown: list[ShownBlock], words: list[str], marks: list[bool], title: str | None) -> int | None:
    """Which block is the headline: the heading that says what the page's title says, else its only h1."""
    wanted = words_of((title or "").casefold())
    first = [index for index, block in enumerate(shown) if block.tag == "h1"]
    for index, block in enumerate(shown):
        if block.tag in ("h1", "h2") and wanted and words_of(words[index].casefold()) == wanted:
            return index
    return first[0] if len(first) == 1 and (marks[first[0]] or not wanted) else None


def _faults(page: Page, source: str) -> tuple[Finding, ...]:
    """What is broken in the markup in a way that browsers lose text by."""
    return tuple(
        Finding(
            code="DP160",
            severity="warning",
            message=f"line {source.count(chr(10), 0, position) + 1}: {fault}; expected its end before that of the page",
        )
        for position, fault in page.faults
    )
