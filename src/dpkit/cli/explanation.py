"""An explanation as people read it at a terminal: from the row back to the bytes and the link."""

from collections.abc import Iterator

from dpkit.explain import Explanation, Passage, Reason
from dpkit.report.sanitise import sanitise

HIDDEN = ("text",)
"""Columns that are shown in their own place rather than in the list."""
CONTEXT_CHARS = 240
"""Code points of a long paragraph that are shown on either side of the marked words."""


def explanation_text(explanation: Explanation) -> str:
    """The row, its words marked in their paragraph, its place in the raw file, its source, and why its labels hold.

    Marked words stand between ⟦ and ⟧.
    """
    sections = [
        list(_row(explanation)),
        list(_words(explanation.passage)),
        list(_raw(explanation)),
        list(_sources(explanation)),
        list(_reasons(explanation.reasons, is_curated=explanation.row.get("method") == "curated")),
        list(_facts(explanation)),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _row(explanation: Explanation) -> Iterator[str]:
    yield f"{explanation.table}  {sanitise(explanation.key)}"
    if explanation.redirected_from is not None:
        yield f"  {sanitise(explanation.redirected_from)} is a former id of this row"
    for name, value in explanation.row.items():
        if value is not None and name not in HIDDEN:
            known = explanation.names.get(name)
            yield f"  {name:<20}{sanitise(str(value), 200)}{f'  ({sanitise(known, 200)})' if known else ''}"


def _words(passage: Passage | None) -> Iterator[str]:
    if passage is None:
        return
    yield f"words  code points {passage.start_char}–{passage.end_char} of the document"
    before = passage.text[max(0, passage.start - CONTEXT_CHARS) : passage.start]
    after = passage.text[passage.end : passage.end + CONTEXT_CHARS]
    cut = "…" if passage.start > CONTEXT_CHARS else "", "…" if len(passage.text) > passage.end + CONTEXT_CHARS else ""
    marked = passage.text[passage.start : passage.end]
    yield f"  {cut[0]}{sanitise(before)}⟦{sanitise(marked)}⟧{sanitise(after)}{cut[1]}"
    yield f"  paragraph {passage.paragraph_id}: {passage.role}, by rule {passage.rule}"


def _raw(explanation: Explanation) -> Iterator[str]:
    raw = explanation.raw
    if raw is None:
        return
    locator = f"#{raw.locator}" if raw.locator is not None else ""
    yield f"raw file  {sanitise(raw.path + locator)}"
    if raw.start_byte is not None:
        part = f" of {sanitise(raw.part)}" if raw.part else ""
        line = f", line {raw.line}, column {raw.column}" if raw.line is not None else ""
        yield f"  bytes {raw.start_byte}–{raw.end_byte}{part}{line}"
    else:
        yield "  the bytes are not at hand: the raw file is gone or has changed since the build"
    yield f"  sha256 {raw.sha256}"


def _sources(explanation: Explanation) -> Iterator[str]:
    if explanation.document is None:
        return
    yield f"source  {sanitise(explanation.source_link) if explanation.source_link else 'no address is known'}"
    for source in explanation.sources:
        url = sanitise(str(source["url"])) if source["url"] else "address unknown"
        yield f"  {source['relation']} ({source['status']}): {url}"


def _reasons(reasons: tuple[Reason, ...], *, is_curated: bool) -> Iterator[str]:
    if not reasons:
        return
    yield "labels, what they mean, and the words they rest on"
    if is_curated:
        yield "  a person corrected this claim: who and why stand in the dataset's corrections.yaml"
    for reason in reasons:
        if reason.label == "framing" and reason.value == "None":
            continue
        value = f"{reason.value}: {reason.meaning}" if reason.meaning else reason.value
        yield f"  {reason.label:<20}{sanitise(value)}"
        for text, rule, meaning in zip(reason.words, reason.rules, reason.rule_meanings, strict=True):
            because = f"{sanitise(meaning)} " if meaning else ""
            yield f"  {'':<20}  “{sanitise(text, 120)}”  {because}(rule {sanitise(rule)})"
        if not reason.words and not is_curated and reason.label in PLAIN_WITHOUT_WORDS:
            yield f"  {'':<20}  {PLAIN_WITHOUT_WORDS[reason.label]}"


PLAIN_WITHOUT_WORDS = {
    "speech_act": "no listed words speak for a commitment, directive or declaration of its own",
    "polarity": "no negating or denying words bear on it",
    "certainty": "no hedge and no further source bears on it",
    "is_evaluative": "no listed words of praise or blame stand in it",
}
"""What it means that a label rests on no words."""


def _facts(explanation: Explanation) -> Iterator[str]:
    if not explanation.facts:
        return
    yield "facts of the document, and where they are stated"
    width = max(map(len, explanation.facts)) + 2
    for key, place in explanation.facts.items():
        yield f"  {key:<{width}}{sanitise(place)}"
