"""What is the same for all shards of a build, made once in a process."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pyarrow as pa

from dpkit.document import Knowledge
from dpkit.knowledge import gather_knowledge
from dpkit.schema import TableSchema, arrow_schema, default_schemas, load_schemas
from dpkit.shards.environment import tagger_identity
from dpkit.store.project import Project

TAGS = pa.schema([("document_id", pa.string()), ("question", pa.string()), ("answer", pa.string())])
"""What the tagger was asked about a document, and what it said."""
REACHED = pa.schema([("document_id", pa.string()), ("words", pa.binary()), ("entities", pa.binary())])
"""By what entries of the authority list can reach a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is the same for all shards of a build, made once in a process."""

    knowledge: Knowledge
    schemas: Mapping[str, TableSchema]
    shapes: Mapping[str, pa.Schema]
    """The Arrow schemas of all tables of a shard that are kept by document."""
    identity: str


def setup_of(project: Project) -> Setup:
    """What all shards of a project need."""
    digest = hashlib.sha256(repr((project.root, project.config_bytes)).encode())
    for path, data in (*project.curation.items(), *project.schemas.items()):
        digest.update(repr((path, data)).encode())
    return _setup(_Held(digest=digest.hexdigest(), project=project))


@dataclass(frozen=True, slots=True)
class _Held:
    digest: str
    project: Project = field(compare=False)


@lru_cache(maxsize=2)
def _setup(held: _Held) -> Setup:
    project = held.project
    knowledge, _ = gather_knowledge(project)
    schemas = load_schemas(project.schemas) if project.schemas else default_schemas()
    shapes = {name: arrow_schema(schema) for name, schema in schemas.items()}
    return Setup(
        knowledge=knowledge,
        schemas=schemas,
        shapes={**shapes, "tags": TAGS, "reached": REACHED},
        identity=tagger_identity(knowledge),
    )
