"""A small made-up data package that obeys every schema: two documents, the ten tables, awkward text included."""

import datetime as dt
import hashlib

import pyarrow as pa

from dpkit.package.parts import Contributor, Dataset, PackageParts, Toolkit
from dpkit.schema import arrow_schema, default_schemas

MENU = "Home | News"
FIRST = "“About 40 people left,” the Harbour Office said."
SECOND = "Łódź 🎈 stays open.\nSo does the port."
TEXT = f"{MENU}\n\n{FIRST}\n\n{SECOND}"
OTHER = "The Harbour Office denied it."


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _id(prefix: str, number: int) -> str:
    return f"{prefix}_{'abcdefghijklmno'}{'abc'[number]}"


def _document(document: str, text: str, day: int) -> dict[str, object]:
    return {
        "document_id": document, "statement_id": document, "title": f"Title of {document} | <b>*x*</b>",
        "document_type": "relay", "language": "en", "issuer_id": _id("ent", 0), "published_on": dt.date(2024, 3, day),
        "text": text, "text_sha256": _hash(text), "raw_path": f"raw/port.example/2024/{document}.txt",
        "raw_sha256": _hash(text), "raw_bytes": len(text.encode()), "media_type": "text/plain", "encoding": "utf-8",
        "reader": "text", "license": "unknown", "redistribution": "full_text",
    }  # fmt: skip


def _source(number: int, document: str, url: str | None) -> dict[str, object]:
    return {
        "source_id": _id("src", number), "document_id": document, "relation": "captured_from" if url else "original",
        "url": url, "status": "asserted" if url else "unresolved",
        "retrieved_at": dt.datetime(2024, 3, 9, 8, 30, tzinfo=dt.UTC) if url else None,
        "link_text": None if url else "Source link",
    }  # fmt: skip


def _paragraph(number: int, document: str, text: str, words: str, role: str) -> dict[str, object]:
    start = text.index(words)
    return {
        "paragraph_id": _id("par", number), "document_id": document, "position": number, "role": role,
        "is_quoted": False, "start_char": start, "end_char": start + len(words), "text": words, "language": "en",
        "rule": "text.paragraph",
    }  # fmt: skip


def _span(prefix: str, key: str, words: str, text: str = TEXT) -> dict[str, object]:
    start = text.index(words)
    return {
        key: _id(prefix, 0), "document_id": "port-1", "paragraph_id": _id("par", 1), "start_char": start,
        "end_char": start + len(words), "text": words,
    }  # fmt: skip


def sample_rows() -> dict[str, list[dict[str, object]]]:
    """The rows of the ten tables."""
    other = _paragraph(0, "port-2", OTHER, OTHER, "body") | {"paragraph_id": "par_zzzzzzzzzzzzzzzz"}
    return {
        "documents": [_document("port-1", TEXT, 8), _document("port-2", OTHER, 9)],
        "sources": [_source(0, "port-1", "https://port.example/news?id=1"), _source(1, "port-2", None)],
        "paragraphs": [
            _paragraph(0, "port-1", TEXT, MENU, "boilerplate"),
            _paragraph(1, "port-1", TEXT, FIRST, "body"),
            _paragraph(2, "port-1", TEXT, SECOND, "body"),
            other,
        ],
        "entities": [
            {"entity_id": _id("ent", 0), "name": "Harbour Office", "entity_type": "organisation", "origin": "authority",
             "status": "reviewed"},
        ],
        "aliases": [{"alias_id": _id("als", 0), "entity_id": _id("ent", 0), "text": "the Office", "kind": "short"}],
        "mentions": [
            _span("men", "mention_id", "Harbour Office")
            | {"entity_id": _id("ent", 0), "kind": "name", "method": "model", "model": "crf-en-1", "score": 0.93},
        ],
        "claims": [
            _span("clm", "claim_id", "About 40 people left,")
            | {"position": 0, "speaker_id": _id("ent", 0), "speaker_mention_id": _id("men", 0),
               "speaker_basis": "same_sentence", "attribution": "direct", "attribution_depth": 2,
               "speech_act": "assertion", "polarity": "affirmed", "certainty": "unspecified", "is_evaluative": False,
               "time_frame": "past", "method": "rule"},
        ],
        "cues": [
            {key: value for key, value in _span("cue", "cue_id", "said").items() if key != "paragraph_id"}
            | {"claim_id": _id("clm", 0), "kind": "attribution", "hop": 2, "entity_id": _id("ent", 0),
               "rule": "attribution.verb"},
        ],
        "quantities": [
            _span("qty", "quantity_id", "About 40 people")
            | {"claim_id": _id("clm", 0), "kind": "count", "value_min": 40.0, "value_max": 40.0, "counted": "people",
               "precision": "about"},
        ],
        "dates": [],
    }  # fmt: skip


def sample_parts(**changes: object) -> PackageParts:
    """The parts of a package of those rows."""
    schemas = default_schemas()
    rows = sample_rows()
    settings: dict[str, object] = {
        "name": "port-statements",
        "version": "0.1.0",
        "created": dt.datetime(2024, 4, 1, tzinfo=dt.UTC),
        "title": "Port: what was *said*",
        "description": "Who said what.\n\nNot that it is true.",
        "licenses": ("CC-BY-4.0",),
        "contributors": (Contributor(title="Ann Author", roles=("curator", "publisher")),),
        "keywords": ("statements", "ports"),
        "homepage": "https://port.example/data",
    }
    return PackageParts(
        dataset=Dataset(**(settings | changes)),  # type: ignore[arg-type]
        tables={name: pa.Table.from_pylist(rows[name], schema=arrow_schema(schemas[name])) for name in schemas},
        schemas=schemas,
        toolkit=Toolkit(
            versions={"dpkit": "0.1.0", "pyarrow": pa.__version__},
            configuration={"tagger": None},
            models={"crf-en": "1"},
            inputs={"dpkit.toml": "a" * 64, "curation/entities.yaml": "b" * 64},
        ),
        set_aside_chars={"port-1": {"script": 120, "style": 30}},
    )
