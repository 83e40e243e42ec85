"""Names that only withheld texts use: what an edition calls their entities instead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A form of a name that may not be passed on, the documents that use it, and what stands there instead."""

    form: str
    documents: tuple[str, ...]
    instead: str | None = None


@dataclass(slots=True)
class _Forms:
    """Entity and form → the documents that use it; and the entities' documents by any form."""

    public: set[tuple[str, str]] = field(default_factory=set)
    withheld: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    documents: dict[str, set[str]] = field(default_factory=dict)


def withheld_names(
    tables: Tables, withheld: Collection[str], curated: Collection[str]
) -> Mapping[tuple[str, str], Name]:
    """The names of entities and texts of aliases (table, key) that only withheld documents use.

    What people wrote into the authority list stays: `curated`, and the name of every entity from there.
    """
    forms = _forms(tables["mentions"], withheld)
    entities = tables["entities"].select(["entity_id", "name", "origin"]).to_pylist()
    known = {*curated, *(row["name"] for row in entities if row["origin"] == "authority")}
    found: dict[tuple[str, str], Name] = {}
    best: dict[str, str] = dict(sorted(forms.public, key=lambda pair: (len(pair[1]), pair[1])))
    for row in tables["aliases"].select(["alias_id", "entity_id", "text", "document_id"]).to_pylist():
        pair = (row["entity_id"], row["text"])
        users = forms.withheld.get(pair, set()) | ({row["document_id"]} & set(withheld))
        if users and row["text"] not in known and pair not in forms.public:
            found["aliases", row["alias_id"]] = Name(form=row["text"], documents=tuple(sorted(users)))
    for row in entities:
        key, name = row["entity_id"], row["name"]
        users = forms.documents.get(key, set())
        if users and name not in known and row["origin"] != "authority" and (key, name) not in forms.public:
            found["entities", key] = Name(form=name, documents=tuple(sorted(users)), instead=best.get(key))
    return found


def _forms(mentions: pa.Table, withheld: Collection[str]) -> _Forms:
    forms = _Forms()
    for row in mentions.select(["document_id", "entity_id", "text"]).to_pylist():
        if row["entity_id"] is None or row["text"] is None:
            continue
        pair = (row["entity_id"], " ".join(row["text"].split()))
        if row["document_id"] in withheld:
            forms.withheld.setdefault(pair, set()).add(row["document_id"])
            forms.documents.setdefault(row["entity_id"], set()).add(row["document_id"])
        else:
            forms.public.add(pair)
    return forms
