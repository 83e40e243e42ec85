"""Gold annotations of names: one YAML file per document, with each entity and every place where it is named.

The text and the facts of a document are those of the claims suite. Guidelines: `docs/guide/annotation.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

from dpkit.errors import InputError
from dpkit.evaluation.claims_gold import Span, fits, span
from dpkit.inputs.shapes import Keys, Many, One, Outcome, read_shape
from dpkit.inputs.values import one_of, slug, text
from dpkit.inputs.yaml import CURATION_BUDGET, quoted, read_yaml

NameType = Literal["person", "organisation", "place"]
"""What is annotated; other entities of a package have no gold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldEntity:
    """Who or what is named, and the spans of its names, without titles."""

    name: str
    entity_type: NameType
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldNames:
    """The names of one document. What overlaps an optional span counts neither way."""

    id: str
    split: str
    entities: tuple[GoldEntity, ...]
    optional: tuple[Span, ...]


_MENTION = Keys({"at": One(span), "words": One(text)}, required=("at", "words"))
_ENTITY = Keys(
    {"name": One(text), "type": One(one_of(get_args(NameType))), "mentions": Many(_MENTION)},
    required=("name", "type", "mentions"),
)
_DOCUMENT = Keys(
    {"id": One(slug), "split": One(one_of(("dev", "test"))), "entities": Many(_ENTITY), "optional": Many(_MENTION)},
    required=("id", "split", "entities"),
)


def read_names_gold(data: bytes, path: str, text_of: str) -> GoldNames:
    """The annotations of one file, held against the text of its document.

    Raises: InputError where the file is not as the guidelines say, a span does not hold its words, or two overlap.
    """
    node, findings = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome(findings=list(findings))
    values = read_shape(node, _DOCUMENT, outcome) if node is not None else None
    if outcome.findings or values is None:
        raise InputError("\n".join(finding.message for finding in outcome.findings) or f"{path}: the file is empty")
    faults = list(_faults(values, text_of))
    if faults:
        raise InputError("\n".join(f"{path}: {fault}" for fault in faults))
    return GoldNames(
        id=values["id"],
        split=values["split"],
        entities=tuple(
            GoldEntity(
                name=entity["name"],
                entity_type=entity["type"],
                mentions=tuple(mention["at"] for mention in entity["mentions"]),
            )
            for entity in values["entities"]
        ),
        optional=tuple(mention["at"] for mention in values.get("optional", ())),
    )


def _faults(values: dict[str, Any], text_of: str) -> Iterator[str]:
    named = [mention for entity in values["entities"] for mention in entity["mentions"]]
    for mention in (*named, *values.get("optional", ())):
        start, end = mention["at"]
        if not fits(text_of[start:end], mention["words"]):
            yield f"{quoted(mention['words'])} does not stand at {start}-{end}"
    in_order = sorted(mention["at"] for mention in named)
    for (_, end), (start, following) in pairwise(in_order):
        if start < end:
            yield f"the mention at {start}-{following} overlaps another; the outer name alone was expected"
