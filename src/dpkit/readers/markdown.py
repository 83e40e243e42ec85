"""Markdown: one file is one document, and its canonical text is the source as written, marks included.

Keeps every character. Knows headings, list items, block quotations and soft line breaks from the marks, and title,
date and language from a front matter block (whose lines are furniture). Cannot know what a renderer adds or hides
(raw HTML, footnotes, link targets stay as written).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dpkit.model import Block, Facts, Reading, Record, Role
from dpkit.readers.decoded import decode_record, text_findings, unreadable
from dpkit.readers.fields import DEFAULT_MAPPING, FieldMapping, facts_of

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?!---[ \t]*(?:\n|$))[^\n]*\n){0,200}---[ \t]*(?:\n|$)")
_KEY = re.compile(r"(?m)^([A-Za-z_]{1,40})[ \t]*:[ \t]*([^\n]{1,500})$")
_LINE = re.compile(r"[^\n]+")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_QUOTE = re.compile(r" {0,3}>")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(slots=True, kw_only=True)
class MarkdownReader:
    """Text with Markdown marks."""

    name: str = "markdown"
    media_types: tuple[str, ...] = ("text/markdown",)
    suffixes: tuple[str, ...] = (".md", ".markdown")
    mapping: FieldMapping = DEFAULT_MAPPING

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """The whole file as one record."""
        yield Record(locator=None, offset=0, data=stream.read())

    def read(self, record: Record, facts: Facts) -> Reading:
        """The source text, cut into blocks as its marks say."""
        decoded, findings = decode_record(record.data, facts)
        if decoded is None:
            return unreadable(self.name, self.media_types[0], findings)
        front = _FRONT_MATTER.match(decoded.text)
        stated, more = facts_of(_front_fields(front.group()), self.mapping) if front else (Facts(), ())
        return Reading(
            text=decoded.text,
            byte_map=decoded.byte_map,
            reader=self.name,
            media_type=self.media_types[0],
            encoding=decoded.encoding,
            is_encoding_guessed=decoded.is_guessed,
            blocks=tuple(_blocks(decoded.text, front.end() if front else 0)),
            facts=stated,
            findings=findings + text_findings(decoded.text) + more,
        )


def _front_fields(front: str) -> dict[str, object]:
    """The flat `key: value` lines of a front matter block; nested ones are left alone."""
    return {key: value.strip().strip("\"'") for key, value in _KEY.findall(front)}


def _blocks(text: str, front_end: int) -> Iterator[Block]:
    """The blocks of a Markdown source: lines that belong together, without white space at their ends."""
    if front_end:
        yield Block(start=0, end=len(text[:front_end].rstrip()), role="boilerplate", rule="markdown.front_matter")
    lines: list[tuple[int, int]] = []
    fence = ""
    for match in _LINE.finditer(text, front_end):
        line = match.group()
        mark = _FENCE.match(line)
        if lines and ((text[lines[-1][1] : match.start()].count("\n") > 1 and not fence) or _starts_block(line, fence)):
            yield from _close(text, lines)
            lines = []
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
        if line.strip():
            lines.append(match.span())
        if lines and not fence and _HEADING.match(line):
            yield from _close(text, lines)
            lines = []
    yield from _close(text, lines)


def _starts_block(line: str, fence: str) -> bool:
    """Whether a line cannot go on with the paragraph before it."""
    return not fence and bool(_HEADING.match(line) or _ITEM.match(line) or _RULE.match(line) or _FENCE.match(line))


def _close(text: str, lines: list[tuple[int, int]]) -> Iterator[Block]:
    if not lines:
        return
    start, end = lines[0][0], lines[-1][1]
    body = text[start:end]
    start, end = start + len(body) - len(body.lstrip()), end - (len(body) - len(body.rstrip()))
    first, last = text[slice(*lines[0])], text[slice(*lines[-1])]
    role: Role | None = None
    if _HEADING.match(first) or (len(lines) > 1 and _UNDERLINE.match(last)):
        role = "heading"
    elif _ITEM.match(first):
        role = "list_item"
    elif _RULE.match(first) and len(lines) == 1:
        yield Block(start=start, end=end, role="boilerplate", rule="markdown.rule")
        return
    rule = f"markdown.{role}" if role else None
    yield Block(start=start, end=end, role=role, rule=rule, is_quotation=bool(_QUOTE.match(first)))
