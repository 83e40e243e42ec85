"""Edits of curation files that leave everything else as people wrote it: comments, order, style."""

import json
from collections.abc import Sequence

import yaml

from dpkit.errors import UsageError
from dpkit.inputs.curation import read_entities
from dpkit.model import CuratedAlias, CuratedEntity


def entity_entry(
    entity_id: str, name: str, entity_type: str, country: str | None, wikidata: str | None, aliases: Sequence[str]
) -> str:
    """One entry of the authority list."""
    lines = [f"- id: {entity_id}", f"  name: {quoted(name)}", f"  type: {entity_type}"]
    lines += [f"  country: {country}"] if country else []
    lines += [f"  wikidata: {wikidata}"] if wikidata else []
    lines += ["  aliases:", *(f"    - {quoted(alias)}" for alias in aliases)] if aliases else []
    return "\n".join(lines) + "\n"


def redirect_entry(old: str, new: str, reason: str) -> str:
    """One line of the redirects."""
    return f"- {{from: {quoted(old)}, to: {quoted(new)}, reason: {quoted(reason)}}}\n"


def quoted(text: str) -> str:
    """A text as a YAML scalar in double quotation marks."""
    return json.dumps(text, ensure_ascii=False)


def with_alias(data: bytes, path: str, entity_id: str, alias: CuratedAlias) -> bytes:
    """The authority list with one more alias of an entity.

    Raises: UsageError where there is no such entity, or its entry is written in a way that this cannot edit.
    """
    before, _ = read_entities(data, path)
    target = next((one for one in before.entities if one.id == entity_id), None)
    if target is None:
        raise UsageError(f"{entity_id}: {path} has no such entity; an id of the authority list was expected")
    if any(alias.text == known.text and alias.document_id == known.document_id for known in target.aliases):
        raise UsageError(f"{alias.text}: {entity_id} has this alias; another form was expected")
    source = data.decode("utf-8-sig")
    edited = _inserted(source, _mapping(source, entity_id), _flow(alias)).encode()
    after, _ = read_entities(edited, path)
    wanted = {one.id: len(one.aliases) + (one.id == entity_id) for one in before.entities}
    if {one.id: len(one.aliases) for one in after.entities} != wanted:
        raise UsageError(f"{path}: the entry of {entity_id} cannot be edited as it is written; add the alias by hand")
    return edited


def without_alias(data: bytes, path: str, entity_id: str, form: str) -> bytes:
    """The authority list without the aliases of an entity that have a form.

    Raises: UsageError where the entity has no such alias, or its entry is written in a way that this cannot edit.
    """
    before, _ = read_entities(data, path)
    target = next((one for one in before.entities if one.id == entity_id), None)
    count = sum(alias.text == form for alias in target.aliases) if target is not None else 0
    if not count:
        raise UsageError(f"{form}: {entity_id} has no such alias in {path}; one of its aliases was expected")
    source = data.decode("utf-8-sig")
    for _ in range(count):
        source = _removed(source, _mapping(source, entity_id), form)
    after, _ = read_entities(source.encode(), path)
    wanted = {
        one.id: [alias for alias in one.aliases if one.id != entity_id or alias.text != form] for one in before.entities
    }
    if {one.id: list(one.aliases) for one in after.entities} != wanted:
        raise UsageError(
            f"{path}: the entry of {entity_id} cannot be edited as it is written; take the alias out by hand"
        )
    return source.encode()


def with_id(data: bytes, path: str, entity_id: str, new_id: str, *, is_parent: bool = False) -> bytes:
    """The authority list with another id for an entity, also where it is the parent of others (or there alone).

    Raises: UsageError where there is no such entity.
    """
    source = data.decode("utf-8-sig")
    root = yaml.compose(source, Loader=yaml.CSafeLoader)
    pairs = [pair for item in root.value for pair in item.value] if isinstance(root, yaml.SequenceNode) else []
    places = [value for key, value in pairs if key.value in ("id", "parent") and value.value == entity_id]
    before, _ = read_entities(data, path)
    if not is_parent and all(one.id != entity_id for one in before.entities):
        raise UsageError(f"{entity_id}: {path} has no such entity; an id of the authority list was expected")
    for value in reversed(places):
        source = source[: value.start_mark.index] + new_id + source[value.end_mark.index :]
    return source.encode()


def taken_over(data: bytes, path: str, gone: CuratedEntity, kept: CuratedEntity) -> bytes:
    """The authority list in which one entry has taken over another: its forms, facts and parts; comments stay.

    Raises: UsageError where the two contradict each other, or an entry is written in a way that this cannot edit.
    """
    for key, one, other in (
        ("type", kept.entity_type, gone.entity_type),
        ("country", kept.country, gone.country),
        ("wikidata", kept.wikidata_id, gone.wikidata_id),
    ):
        if one and other and one != other:
            raise UsageError(
                f"{path}: {key} of {kept.id} is {one}, of {gone.id} {other}; two entries that agree were expected"
            )
    source = with_id(_without_entry(data, path, gone.id), path, gone.id, kept.id, is_parent=True)
    for key, one, other in (
        ("country", kept.country, gone.country),
        ("wikidata", kept.wikidata_id, gone.wikidata_id),
        ("parent", kept.parent, gone.parent),
    ):
        if other and not one and other != kept.id:
            source = _with_fact(source, path, kept.id, key, other)
    known = {(kept.name, None), *((alias.text, alias.document_id) for alias in kept.aliases)}
    for alias in (CuratedAlias(text=gone.name), *gone.aliases):
        if (alias.text, alias.document_id) not in known and (alias.text, None) not in known:
            source = with_alias(source, path, kept.id, alias)
    return source


