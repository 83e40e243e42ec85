"""`curation/ledger/`: the append-only history of a dataset, written by `release`, `withdraw` and entity decisions.

| file | one line is |
|---|---|
| `releases.jsonl` | a release: `version`, `created`, `toolkit`, two hashes, `changes`, `identifiers` |
| `redirects.jsonl` | what became of an id, as released: `old_id`, `new_id` (null: nothing), `cause`, `version` |
| `redirects.yaml` | a decision of a person about an id, not yet or already released: `from`, `to`, `reason` |
| `publications.jsonl` | where a release lies: `target`, `kind`, `version`, `manifest`, `url`, …; no input of a build |
| `tombstones.jsonl` | a document withdrawn: `document_id`, `reason`, `withdrawn_on`, `releases` |

JSON Lines, because lines are only ever added at the end: git merges them well, and a large file is read in one pass.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from dpkit.errors import InputError
from dpkit.inputs.curation import REDIRECTS_NAME, read_redirects
from dpkit.model import Ledger, Publication, Redirect, RedirectCause, Release, Tombstone

LEDGER_FOLDER = "ledger"
RELEASES_NAME = "ledger/releases.jsonl"
RELEASED_REDIRECTS_NAME = "ledger/redirects.jsonl"
PUBLICATIONS_NAME = "ledger/publications.jsonl"
"""What publishing adds to the ledger: no build reads it, so that nothing becomes stale by being published."""
TOMBSTONES_NAME = "ledger/tombstones.jsonl"
MAX_LEDGER_BYTES = 512 * 1024 * 1024
"""A redirect takes about 100 bytes: five million of them."""

Line = dict[str, Any]
Noun = TypeVar("Noun")


def read_ledger(curation: Mapping[str, bytes], folder: str) -> Ledger:
    """The ledger in the curation files of a project (path → bytes), with the decisions that no release holds yet.

    Raises: InputError, with file and line, where dpkit did not write it so.
    """
    releases = _lines(curation, f"{folder}/{RELEASES_NAME}", _release)
    versions = {release.version for release in releases}
    redirects = _lines(curation, f"{folder}/{RELEASED_REDIRECTS_NAME}", _redirect)
    released = tuple(each for each in redirects if each.version in versions)  # a killed release is none
    tombstones = _lines(curation, f"{folder}/{TOMBSTONES_NAME}", _tombstone)
    return Ledger(
        releases=releases,
        redirects=(*released, *_undelivered(curation, folder, released, tombstones)),
        tombstones=tombstones,
    )


def release_line(release: Release) -> bytes:
    """One line of `releases.jsonl`."""
    return _encoded(
        {
            "version": release.version,
            "created": release.created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "toolkit": release.toolkit,
            "content_hash": release.content_hash,
            "state_hash": release.state_hash,
            "changes": list(release.changes),
            "identifiers": dict(release.identifiers),
        }
    )


def redirect_line(redirect: Redirect) -> bytes:
    """One line of `redirects.jsonl`."""
    return _encoded(
        {
            "old_id": redirect.old_id,
            "new_id": redirect.new_id,
            "cause": redirect.cause,
            "version": redirect.version,
        }
    )


def tombstone_line(tombstone: Tombstone) -> bytes:
    """One line of `tombstones.jsonl`."""
    return _encoded(
        {
            "document_id": tombstone.document_id,
            "reason": tombstone.reason,
            "withdrawn_on": tombstone.withdrawn_on.isoformat(),
            "releases": dict(tombstone.releases),
        }
    )


def read_publications(curation: Mapping[str, bytes], folder: str) -> tuple[Publication, ...]:
    """Where releases lie, oldest first.

    Raises: InputError, with file and line, where dpkit did not write it so.
    """
    return _lines(curation, f"{folder}/{PUBLICATIONS_NAME}", _publication)


def publication_line(publication: Publication) -> bytes:
    """One line of `publications.jsonl`."""
    return _encoded(
        {
            "target": publication.target,
            "kind": publication.kind,
            "version": publication.version,
            "manifest": publication.manifest,
            "edition": publication.edition,
            "deposit": publication.deposit,
            "url": publication.url,
            "identifiers": dict(publication.identifiers),
            "published": publication.published.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    )


def _publication(line: Line) -> Publication:
    texts = ("target", "kind", "version", "manifest", "edition", "deposit", "url")
    return Publication(
        **{key: _text(line[key]) for key in texts},
        identifiers={_text(key): _text(value) for key, value in line["identifiers"].items()},
        published=dt.datetime.fromisoformat(line["published"]).astimezone(dt.UTC),
    )


def _undelivered(
    curation: Mapping[str, bytes], folder: str, released: tuple[Redirect, ...], tombstones: tuple[Tombstone, ...]
) -> tuple[Redirect, ...]:
    """The decisions of people, and tombstones, that are not among the released redirects."""
    path = f"{folder}/{REDIRECTS_NAME}"
    decided, _ = read_redirects(curation.get(path, b""), path)  # its faults are findings of the build
    known = {(redirect.old_id, redirect.new_id) for redirect in released}
    pending = [Redirect(old_id=old, new_id=new, cause="decided") for old, new in decided.items()]
    pending += [Redirect(old_id=each.document_id, new_id=None, cause="withdrawn") for each in tombstones]
    return tuple(each for each in pending if (each.old_id, each.new_id) not in known)


def _lines(curation: Mapping[str, bytes], path: str, read: Callable[[Line], Noun]) -> tuple[Noun, ...]:
    nouns = []
    for number, line in enumerate(curation.get(path, b"").splitlines(), start=1):
        if line.strip():
            try:
                nouns.append(read(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                what = f"no {error}" if isinstance(error, KeyError) else str(error)[:100]
                raise InputError(
                    f"{path}:{number}: this is no line of the ledger ({what}); the ledger as dpkit writes it was "
                    "expected (restore it from git)"
                ) from error
    return tuple(nouns)


def _release(line: Line) -> Release:
    return Release(
        version=_text(line["version"]),
        created=dt.datetime.fromisoformat(line["created"]).astimezone(dt.UTC),
        toolkit=_text(line["toolkit"]),
        content_hash=_text(line["content_hash"]),
        state_hash=_text(line["state_hash"]),
        changes=tuple(map(_text, line["changes"])),
        identifiers={_text(key): _text(value) for key, value in line["identifiers"].items()},
    )


def _redirect(line: Line) -> Redirect:
    if line["cause"] not in get_args(RedirectCause):
        raise ValueError(f"the cause {line['cause']!r} is not known")
    return Redirect(
        old_id=_text(line["old_id"]),
        new_id=None if line["new_id"] is None else _text(line["new_id"]),
        cause=line["cause"],
        version=_text(line["version"]),
    )


def _tombstone(line: Line) -> Tombstone:
    return Tombstone(
        document_id=_text(line["document_id"]),
        reason=_text(line["reason"]),
        withdrawn_on=dt.date.fromisoformat(line["withdrawn_on"]),
        releases={_text(key): _text(value) for key, value in line["releases"].items()},
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is no text")
    return value


def _encoded(line: Mapping[str, object]) -> bytes:
    return (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
