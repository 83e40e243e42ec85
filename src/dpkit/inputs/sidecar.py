"""Sidecars (`<file>.meta.yaml`, `defaults.meta.yaml`) → `Facts`: what people say about a raw file, fact by fact."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, get_args

from dpkit.inputs.plain_lines import plain_entries
from dpkit.inputs.shapes import Keys, Many, One, Outcome, read_shape
from dpkit.inputs.values import day, encoding, language, license_id, moment, one_of, slug, text, url
from dpkit.inputs.yaml import SIDECAR_BUDGET, Node, read_yaml, shown
from dpkit.model import (
    DocumentType,
    Facts,
    Finding,
    OtherVersion,
    Place,
    Redistribution,
    RightsFacts,
    SourceFacts,
)

SIDECAR_SUFFIX = ".meta.yaml"
DEFAULTS_NAME = "defaults.meta.yaml"

_OTHER_VERSION = Keys({"url": One(url), "language": One(language)}, required=("url",))
_SOURCE = Keys(
    {
        "url": One(url),
        "retrieved_at": One(moment),
        "original_url": One(url),
        "archive_url": One(url),
        "other_versions": Many(_OTHER_VERSION, short=url),
    }
)
_RIGHTS = Keys(
    {
        "license": One(license_id),
        "holder": One(text),
        "redistribution": One(one_of(get_args(Redistribution))),
        "note": One(text),
    }
)
_SIMPLE = {
    "id": One(slug),
    "statement": One(slug),
    "identifier": One(text),
    "title": One(text),
    "type": One(one_of(get_args(DocumentType))),
    "language": One(language),
    "encoding": One(encoding),
    "issuer": One(text),
    "publisher": One(text),
    "issued_on": One(day),
    "published_on": One(day),
}
_LEAVES = (
    *_SIMPLE,
    *(f"source.{key}" for key in _SOURCE.keys if key != "other_versions"),
    *(f"rights.{key}" for key in _RIGHTS.keys),
    "note",
)
FIELD_NAMES = ("text", *_LEAVES)
"""The facts that `fields` may lead to a field of a corpus file, and the words of the statement themselves."""
_FIELDS = Keys({name: One(text) for name in FIELD_NAMES})
SIDECAR = Keys(
    {**_SIMPLE, "source": _SOURCE, "rights": _RIGHTS, "note": One(text), "reader": One(slug), "fields": _FIELDS}
)


def read_sidecar(data: bytes, path: str) -> tuple[Facts, tuple[Finding, ...]]:
    """The facts of one sidecar and what is wrong with it; an unfit value is a finding and no fact.

    >>> facts, findings = read_sidecar(b"id: 00123\\npublished_on: 2024-02-30", "raw/a.txt.meta.yaml")
    >>> facts.id, facts.published_on, findings[0].place.line
    ('00123', None, 2)
    """
    node, findings = _tree(data, path)
    outcome = Outcome(findings=list(findings))
    values = read_shape(node, SIDECAR, outcome) if node is not None else None
    facts = _facts(values or {}, outcome.places)
    if path.rsplit("/", 1)[-1] == DEFAULTS_NAME and facts.id is not None:
        place = facts.places["id"]
        message = f"{shown(place)}: id: one id for every file below; an id in the sidecar of each file was expected"
        outcome.findings.append(Finding(code="DP216", severity="error", message=message, place=place, field="id"))
        facts = replace(facts, id=None, places={k: v for k, v in facts.places.items() if k != "id"})
    outcome.findings.extend(_contradictions(facts))
    return facts, tuple(outcome.findings)


def _tree(data: bytes, path: str) -> tuple[Node | None, tuple[Finding, ...]]:
    text = data.decode("utf-8", "replace") if len(data) <= SIDECAR_BUDGET.max_bytes else ""
    plain = plain_entries(text, path)
    return (plain, ()) if plain is not None else read_yaml(data, path, SIDECAR_BUDGET)


def merge_facts(nearest_first: Sequence[Facts]) -> Facts:
    """One set of facts: for each fact the nearest that states it, with the place where that stands.

    >>> merge_facts([Facts(title="A"), Facts(title="B", issuer="C")]).issuer
    'C'
    """
    places: dict[str, Place] = {}
    for facts in reversed(nearest_first):
        own = {name for name, _ in _stated(facts)}
        places = {name: place for name, place in places.items() if _root(name) not in own}
        places.update({name: place for name, place in facts.places.items() if _root(name) in own})
    simple = {name: _first(nearest_first, name) for name in _PLAIN_FIELDS}
    source = {f.name: _first([facts.source for facts in nearest_first], f.name) for f in fields(SourceFacts)}
    rights = {f.name: _first([facts.rights for facts in nearest_first], f.name) for f in fields(RightsFacts)}
    source["other_versions"] = source["other_versions"] or ()
    return Facts(
        **simple, source=SourceFacts(**source), rights=RightsFacts(**rights), places=dict(sorted(places.items()))
    )


_PLAIN_FIELDS = tuple(f.name for f in fields(Facts) if f.name not in ("source", "rights", "places"))


def _facts(values: dict[str, Any], places: dict[str, Place]) -> Facts:
    source = dict(values.get("source", {}))
    others = [
        OtherVersion(url=v) if isinstance(v, str) else OtherVersion(**v) for v in source.pop("other_versions", ())
    ]
    simple = {key: value for key, value in values.items() if key not in ("source", "rights") and value != {}}
    return Facts(
        **simple,
        source=SourceFacts(**source, other_versions=tuple(others)),
        rights=RightsFacts(**values.get("rights", {})),
        places=dict(sorted(places.items())),
    )


def _contradictions(facts: Facts) -> list[Finding]:
    issued, published, retrieved = facts.issued_on, facts.published_on, facts.source.retrieved_at
    faults = []
    if issued and published and published < issued:
        faults.append(("published_on", f"{published} lies before issued_on {issued}"))
    if published and retrieved and retrieved.date() < published:
        # A day of tolerance is not needed: a page that is published on a day cannot be fetched on an earlier UTC day
        # except from the far west of the date line, hence a warning.
        faults.append(("source.retrieved_at", f"{retrieved.date()} lies before published_on {published}"))
    return [
        Finding(
            code="DP217",
            severity="warning",
            message=f"{shown(facts.places[key])}: {key}: {what}; the order issued, published, retrieved was expected",
            place=facts.places[key],
            field=key,
        )
        for key, what in faults
    ]


def _stated(facts: Facts) -> list[tuple[str, object]]:
    stated = [(name, getattr(facts, name)) for name in _PLAIN_FIELDS]
    stated += [(f"source.{f.name}", getattr(facts.source, f.name)) for f in fields(SourceFacts)]
    stated += [(f"rights.{f.name}", getattr(facts.rights, f.name)) for f in fields(RightsFacts)]
    return [(name, value) for name, value in stated if value not in (None, ())]


def _root(name: str) -> str:
    """`source.other_versions[0].url` → `source.other_versions`; `fields.source.url` → `fields`."""
    name = name.split("[", 1)[0]
    return "fields" if name.startswith("fields.") else name


def _first(nearest_first: Sequence[object], name: str) -> Any:
    values = (getattr(facts, name) for facts in nearest_first)
    return next((value for value in values if value not in (None, ())), None)
