"""What each row *is*: the tuples that content ids are made of, the same for the build and for its check."""

from collections.abc import Iterable

from dpkit.ids import content_id, numbered

QUOTE_CHARS = 64
"""Code points of a quotation's inner text that name it: its first sentence, as a rule."""

Identity = tuple[str | int | None, ...]

PREFIXES: dict[str, str] = {
    "sources": "src",
    "paragraphs": "par",
    "aliases": "als",
    "mentions": "men",
    "claims": "clm",
    "cues": "cue",
    "quantities": "qty",
    "dates": "dat",
}
"""Tables whose primary key is a content id, with its prefix."""


def ids(prefix: str, identities: Iterable[Identity]) -> list[str]:
    """The content ids of rows in order of position; equal identities are numbered in that order."""
    return [content_id(prefix, *identity) for identity in numbered(identities)]


def words_identity(document_id: str, text: str) -> Identity:
    """What a paragraph or claim is."""
    return (document_id, text)


def span_identity(document_id: str, kind: str | None, text: str, around: tuple[str, str]) -> Identity:
    """What a mention, cue, quantity or date is; a date has no kind. `around` is `ids.context` of the span."""
    return (document_id, kind, text, *around)


def source_identity(document_id: str, relation: str, url: str | None, link_text: str | None) -> Identity:
    """What a source is: without URL it is known by the words of its link."""
    return (document_id, relation, url, link_text if url is None else None)


def alias_identity(entity_id: str, text: str, kind: str, language: str | None, document_id: str | None) -> Identity:
    """What an alias is."""
    return (entity_id, text, kind, language, document_id)
