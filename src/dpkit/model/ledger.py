"""The nouns of the ledger: releases, what became of ids that are gone, documents that were withdrawn."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

RedirectCause = Literal["rewritten", "renamed", "merged", "decided", "retired", "withdrawn"]
"""rewritten: the same place in other words or bounds. renamed: the same thing under another id. merged: one of two.
decided: a person wrote the redirect. retired: nothing took its place. withdrawn: its document was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Where the id of a row that is gone leads; `new_id` None is a tombstone.

    `version` is the release that says so first; None before there is one.
    """

    old_id: str
    new_id: str | None
    cause: RedirectCause
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release. `created` in UTC; `content_hash` of the tables; `state_hash` of all that the package says.

    `changes` are the lines of the changelog; `identifiers` lead a target's name to what it reserved, such as a DOI.
    """

    version: str
    created: dt.datetime
    toolkit: str
    content_hash: str
    state_hash: str
    changes: tuple[str, ...]
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A document that was withdrawn on request, and why in words that tell nothing of its text.

    `releases` leads each release that was kept with the document to the content hash that it has without it.
    """

    document_id: str
    reason: str
    withdrawn_on: dt.date
    releases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything that `curation/ledger/` says, oldest first."""

    releases: tuple[Release, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()

    @property
    def latest(self) -> Release | None:
        """The last release."""
        return self.releases[-1] if self.releases else None

    @property
    def is_empty(self) -> bool:
        """Is there no history yet?"""
        return not (self.releases or self.redirects or self.tombstones)

    def target_of(self) -> Mapping[str, str | None]:
        """Old id → where it leads; the youngest word on an id holds."""
        return {redirect.old_id: redirect.new_id for redirect in self.redirects}
