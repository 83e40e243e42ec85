"""Corrected mentions, claims, quantities and dates of one document."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from dpkit.extract.corrections import (
    Corrected,
    agrees,
    entity_of,
    paragraph_at,
    the_paragraph,
    the_place,
    the_row,
    with_entity,
)
from dpkit.extract.statements import innermost
from dpkit.model import (
    Authority,
    Claim,
    Correction,
    Cue,
    CueKind,
    DateExpression,
    Layout,
    Names,
    Quantity,
    Statements,
)

RESTS_ON: dict[str, frozenset[CueKind]] = {
    "speech_act": frozenset({"commitment", "directive", "declaration"}),
    "polarity": frozenset({"negation", "denial"}),
    "certainty": frozenset({"hedge", "evidence"}),
    "is_evaluative": frozenset({"evaluation"}),
    "speaker": frozenset({"attribution"}),
}
"""Cues that speak no longer where a person decided the label."""

R = TypeVar("R", Quantity, DateExpression)


def corrected_statements(
    statements: Statements,
    names: Names,
    layout: Layout,
    corrections: Sequence[Correction],
    authority: Authority,
    corrected: Corrected,
) -> tuple[Statements, Names]:
    """The statements as people decided them, and the names with the speakers that they brought in."""
    claims = list(enumerate(statements.claims))
    cues = list(statements.cues)
    quantities, dates = list(statements.quantities), list(statements.dates)
    speakers = list(statements.speakers)
    for correction in corrections:
        if correction.target == "quantity":
            quantities = _corrected_spans(quantities, layout, correction, corrected, _quantity)
        elif correction.target == "date":
            dates = _corrected_spans(dates, layout, correction, corrected, _date)
        elif correction.target in ("claim", "paragraph"):
            if correction.target == "paragraph" and "speaker" not in correction.set:
                continue
            names, is_known, speaker_id = _speaker(names, correction, authority, corrected)
            if not is_known:
                continue
            if correction.target == "claim":
                claims, cues = _corrected_claim(claims, cues, names, layout, correction, speaker_id, corrected)
            else:
                _speak(claims, speakers, names, layout, correction, speaker_id, corrected)
    return _renumbered(claims, cues, quantities, dates, speakers), names


Numbered = list[tuple[int, Claim]]
"""Claims with the numbers by which cues know them; a new one has a number of its own."""


def _speaker(
    names: Names, correction: Correction, authority: Authority, corrected: Corrected
) -> tuple[Names, bool, str | None]:
    """The names with the speaker that a correction gives, whether it is known, and its id."""
    if correction.set.get("speaker") is None:
        return names, True, None
    entity = entity_of(correction, "speaker", names, authority, corrected)
    if entity is None:
        return names, False, None
    return with_entity(names, entity), True, entity.entity_id


def _corrected_claim(
    claims: Numbered,
    cues: list[Cue],
    names: Names,
    layout: Layout,
    correction: Correction,
    speaker_id: str | None,
    corrected: Corrected,
) -> tuple[Numbered, list[Cue]]:
    if correction.action == "add":
        place = the_place(layout.text, correction, corrected)
        if place is None:
            return claims, cues
        number = max((number for number, _ in claims), default=-1) + 1
        return [*claims, (number, _new_claim(layout, correction, place, speaker_id))], cues
    index = the_row([claim for _, claim in claims], layout.text, correction, corrected)
    if index is None:
        return claims, cues
    number, claim = claims[index]
    if not agrees(correction, _known(claim, names, correction), corrected):
        return claims, cues
    if correction.action == "drop":
        rest = [(other, _without(one, number)) for other, one in claims if other != number]
        return rest, [cue for cue in cues if cue.claim != number]
    values: dict[str, Any] = {name: value for name, value in correction.set.items() if name != "speaker"}
    if "speaker" in correction.set:
        values |= {"speaker_id": speaker_id, "speaker_mention": None, "speaker_basis": "none"}
        if speaker_id is not None:
            values["speaker_basis"] = claim.speaker_basis if claim.speaker_basis != "none" else "carried"
    claims[index] = (number, replace(claim, **values, method="curated"))
    silent = frozenset().union(*(RESTS_ON.get(name, frozenset()) for name in correction.set))
    return claims, [cue for cue in cues if cue.claim != number or cue.kind not in silent]


def _known(claim: Claim, names: Names, correction: Correction) -> dict[str, object]:
    """What software found, under the names of a correction; a speaker by id or by name, as it is expected."""
    known: dict[str, object] = {name: getattr(claim, name) for name in correction.expect if name != "speaker"}
    called = {one.entity_id: one.name for one in names.entities}.get(claim.speaker_id or "")
    wanted = correction.expect.get("speaker")
    known["speaker"] = called if wanted == called else claim.speaker_id
    return known


def _without(claim: Claim, number: int) -> Claim:
    return replace(claim, continues=None) if claim.continues == number else claim


def _new_claim(layout: Layout, correction: Correction, place: tuple[int, int], speaker_id: str | None) -> Claim:
    values: dict[str, Any] = {name: value for name, value in correction.set.items() if name != "speaker"}
    plain: dict[str, Any] = {
        "attribution": "indirect",
        "speech_act": "assertion",
        "polarity": "affirmed",
        "certainty": "certain",
        "is_evaluative": False,
        "time_frame": "none",
    }
    return Claim(
        start=place[0],
        end=place[1],
        paragraph=paragraph_at(layout, place[0]),
        speaker_id=speaker_id,
        speaker_mention=None,
        speaker_basis="same_sentence" if speaker_id is not None else "none",
        attribution_depth=1 if values.get("attribution") == "own" else 2,
        method="curated",
        **(plain | values),
    )


def _speak(
    claims: Numbered,
    speakers: list[str | None],
    names: Names,
    layout: Layout,
    correction: Correction,
    speaker_id: str | None,
    corrected: Corrected,
) -> None:
    """Give a paragraph, and the claims in it that its speaker utters, another speaker."""
    index = the_paragraph(layout, correction, corrected)
    if index is None:
        return
    called = {one.entity_id: one.name for one in names.entities}.get(speakers[index] or "")
    wanted = correction.expect.get("speaker")
    known = called if wanted == called else speakers[index]
    if not agrees(correction, {"speaker": known}, corrected, only=("speaker",)):
        return
    for at, (number, claim) in enumerate(claims):
        if claim.paragraph == index and claim.speaker_id == speakers[index]:
            basis = claim.speaker_basis if claim.speaker_basis != "none" else "carried"
            claims[at] = (
                number,
                replace(
                    claim,
                    speaker_id=speaker_id,
                    speaker_mention=None,
                    speaker_basis=basis if speaker_id is not None else "none",
                    method="curated",
                ),
            )
    speakers[index] = speaker_id


# --- quantities and dates ---------------------------------------------------------------------------------------------


def _corrected_spans(
    items: list[R],
    layout: Layout,
    correction: Correction,
    corrected: Corrected,
    new: Callable[[Layout, Correction, tuple[int, int]], R],
) -> list[R]:
    if correction.action == "add":
        place = the_place(layout.text, correction, corrected)
        if place is None:
            return items
        rest = [one for one in items if one.end <= place[0] or one.start >= place[1]]
        rest.append(new(layout, correction, place))
        return rest
    index = the_row(items, layout.text, correction, corrected)
    if index is None:
        return items
    known = {name: getattr(items[index], name) for name in correction.expect}
    if not agrees(correction, known, corrected):
        return items
    rest = list(items)
    values: dict[str, Any] = dict(correction.set)
    rest[index : index + 1] = [] if correction.action == "drop" else [replace(items[index], **values)]
    return rest


def _quantity(layout: Layout, correction: Correction, place: tuple[int, int]) -> Quantity:
    values: dict[str, Any] = {"unit": None, "counted": None, "precision": "exact"} | dict(correction.set)
    return Quantity(start=place[0], end=place[1], paragraph=paragraph_at(layout, place[0]), **values)


def _date(layout: Layout, correction: Correction, place: tuple[int, int]) -> DateExpression:
    values: dict[str, Any] = {"granularity": "day"} | dict(correction.set)
    return DateExpression(
        start=place[0], end=place[1], paragraph=paragraph_at(layout, place[0]), anchor="absolute", **values
    )


# --- numbering --------------------------------------------------------------------------------------------------------


def _renumbered(
    claims: Numbered,
    cues: Iterable[Cue],
    quantities: Iterable[Quantity],
    dates: Iterable[DateExpression],
    speakers: Iterable[str | None],
) -> Statements:
    """Everything by position, with the claims that cues, numbers and dates belong to."""
    ordered = sorted(claims, key=lambda item: (item[1].start, item[1].end))
    places = {number: at for at, (number, _) in enumerate(ordered)}
    found = tuple(
        replace(claim, continues=places.get(claim.continues) if claim.continues is not None else None)
        for _, claim in ordered
    )
    starts = [claim.start for claim in found]
    return Statements(
        claims=found,
        cues=tuple(
            sorted(
                (replace(cue, claim=places[cue.claim]) for cue in cues if cue.claim in places),
                key=lambda cue: cue.claim,
            )
        ),
        quantities=tuple(
            replace(one, claim=innermost(found, starts, one.start, one.end))
            for one in sorted(quantities, key=lambda one: (one.start, one.end))
        ),
        dates=tuple(
            replace(one, claim=innermost(found, starts, one.start, one.end))
            for one in sorted(dates, key=lambda one: (one.start, one.end))
        ),
        speakers=tuple(speakers),
    )
