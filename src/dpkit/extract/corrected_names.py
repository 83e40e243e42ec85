"""Corrected mentions: what people decided about names, before claims are read with them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dpkit.extract.corrections import (
    Corrected,
    agrees,
    entity_of,
    paragraph_at,
    the_place,
    the_row,
    with_entity,
)
from dpkit.model import Authority, Correction, Layout, Mention, Names


def corrected_names(
    names: Names, layout: Layout, corrections: Sequence[Correction], authority: Authority, corrected: Corrected
) -> Names:
    """The names with the mentions that people decided."""
    for correction in corrections:
        if correction.target == "mention":
            names = _corrected_mention(names, layout, correction, authority, corrected)
    return names


def _corrected_mention(
    names: Names, layout: Layout, correction: Correction, authority: Authority, corrected: Corrected
) -> Names:
    is_named = "entity" in correction.set
    entity = entity_of(correction, "entity", names, authority, corrected) if is_named else None
    if is_named and entity is None:
        return names
    names = with_entity(names, entity) if entity is not None else names
    mentions = list(names.mentions)
    if correction.action == "add":
        place = the_place(layout.text, correction, corrected)
        if place is None or entity is None:
            return names
        start, end = place
        mentions = [one for one in mentions if one.end <= start or one.start >= end]
        kind: Any = correction.set.get("kind", "name")
        paragraph = paragraph_at(layout, start)
        mentions.append(
            Mention(start=start, end=end, paragraph=paragraph, entity_id=entity.entity_id, kind=kind, method="curated")
        )
        return replace(names, mentions=tuple(sorted(mentions, key=lambda one: (one.start, one.end))))
    index = the_row(mentions, layout.text, correction, corrected)
    if index is None:
        return names
    known = {one.entity_id: one.name for one in names.entities}
    now = mentions[index]
    expected = correction.expect.get("entity")
    is_expected = expected in (now.entity_id, known.get(now.entity_id))
    if not agrees(correction, {"entity": expected if is_expected else now.entity_id, "kind": now.kind}, corrected):
        return names
    if correction.action == "drop":
        del mentions[index]
    else:
        kind = correction.set.get("kind", now.kind)
        entity_id = entity.entity_id if entity is not None else now.entity_id
        mentions[index] = replace(now, entity_id=entity_id, kind=kind, method="curated", model=None, score=None)
    return replace(names, mentions=tuple(mentions))
