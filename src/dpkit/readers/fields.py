"""Which field of a corpus record means what: a mapping from field names to the keys of a sidecar.

A dotted name (`meta.title`) leads into nested objects. Several names are tried in order; the first that is there wins.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dpkit.ids import content_id
from dpkit.inputs.urls import url_fault
from dpkit.inputs.values import Unfit, slug
from dpkit.model import Facts, Finding, Place, SourceFacts

Names = tuple[str, ...]

_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].{0,40})?\s*")
_COMPACT_DATE = re.compile(r"\s*(\d{4})(\d{2})(\d{2})\s*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}")
MAX_LOCATOR_CHARS = 200
MAX_FACT_CHARS = 2_000
"""Longer values are no title, name or address; they stay in the raw record and are reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMapping:
    """The field names that hold text, id and facts; the defaults are the common ones."""

    text: Names = ("text", "body", "content", "full_text", "article", "articleBody", "transcript", "statement_text")
    id: Names = ("id", "_id", "uid", "uuid", "guid", "doc_id", "document_id", "identifier")
    title: Names = ("title", "headline", "heading", "name")
    issued_on: Names = ("issued_on", "issued")
    published_on: Names = (
        "published_on", "date", "published", "published_at", "publication_date", "pub_date", "datePublished", "pubDate",
        "created_at", "time",
    )  # fmt: skip
    language: Names = ("language", "lang", "locale")
    issuer: Names = ("issuer", "author", "authors", "speaker", "creator", "byline")
    publisher: Names = ("publisher", "site", "site_name", "domain", "agency", "outlet")
    url: Names = ("url", "link", "source_url", "permalink", "uri", "href")
    original_url: Names = ("original_url", "source.original_url")
    retrieved_at: Names = ("retrieved_at", "fetched_at", "crawled_at", "accessed_at", "scraped_at", "warc_date")
    statement: Names = ("statement", "statement_id", "pair_id", "meta.pair_id")
    note: Names = ("note",)


DEFAULT_MAPPING = FieldMapping()
_ATTRIBUTES = {
    "identifier": "id",
    "source.url": "url",
    "source.original_url": "original_url",
    "source.retrieved_at": "retrieved_at",
}


def mapping_of(fields: Mapping[str, str]) -> FieldMapping:
    """The mapping that a sidecar's `fields` give: our name of a fact leads to the file's own; the rest by default.

    >>> mapping_of({"text": "Body", "source.url": "Link"}).url
    ('Link',)
    """
    known = FieldMapping.__dataclass_fields__
    named = {_ATTRIBUTES.get(key, key): (name,) for key, name in fields.items()}
    return replace(DEFAULT_MAPPING, **{key: names for key, names in named.items() if key in known})


@dataclass(slots=True)
class Locators:
    """The names of the records of one file, each given once: the record's own id, else a hash of its bytes."""

    seen: dict[str, int] = field(default_factory=dict)

    def name(self, data: bytes, own: str | None) -> str:
        """The locator of the next record; a second record under one id carries its hash too."""
        digest = hashlib.sha256(data).hexdigest()[:16]
        locator = own if own and len(own) <= MAX_LOCATOR_CHARS else digest
        if locator in self.seen and locator != digest:
            locator = f"{locator}~{digest}"
        self.seen[locator] = count = self.seen.get(locator, 0) + 1
        return locator if count == 1 else f"{locator}~{count}"


def value_of(fields: Mapping[str, object], names: Names) -> tuple[str, object] | None:
    """The first of some names that a record has a value for, with that value."""
    for name in names:
        value: object = fields
        for step in (name,) if name in fields else tuple(name.split(".")):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None and value != "" and value != []:
            return name, value
    return None


def facts_of(fields: Mapping[str, object], mapping: FieldMapping) -> tuple[Facts, tuple[Finding, ...]]:
    """What the fields of one record state, with where each fact stands, and the values that could not be read."""
    row = _Row(fields=fields)
    facts = Facts(
        id=None,
        statement=_as_statement_id(_taken(row, "statement", mapping.statement)),
        identifier=_taken(row, "identifier", mapping.id),
        title=_taken(row, "title", mapping.title),
        language=_as_language(_taken(row, "language", mapping.language)),
        issuer=_taken(row, "issuer", mapping.issuer),
        publisher=_taken(row, "publisher", mapping.publisher),
        issued_on=_taken_date(row, "issued_on", mapping.issued_on),
        published_on=_taken_date(row, "published_on", mapping.published_on),
        source=SourceFacts(
            url=_taken_url(row, "source.url", mapping.url),
            original_url=_taken_url(row, "source.original_url", mapping.original_url),
            retrieved_at=_as_time(_taken(row, "source.retrieved_at", mapping.retrieved_at)),
        ),
        note=_taken(row, "note", mapping.note),
        places=row.places,
    )
    return facts, tuple(row.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """The fields of one record, and what was noted while they were read."""

    fields: Mapping[str, object]
    places: dict[str, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def _taken(row: _Row, key: str, names: Names) -> str | None:
    found = value_of(row.fields, names)
    if found is None:
        return None
    name, value = found
    text = _as_text(value)
    if text is None or len(text) > MAX_FACT_CHARS or not text.isprintable():
        row.findings.append(_unread(name, value, "a short text"))
        return None
    row.places[key] = Place(path=f"field:{name}")
    return text.strip() or None


def _taken_date(row: _Row, key: str, names: Names) -> dt.date | None:
    text = _taken(row, key, names)
    date = _as_date(text) if text else None
    if text and date is None:
        _refuse(row, key, text, "a date such as 2022-01-10")
    return date


def _taken_url(row: _Row, key: str, names: Names) -> str | None:
    text = _taken(row, key, names)
    url = text.replace(" ", "%20") if text else None  # as browsers ask a server for it
    fault = url_fault(url) if url else None
    if fault is not None:
        _refuse(row, key, text, f"a web address: {fault}")
        return None
    return url


def _refuse(row: _Row, key: str, text: str | None, expected: str) -> None:
    """A value that is no such fact: its place goes, a finding comes."""
    row.findings.append(_unread(row.places.pop(key).path.removeprefix("field:"), text, expected))


def _unread(name: str, value: object, expected: str) -> Finding:
    shown = repr(value)[:60] if not isinstance(value, dict | list) else type(value).__name__
    message = f"field {name}: {shown} left aside; expected {expected}"
    return Finding(code="DP156", severity="warning", message=message, field=name)


def _as_text(value: object) -> str | None:
    """A scalar, or a list of names, as one line of text."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return "; ".join(" ".join(item.split()) for item in value)
    return None


def _as_date(text: str) -> dt.date | None:
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    try:
        return dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def _as_time(text: str | None) -> dt.datetime | None:
    """A UTC time; one without zone is taken as UTC, as archives write it."""
    try:
        time = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if time is None:
        return None
    return time.replace(tzinfo=dt.UTC) if time.tzinfo is None else time.astimezone(dt.UTC)


def _as_statement_id(text: str | None) -> str | None:
    """The key that versions of one statement share; one that is no readable id (a headline, say) gives a content id."""
    try:
        return slug(text) if text else None
    except Unfit:
        return content_id("stm", text)


def _as_language(text: str | None) -> str | None:
    return text.replace("_", "-") if text and _LANGUAGE.fullmatch(text) else None
