"""A reading taken apart: paragraphs with role and language, quotations, sentences."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dpkit.model import Block, Layout, Paragraph, Quotation, Reading, Sentence
from dpkit.text.boilerplate import BoilerplateRules
from dpkit.text.draft import Page, RoleAndRule
from dpkit.text.language import language_of, paragraph_languages
from dpkit.text.paragraphs import Span, paragraph_spans, spans_with_blocks
from dpkit.text.quotations import find_quotations
from dpkit.text.roles import find_roles
from dpkit.text.sentences import sentence_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Paragraphs with their roles and rules, quotations, and the quotation that holds each paragraph."""

    spans: Sequence[Span]
    texts: Sequence[str]
    roles: Sequence[RoleAndRule]
    quotations: tuple[Quotation, ...]
    quoting: Sequence[int | None]


def lay_out(
    reading: Reading, *, language: str | None, publisher: str | None, title: str | None, boilerplate: BoilerplateRules
) -> Layout:
    """The layout of one document; `language`, `publisher` and `title` are what is known of it beforehand."""
    text = reading.text
    found = find_structure(reading, publisher=publisher, title=title, boilerplate=boilerplate)
    document_language = language or language_of(_body(text, found.spans, [role for role, _ in found.roles]))
    languages = paragraph_languages(found.texts, document_language)
    paragraphs = tuple(
        Paragraph(start=start, end=end, role=role, rule=rule, language=tag, is_quoted=one is not None, quotation=one)
        for (start, end), (role, rule), tag, one in zip(found.spans, found.roles, languages, found.quoting, strict=True)
    )
    return Layout(
        text=text,
        language=document_language,
        paragraphs=paragraphs,
        quotations=found.quotations,
        sentences=_sentences(text, paragraphs),
    )


def find_structure(
    reading: Reading, *, publisher: str | None, title: str | None, boilerplate: BoilerplateRules
) -> Structure:
    """What stands in a document before anything is asked of its languages and sentences."""
    text = reading.text
    blocks = sorted(reading.blocks, key=lambda block: (block.start, -block.end))
    spans = spans_with_blocks(text, [(one.start, one.end) for one in blocks]) if blocks else paragraph_spans(text)
    texts = [text[start:end] for start, end in spans]
    owners = _owners(spans, blocks) if blocks else [None] * len(spans)
    quotations = find_quotations(text, spans, _quoted_spans(spans, owners) if blocks else ())
    quoting = _quoting(text, spans, quotations)
    quoted = [one is not None for one in quoting]
    page = Page(text=text, spans=spans, texts=texts, quoted=quoted, title=title, publisher=publisher)
    roles = find_roles(page, boilerplate, owners)
    return Structure(spans=spans, texts=texts, roles=roles, quotations=quotations, quoting=quoting)


def _owners(spans: Sequence[Span], blocks: Sequence[Block]) -> list[Block | None]:
    """For each paragraph the innermost block that holds it."""
    owners: list[Block | None] = []
    around: list[Block] = []
    following = 0
    for start, end in spans:
        while following < len(blocks) and blocks[following].start <= start:
            around.append(blocks[following])
            following += 1
        while around and around[-1].end <= start:
            around.pop()
        owners.append(next((block for block in reversed(around[-8:]) if block.end >= end), None))
    return owners


def _quoted_spans(spans: Sequence[Span], owners: Sequence[Block | None]) -> list[Span]:
    """The stretches of paragraphs that stand in one quoting block."""
    found: dict[tuple[int, int], Span] = {}
    for (start, end), owner in zip(spans, owners, strict=True):
        if owner is not None and owner.is_quotation:
            key = (owner.start, owner.end)
            found[key] = (found[key][0] if key in found else start, end)
    return list(found.values())


def _quoting(text: str, spans: Sequence[Span], quotations: Sequence[Quotation]) -> list[int | None]:
    """For each paragraph the outermost quotation that holds all its words."""
    outer = [(number, one) for number, one in enumerate(quotations) if one.depth == 0]
    starts = [one.start for _, one in outer]
    result: list[int | None] = []
    for start, end in spans:
        place = bisect_right(starts, start) - 1
        if place < 0 or outer[place][1].end <= start:
            place += 1
        is_inside = place < len(outer) and _holds_words(text, outer[place][1], start, end)
        result.append(outer[place][0] if is_inside else None)
    return result


def _holds_words(text: str, quotation: Quotation, start: int, end: int) -> bool:
    """Whether nothing but signs of a paragraph stands outside a quotation."""
    if quotation.start >= end or quotation.start - start > 4 or end - quotation.end > 4:
        return False
    outside = text[start : max(quotation.start, start)] + text[min(quotation.end, end) : end]
    return not any(char.isalnum() for char in outside)


def _body(text: str, spans: Sequence[Span], roles: Sequence[str]) -> str:
    """The beginning of what is statement, enough to tell its language."""
    parts: list[str] = []
    for (start, end), role in zip(spans, roles, strict=True):
        if role in ("body", "lead", "title"):
            parts.append(text[start : min(end, start + 600)])
        if sum(map(len, parts)) > 600:
            break
    return " ".join(parts) or text[:1200]


def _sentences(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(start=start, end=end, paragraph=number)
        for number, one in enumerate(paragraphs)
        for start, end in sentence_spans(text, one.start, one.end, one.language)
    )
