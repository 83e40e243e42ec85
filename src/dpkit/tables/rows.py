"""One document's parts → rows of the ten tables."""

from dpkit.model import DocumentResult
from dpkit.tables.documents import document_row
from dpkit.tables.entities import alias_rows, entity_rows
from dpkit.tables.row import Rows
from dpkit.tables.sources import source_rows
from dpkit.tables.spans import (
    Frame,
    claim_ids,
    claim_rows,
    cue_rows,
    date_rows,
    mention_ids,
    mention_rows,
    paragraph_ids,
    paragraph_rows,
    quantity_rows,
    quotation_ids,
)


def rows_of(result: DocumentResult) -> Rows:
    """The rows that one document gives to each of the ten tables, sorted by position, keys filled in."""
    frame = Frame(
        result=result,
        paragraph_ids=paragraph_ids(result),
        quotation_ids=quotation_ids(result),
        mention_ids=mention_ids(result),
        claim_ids=claim_ids(result),
    )
    return {
        "documents": [document_row(result)],
        "sources": source_rows(result, frame.paragraph_ids),
        "paragraphs": paragraph_rows(frame),
        "entities": entity_rows(result),
        "aliases": alias_rows(result),
        "mentions": mention_rows(frame),
        "claims": claim_rows(frame),
        "cues": cue_rows(frame),
        "quantities": quantity_rows(frame),
        "dates": date_rows(frame),
    }
