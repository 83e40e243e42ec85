"""Gold annotations of claims: one YAML file per document, read by hand by people, checked against its text.

Spans are code points into the text; `words` repeats the first and last words of each span, so that a shifted
annotation is found at once and a person can read the file. Guidelines: `docs/guide/annotation.md`.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, get_args

from dpkit.errors import InputError
from dpkit.inputs.shapes import Keys, Many, One, Outcome, read_shape
from dpkit.inputs.values import Unfit, day, language, license_id, one_of, slug, text, url
from dpkit.inputs.yaml import CURATION_BUDGET, quoted, read_yaml, shown
from dpkit.model import Attribution, Certainty, DocumentType, Finding, Place, Polarity, Precision, SpeechAct

Span = tuple[int, int]
ELISION = " … "
"""Stands in `words` for the words between the first and the last ones of a long span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldClaim:
    """One claim as a person read it. No speakers: the author's own; several: any of these names is right."""

    start: int
    end: int
    speakers: tuple[str, ...] = ()
    attribution: Attribution = "own"
    speech_act: SpeechAct = "assertion"
    polarity: Polarity = "affirmed"
    certainty: Certainty = "certain"
    is_evaluative: bool = False
    framing: str | None = None
    group: str | None = None
    is_doubtful: bool = False
    """The span counts, the labels do not."""
    is_optional: bool = False
    """Neither finding nor missing it counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuantity:
    """A number that quantifies; `low` and `high` differ for ranges only."""

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str | None
    counted: str | None
    precision: Precision
    is_optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDate:
    """A calendar expression with the days that it means, both inclusive; None where it is only marked."""

    start: int
    end: int
    first: dt.date | None
    last: dt.date | None
    is_optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """An annotated document; `text_path` is posix, below the folder of the gold."""

    id: str
    split: str
    """`dev`: read again and again while the rules are written; `test`: annotated before its output was looked at."""
    kind: str
    language: str
    document_type: DocumentType
    issuer: str | None
    publisher: str | None
    title: str | None
    issued_on: dt.date | None
    published_on: dt.date | None
    text_path: str
    claims: tuple[GoldClaim, ...]
    quantities: tuple[GoldQuantity, ...]
    dates: tuple[GoldDate, ...]


def span(value: str) -> Span:
    """A span as gold files write it: `12-34`."""
    found = re.fullmatch(r"(\d{1,7})-(\d{1,7})", value)
    if found is None or int(found[1]) >= int(found[2]):
        raise Unfit(f"{quoted(value)} is no span; start-end in code points was expected")
    return int(found[1]), int(found[2])


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise Unfit(f"{quoted(value)} is no number; a number was expected") from None


def _range(value: str) -> tuple[float, float]:
    low, _, high = value.partition("-")
    return _number(low), _number(high or low)


def _flag(value: str) -> bool:
    if value not in ("true", "false"):
        raise Unfit(f"{quoted(value)} is not known; true or false was expected")
    return value == "true"


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text(value).split(" / "))


_CLAIM = Keys(
    {
        "at": One(span),
        "words": One(text),
        "speaker": One(_names),
        "attribution": One(one_of(get_args(Attribution))),
        "act": One(one_of(get_args(SpeechAct))),
        "polarity": One(one_of(get_args(Polarity))),
        "certainty": One(one_of(get_args(Certainty))),
        "evaluative": One(_flag),
        "framing": One(text),
        "group": One(text),
        "doubtful": One(_flag),
        "optional": One(_flag),
    },
    required=("at", "words"),
)
_QUANTITY = Keys(
    {
        "at": One(span),
        "words": One(text),
        "value": One(_range),
        "unit": One(text),
        "counted": One(text),
        "precision": One(one_of(get_args(Precision))),
        "optional": One(_flag),
    },
    required=("at", "words"),
)
_DATE = Keys(
    {"at": One(span), "words": One(text), "start": One(day), "end": One(day), "optional": One(_flag)},
    required=("at", "words"),
)
_DOCUMENT = Keys(
    {
        "id": One(slug),
        "split": One(one_of(("dev", "test"))),
        "kind": One(text),
        "language": One(language),
        "type": One(one_of(get_args(DocumentType))),
        "issuer": One(text),
        "publisher": One(text),
        "title": One(text),
        "issued_on": One(day),
        "published_on": One(day),
        "url": One(url),
        "license": One(license_id),
        "text": One(text),
        "claims": Many(_CLAIM),
        "quantities": Many(_QUANTITY),
        "dates": Many(_DATE),
    },
    required=("id", "split", "kind", "language", "type", "text", "claims"),
)


def read_gold(data: bytes, path: str) -> GoldDocument:
    """The annotations of one file.

    Raises: InputError where the file is not as the guidelines say; all faults are named.
    """
    node, findings = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome(findings=list(findings))
    values = read_shape(node, _DOCUMENT, outcome) if node is not None else None
    if outcome.findings or values is None:
        raise InputError("\n".join(finding.message for finding in outcome.findings) or f"{path}: the file is empty")
    return _document(values)


def check_gold(gold: GoldDocument, data: bytes, text_: str, path: str) -> tuple[Finding, ...]:
    """Where spans and `words` of a gold file do not fit its text."""
    node, _ = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome()
    values = read_shape(node, _DOCUMENT, outcome) if node is not None else {}
    findings = []
    for table in ("claims", "quantities", "dates"):
        for index, item in enumerate(values.get(table, ())):
            start, end = item["at"]
            place = outcome.places.get(f"{table}[{index}].words", Place(path=path))
            if not fits(text_[start:end], item["words"]):
                message = f"{shown(place)}: {quoted(item['words'])} does not stand at {start}-{end} of {gold.id}"
                findings.append(Finding(code="DP200", severity="error", message=message, place=place))
    return tuple(findings)


def fits(found: str, words: str) -> bool:
    """Whether words, with `…` for those left out, begin and end a stretch of text; white space does not matter."""
    first, _, last = words.partition(ELISION)
    bare = " ".join(found.split())
    return bare == words or (bool(last) and bare.startswith(first) and bare.endswith(last))


def _document(values: dict[str, Any]) -> GoldDocument:
    return GoldDocument(
        id=values["id"],
        split=values["split"],
        kind=values["kind"],
        language=values["language"],
        document_type=values["type"],
        issuer=values.get("issuer"),
        publisher=values.get("publisher"),
        title=values.get("title"),
        issued_on=values.get("issued_on"),
        published_on=values.get("published_on"),
        text_path=values["text"],
        claims=tuple(_claim(item) for item in values["claims"]),
        quantities=tuple(_quantity(item) for item in values.get("quantities", ())),
        dates=tuple(_date(item) for item in values.get("dates", ())),
    )


def _claim(item: dict[str, Any]) -> GoldClaim:
    start, end = item["at"]
    return GoldClaim(
        start=start,
        end=end,
        speakers=item.get("speaker", ()),
        attribution=item.get("attribution", "own"),
        speech_act=item.get("act", "assertion"),
        polarity=item.get("polarity", "affirmed"),
        certainty=item.get("certainty", "certain"),
        is_evaluative=item.get("evaluative", False),
        framing=item.get("framing"),
        group=item.get("group"),
        is_doubtful=item.get("doubtful", False),
        is_optional=item.get("optional", False),
    )


def _quantity(item: dict[str, Any]) -> GoldQuantity:
    start, end = item["at"]
    low, high = item.get("value", (None, None))
    precision = item.get("precision", "exact")
    return GoldQuantity(
        start=start,
        end=end,
        low=None if precision == "at_most" else low,
        high=None if precision == "at_least" else high,
        unit=item.get("unit"),
        counted=item.get("counted"),
        precision=precision,
        is_optional=item.get("optional", False),
    )


def _date(item: dict[str, Any]) -> GoldDate:
    start, end = item["at"]
    first = item.get("start")
    return GoldDate(
        start=start, end=end, first=first, last=item.get("end", first), is_optional=item.get("optional", False)
    )
