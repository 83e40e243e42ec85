"""`curation/entities.yaml` → `Authority`: the entities that people decided on, checked against each other.

The file is a list; an alias may be bare text (a full form):

    - id: ministry-of-tides
      name: Ministry of Tides of Norland
      type: organisation
      country: NO
      aliases:
        - Ministry of Tides
        - {text: MoT, kind: acronym, language: en}
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from dpkit.inputs.shapes import Keys, Many, One, Outcome, read_shape
from dpkit.inputs.values import country, document_id, language, one_of, slug, suggestion, text, wikidata
from dpkit.inputs.yaml import CURATION_BUDGET, Items, quoted, read_yaml, shown
from dpkit.model import AliasKind, Authority, CuratedAlias, CuratedEntity, EntityType, Finding, Place, Severity

ENTITIES_NAME = "entities.yaml"
BOILERPLATE_NAME = "boilerplate.yaml"

_ALIAS = Keys(
    {
        "text": One(text),
        "kind": One(one_of(get_args(AliasKind))),
        "language": One(language),
        "document": One(document_id),
    },
    required=("text",),
)
_ENTITY = Keys(
    {
        "id": One(slug),
        "name": One(text),
        "type": One(one_of(get_args(EntityType))),
        "country": One(country),
        "wikidata": One(wikidata),
        "parent": One(slug),
        "aliases": Many(_ALIAS, short=text),
    },
    required=("id", "name", "type"),
)

REDIRECTS_NAME = "ledger/redirects.yaml"
_REDIRECT = Keys({"from": One(text), "to": One(text), "reason": One(text)}, required=("from",))

_PHRASES = Many(One(text))
_BOILERPLATE_RULE = Keys(
    {
        "id": One(slug),
        "role": One(one_of(("boilerplate", "source_link", "caption", "signature", "heading", "dateline"))),
        "strength": One(one_of(("strong", "weak"))),
        "zone": One(one_of(("anywhere", "head", "tail", "edges"))),
        "publisher": One(text),
        "note": One(text),
        "whole": _PHRASES,
        "starts": _PHRASES,
        "contains": _PHRASES,
        "fingerprints": _PHRASES,
    },
    required=("id",),
)


def read_entities(data: bytes, path: str) -> tuple[Authority, tuple[Finding, ...]]:
    """The authority list, sorted by id, and its faults; an entry whose id, name or type is unfit is left out.

    >>> authority, _ = read_entities(b"- {id: no, name: Norway, type: place, country: NO}", "curation/entities.yaml")
    >>> authority.entities[0].country
    'NO'
    """
    node, findings = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome(findings=list(findings))
    entities: list[CuratedEntity] = []
    if isinstance(node, Items):
        for index, item in enumerate(node.nodes):
            values = read_shape(item, _ENTITY, outcome, f"[{index}]")
            if values is not None:
                entities.append(_entity(values, item.place))
    elif node is not None:
        read_shape(node, Many(_ENTITY), outcome, "the file")
    outcome.findings.extend(_repeated_ids(entities))
    unique = {entity.id: entity for entity in reversed(entities)}
    outcome.findings.extend(_parent_faults(unique))
    outcome.findings.extend(_alias_faults(list(unique.values())))
    outcome.findings.extend(_shared_items(list(unique.values())))
    findings = tuple(sorted(outcome.findings, key=lambda finding: (finding.place or Place(path=path)).line or 0))
    return Authority(entities=tuple(unique[key] for key in sorted(unique))), findings


def read_boilerplate(data: bytes, path: str) -> tuple[tuple[dict[str, object], ...], tuple[Finding, ...]]:
    """The phrase rules of a dataset as plain entries for `text.boilerplate.rules_of`, and what is wrong with them.

    >>> read_boilerplate(b"- {id: share, whole: [Share this]}", "curation/boilerplate.yaml")[0]
    ({'id': 'share', 'whole': ['Share this']},)
    """
    node, findings = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome(findings=list(findings))
    rules = read_shape(node, Many(_BOILERPLATE_RULE), outcome, "") if node is not None else None
    return tuple(rules or ()), tuple(outcome.findings)


def read_redirects(data: bytes, path: str) -> tuple[Mapping[str, str | None], tuple[Finding, ...]]:
    """Where people say that former ids lead (None: nowhere, the row is gone for good), and what is wrong with the file.

    The list is only added to: a later entry with a reason overrules an earlier one.

    >>> read_redirects(b"- {from: ent_a, to: kz-mfa, reason: one body}", "curation/ledger/redirects.yaml")[0]
    {'ent_a': 'kz-mfa'}
    """
    node, findings = read_yaml(data, path, CURATION_BUDGET)
    outcome = Outcome(findings=list(findings))
    rows = read_shape(node, Many(_REDIRECT), outcome, "") if node is not None else None
    redirects: dict[str, str | None] = {}
    places = [item.place for item in node.nodes] if isinstance(node, Items) else []
    for row, place in zip(rows or (), places, strict=False):
        former = row["from"]
        is_revised = row.get("reason") is not None and redirects.get(former) != row.get("to")
        if former in redirects and not is_revised:
            problem = f"{quoted(former)} is redirected twice; one redirect, or a reason for leading elsewhere now,"
            outcome.findings.append(_misled(place, problem))
        redirects[row["from"]] = row.get("to")
    outcome.findings.extend(_rings(redirects, Place(path=path)))
    return redirects, tuple(outcome.findings)


def _rings(redirects: Mapping[str, str | None], place: Place) -> Iterator[Finding]:
    """Redirects that lead back to themselves, however long the way."""
    sound: set[str] = set()
    for start in redirects:
        way: list[str] = []
        on_way: set[str] = set()
        current: str | None = start
        while current is not None and current in redirects and current not in sound and current not in on_way:
            way.append(current)
            on_way.add(current)
            current = redirects[current]
        if current is not None and current in way:
            ring = " → ".join([*way[way.index(current) :][:5], current])
            yield _misled(place, f"redirects run in a circle ({ring}); a row at the end")
        sound.update(way)


def _misled(place: Place, problem: str) -> Finding:
    return Finding(code="DP218", severity="error", message=f"{shown(place)}: {problem} was expected", place=place)


def _entity(values: dict[str, Any], place: Place) -> CuratedEntity:
    aliases = (alias if isinstance(alias, dict) else {"text": alias} for alias in values.get("aliases", ()))
    return CuratedEntity(
        id=values["id"],
        name=values["name"],
        entity_type=values["type"],
        country=values.get("country"),
        wikidata_id=values.get("wikidata"),
        parent=values.get("parent"),
        aliases=tuple(_alias(alias) for alias in aliases),
        place=place,
    )


def _alias(values: dict[str, Any]) -> CuratedAlias:
    return CuratedAlias(
        text=values["text"],
        kind=values.get("kind", "full"),
        language=values.get("language"),
        document_id=values.get("document"),
    )


def _repeated_ids(entities: Sequence[CuratedEntity]) -> Iterator[Finding]:
    first: dict[str, CuratedEntity] = {}
    for entity in entities:
        earlier = first.setdefault(entity.id, entity)
        if earlier is not entity and earlier.place:
            message = (
                f"the id {quoted(entity.id)} was given in line {earlier.place.line}; an id of its own was expected"
            )
            yield _finding("DP211", "error", message, entity)


def _parent_faults(entities: dict[str, CuratedEntity]) -> Iterator[Finding]:
    sound: set[str] = set()
    """Ids whose way up has been walked to its end."""
    hints = 20  # each looks at many names
    for entity in entities.values():
        if entity.parent is not None and entity.parent not in entities:
            hint = suggestion(entity.parent, tuple(entities)[:1000]) if hints else ""
            hints = max(hints - 1, 0)
            message = f"the parent {quoted(entity.parent)} is not in the list{hint}; the id of an entry was expected"
            yield _finding("DP212", "error", message, entity)
        way: list[str] = []
        on_way: set[str] = set()
        current: str | None = entity.id
        while current in entities and current not in sound and current not in on_way:
            way.append(current)
            on_way.add(current)
            current = entities[current].parent
        if current in on_way:
            circle = " → ".join([*way[way.index(current) :][:5], current])
            message = f"parents run in a circle ({circle}); a top entry was expected"
            yield _finding("DP213", "error", message, entities[current])
        sound.update(way)


def _alias_faults(entities: Sequence[CuratedEntity]) -> Iterator[Finding]:
    """Forms that stand for two entries in one scope: neither can be chosen, so they must be narrowed to documents."""
    owner: dict[tuple[str, str | None], CuratedEntity] = {}
    for entity in sorted(entities, key=lambda entity: entity.id):
        forms = dict.fromkeys([(entity.name, None), *((alias.text, alias.document_id) for alias in entity.aliases)])
        for form in forms:
            other = owner.setdefault(form, entity)
            if other is not entity:
                scope = f" in document {form[1]}" if form[1] else ""
                message = f"{quoted(form[0])} stands for {other.id} and {entity.id}{scope}; one of them was expected"
                yield _finding("DP214", "warning", message, entity)


def _shared_items(entities: Sequence[CuratedEntity]) -> Iterator[Finding]:
    """Wikidata items that two entries claim: they are one entity, or one of them is mistaken."""
    owner: dict[str, CuratedEntity] = {}
    for entity in sorted(entities, key=lambda entity: entity.id):
        if entity.wikidata_id is not None:
            other = owner.setdefault(entity.wikidata_id, entity)
            if other is not entity:
                message = (
                    f"{entity.wikidata_id} is the Wikidata item of {other.id} already; an item of its own was expected"
                )
                yield _finding("DP249", "warning", message, entity)


def _finding(code: str, severity: Severity, message: str, entity: CuratedEntity) -> Finding:
    place = entity.place or Place(path=ENTITIES_NAME)
    message = f"{shown(place)}: {message}"
    return Finding(code=code, severity=severity, message=message, place=place, table="entities", key=entity.id)
