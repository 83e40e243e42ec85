"""Everything that a package says, but for its version and date: two packages of one state need no second release."""

import hashlib
import json
from collections.abc import Mapping

from dpkit.package.parts import Dataset
from dpkit.schema import TableSchema, resource_schema

FACTS = ("name", "title", "description", "licenses", "contributors", "keywords", "homepage")
"""What a descriptor says of the dataset as a whole."""


def state_hash(dataset: Dataset, schemas: Mapping[str, TableSchema], content_hash: str) -> str:
    """SHA-256 over the facts of the dataset, the schemas, and the hash of the tables."""
    facts = {name: repr(getattr(dataset, name)) for name in FACTS}
    columns = {name: resource_schema(schema) for name, schema in schemas.items()}
    said = json.dumps([facts, columns, content_hash], sort_keys=True, default=str)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def changed_facts(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[str, ...]:
    """The facts of the dataset that two descriptors tell otherwise."""
    return tuple(name for name in FACTS if old.get(name) != new.get(name))
