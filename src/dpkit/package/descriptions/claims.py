"""Claims as linked data: who said what in which document, where; never whether it is true.

JSON-LD with schema.org (Claim, Quotation), the Web Annotation vocabulary and PROV-O, one node a line, in a stream. The
context stands in the file: no reader has to fetch one. A rating or a review of a claim is never written.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import quote

from dpkit.errors import PackageError
from dpkit.package.descriptions.facts import Node, filled, title_of

Row = Mapping[str, Any]
Rows = Callable[[str, tuple[str, ...]], Iterator[Row]]
"""From the name of a table and some of its columns to its rows, in the order of the table."""

CONTEXT: Node = {
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dpkit": "urn:dpkit:terms:",
    "appearance": {"@type": "@id"},
    "isPartOf": {"@type": "@id"},
    "spokenByCharacter": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
    "url": {"@type": "@id"},
    "datePublished": {"@type": "xsd:date"},
    "oa:hasBody": {"@type": "@id"},
    "oa:hasSource": {"@type": "@id"},
    "oa:motivatedBy": {"@type": "@id"},
    "oa:start": {"@type": "xsd:nonNegativeInteger"},
    "oa:end": {"@type": "xsd:nonNegativeInteger"},
    "prov:wasDerivedFrom": {"@type": "@id"},
    "prov:wasGeneratedBy": {"@type": "@id"},
    "prov:wasAssociatedWith": {"@type": "@id"},
    "dpkit:continues": {"@type": "@id"},
}
AROUND_CHARS = 32
"""Code points before and after a quote that a selector gives: what the Web Annotation model shows in its examples."""
_EXTRACTION, _TOOLKIT = "#extraction", "#dpkit"
_TYPES = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "event": "Event",
    "work": "CreativeWork",
}
_DOCUMENT = ("document_id", "title", "language", "text", "text_sha256", "published_on")
_CLAIM = (
    "claim_id", "document_id", "start_char", "end_char", "text", "speaker_id", "speaker_basis", "attribution",
    "attribution_depth", "speech_act", "polarity", "certainty", "is_evaluative", "time_frame", "continues_claim_id",
    "method",
)  # fmt: skip
_LABELS = (
    "speaker_basis", "attribution", "attribution_depth", "speech_act", "polarity", "certainty", "is_evaluative",
    "time_frame", "method",
)  # fmt: skip


def claims_json_ld(package: Mapping[str, Any], toolkit: str, rows: Rows) -> Iterator[str]:
    """The pieces of one JSON-LD document with every claim of a package; `toolkit` is the version of dpkit that read it.

    Raises: PackageError where claims and documents are not in the same order.
    """
    yield f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [\n'
    separator = ""
    for node in _nodes(package, toolkit, rows):
        yield separator + json.dumps(node, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _nodes(package: Mapping[str, Any], toolkit: str, rows: Rows) -> Iterator[Node]:
    yield filled(
        {"@id": "datapackage.json", "@type": "Dataset", "name": title_of(package), "version": package.get("version")}
    )
    yield {
        "@id": _TOOLKIT,
        "@type": ["SoftwareApplication", "prov:SoftwareAgent"],
        "name": "dpkit",
        "softwareVersion": toolkit,
    }
    yield {"@id": _EXTRACTION, "@type": "prov:Activity", "name": "dpkit build", "prov:wasAssociatedWith": _TOOLKIT}
    for row in rows("entities", ("entity_id", "name", "entity_type", "wikidata_id")):
        yield _entity(row)
    places = {
        row["document_id"]: row["url"]
        for row in rows("sources", ("document_id", "relation", "url"))
        if row["relation"] == "captured_from" and row["url"] is not None
    }
    groups = groupby(rows("claims", _CLAIM), key=lambda row: row["document_id"])
    owner, claims = next(groups, (None, iter(())))
    for document in rows("documents", _DOCUMENT):
        yield _document(document, places.get(document["document_id"]))
        if document["document_id"] == owner:
            yield from _claims(claims, document["text"])
            owner, claims = next(groups, (None, iter(())))
    if owner is not None:
        raise PackageError(f"claims of {owner}: they stand in another order than documents; the same was expected")


def _claims(claims: Iterable[Row], text: str | None) -> Iterator[Node]:
    for row in claims:
        yield from (_claim(row), _quotation(row), _annotation(row, text))


def _claim(row: Row) -> Node:
    """What was said, with the labels that software gave it."""
    return filled(
        {
            "@id": _of("claim", row["claim_id"]),
            "@type": ["Claim", "prov:Entity"],
            "identifier": row["claim_id"],
            "appearance": _of("quotation", row["claim_id"]),
            "prov:wasDerivedFrom": _document_id(row["document_id"]),
            "prov:wasGeneratedBy": _EXTRACTION,
            "dpkit:continues": _of("claim", row["continues_claim_id"]) if row["continues_claim_id"] else None,
            **{f"dpkit:{name}": row[name] for name in _LABELS},
        }
    )


def _quotation(row: Row) -> Node:
    """The words of it, as far as they may be passed on, and to whom the document gives them."""
    return filled(
        {
            "@id": _of("quotation", row["claim_id"]),
            "@type": "Quotation",
            "text": row["text"],
            "isPartOf": _document_id(row["document_id"]),
            "spokenByCharacter": _of("entity", row["speaker_id"]) if row["speaker_id"] is not None else None,
        }
    )


def _annotation(row: Row, text: str | None) -> Node:
    """Where it stands: by place, and by its words where the text may be passed on."""
    start, end = row["start_char"], row["end_char"]
    selectors: list[Node] = [{"@type": "oa:TextPositionSelector", "oa:start": start, "oa:end": end}]
    if text is not None and row["text"] is not None:
        around = {
            "oa:prefix": text[max(start - AROUND_CHARS, 0) : start],
            "oa:suffix": text[end : end + AROUND_CHARS],
        }
        selectors.append({"@type": "oa:TextQuoteSelector", "oa:exact": row["text"], **around})
    return {
        "@id": _of("annotation", row["claim_id"]),
        "@type": "oa:Annotation",
        "oa:motivatedBy": "oa:identifying",
        "oa:hasBody": _of("claim", row["claim_id"]),
        "oa:hasTarget": {
            "@type": "oa:SpecificResource",
            "oa:hasSource": _document_id(row["document_id"]),
            "oa:hasSelector": selectors,
        },
    }


def _document(row: Row, url: str | None) -> Node:
    published: dt.date | None = row["published_on"]
    return filled(
        {
            "@id": _document_id(row["document_id"]),
            "@type": ["CreativeWork", "prov:Entity"],
            "identifier": row["document_id"],
            "name": row["title"],
            "inLanguage": row["language"],
            "datePublished": published.isoformat() if published is not None else None,
            "url": url,
            "sha256": row["text_sha256"],
        }
    )


def _entity(row: Row) -> Node:
    wikidata = row["wikidata_id"]
    return filled(
        {
            "@id": _of("entity", row["entity_id"]),
            "@type": _TYPES.get(row["entity_type"], "Thing"),
            "identifier": row["entity_id"],
            "name": row["name"],
            "sameAs": f"http://www.wikidata.org/entity/{wikidata}" if wikidata else None,
        }
    )


def _document_id(document_id: str) -> str:
    """The document as provenance.json of the package calls it."""
    return f"provenance.json#document/{_part(document_id)}"


def _of(kind: str, key: str) -> str:
    return f"#{kind}/{_part(key)}"


def _part(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")
