"""Small releases to publish, and a place that collects what a run says."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dpkit.model import Deposit, Order, PackageFile, Person, Publication, RecordFacts
from dpkit.package.checksums import MANIFEST, write_sums
from dpkit.publish.patience import Pause
from dpkit.publish.run import Means, Step

CANARY = "canary-1b7f0c93-never-to-be-seen"
"""A token that must turn up nowhere."""


def small_release(label: str) -> dict[str, bytes]:
    """Path → bytes of a release that is told apart from others by its label; two of its files are in all of them."""
    contents = {
        "README.md": b"# Statements of a harbour\n",
        "data/claims.parquet": f"claims of {label}\n".encode() * 500,
        "data/empty.txt": b"",
        "data/kept.parquet": b"\x00\x01 the same in all releases" * 100,
        "datapackage.json": f'{{"name": "harbour", "id": "{label}"}}\n'.encode(),
    }
    sums = {path: hashlib.sha256(data).hexdigest() for path, data in contents.items()}
    return {**contents, MANIFEST: write_sums(sums)}


def order_of(
    contents: Mapping[str, bytes],
    version: str,
    *,
    draft: str | None = None,
    reserved: str | None = None,
    former: tuple[Publication, ...] = (),
) -> Order:
    """The order to publish these files as a version."""
    return Order(
        facts=facts_of(version, hashlib.sha256(contents[MANIFEST]).hexdigest()),
        files=tuple(_file(path, data) for path, data in contents.items()),
        draft=draft,
        reserved=reserved,
        former=former,
    )


def facts_of(version: str, manifest: str) -> RecordFacts:
    """What is said of the release, with signs that markup and queries could trip over."""
    return RecordFacts(
        name="harbour",
        title='Statements <of> a "harbour" & Қазақстан',
        version=version,
        day="2026-11-27",
        manifest=manifest,
        description="First <script>paragraph</script>.\n\nSecond & last.",
        contributors=(
            Person(
                name="Ada Birk", given_name="Ada", family_name="Birk", orcid="0000-0002-1825-0097", roles=("curator",)
            ),
            Person(name="Harbour Office", is_body=True, roles=("publisher",)),
        ),
        licenses=("CC-BY-4.0", "LicenseRef-Own"),
        rights_note="The licence holds for the annotation alone.",
        keywords=("official statements", "harbours"),
        languages=("en", "kk"),
        sources=("https://harbour.example/1?a=b&c=d",),
        changes=("First release: 1 document.",),
        homepage="https://harbour.example/",
    )


def publication_of(order: Order, deposit: Deposit) -> Publication:
    """What the ledger says of a publication."""
    import datetime as dt

    return Publication(
        target="lab",
        kind="any",
        version=order.facts.version,
        manifest=order.facts.manifest,
        edition="full",
        deposit=deposit.id,
        url=deposit.url,
        identifiers=deposit.identifiers,
        published=dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
    )


@dataclass(slots=True)
class Watch:
    """Means of a run that wait for nothing and remember what was said and noted."""

    contents: Mapping[str, bytes]
    said: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
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
        self.said.append(f"waited {seconds}")


def _file(path: str, data: bytes) -> PackageFile:
    return PackageFile(
        path=path,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        md5=hashlib.md5(data, usedforsecurity=False).hexdigest(),
    )
