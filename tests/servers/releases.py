"""Made-up releases, and what a run needs beside a repository, for tests of publishers."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dpkit.model import Deposit, Order, PackageFile, Person, Publication, RecordFacts
from dpkit.publish.patience import Pause
from dpkit.publish.run import Means, Step

FIRST: Mapping[str, bytes] = {
    "data/claims.parquet": b"PAR1" + bytes(range(256)) * 8 + b"PAR1",
    "data/kept.parquet": b"PAR1 the same in every version PAR1",
    "datapackage.json": b'{"name": "port"}\n',
    "SHA256SUMS": b"the list of the first\n",
}
"""A release; its successor changes a file, drops one, brings another, and keeps one."""
SECOND: Mapping[str, bytes] = {
    "data/claims.parquet": b"PAR1" + bytes(range(255, -1, -1)) * 8 + b"PAR1",
    "data/entities.parquet": b"PAR1 new here PAR1",
    "datapackage.json": b'{"name": "port", "version": "1.1.0"}\n',
    "SHA256SUMS": b"the list of the second\n",
}
SMALL: Mapping[str, bytes] = {"data/claims.parquet": bytes(range(256)) * 4, "SHA256SUMS": b"a short list\n"}


class KilledError(Exception):
    """Stands for the end of the process."""


@dataclass(slots=True)
class Run:
    """One run's means: `said` is what it tells a person, `steps` what it notes; one that is killed ends at a pause."""

    files: Mapping[str, bytes]
    is_killed_when_it_waits: bool = False
    said: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def means(self) -> Means:
        return Means(blocks=self._blocks, note=self._note, pause=Pause(sleep=self._sleep, tell=self.said.append))

    def _blocks(self, path: str) -> Iterator[bytes]:
        content = self.files[path]
        middle = len(content) // 2
        yield from (content[:middle], content[middle:])

    def _note(self, deposit: Deposit, step: Step) -> None:
        self.steps.append(step)

    def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        if self.is_killed_when_it_waits:
            raise KilledError


def made_order(
    files: Mapping[str, bytes], name: str = "port", version: str = "1.0.0", former: tuple[Publication, ...] = ()
) -> Order:
    """An order for these files."""
    facts = RecordFacts(
        name=name,
        title="Statements of a harbour",
        version=version,
        day="2024-03-01",
        manifest=hashlib.sha256(files["SHA256SUMS"]).hexdigest(),
        description="Who said what.\n\nAnd *where*.",
        contributors=(
            Person(name="Harbour Office", is_body=True, roles=("publisher",)),
            Person(
                name="Aigül Öz", given_name="Aigül", family_name="Öz", orcid="0000-0002-1825-0097", roles=("curator",)
            ),
        ),
        licenses=("CC-BY-4.0",),
        rights_note="The licence holds for the work of the makers.",
        keywords=("claims", "R&D", "қазақ тілі"),
        languages=("kk", "en"),
        sources=("https://port.example/1", "https://port.example/2"),
        changes=("claims: 3 rows added",),
        homepage="https://port.example/dataset",
        doi="10.5072/port.1",
    )
    made = tuple(made_file(path, content) for path, content in files.items())
    return Order(facts=facts, files=made, former=former)


def made_file(path: str, content: bytes) -> PackageFile:
    """A file with its hashes."""
    strong, weak = hashlib.sha256(content).hexdigest(), hashlib.md5(content).hexdigest()
    return PackageFile(path=path, size_bytes=len(content), sha256=strong, md5=weak)
