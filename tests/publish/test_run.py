"""One release to one repository, whatever happens on the way: one record with the right bytes."""

import itertools

import pytest

from dpkit.errors import BusyError, PackageError, RemoteError
from dpkit.publish.patience import MAX_TRIES, Pause, patiently
from dpkit.publish.run import Outcome, bring
from made_release import Watch, order_of, small_release
from publish.memory import CALLS, Killed, Memory, MemoryPublisher, Trouble, busy

CONTENTS = small_release("a")
ORDER = order_of(CONTENTS, "1.0.0")


def _run(memory: Memory, watch: Watch, *, is_published: bool = True) -> Outcome:
    order = order_of(CONTENTS, "1.0.0", draft=watch.draft)
    return bring(MemoryPublisher(memory=memory, order=order), order, watch.means(), is_published=is_published)


def _quiet() -> dict[str, int]:
    memory = Memory()
    _run(memory, Watch(CONTENTS))
    return memory.counts


QUIET = _quiet()
NTH = [(call, nth) for call in CALLS for nth in range(1, QUIET.get(call, 0) + 1)]


def test_a_draft_waits_until_publishing_is_asked_for() -> None:
    memory = Memory()
    outcome = _run(memory, Watch(CONTENTS), is_published=False)
    assert memory.deposits == {"d1": CONTENTS}
    assert not memory.published
    assert not outcome.deposit.is_published
    assert outcome.proved == ()


def test_a_publication_is_read_back() -> None:
    memory = Memory()
    outcome = _run(memory, Watch(CONTENTS))
    assert memory.published == {"d1"}
    assert sorted(outcome.proved) == sorted(CONTENTS)


def test_descriptor_and_list_of_files_are_sent_last() -> None:
    assert _run(Memory(), Watch(CONTENTS)).sent[-2:] == ("datapackage.json", "SHA256SUMS")


def test_metadata_are_sent_before_bytes() -> None:
    watch = Watch(CONTENTS)
    _run(Memory(), watch)
    assert watch.steps.index("describe") < watch.steps.index("file")


def test_what_is_there_already_is_not_sent_again() -> None:
    memory, watch = Memory(), Watch(CONTENTS)
    _run(memory, watch, is_published=False)
    uploads = memory.counts["upload"]
    outcome = _run(memory, watch)
    assert memory.counts["upload"] == uploads
    assert outcome.sent == ()
    assert sorted(outcome.kept) == sorted(CONTENTS)


def test_files_that_do_not_belong_are_removed_from_a_draft() -> None:
    memory, watch = Memory(), Watch(CONTENTS)
    draft = _run(memory, watch, is_published=False).deposit
    memory.deposits[draft.id] |= {"data/old.txt": b"old", "README.md": b"another"}
    _run(memory, watch)
    assert memory.deposits[draft.id] == CONTENTS


def test_a_published_version_with_other_bytes_is_refused() -> None:
    memory, watch = Memory(), Watch(CONTENTS)
    _run(memory, watch)
    memory.deposits["d1"]["README.md"] = b"another"
    with pytest.raises(PackageError, match="a published version never changes"):
        _run(memory, watch)


def test_bytes_that_read_back_otherwise_are_told() -> None:
    memory = Memory()

    class Rotten(MemoryPublisher):
        def download(self, deposit, path):  # type: ignore[no-untyped-def]
            return iter([b"rotten"])

    with pytest.raises(PackageError, match="reads back as sha256"):
        bring(Rotten(memory=memory, order=ORDER), ORDER, Watch(CONTENTS).means(), is_published=True)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("call", "nth"), NTH)
def test_a_busy_repository_is_asked_again(call: str, nth: int, when: str) -> None:
    memory = Memory(troubles=(Trouble(call=call, nth=nth, when=when, error=busy()),))  # type: ignore[arg-type]
    watch = Watch(CONTENTS)
    outcome = _run(memory, watch)
    assert memory.published == {outcome.deposit.id}
    assert memory.deposits == {outcome.deposit.id: CONTENTS}
    assert 1.0 in watch.waited


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("call", "nth"), NTH)
def test_a_killed_run_is_taken_up_where_it_was(call: str, nth: int, when: str) -> None:
    memory = Memory(troubles=(Trouble(call=call, nth=nth, when=when, error=Killed()),))  # type: ignore[arg-type]
    watch = Watch(CONTENTS)
    with pytest.raises(Killed):
        _run(memory, watch)
    outcome = _run(memory, watch)
    assert memory.published == {outcome.deposit.id}
    assert memory.deposits == {outcome.deposit.id: CONTENTS}


@pytest.mark.parametrize("call", [call for call in CALLS if call in QUIET])
def test_a_refusal_ends_the_run_and_a_rerun_goes_on(call: str) -> None:
    memory = Memory(troubles=(Trouble(call=call, nth=1, when="before", error=RemoteError("a new token")),))
    watch = Watch(CONTENTS)
    with pytest.raises(RemoteError, match="a new token"):
        _run(memory, watch)
    _run(memory, watch)
    assert memory.deposits == {"d1": CONTENTS}
    assert memory.published == {"d1"}


def test_an_outage_ends_after_a_number_of_tries() -> None:
    waits: list[float] = []
    tries = itertools.count(1)

    def step() -> None:
        next(tries)
        raise busy()

    with pytest.raises(BusyError):
        patiently(step, Pause(sleep=waits.append))
    assert next(tries) == MAX_TRIES + 1
    assert waits == [1, 2, 4, 8, 16]


def test_the_pause_is_the_one_that_the_repository_asks_for() -> None:
    waits: list[float] = []
    answers = iter([busy(7.0)])

    def step() -> str:
        for error in answers:
            raise error
        return "done"

    assert patiently(step, Pause(sleep=waits.append)) == "done"
    assert waits == [7.0]
