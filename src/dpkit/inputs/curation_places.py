"""Where each value of `curation/entities.yaml` stands, for messages about the rows that came from there."""

from collections.abc import Iterator, Mapping

from dpkit.inputs.yaml import CURATION_BUDGET, Entries, Items, Node, Scalar, read_yaml
from dpkit.model import Place

EntityPlaces = Mapping[tuple[str, str | None], Place]
"""(id of an entity, key of its entry) → place of the value; key None: the entry itself; `aliases/…`: a form."""


def entity_places(data: bytes, path: str) -> EntityPlaces:
    """The places of all values of the authority list; of an id that stands twice the first entry counts.

    >>> places = entity_places(b"- id: no\\n  name: Norway\\n  aliases: [Norge]\\n", "e.yaml")
    >>> places["no", "name"].line, places["no", "aliases/Norge"].column
    (2, 13)
    """
    node, _ = read_yaml(data, path, CURATION_BUDGET)
    places: dict[tuple[str, str | None], Place] = {}
    for item in node.nodes if isinstance(node, Items) else ():
        pairs = dict(_pairs(item))
        own = pairs.get("id")
        if not isinstance(own, Scalar) or (own.text, None) in places:
            continue
        places[own.text, None] = item.place
        for key, value in pairs.items():
            places[own.text, key] = value.place
        places |= {(own.text, f"aliases/{form}"): place for form, place in _forms(pairs.get("aliases"))}
    return places


def _pairs(node: Node | None) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Entries):
        for key, value in node.pairs:
            yield key.text, value


def _forms(node: Node | None) -> Iterator[tuple[str, Place]]:
    for item in node.nodes if isinstance(node, Items) else ():
        text = dict(_pairs(item)).get("text") if isinstance(item, Entries) else item
        if isinstance(text, Scalar):
            yield text.text, text.place
