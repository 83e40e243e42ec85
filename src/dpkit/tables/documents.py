"""What is known of a document as a whole → its row of `documents`."""

import hashlib

from dpkit.inputs.defaults import document_type_of
from dpkit.model import DocumentResult
from dpkit.tables.row import Row

MAX_TITLE_CHARS = 500
"""A title paragraph longer than this is no title: it is a text without line breaks."""


def document_row(result: DocumentResult) -> Row:
    """The row of a document; rights that nobody stated are `unknown`, and the working edition keeps the text."""
    facts, reading, origin = result.facts, result.reading, result.origin
    text = result.layout.text
    return {
        "document_id": result.document_id,
        "statement_id": facts.statement or result.document_id,
        "identifier": facts.identifier or None,
        "title": facts.title or _title(result),
        "document_type": document_type_of(facts),
        "language": facts.language or result.layout.language,
        "issuer_id": result.names.issuer_id,
        "publisher_id": result.names.publisher_id,
        "issued_on": facts.issued_on,
        "published_on": facts.published_on,
        "text": text,
        "text_sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "raw_path": origin.path,
        "raw_locator": origin.locator,
        "raw_sha256": origin.sha256,
        "raw_bytes": origin.size_bytes,
        "media_type": reading.media_type,
        "encoding": reading.encoding,
        "reader": reading.reader,
        "license": facts.rights.license or "unknown",
        "rights_holder": facts.rights.holder or None,
        "redistribution": facts.rights.redistribution or "full_text",
    }


def _title(result: DocumentResult) -> str | None:
    for paragraph in result.layout.paragraphs:
        if paragraph.role == "title" and paragraph.end - paragraph.start <= MAX_TITLE_CHARS:
            return result.layout.text[paragraph.start : paragraph.end]
    return None
