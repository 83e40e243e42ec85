"""Small releases of a made-up dataset, what a run does with them, and what it said."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import md5, sha256
from pathlib import Path

from dpkit.model import Deposit, Order, PackageFile, Person, Publication, RecordFacts
from dpkit.publish.patience import Pause
from dpkit.publish.run import Means, Step

README = (
    b"---\npretty_name: tides\nlicense: other\nconfigs:\n- config_name: a\n  data_files: data/a.parquet\n---\n# Tides\n"
)


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
    files |= {"README.md": README + version.encode(), "datapackage.json": b'{"name": "tides"}\n'}
    sums = "".join(f"{sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    listed = tuple(_file(path, data) for path, data in sorted(files.items()))
    return MadeRelease(folder=folder, order=Order(facts=made_facts(version, files["SHA256SUMS"]), files=listed))


def made_facts(version: str, sums: bytes) -> RecordFacts:
    return RecordFacts(
        name="tides",
        title="Tides & “statements” <of> Norland",
        version=version,
        day="2026-11-27",
        manifest=sha256(sums).hexdigest(),
        description="Who said what.\n\nIt does not say that it is true.",
        contributors=(
            Person(
                name="Ada Reader",
                given_name="Ada",
                family_name="Reader",
                orcid="0000-0002-1825-0097",
                affiliation="Ministry of Tides",
                roles=("curator",),
            ),
            Person(name="Ministry of Tides", is_body=True, roles=("publisher",)),
        ),
        licenses=("CC-BY-4.0",),
        rights_note="The licence holds for the annotation alone.",
        keywords=("tides", "statements"),
        languages=("en", "kk"),
        sources=("https://ministry.example/1",),
        changes=("1 document came",),
        homepage="https://tides.example",
        doi="10.5281/zenodo.1",
    )


def publication_of(release: MadeRelease, deposit: Deposit) -> Publication:
    """The line that the ledger would have."""
    return Publication(
        target="there",
        kind="made",
        version=release.order.facts.version,
        manifest=release.order.facts.manifest,
        edition="full",
        deposit=deposit.id,
        url=deposit.url,
        identifiers=deposit.identifiers,
        published=dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
    )


@dataclass
class Story:
    """What a run noted and said, for people who look for a token in it."""

    release: MadeRelease
    notes: list[tuple[Deposit, Step]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def means(self) -> Means:
        return Means(
            blocks=self._blocks,
            note=lambda deposit, step: self.notes.append((deposit, step)),
            pause=Pause(sleep=self.waited.append, tell=self.told.append),
        )

    def _blocks(self, path: str) -> Iterator[bytes]:
        data = (self.release.folder / path).read_bytes()
        yield from (data[start : start + 64] for start in range(0, len(data), 64))


def _file(path: str, data: bytes) -> PackageFile:
    weak = md5(data, usedforsecurity=False).hexdigest()
    return PackageFile(path=path, size_bytes=len(data), sha256=sha256(data).hexdigest(), md5=weak)
