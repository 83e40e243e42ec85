"""A whole document with everything that was found out about it."""

from dataclasses import dataclass

from dpkit.model.extraction import Names, Statements
from dpkit.model.facts import Facts
from dpkit.model.findings import Finding
from dpkit.model.text import Layout, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class RawOrigin:
    """Where a document's bytes lie: `path` is posix, below the project; hash and size are the record's."""

    path: str
    locator: str | None
    offset: int
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentResult:
    """Everything that the per-document step found out; `tables` makes rows of it."""

    document_id: str
    origin: RawOrigin
    facts: Facts
    reading: Reading
    layout: Layout
    names: Names
    statements: Statements
    findings: tuple[Finding, ...] = ()
