"""One release brought to one repository: every step looks at what is there before it does anything.

A fault never decides what happened: after it the repository is asked again. So each step may be repeated, by the same
run, by a later one, or by another machine, and a record is neither doubled nor left half.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from dpkit.errors import BusyError, PackageError, RemoteError
from dpkit.model import Deposit, Order, PackageFile, RemoteFile
from dpkit.publish.patience import Pause, patiently
from dpkit.publish.spool import sha256_of
from dpkit.seams import Publisher

Step = Literal["draft", "file", "describe", "compare", "publish", "prove"]
LAST_FILES = ("datapackage.json", "SHA256SUMS")
"""Sent last, in this order: whoever finds the list finds everything that it lists."""
SETTLING = (1.0, 4.0)
"""Seconds between looks at a publication that is not the release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a run does beside the repository: bytes of a file, notes of a step, pauses with words for a person."""

    blocks: Callable[[str], Iterator[bytes]]
    note: Callable[[Deposit, Step], None]
    pause: Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What lies at the repository now, and which files were sent, kept there, and read back."""

    deposit: Deposit
    sent: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    proved: tuple[str, ...] = ()


def bring(publisher: Publisher, order: Order, means: Means, *, is_published: bool, is_proved: bool = True) -> Outcome:
    """A draft that holds the release, or where asked a publication, each of its files read back and compared.

    Raises: RemoteError, with what lies there and how to go on; PackageError where the version exists with other bytes.
    """
    deposit = patiently(lambda: publisher.find() or publisher.start(), means.pause)
    means.note(deposit, "draft")
    if deposit.is_published:
        _compare(publisher, deposit, order, means)
        return _proved(publisher, Outcome(deposit=deposit, kept=_paths(order)), order, means, is_proved=is_proved)
    patiently(lambda: publisher.describe(deposit), means.pause)  # first: what is refused is told before bytes are sent
    means.note(deposit, "describe")
    outcome = _filled(publisher, deposit, order, means)
    _compare(publisher, deposit, order, means)
    means.note(deposit, "compare")
    if not is_published:
        return outcome
    published = patiently(lambda: _published(publisher, deposit), means.pause)
    means.note(published, "publish")
    _compare(publisher, published, order, means)
    done = Outcome(deposit=published, sent=outcome.sent, kept=outcome.kept)
    return _proved(publisher, done, order, means, is_proved=is_proved)


def _filled(publisher: Publisher, deposit: Deposit, order: Order, means: Means) -> Outcome:
    """The draft with the files of the release and no others."""
    sent, kept = [], []
    there = patiently(lambda: publisher.files(deposit), means.pause)
    for path in sorted(set(there) - {file.path for file in order.files}):
        patiently(lambda path=path: publisher.remove(deposit, path), means.pause)  # type: ignore[misc]
    for number, file in enumerate(_in_order(order.files), start=1):
        if file.path in there and there[file.path].is_as(file):
            kept.append(file.path)
            continue
        means.pause.tell(f"[{number}/{len(order.files)}] {file.path} ({file.size_bytes:,} bytes)")
        _send(publisher, deposit, file, means)
        means.note(deposit, "file")
        sent.append(file.path)
    return Outcome(deposit=deposit, sent=tuple(sent), kept=tuple(kept))


def _send(publisher: Publisher, deposit: Deposit, file: PackageFile, means: Means) -> None:
    """One file in the draft; only after a fault it is asked whether a former try brought it there unheard."""
    is_again = False

    def step() -> None:
        nonlocal is_again
        there = publisher.files(deposit).get(file.path) if is_again else None
        is_again = True
        if there is not None and there.is_as(file):
            return
        publisher.upload(deposit, file, lambda: means.blocks(file.path))
        there = publisher.files(deposit).get(file.path)
        if there is None or not there.is_as(file):
            said = "nothing" if there is None else f"{there.size_bytes} bytes, {there.checksum}"
            raise BusyError(f"{publisher.place}: {file.path} arrived as {said}; sha256:{file.sha256} was expected")

    patiently(step, means.pause)


def _published(publisher: Publisher, deposit: Deposit) -> Deposit:
    """The publication, by this call or by a former one whose answer was lost."""
    found = publisher.find()
    return found if found is not None and found.is_published else publisher.publish(deposit)


def _compare(publisher: Publisher, deposit: Deposit, order: Order, means: Means) -> None:
    """The repository's own list of files against the release."""
    faults = _faults(publisher, deposit, order, means)
    for seconds in SETTLING if deposit.is_published else ():
        if faults:  # another run may have published a moment ago, its last words still on their way
            means.pause.sleep(seconds)
            faults = _faults(publisher, deposit, order, means)
    if not faults:
        return
    listed = "; ".join(faults[:5])
    if deposit.is_published:
        raise PackageError(
            f"{deposit.url}: version {order.facts.version} is published there with other bytes ({listed}); a published "
            "version never changes: release a new one with `dpkit release`"
        )
    raise RemoteError(f"{deposit.url}: the draft is not the release ({listed}); run the same command again to mend it")


def _faults(publisher: Publisher, deposit: Deposit, order: Order, means: Means) -> list[str]:
    return _differences(patiently(lambda: publisher.files(deposit), means.pause), order)


def _differences(there: Mapping[str, RemoteFile], order: Order) -> list[str]:
    wanted = {file.path: file for file in order.files}
    missing = [f"{path} is missing" for path in wanted if path not in there]
    extra = [f"{path} is too many" for path in there if path not in wanted]
    other = [f"{path} differs" for path, file in wanted.items() if path in there and not there[path].is_as(file)]
    return sorted((*missing, *extra, *other))


def _proved(publisher: Publisher, outcome: Outcome, order: Order, means: Means, *, is_proved: bool) -> Outcome:
    """What everybody gets, compared with what was built."""
    if not is_proved:
        return outcome
    for file in order.files:
        found = patiently(lambda file=file: sha256_of(publisher.download(outcome.deposit, file.path)), means.pause)  # type: ignore[misc]
        if found != file.sha256:
            raise PackageError(
                f"{outcome.deposit.url}: {file.path} reads back as sha256:{found}; sha256:{file.sha256} was expected: "
                "tell the keepers of the repository, and publish the version anew under another number"
            )
    means.note(outcome.deposit, "prove")
    return Outcome(deposit=outcome.deposit, sent=outcome.sent, kept=outcome.kept, proved=_paths(order))


def _in_order(files: tuple[PackageFile, ...]) -> list[PackageFile]:
    return sorted(files, key=lambda file: (file.path in LAST_FILES and LAST_FILES.index(file.path) + 1, file.path))


def _paths(order: Order) -> tuple[str, ...]:
    return tuple(file.path for file in order.files)