def _without_entry(data: bytes, path: str, entity_id: str) -> bytes:
    """The authority list without an entry; what stands above it stays."""
    source = data.decode("utf-8-sig")
    entity = _mapping(source, entity_id)
    before, _ = read_entities(data, path)
    edited = source
    if entity is not None and not entity.flow_style:
        start = source.rfind("\n", 0, entity.start_mark.index) + 1
        end = source.find("\n", _last_leaf(entity).end_mark.index)
        edited = source[:start] + (source[end + 1 :] if end >= 0 else "")
    elif entity is not None and source[: entity.start_mark.index].rstrip(" ").endswith("-"):
        start = source.rfind("\n", 0, entity.start_mark.index) + 1
        end = source.find("\n", entity.end_mark.index)
        edited = source[:start] + (source[end + 1 :] if end >= 0 else "")
    after, _ = read_entities(edited.encode(), path)
    wanted = [(one.id, one.name, one.aliases) for one in before.entities if one.id != entity_id]
    if [(one.id, one.name, one.aliases) for one in after.entities] != wanted:
        raise UsageError(f"{path}: the entry of {entity_id} cannot be edited as it is written; take it out by hand")
    return edited.encode()


def _with_fact(data: bytes, path: str, entity_id: str, key: str, value: str) -> bytes:
    source = data.decode("utf-8-sig")
    entity = _mapping(source, entity_id)
    if entity is None or entity.flow_style:
        raise UsageError(f"{path}: the entry of {entity_id} cannot be edited as it is written; add {key} by hand")
    indent = " " * entity.start_mark.column
    named = next(value for key, value in entity.value if key.value == "type")
    return _after_line(source, named, f"{indent}{key}: {value}").encode()


def _removed(source: str, entity: yaml.MappingNode | None, form: str) -> str:
    """The source without the first alias that has a form; as it was where it cannot be taken out."""
    pairs = entity.value if entity is not None else []
    key, aliases = next(((key, value) for key, value in pairs if key.value == "aliases"), (None, None))
    if key is None or not isinstance(aliases, yaml.SequenceNode):
        return source
    index = next((place for place, item in enumerate(aliases.value) if _form(item) == form), None)
    if index is None:
        return source
    items = aliases.value
    if aliases.flow_style:
        start = items[index - 1].end_mark.index if index else items[0].start_mark.index
        end = items[index].end_mark.index if index or len(items) == 1 else items[1].start_mark.index
        return source[:start] + source[end:]
    first = key if len(items) == 1 else items[index]
    start = source.rfind("\n", 0, first.start_mark.index) + 1
    end = source.find("\n", _last_leaf(items[index]).end_mark.index)
    return source[:start] + (source[end + 1 :] if end >= 0 else "")


def _form(item: yaml.Node) -> str | None:
    if isinstance(item, yaml.MappingNode):
        return next((value.value for key, value in item.value if key.value == "text"), None)
    return item.value if isinstance(item, yaml.ScalarNode) else None


def _flow(alias: CuratedAlias) -> str:
    kind = alias.kind if alias.kind != "full" else None
    facts = {"kind": kind, "language": alias.language, "document": alias.document_id}
    known = [f"{key}: {quoted(value)}" for key, value in facts.items() if value]
    return f"{{{', '.join([f'text: {quoted(alias.text)}', *known])}}}" if known else quoted(alias.text)


def _mapping(source: str, entity_id: str) -> yaml.MappingNode | None:
    root = yaml.compose(source, Loader=yaml.CSafeLoader)
    for item in root.value if isinstance(root, yaml.SequenceNode) else ():
        keys = {key.value: value for key, value in item.value} if isinstance(item, yaml.MappingNode) else {}
        if "id" in keys and keys["id"].value == entity_id:
            assert isinstance(item, yaml.MappingNode)
            return item
    return None


def _inserted(source: str, entity: yaml.MappingNode | None, item: str) -> str:
    """The source with an item in the list of aliases, which is begun where there is none; else as it was."""
    if entity is None or entity.flow_style:
        return source
    aliases = next((value for key, value in entity.value if key.value == "aliases"), None)
    if isinstance(aliases, yaml.SequenceNode) and aliases.value and not aliases.flow_style:
        first = aliases.value[0].start_mark
        line = source[first.index - first.column : first.index]
        return _after_line(source, _last_leaf(aliases), f"{' ' * line.rindex('-')}- {item}")
    if isinstance(aliases, yaml.SequenceNode) and aliases.flow_style:
        at = aliases.end_mark.index - 1
        return f"{source[:at]}{', ' if aliases.value else ''}{item}{source[at:]}"
    if aliases is not None:
        return source
    indent = " " * entity.start_mark.column
    return _after_line(source, _last_leaf(entity), f"{indent}aliases:\n{indent}  - {item}")


def _last_leaf(node: yaml.Node) -> yaml.Node:
    while isinstance(node, yaml.SequenceNode | yaml.MappingNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _after_line(source: str, node: yaml.Node, line: str) -> str:
    """A line below the one that a node ends in, whatever comment stands behind it."""
    end = source.find("\n", node.end_mark.index)
    return f"{source}\n{line}\n" if end < 0 else f"{source[: end + 1]}{line}\n{source[end + 1 :]}"
