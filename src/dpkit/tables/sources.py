"""Where a document came from and what it points to → rows of `sources`; a URL is never invented."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from dpkit.model import DocumentResult, Link, Paragraph
from dpkit.tables.identity import ids, source_identity
from dpkit.tables.row import Row

_RELATIONS = ("captured_from", "original", "other_version", "archived_copy")
_WEB_ADDRESS = re.compile(r'https?://[^\s\x00-\x1f\x7f"<>\\^`{|}]+')
_TRAILING = ".,;:!?)]»”’'"
"""What ends a sentence rather than an address written in plain text."""


def source_rows(result: DocumentResult, paragraph_ids: Sequence[str]) -> list[Row]:
    """One row per known location, sorted by relation, then as found; equal ones folded, a person's word first."""
    known = _folded([*_asserted(result), *_extracted(result, paragraph_ids)])
    rows = _resolved([*known, *_announced(result, paragraph_ids, known)])
    rows.sort(key=lambda row: _RELATIONS.index(str(row["relation"])))
    keys = ids("src", (_identity(row) for row in rows))
    return [{"source_id": key, **row} for key, row in zip(keys, rows, strict=True)]


def _asserted(result: DocumentResult) -> Iterator[Row]:
    """What people wrote in the sidecar."""
    source = result.facts.source
    if source.url is not None:
        yield _row(result, "captured_from", source.url, "asserted", retrieved_at=source.retrieved_at)
    if source.original_url is not None:
        yield _row(result, "original", source.original_url, "asserted")
    for version in source.other_versions:
        yield _row(result, "other_version", version.url, "asserted", language=version.language)
    if source.archive_url is not None:
        yield _row(result, "archived_copy", source.archive_url, "asserted")


def _extracted(result: DocumentResult, paragraph_ids: Sequence[str]) -> Iterator[Row]:
    """The links of the page, and addresses that a source-link paragraph writes out."""
    paragraphs = result.layout.paragraphs
    linked = set()
    for link in result.reading.links:
        index = _paragraph_of(link, paragraphs)
        linked.add(index)
        where = {"paragraph_id": None if index is None else paragraph_ids[index], "link_text": link.text or None}
        if link.url is not None and _WEB_ADDRESS.fullmatch(link.url):
            yield _row(result, link.relation, link.url, "extracted", note=f"found by rule {link.rule}", **where)
        else:
            note = f"found by rule {link.rule}; " + (
                "no target" if link.url is None else "its target is no web address"
            )
            yield _row(result, link.relation, None, "unresolved", note=note, **where)
    for index, paragraph in enumerate(paragraphs):
        if paragraph.role == "source_link" and index not in linked:
            text = result.layout.text[paragraph.start : paragraph.end]
            for match in _WEB_ADDRESS.finditer(text):
                where = {"paragraph_id": paragraph_ids[index], "link_text": text}
                url = match.group().rstrip(_TRAILING)
                yield _row(result, "original", url, "extracted", note="written out in the text", **where)


def _announced(result: DocumentResult, paragraph_ids: Sequence[str], known: Iterable[Row]) -> Iterator[Row]:
    """A row for each source-link paragraph in which no link was found."""
    placed = {row["paragraph_id"] for row in known}
    for paragraph_id, paragraph in zip(paragraph_ids, result.layout.paragraphs, strict=True):
        if paragraph.role == "source_link" and paragraph_id not in placed:
            text = result.layout.text[paragraph.start : paragraph.end]
            note = "the text announces a source link; its target is lost"
            where = {"paragraph_id": paragraph_id, "link_text": text}
            yield _row(result, "original", None, "unresolved", note=note, **where)


def _resolved(rows: list[Row]) -> list[Row]:
    """Rows in which the original that a person knows stands where the text announces one whose target is lost."""
    answer = next((row for row in rows if _is_original(row, "asserted") and row["paragraph_id"] is None), None)
    lost = next((row for row in rows if _is_original(row, "unresolved")), None)
    if answer is None or lost is None:
        return rows
    answer.update(paragraph_id=lost["paragraph_id"], link_text=lost["link_text"])
    return [row for row in rows if row is not lost]


def _is_original(row: Row, status: str) -> bool:
    return row["relation"] == "original" and row["status"] == status


def _folded(rows: Iterable[Row]) -> list[Row]:
    """Rows without two of one relation and URL: the first stays and takes from the later what it lacks."""
    by_location: dict[tuple[object, ...], Row] = {}
    for index, row in enumerate(rows):
        location = (row["relation"], row["url"], index if row["url"] is None else None)
        kept = by_location.setdefault(location, row)
        for name, value in row.items():
            if kept[name] is None:
                kept[name] = value
    return list(by_location.values())


def _row(result: DocumentResult, relation: str, url: str | None, status: str, **facts: object) -> Row:
    empty = dict.fromkeys(("language", "link_text", "paragraph_id", "retrieved_at", "content_sha256", "note"))
    first: Row = {"document_id": result.document_id, "relation": relation, "url": url, "status": status}
    return {**first, **empty, **facts}


def _identity(row: Row) -> tuple[str | int | None, ...]:
    url, link_text = row["url"], row["link_text"]
    return source_identity(
        str(row["document_id"]),
        str(row["relation"]),
        None if url is None else str(url),
        None if link_text is None else str(link_text),
    )


def _paragraph_of(link: Link, paragraphs: Sequence[Paragraph]) -> int | None:
    if link.start is None:
        return None
    index = bisect_right(paragraphs, link.start, key=lambda paragraph: paragraph.start) - 1
    return index if index >= 0 and link.start < paragraphs[index].end else None
