"""WARC (ISO 28500), plain or gzipped by record: each HTML or plain text response is one document.

Keeps the response body, transfer and content encodings undone, and reads it as the HTML or plain text reader does; the
byte map counts in that body, which is named as an inner part, because chunks and compression part it from the file. The
target URI and the capture time become facts, the record id the locator. Cannot know records of other types (requests,
metadata, images, redirects, error pages), which are no documents.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from dpkit.inputs.urls import url_fault
from dpkit.model import Facts, Finding, Place, Reading, Record, SourceFacts
from dpkit.readers.decoded import unreadable
from dpkit.readers.html import HtmlReader
from dpkit.readers.plain import PlainReader
from dpkit.text.encodings import encoding_name

MAX_BODY_BYTES = 64_000_000
"""A larger body is no page, and a compressed one may be a bomb."""


@dataclass(slots=True, kw_only=True)
class WarcReader:
    """Captured web responses."""

    name: str = "warc"
    media_types: tuple[str, ...] = ("application/warc",)
    suffixes: tuple[str, ...] = (".warc", ".warc.gz")

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """The bodies of the responses that are pages; a broken archive ends with a record that says so."""
        end = 0
        try:
            for record, end in _pages(stream):  # noqa: B007 - `end` is where the last whole record ends
                if record is not None:
                    yield record
        except Exception as error:  # noqa: BLE001 - on broken archives warcio fails in whatever its parsing meets
            yield _broken(end, f"{type(error).__name__} {error}")
            return
        stream.seek(end)
        if rest := len(stream.read().strip()):
            yield _broken(end, f"{rest} bytes behind the last record are none")

    def read(self, record: Record, facts: Facts) -> Reading:
        """The body as its media type asks, with the byte map counting in the body."""
        kind = record.context.decode("utf-8", "backslashreplace")
        if kind.startswith(("broken", "too large", "cut off")):
            message = f"record {record.locator}: {kind}; expected a whole WARC response"
            bad = Finding(code="DP165", severity="error", message=message, key=record.locator)
            return unreadable(self.name, self.media_types[0], (bad,))
        stated = record.facts or Facts()
        known = replace(
            facts,
            encoding=facts.encoding or stated.encoding,
            source=replace(facts.source, url=facts.source.url or stated.source.url),
        )
        reading = (PlainReader() if kind == "text/plain" else HtmlReader()).read(record, known)
        byte_map = replace(reading.byte_map, parts=((0, "response body"),))
        return replace(reading, reader=self.name, byte_map=byte_map)


def _pages(stream: BinaryIO) -> Iterator[tuple[Record | None, int]]:
    """For each record of the archive the page that it holds, if any, and where it ends.

    Raises: ValueError where a record is cut off; what warcio raises.
    """
    from warcio.archiveiterator import ArchiveIterator

    archive = ArchiveIterator(stream)
    for response in archive:
        if not (response.rec_headers.get_header("Content-Length") or "").isdigit():
            raise ValueError("a record without Content-Length")
        record = _record(response)
        offset = archive.get_record_offset()  # not before: it skips what is unread
        missing = getattr(response.raw_stream, "limit", 0)
        if record is None and missing > 0:
            raise ValueError(f"{missing} bytes of a record are missing")
        yield replace(record, offset=offset) if record else None, offset + archive.get_record_length()


def _broken(offset: int, what: str) -> Record:
    """A record that stands for what cannot be read of an archive; `read` makes a finding of it."""
    context = f"broken: {what}"[:200].encode("utf-8", "backslashreplace")
    return Record(locator="broken", offset=offset, data=b"", context=context)


def _record(response: Any) -> Record | None:
    """A response as a record, its offset left open; None where it is no page."""
    if response.rec_type not in ("response", "resource"):
        return None
    headers = response.http_headers
    if headers is not None and not str(headers.get_statuscode()).startswith("2"):
        return None
    declared = headers.get_header("Content-Type") if headers else response.rec_headers.get_header("Content-Type")
    kind, _, parameters = (declared or "").lower().partition(";")
    if kind.strip() not in (*HtmlReader().media_types, "text/plain"):
        return None
    body = response.content_stream().read(MAX_BODY_BYTES + 1)
    missing = getattr(response.raw_stream, "limit", 0)
    context = kind.strip()
    if len(body) > MAX_BODY_BYTES:
        context = f"too large: over {MAX_BODY_BYTES} bytes"
    elif missing > 0:
        context = f"cut off: {missing} bytes of the record are missing"
    locator = (response.rec_headers.get_header("WARC-Record-ID") or hashlib.sha256(body).hexdigest()[:16]).strip("<>")
    facts = _facts(response.rec_headers, parameters)
    return Record(locator=locator, offset=0, data=body, facts=facts, context=context.encode())


def _facts(headers: Any, parameters: str) -> Facts:
    """Where and when the response was captured, and the encoding that its server gave."""
    url = (headers.get_header("WARC-Target-URI") or "").strip("<>")
    _, _, charset = parameters.partition("charset=")
    label = charset.split(";")[0].strip(" \"'")
    return Facts(
        encoding=label if label and encoding_name(label) else None,
        source=SourceFacts(
            url=url if url_fault(url) is None else None, retrieved_at=_time(headers.get_header("WARC-Date"))
        ),
        places={key: Place(path=f"WARC {key}") for key in ("source.url", "source.retrieved_at")},
    )


def _time(text: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC) if text else None
    except ValueError:
        return None
