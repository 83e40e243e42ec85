"""Small releases of made-up datasets to publish, and what a run of publishing does and says with them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

from dpkit.model import Deposit, Order, PackageFile, Person, Publication, RecordFacts
from dpkit.package.checksums import MANIFEST, write_sums
from dpkit.publish.patience import Pause
from dpkit.publish.run import Means, Step

CANARY = "canary-1b7f0c93-never-to-be-seen"
"""A token that must turn up nowhere."""
CARD = (
    b"---\npretty_name: tides\nlicense: other\nconfigs:\n- config_name: a\n  data_files: data/a.parquet\n---\n# Tides\n"
)
ADA = Person(name="Ada Birk", given_name="Ada", family_name="Birk", orcid="0000-0002-1825-0097", roles=("curator",))
OFFICE = Person(name="Harbour Office", is_body=True, roles=("publisher",))
TIDES: Mapping[str, Any] = {
    "name": "tides",
    "title": "Tides & “statements” <of> Norland",
    "contributors": (
        replace(ADA, name="Ada Reader", family_name="Reader", affiliation="Ministry of Tides"),
        replace(OFFICE, name="Ministry of Tides"),
    ),
    "licenses": ("CC-BY-4.0",),
    "description": "Who said what.\n\nIt does not say that it is true.",
    "keywords": ("tides", "statements"),
    "sources": ("https://ministry.example/1",),
    "changes": ("1 document came",),
    "homepage": "https://tides.example",
    "doi": "10.5281/zenodo.1",
}
"""What is said of a release that lies in a folder."""


def small_release(label: str) -> dict[str, bytes]:
    """Path → bytes of a release that is told apart from others by its label; two of its files are in all of them."""
    return with_list(
        {
            "README.md": b"# Statements of a harbour\n",
            "data/claims.parquet": f"claims of {label}\n".encode() * 500,
            "data/empty.txt": b"",
            "data/kept.parquet": b"\x00\x01 the same in all releases" * 100,
            "datapackage.json": f'{{"name": "harbour", "id": "{label}"}}\n'.encode(),
        }
    )


def with_list(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files, and the list of their hashes."""
    return {**contents, MANIFEST: write_sums({path: sha256(data).hexdigest() for path, data in contents.items()})}


def order_of(
    contents: Mapping[str, bytes],
    version: str,
    *,
    draft: str | None = None,
    reserved: str | None = None,
    former: tuple[Publication, ...] = (),
    **said: Any,
) -> Order:
    """The order to publish these files as a version; `said` are facts that differ from those of `facts_of`."""
    return Order(
        facts=facts_of(version, sha256(contents[MANIFEST]).hexdigest(), **said),
        files=tuple(made_file(path, data) for path, data in contents.items()),
        draft=draft,
        reserved=reserved,
        former=former,
    )


def facts_of(version: str, manifest: str, **said: Any) -> RecordFacts:
    """What is said of a release, with signs that markup and queries could trip over."""
    facts = RecordFacts(
        name="harbour",
        title='Statements <of> a "harbour" & Қазақстан',
        version=version,
        day="2026-11-27",
        manifest=manifest,
        description="First <script>paragraph</script>.\n\nSecond & last.",
        contributors=(ADA, OFFICE),
        licenses=("CC-BY-4.0", "LicenseRef-Own"),
        rights_note="The licence holds for the annotation alone.",
        keywords=("official statements", "harbours"),
        languages=("en", "kk"),
        sources=("https://harbour.example/1?a=b&c=d",),
        changes=("First release: 1 document.",),
        homepage="https://harbour.example/",
    )
    return replace(facts, **said)


def made_file(path: str, data: bytes) -> PackageFile:
    """A file with its hashes."""
    weak = md5(data, usedforsecurity=False).hexdigest()
    return PackageFile(path=path, size_bytes=len(data), sha256=sha256(data).hexdigest(), md5=weak)


@dataclass(frozen=True, kw_only=True)
class MadeRelease:
    """A release in a folder, and the order that brings it somewhere."""

    folder: Path
    order: Order

    def contents(self) -> dict[str, bytes]:
        """Path → bytes."""
        return {file.path: (self.folder / file.path).read_bytes() for file in self.order.files}


def made_release(folder: Path, version: str = "0.1.0", **changed: bytes) -> MadeRelease:
    """A release whose tables differ from version to version only where `changed` says so (`a=b"…"`)."""
    tables = {"a": b"PAR1 a" * 50, "b": b"PAR1 b" * 20, **changed}
    files = {f"data/{name}.parquet": data for name, data in tables.items()}
    files = with_list({**files, "README.md": CARD + version.encode(), "datapackage.json": b'{"name": "tides"}\n'})
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return MadeRelease(folder=folder, order=order_of(dict(sorted(files.items())), version, **TIDES))


def publication_of(order: Order, deposit: Deposit) -> Publication:
    """The line that the ledger would have."""
    return Publication(
        target="there",
        kind="made",
        version=order.facts.version,
        manifest=order.facts.manifest,
        edition="full",
        deposit=deposit.id,
        url=deposit.url,
        identifiers=deposit.identifiers,
        published=dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
    )


class KilledError(Exception):
    """Stands for the end of the process."""


@dataclass(slots=True)
class Watch:
    """Means of a run that wait for nothing, and what it said and noted; one that is killed ends at a pause."""

    contents: Mapping[str, bytes]
    is_killed_when_it_waits: bool = False
    said: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    draft: str | None = None

    def means(self) -> Means:
        return Means(blocks=self._blocks, note=self._note, pause=Pause(sleep=self._sleep, tell=self.said.append))

    def _blocks(self, path: str) -> Iterator[bytes]:
        data = self.contents[path]
        yield data[: len(data) // 2]
        yield data[len(data) // 2 :]

    def _note(self, deposit: Deposit, step: Step) -> None:
        self.draft = deposit.id
        self.steps.append(step)

    def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        if self.is_killed_when_it_waits:
            raise KilledError
