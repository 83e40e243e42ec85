"""Documents made by hand for tests: a text with marks in it gives a whole `DocumentResult`, and results give tables.

In a paragraph `[CSTO]` marks a mention, `{…}` a claim, `<…>` a negation in a claim, `#2,500#` a quantity, `@May 2021@`
a date; the marks themselves are not part of the text.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from dpkit.ids import content_id
from dpkit.model import (
    Alias,
    ByteMap,
    Claim,
    Cue,
    DateExpression,
    DocumentResult,
    Entity,
    Facts,
    Layout,
    Link,
    Mention,
    Names,
    OtherVersion,
    Paragraph,
    Quantity,
    Quotation,
    RawOrigin,
    Reading,
    RightsFacts,
    Role,
    SourceFacts,
    Statements,
)
from dpkit.schema import default_schemas
from dpkit.tables import rows_of, to_arrow

Marked = tuple[Role, str]

EXAMPLE: tuple[Marked, ...] = (
    ("title", "[Ministry of Tides] answers the newspapers"),
    ("lead", "{The [Ministry of Tides] published a reply on @3 May 2021@}."),
    ("body", "“{The [Moon Office] sent about #2,500# people to help}. {Nobody is <not> welcome}.”"),
    ("body", "{The [Ministry of Tides] thanks [Selenia] in 𝔘nicode}."),
    ("source_link", "Source link"),
    ("boilerplate", "Please switch off your ad blocker"),
)

_MARK = re.compile(r"[\[\]{}<>#@]")


@dataclass
class _Spans:
    text: str = ""
    paragraphs: list[tuple[int, int, Role]] = field(default_factory=list)
    marked: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)


def made_document(
    document_id: str = "note-1",
    paragraphs: Sequence[Marked] = EXAMPLE,
    *,
    facts: Facts | None = None,
    links: Iterable[Link] = (),
) -> DocumentResult:
    """A result with mentions, claims, cues, quantities and dates where the marks are."""
    spans = _read(paragraphs)
    data = spans.text.encode()
    names = _names(spans, document_id)
    quotations = _quotations(spans.text)
    facts = facts if facts is not None else _facts(document_id)
    return DocumentResult(
        document_id=document_id,
        origin=RawOrigin(
            path=f"raw/{document_id}.txt",
            locator=None,
            offset=0,
            sha256=hashlib.sha256(data).hexdigest(),
            size_bytes=len(data),
        ),
        facts=facts,
        reading=Reading(
            text=spans.text,
            byte_map=ByteMap(),
            reader="plain",
            media_type="text/plain",
            encoding="utf-8",
            links=tuple(links),
        ),
        layout=Layout(
            text=spans.text,
            language="en",
            paragraphs=tuple(
                Paragraph(
                    start=start,
                    end=end,
                    role=role,
                    rule=f"made.{role}",
                    language="en",
                    is_quoted=_quotation_of(quotations, start, end) is not None,
                    quotation=_quotation_of(quotations, start, end),
                )
                for start, end, role in spans.paragraphs
            ),
            quotations=quotations,
            sentences=(),
        ),
        names=names,
        statements=_statements(spans, names, quotations),
    )


def made_tables(results: Iterable[DocumentResult] | None = None) -> dict[str, pa.Table]:
    """The ten tables of some results; of two example documents where none are given."""
    if results is None:
        results = [made_document("note-1"), made_document("note-2", facts=_facts("note-2", day=9))]
    return dict(to_arrow(map(rows_of, results), default_schemas()))


def changed(tables: Mapping[str, pa.Table], table: str, column: str, row: int, value: object) -> dict[str, pa.Table]:
    """The tables with one cell changed."""
    old = tables[table]
    index = old.schema.get_field_index(column)
    values = old.column(column).to_pylist()
    values[row] = value
    field_of = old.schema.field(index).with_nullable(True)
    return {**tables, table: old.set_column(index, field_of, pa.array(values, type=field_of.type))}


def entity_id(name: str) -> str:
    """The id of a made entity."""
    return content_id("ent", "organisation", None, name)


def _facts(document_id: str, day: int = 4) -> Facts:
    return Facts(
        id=document_id,
        statement=f"statement-of-{document_id}",
        identifier="No. 7",
        title="A reply",
        issuer="Ministry of Tides",
        publisher="tides.example",
        issued_on=dt.date(2021, 5, day),
        published_on=dt.date(2021, 5, day),
        source=SourceFacts(
            url=f"https://tides.example/{document_id}",
            retrieved_at=dt.datetime(2021, 6, 1, 12, tzinfo=dt.UTC),
            archive_url=f"https://archive.example/{document_id}",
            other_versions=(OtherVersion(url=f"https://other.example/{document_id}", language="fr"),),
        ),
        rights=RightsFacts(license="CC-BY-4.0", holder="Ministry of Tides", redistribution="full_text"),
    )


def _read(paragraphs: Sequence[Marked]) -> _Spans:
    spans = _Spans()
    for index, (role, marked) in enumerate(paragraphs):
        spans.text += "\n\n" if index else ""
        start = len(spans.text)
        opened: dict[str, int] = {}
        at = 0
        for mark in _MARK.finditer(marked):
            spans.text += marked[at : mark.start()]
            at = mark.end()
            kind = {"]": "[", "}": "{", ">": "<"}.get(mark.group(), mark.group())
            if kind in opened:
                spans.marked.setdefault(kind, []).append((opened.pop(kind), len(spans.text), index))
            else:
                opened[kind] = len(spans.text)
        spans.text += marked[at:]
        spans.paragraphs.append((start, len(spans.text), role))
    return spans


def _names(spans: _Spans, document_id: str) -> Names:
    mentions = sorted(spans.marked.get("[", []))
    surfaces = sorted({spans.text[start:end] for start, end, _ in mentions} | {"Ministry of Tides"})
    publisher = Entity(entity_id="tides-example", name="tides.example", entity_type="organisation", origin="authority")
    entities = [
        Entity(
            entity_id=entity_id(name),
            name=name,
            entity_type="organisation",
            country="KZ",
            wikidata_id="Q42",
            parent_entity_id="tides-example",
        )
        for name in surfaces
    ]
    return Names(
        mentions=tuple(
            Mention(
                start=start,
                end=end,
                paragraph=paragraph,
                entity_id=entity_id(spans.text[start:end]),
                kind="name",
                method="model",
                model="made 1",
                score=0.9,
            )
            for start, end, paragraph in mentions
        ),
        entities=tuple(sorted([*entities, publisher], key=lambda entity: entity.entity_id)),
        aliases=tuple(
            Alias(entity_id=entity_id(name), text=name, kind="short", language="en", document_id=document_id)
            for name in surfaces
        ),
        issuer_id=entity_id("Ministry of Tides"),
        publisher_id="tides-example",
    )


def _quotations(text: str) -> tuple[Quotation, ...]:
    return tuple(
        Quotation(
            start=match.start(),
            end=match.end(),
            inner_start=match.start() + 1,
            inner_end=match.end() - 1,
            depth=0,
            is_balanced=True,
            rule="made.curly",
        )
        for match in re.finditer("“[^”“]*”", text)
    )


def _quotation_of(quotations: Sequence[Quotation], start: int, end: int) -> int | None:
    return next((i for i, item in enumerate(quotations) if item.start <= start and end <= item.end), None)


def _statements(spans: _Spans, names: Names, quotations: Sequence[Quotation]) -> Statements:
    places = sorted(spans.marked.get("{", []))

    def claim_of(start: int, end: int) -> int | None:
        return next((i for i, (low, high, _) in enumerate(places) if low <= start and end <= high), None)

    def speaker_of(start: int, end: int) -> int | None:
        return next((i for i, item in enumerate(names.mentions) if start <= item.start and item.end <= end), None)

    claims = [
        Claim(
            start=start,
            end=end,
            paragraph=paragraph,
            speaker_id=names.issuer_id if (who := speaker_of(start, end)) is None else names.mentions[who].entity_id,
            speaker_mention=who,
            speaker_basis="issuer" if who is None else "same_sentence",
            attribution="own",
            attribution_depth=1,
            speech_act="assertion",
            polarity="affirmed",
            certainty="certain",
            is_evaluative=False,
            time_frame="past",
            framing="It is said that" if number == 1 else None,
            quotation=_quotation_of(quotations, start, end),
            continues=number - 1 if number == 2 else None,
        )
        for number, (start, end, paragraph) in enumerate(places)
    ]
    cues = [
        Cue(claim=claim, kind="negation", start=start, end=end, rule="made.not")
        for start, end, _ in spans.marked.get("<", [])
        if (claim := claim_of(start, end)) is not None
    ]
    cues += [
        Cue(
            claim=0,
            kind="attribution",
            start=item.start,
            end=item.end,
            rule="made.who",
            hop=1,
            entity_id=item.entity_id,
        )
        for item in names.mentions
        if claims
    ]
    return Statements(
        claims=tuple(claims),
        cues=tuple(cues),
        quantities=tuple(
            Quantity(
                start=start,
                end=end,
                paragraph=paragraph,
                kind="money",
                value_min=2500.0,
                value_max=2500.0,
                unit="USD",
                counted="people",
                precision="about",
                claim=claim_of(start, end),
            )
            for start, end, paragraph in spans.marked.get("#", [])
        ),
        dates=tuple(
            DateExpression(
                start=start,
                end=end,
                paragraph=paragraph,
                date_start=dt.date(2021, 5, 3),
                date_end=dt.date(2021, 5, 3),
                granularity="day",
                anchor="absolute",
                claim=claim_of(start, end),
            )
            for start, end, paragraph in spans.marked.get("@", [])
        ),
        speakers=tuple(names.issuer_id if role == "body" else None for _, _, role in spans.paragraphs),
    )
