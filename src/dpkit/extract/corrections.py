"""Corrections applied: what people decided about the rows of one document, in place of what software found.

A correction that finds no row, several, or another value than it expects changes nothing and is a finding.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from dpkit.model import Authority, Correction, Entity, Facts, Finding, Layout, Names, Place

ELISION = "…"


class Spanned(Protocol):
    """Anything that stands at a place in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Spanned)


@dataclass(slots=True)
class Corrected:
    """What came of corrections so far."""

    findings: list[Finding]


def corrected_facts(facts: Facts, corrections: Iterable[Correction], corrected: Corrected) -> Facts:
    """The facts of a document as people decided them; each is traced to the line of its correction."""
    for correction in _of(corrections, "document"):
        known = {name: getattr(facts, name) for name in (*correction.set, *correction.expect)}
        if not agrees(correction, known, corrected):
            continue
        places = dict(facts.places)
        if correction.place is not None:
            places |= dict.fromkeys(correction.set, correction.place)
        values: dict[str, Any] = dict(correction.set)
        facts = replace(facts, **values, places=places)
    return facts


def corrected_layout(layout: Layout, corrections: Iterable[Correction], corrected: Corrected) -> Layout:
    """The layout with the roles that people decided."""
    paragraphs = list(layout.paragraphs)
    for correction in _of(corrections, "paragraph"):
        index = the_paragraph(layout, correction, corrected)
        if index is None:
            continue
        role = correction.set.get("role")
        known = {"role": paragraphs[index].role}
        if role is not None and agrees(correction, known, corrected, only=("role",)):
            paragraphs[index] = replace(paragraphs[index], role=role, rule="curated")  # type: ignore[arg-type]
    return replace(layout, paragraphs=tuple(paragraphs))


def the_paragraph(layout: Layout, correction: Correction, corrected: Corrected) -> int | None:
    """The paragraph that holds the words of a correction."""
    found = [at for at, one in enumerate(layout.paragraphs) if _holds(layout.text[one.start : one.end], correction)]
    return the_one(found, correction, corrected)


def the_row(items: Sequence[S], text: str, correction: Correction, corrected: Corrected) -> int | None:
    """The row whose words a correction quotes, by index."""
    found = [at for at, item in enumerate(items) if fits(text[item.start : item.end], correction.words or "")]
    return the_one(found, correction, corrected)


def the_place(text: str, correction: Correction, corrected: Corrected) -> tuple[int, int] | None:
    """Where the words of a row to be added stand in the text."""
    pattern = r"\s+".join(re.escape(word) for word in (correction.words or "").split())
    found = [match.span() for match in re.finditer(pattern, text)]
    at = the_one(list(range(len(found))), correction, corrected)
    return found[at] if at is not None else None


def the_one(found: Sequence[int], correction: Correction, corrected: Corrected) -> int | None:
    """The one that is meant of those that were found; else a finding."""
    words = _shown(correction)
    if correction.occurrence is not None:
        if correction.occurrence <= len(found):
            return found[correction.occurrence - 1]
        problem = (
            f"there are {len(found)} {correction.target}s {words}; occurrence {correction.occurrence} was expected"
        )
        corrected.findings.append(_finding("DP240", correction, problem))
        return None
    if len(found) == 1:
        return found[0]
    if not found:
        problem = f"there is no {correction.target} {words}; one was expected"
        corrected.findings.append(_finding("DP240", correction, problem))
    else:
        problem = f"there are {len(found)} {correction.target}s {words}; `occurrence` to say which was expected"
        corrected.findings.append(_finding("DP241", correction, problem))
    return None


def agrees(
    correction: Correction, known: Mapping[str, object], corrected: Corrected, only: tuple[str, ...] | None = None
) -> bool:
    """Whether what software found is what the correction expects to find."""
    for name, wanted in correction.expect.items():
        if (only is None or name in only) and known.get(name) != wanted:
            problem = f"{correction.target} {_shown(correction)}: {name} is {known.get(name)}; {wanted} was expected"
            corrected.findings.append(_finding("DP242", correction, problem))
            return False
    return True


def fits(found: str, words: str) -> bool:
    """Whether a stretch of text is what a correction quotes; white space does not matter, … stands for any words.

    >>> fits("It fell and it rose again.", "It fell … again."), fits("It rose", "It fell")
    (True, False)
    """
    bare = " ".join(found.split())
    first, mark, last = (part.strip() for part in words.partition(ELISION))
    if not mark:
        return bare == " ".join(words.split())
    first, last = " ".join(first.split()), " ".join(last.split())
    return len(bare) >= len(first) + len(last) and bare.startswith(first) and bare.endswith(last)


def paragraph_at(layout: Layout, start: int) -> int:
    """The paragraph that holds an offset."""
    return max(bisect_right([one.start for one in layout.paragraphs], start) - 1, 0)


def entity_of(
    correction: Correction, name: str, names: Names, authority: Authority, corrected: Corrected
) -> Entity | None:
    """The entity under a name of `set`, by id or name, of the document or the authority list; else a finding."""
    value = correction.set.get(name)
    for entity in names.entities:
        if value in (entity.entity_id, entity.name):
            return entity
    for one in authority.entities:
        if value in (one.id, one.name):
            return Entity(
                entity_id=one.id,
                name=one.name,
                entity_type=one.entity_type,
                country=one.country,
                wikidata_id=one.wikidata_id,
                parent_entity_id=one.parent,
                origin="authority",
                status="reviewed",
            )
    problem = f"{value} is no entity here; an id or full name was expected"
    corrected.findings.append(_finding("DP244", correction, problem))
    return None


def with_entity(names: Names, entity: Entity) -> Names:
    """The names with one more entity, if it is not there."""
    if any(one.entity_id == entity.entity_id for one in names.entities):
        return names
    return replace(names, entities=tuple(sorted((*names.entities, entity), key=lambda one: one.entity_id)))


def _of(corrections: Iterable[Correction], target: str) -> list[Correction]:
    return [correction for correction in corrections if correction.target == target]


def _holds(paragraph: str, correction: Correction) -> bool:
    words = " ".join((correction.words or "").split())
    first, mark, last = (part.strip() for part in words.partition(ELISION))
    bare = " ".join(paragraph.split())
    return (first in bare and last in bare[bare.find(first) :]) if mark else words in bare


def _shown(correction: Correction) -> str:
    words = correction.words or ""
    return f"“{words if len(words) <= 60 else words[:59] + ELISION}”" if words else ""


def _finding(code: str, correction: Correction, problem: str) -> Finding:
    """An error at the line of a correction that cannot be applied."""
    place = correction.place or Place(path="corrections.yaml")
    where = place.path if place.line is None else f"{place.path}:{place.line}"
    return Finding(
        code=code,
        severity="error",
        message=f"{where}: {problem}",
        place=place,
        table=f"{correction.target}s" if correction.target != "quantity" else "quantities",
        key=correction.document_id,
    )
