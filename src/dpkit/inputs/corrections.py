"""`curation/corrections.yaml` → `Correction`s: what people decided about single rows, each with words, who and why.

    - document: norland-2023-03-fisheries
      target: claim
      words: Norland will repair the road
      expect: {speech_act: assertion}
      set: {speech_act: commitment}
      who: A. Reader
      why: The ministry speaks of its own work.

`action` is `set` where it is not given; `drop` needs no `set`, `add` puts a row on words of the document. A long
text may be shortened in the middle (`first words … last words`).
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from dpkit.inputs.shapes import Keys, One, Outcome, read_shape
from dpkit.inputs.values import Unfit, day, document_id, language, one_of, text
from dpkit.inputs.yaml import CURATION_BUDGET, Entries, Items, Node, Scalar, quoted, read_yaml, shown
from dpkit.model import (
    Attribution,
    Certainty,
    Correction,
    CorrectionAction,
    CorrectionTarget,
    DocumentType,
    Finding,
    Granularity,
    MentionKind,
    Place,
    Polarity,
    Precision,
    QuantityKind,
    Role,
    SpeechAct,
    TimeFrame,
)

CORRECTIONS_NAME = "corrections.yaml"
UNKNOWN = "unknown"
"""Stands for no value."""


def _number(value: str) -> float:
    if not re.fullmatch(r"-?\d{1,18}(?:\.\d{1,9})?", value):
        raise Unfit(f"{quoted(value)} is no number; a form like 2500 or 1.5 was expected")
    return float(value)


def _flag(value: str) -> bool:
    return one_of(("true", "false"))(value) == "true"


def _count(value: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,4}", value):
        raise Unfit(f"{quoted(value)} is no count; 1, 2, 3 … was expected")
    return int(value)


def _or_unknown(check: Callable[[str], object]) -> One:
    """A value, or `unknown`; the marker is turned to None when the correction is made."""
    return One(lambda value: UNKNOWN if value == UNKNOWN else check(value))


COLUMNS: Mapping[str, Mapping[str, One]] = {
    "document": {
        "title": _or_unknown(text),
        "identifier": _or_unknown(text),
        "type": One(one_of(get_args(DocumentType))),
        "language": One(language),
        "issuer": _or_unknown(text),
        "publisher": _or_unknown(text),
        "issued_on": _or_unknown(day),
        "published_on": _or_unknown(day),
    },
    "paragraph": {"role": One(one_of(get_args(Role))), "speaker": _or_unknown(text)},
    "claim": {
        "speaker": _or_unknown(text),
        "attribution": One(one_of(get_args(Attribution))),
        "speech_act": One(one_of(get_args(SpeechAct))),
        "polarity": One(one_of(get_args(Polarity))),
        "certainty": One(one_of(get_args(Certainty))),
        "is_evaluative": One(_flag),
        "time_frame": One(one_of(get_args(TimeFrame))),
    },
    "mention": {"entity": One(text), "kind": One(one_of(get_args(MentionKind)))},
    "quantity": {
        "kind": One(one_of(get_args(QuantityKind))),
        "value_min": _or_unknown(_number),
        "value_max": _or_unknown(_number),
        "unit": _or_unknown(text),
        "counted": _or_unknown(text),
        "precision": One(one_of(get_args(Precision))),
    },
    "date": {
        "date_start": One(day),
        "date_end": One(day),
        "granularity": One(one_of(get_args(Granularity))),
    },
}
"""What a correction may set, by its target."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "claim": ("speaker",),
    "mention": ("entity",),
    "quantity": ("kind", "value_min", "value_max"),
    "date": ("date_start", "date_end"),
}
"""What a row that is added must be given; documents and paragraphs cannot be added."""


def read_corrections(data: bytes, path: str) -> tuple[tuple[Correction, ...], tuple[Finding, ...]]:
    """The corrections in the order of the file, and its faults; an entry with a fault is left out.

    >>> read_corrections(b"- {document: d, target: claim, action: drop, words: It fell, who: A, why: B}", "c.yaml")[1]
    ()
    """
    node, findings = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome(findings=list(findings))
    found: list[Correction] = []
    if isinstance(node, Items):
        for index, item in enumerate(node.nodes):
            correction = _correction(item, outcome, f"[{index}]")
            if correction is not None:
                found.append(correction)
    elif node is not None:
        message = f"{path}: the file holds no list; a list of corrections was expected"
        outcome.findings.append(Finding(code="DP207", severity="error", message=message, place=node.place))
    return tuple(found), tuple(outcome.findings)


def _correction(item: Node, outcome: Outcome, name: str) -> Correction | None:
    target = _scalar(item, "target")
    columns = dict(COLUMNS.get(target, {}))
    shape = Keys(
        {
            "document": One(document_id),
            "target": One(one_of(get_args(CorrectionTarget))),
            "action": One(one_of(get_args(CorrectionAction))),
            "words": One(text),
            "occurrence": One(_count),
            "expect": Keys(columns),
            "set": Keys(columns),
            "who": One(text),
            "why": One(text),
        },
        required=("document", "target", "who", "why"),
    )
    before = len(outcome.findings)
    values = read_shape(item, shape, outcome, name)
    if values is None or len(outcome.findings) > before:
        return None
    fault = _fault(values)
    if fault is not None:
        message = f"{shown(item.place)}: {name}: {fault}"
        outcome.findings.append(Finding(code="DP243", severity="error", message=message, place=item.place))
        return None
    return _made(values, item.place)


def _scalar(item: Node, key: str) -> str:
    pairs = item.pairs if isinstance(item, Entries) else ()
    return next((value.text for name, value in pairs if name.text == key and isinstance(value, Scalar)), "")


def _fault(values: Mapping[str, Any]) -> str | None:
    """What makes an entry no correction: no words, nothing to set, or a row added without what it needs."""
    target, action = values["target"], values.get("action", "set")
    given = values.get("set", {})
    if target != "document" and "words" not in values:
        return "it has no words; the words of the row were expected"
    if action == "drop":
        return (
            "it drops and sets; one of the two was expected" if given or target in ("document", "paragraph") else None
        )
    if not given:
        return "it sets nothing; a value under `set` was expected"
    missing = [key for key in NEEDED.get(target, ()) if key not in given]
    if action == "add" and (target not in NEEDED or missing):
        return f"a {target} cannot be added so; {', '.join(NEEDED.get(target, ('a row')))} under `set` was expected"
    return None


def _made(values: Mapping[str, Any], place: Place) -> Correction:
    return Correction(
        document_id=values["document"],
        target=values["target"],
        action=values.get("action", "set"),
        words=values.get("words"),
        occurrence=values.get("occurrence"),
        expect=_known(values.get("expect", {})),
        set=_known(values.get("set", {})),
        who=values["who"],
        why=values["why"],
        place=place,
    )


def _known(values: Mapping[str, Any]) -> dict[str, object]:
    return {key: None if value == UNKNOWN else value for key, value in values.items()}
