"""Why a document has to be read again, in words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dpkit.shards.reach import Change, Entries, Entry, Reached, can_reach, changes_between
from dpkit.store.cache import Index, SeenDocument
from dpkit.store.shard_files import DamagedShard, ShardTable, has_shard, read_facts

NAMED_AT_MOST = 3
"""Changed parts of the environment that a reason names; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Authority lists: the one of this build, and former ones by their hash."""

    current: str
    entries: Entries
    index: Index

    def changes_since(self, former: str) -> tuple[Change, ...] | None:
        """What is not the same in a former list; None where that is not known any more."""
        text = self.index.text(former)
        return None if text is None else changes_between(entries_from(text), self.entries)


def entries_text(entries: Entries) -> str:
    """An authority list as it is kept."""
    plain = {key: [one.digest, one.forms, one.keys, one.documents] for key, one in entries.items()}
    return json.dumps(plain, ensure_ascii=True, sort_keys=True)


def entries_from(text: str) -> Entries:
    """What `entries_text` wrote."""
    return {
        key: Entry(
            digest=digest,
            forms=tuple(map(tuple, forms)),
            keys=tuple((kind, country, phrase) for kind, country, phrase in keys),
            documents=tuple(documents),
        )
        for key, (digest, forms, keys, documents) in json.loads(text).items()
    }


@dataclass(slots=True)
class Reasons:
    """Compares documents as they were built with what they must be now."""

    index: Index
    shards: Path
    environment: Mapping[str, str]
    lists: Lists
    _changed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _changes: dict[str, tuple[Change, ...] | None] = field(default_factory=dict)
    _has_shard: dict[str, bool] = field(default_factory=dict)
    _reached: tuple[str, Mapping[str, Reached]] = ("", {})

    def of(self, old: SeenDocument, wanted: SeenDocument) -> tuple[str, ...]:
        """Why the rows of a document cannot be taken over; nothing where they can."""
        return tuple(self._reasons(old, wanted))

    def _reasons(self, old: SeenDocument, wanted: SeenDocument) -> Iterator[str]:
        if (old.path, old.locator) != (wanted.path, wanted.locator):
            yield f"it was at {old.path}{'#' + old.locator if old.locator else ''}"
        if old.record != wanted.record:
            yield "its raw bytes changed"
        if old.stated != wanted.stated:
            yield "its sidecar (or a defaults file above it) changed"
        if old.reader != wanted.reader:
            yield f"its reader was {old.reader}"
        if old.corrections != wanted.corrections:
            yield "its corrections changed"
        if old.environment != wanted.environment:
            yield from self._environment_changes(old.environment)
        if old.vetted != wanted.vetted and self._is_reached(old):
            yield "an entry of the authority list that can reach it changed"
        if not self._is_there(old.shard):
            yield "its rows are no longer in the cache"

    def _environment_changes(self, former: str) -> tuple[str, ...]:
        if former not in self._changed:
            text = self.index.text(former)
            before = json.loads(text) if text is not None else None
            self._changed[former] = _differences(before, self.environment)
        return self._changed[former]

    def _is_reached(self, old: SeenDocument) -> bool:
        if old.corrections:
            return True  # a correction may name any entity
        if old.vetted not in self._changes:
            self._changes[old.vetted] = self.lists.changes_since(old.vetted)
        changes = self._changes[old.vetted]
        if changes is None:
            return True
        if self._reached[0] != old.shard:
            self._reached = (old.shard, reached_of(self.shards, old.shard))
        reached = self._reached[1].get(old.document_id)
        return reached is None or can_reach(changes, old.document_id, reached)

    def _is_there(self, shard: str) -> bool:
        if shard not in self._has_shard:
            self._has_shard[shard] = has_shard(self.shards, shard)
        return self._has_shard[shard]


def reached_of(shards: Path, shard: str) -> Mapping[str, Reached]:
    """By what the documents of a shard can be reached; nothing where that cannot be read."""
    try:
        facts = read_facts(shards, shard)
        rows = ShardTable(shards, shard, "reached", facts["files"]["reached"]).whole().to_pylist()
    except DamagedShard:
        return {}
    return {row["document_id"]: Reached(words=row["words"], entities=row["entities"]) for row in rows}


def _differences(before: Mapping[str, str] | None, now: Mapping[str, str]) -> tuple[str, ...]:
    if before is None:
        return ("it was built in an unknown environment",)
    changed = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    shown = [_difference(name, before.get(name), now.get(name)) for name in changed[:NAMED_AT_MOST]]
    rest = len(changed) - len(shown)
    return (*shown, *([f"{rest} more parts of the environment changed"] if rest > 0 else []))


def _difference(name: str, before: str | None, now: str | None) -> str:
    is_hash = all(value is None or len(value) == 64 for value in (before, now))
    if before is None or now is None or is_hash:
        return f"{name} {'is new' if before is None else 'is gone' if now is None else 'changed'}"
    return f"{name} was {before}, is {now}"
