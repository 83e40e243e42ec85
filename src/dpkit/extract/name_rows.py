"""Resolved hits → mentions, entities and aliases of one document."""

from collections.abc import Iterable, Mapping, Sequence

from dpkit.extract.name_hits import Hit, Key
from dpkit.extract.resolution import entity_id
from dpkit.model import Alias, AliasKind, Authority, Context, CuratedEntity, Entity, Mention, Names


def names_of(
    text: str,
    context: Context,
    authority: Authority,
    hits: Sequence[Hit],
    issuer: Key | None,
    publisher: Key | None,
) -> Names:
    """The names of a document, sorted as `Names` says."""
    curated = {entity.id: entity for entity in authority.entities}
    keys: dict[str, list[Key]] = {}
    for key in [*(hit.key for hit in hits), *(key for key in (issuer, publisher) if key is not None)]:
        keys.setdefault(entity_id(key, context.document_id), []).append(key)
    mentions = [_mention(hit, context.document_id) for hit in hits]
    return Names(
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.kind))),
        entities=_entities(keys, curated),
        aliases=_aliases(text, context, hits, keys, curated),
        issuer_id=entity_id(issuer, context.document_id) if issuer is not None else None,
        publisher_id=entity_id(publisher, context.document_id) if publisher is not None else None,
    )


def _mention(hit: Hit, document_id: str) -> Mention:
    return Mention(
        start=hit.start,
        end=hit.end,
        paragraph=hit.paragraph,
        entity_id=entity_id(hit.key, document_id),
        kind=hit.kind,
        method=hit.method,
        model=hit.model,
        score=hit.score,
    )


def _entities(keys: Mapping[str, Sequence[Key]], curated: Mapping[str, CuratedEntity]) -> tuple[Entity, ...]:
    """One entity per id, with the curated parents that they need."""
    found = {key: _extracted(key, named) for key, named in keys.items() if key not in curated}
    wanted = [key for key in keys if key in curated]
    while wanted:
        entry = curated[wanted.pop()]
        if entry.id not in found:
            parent = entry.parent if entry.parent in curated else None
            found[entry.id] = _authority(entry, parent)
            wanted.extend([parent] if parent else [])
    return tuple(found[key] for key in sorted(found))


def _extracted(key: str, named: Sequence[Key]) -> Entity:
    best = min(named, key=lambda item: (-len(item.name), item.name))
    return Entity(entity_id=key, name=best.name, entity_type=best.entity_type, country=best.country)


def _authority(entry: CuratedEntity, parent: str | None) -> Entity:
    return Entity(
        entity_id=entry.id,
        name=entry.name,
        entity_type=entry.entity_type,
        country=entry.country,
        wikidata_id=entry.wikidata_id,
        parent_entity_id=parent,
        origin="authority",
        status="reviewed",
    )


def _aliases(
    text: str,
    context: Context,
    hits: Sequence[Hit],
    keys: Mapping[str, Sequence[Key]],
    curated: Mapping[str, CuratedEntity],
) -> tuple[Alias, ...]:
    """The curated aliases of the entities of the document, and the forms that it uses beside them."""
    found: dict[tuple[str, str], Alias] = {}
    for key in keys:
        for alias in _curated_aliases(curated.get(key), context.document_id):
            found.setdefault((alias.entity_id, alias.text), alias)
    names = {key: max((item.name for item in named), key=len) for key, named in keys.items()}
    for hit in hits:
        key = entity_id(hit.key, context.document_id)
        form = " ".join(text[hit.start : hit.end].split())
        kind = _kind(hit, form, names[key])
        found.setdefault(
            (key, form),
            Alias(
                entity_id=key,
                text=form,
                kind=kind,
                language=context.language if context.language != "und" else None,
                document_id=None if kind in ("full", "demonym") and not hit.key.is_bare else context.document_id,
            ),
        )
    return tuple(sorted(found.values(), key=lambda alias: (alias.entity_id, alias.text, alias.kind)))


def _curated_aliases(entry: CuratedEntity | None, document_id: str) -> Iterable[Alias]:
    for alias in entry.aliases if entry is not None else ():
        if entry is not None and alias.document_id in (None, document_id):
            yield Alias(
                entity_id=entry.id,
                text=alias.text,
                kind=alias.kind,
                language=alias.language,
                document_id=alias.document_id,
            )


def _kind(hit: Hit, form: str, name: str) -> AliasKind:
    if hit.kind == "acronym":
        return "acronym"
    if hit.kind == "adjectival":
        return "demonym"
    is_part = len(form) < len(name) and form.casefold() in name.casefold()
    return "short" if is_part or len(form) < 0.6 * len(name) else "full"
