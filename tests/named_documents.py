"""Documents of a few paragraphs with the names that are found in them."""

from collections.abc import Sequence

from dpkit.extract.names import name_document
from dpkit.model import Authority, Context, Layout, Mention, Names, Paragraph
from dpkit.seams import Tagger

NOBODY = Authority()


def layout_of(*paragraphs: str, language: str = "en") -> Layout:
    rows, start = [], 0
    for text in paragraphs:
        rows.append(Paragraph(start=start, end=start + len(text), role="body", rule="test", language=language))
        start += len(text) + 2
    return Layout(text="\n\n".join(paragraphs), language=language, paragraphs=tuple(rows), quotations=(), sentences=())


def names_in(
    *paragraphs: str,
    authority: Authority = NOBODY,
    tagger: Tagger | None = None,
    document_id: str = "doc-1",
    issuer: str | None = None,
    language: str = "en",
) -> tuple[Layout, Names]:
    layout = layout_of(*paragraphs, language=language)
    context = Context(document_id=document_id, document_type="statement", language=language, issuer=issuer)
    return layout, name_document(layout, context, authority, tagger)


def shown(layout: Layout, mentions: Sequence[Mention]) -> list[str]:
    return [layout.text[mention.start : mention.end] for mention in mentions]
