"""A package described for other readers, from its descriptor alone: nothing else is said."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from dpkit.package.descriptions.catalogues import citation, datacite, dcat, schema_org
from dpkit.package.descriptions.croissant import croissant
from dpkit.package.descriptions.facts import Node
from dpkit.package.descriptions.ro_crate import ro_crate

__all__ = ["KINDS", "describe"]

KINDS: Mapping[str, Callable[[Mapping[str, Any]], Node]] = {
    "citation": citation,
    "croissant": croissant,
    "datacite": datacite,
    "dcat": dcat,
    "ro-crate": ro_crate,
    "schema-org": schema_org,
}


def describe(kind: str, descriptor: Mapping[str, Any]) -> str:
    """The text of a description.

    Raises: ConfigError where a kind needs a fact that the descriptor does not hold, KeyError for an unknown kind.
    """
    found = KINDS[kind](descriptor)
    if kind == "citation":
        return _yaml(found)
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _yaml(values: Node) -> str:
    """CITATION.cff as YAML in which every text is quoted as JSON does: any YAML reader takes it as it is."""
    lines = []
    for key, value in values.items():
        if isinstance(value, list):
            lines.append(f"{key}:")
            for item in value:
                rows = (
                    [f"{name}: {_scalar(one)}" for name, one in item.items()]
                    if isinstance(item, dict)
                    else [_scalar(item)]
                )
                lines += [f"  - {rows[0]}", *(f"    {row}" for row in rows[1:])]
        else:
            lines.append(f"{key}: {_scalar(value)}")
    return "\n".join(lines) + "\n"


def _scalar(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=True)
