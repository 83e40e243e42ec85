"""All shards of a build, finished: those that are there already, and those that an executor makes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dpkit.document import Knowledge
from dpkit.errors import LostWorkerError
from dpkit.seams import Executor
from dpkit.shards.cut import ShardTask, alone_of, cut, shard_task
from dpkit.shards.environment import digest_of, environment_of, plain_text
from dpkit.shards.plan import Plan, PlannedDocument, planned_documents
from dpkit.shards.reach import entries_of
from dpkit.shards.reasons import Lists, Reasons, entries_text
from dpkit.store.cache import CACHE_FOLDER, SHARDS, Index, disk_time
from dpkit.store.project import Project
from dpkit.store.raw import survey_raw
from dpkit.store.shard_files import has_shard, remove_shard, shard_names

Worker = Callable[[ShardTask], "dict[str, float]"]
"""Makes one shard; gives the seconds of each stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How shards are made: by which function, where it runs, who is told (documents done, documents in all)."""

    worker: Worker
    executor: Executor
    progress: Callable[[int, int], None]


@dataclass(slots=True)
class Made:
    """The shards of a build in the order of their documents, and how many documents were read anew."""

    folder: Path
    names: list[str] = field(default_factory=list)
    seconds: list[dict[str, float]] = field(default_factory=list)
    documents: int = 0
    read: int = 0


def plan_of(project: Project, knowledge: Knowledge, index: Index) -> Plan:
    """What a build has to look at; nothing is read yet."""
    environment = environment_of(project, knowledge)
    entries = entries_of(knowledge.authority)
    lists = Lists(current=index.keep_text(entries_text(entries)), entries=entries, index=index)
    index.keep_text(plain_text(environment))
    folder = project.root / CACHE_FOLDER
    return Plan(
        project=project,
        knowledge=knowledge,
        survey=survey_raw(project.root, project.config.raw_folder),
        reasons=Reasons(index=index, shards=folder / SHARDS, environment=environment, lists=lists),
        known_files=index.files(),
        known_documents=index.documents(),
        environment=digest_of(environment),
        lists=lists,
        now=disk_time(folder),
    )


def dirty_documents(plan: Plan) -> Iterator[PlannedDocument]:
    """The documents that a build would read again, each with its reasons."""
    return (document for document in planned_documents(plan) if document.task is not None)


def make_shards(plan: Plan, index: Index, making: Making) -> Made:
    """Make what is missing. Finished shards are remembered at once: whatever ends the build, a rerun goes on from them.

    Raises: DamagedShard where rows that were to be taken over are damaged, InputError where nothing can be written.
    """
    made = Made(folder=plan.project.root / CACHE_FOLDER / SHARDS)
    waiting: dict[str, tuple[PlannedDocument, ...]] = {}
    total = max(len(plan.known_documents), len(plan.survey.raw))

    def finished(name: str, run: Sequence[PlannedDocument], poisoned: frozenset[str] = frozenset()) -> None:
        rows = [replace(one.seen, shard=name) for one in run if one.seen.document_id not in poisoned]
        index.put_documents(row for row in rows if plan.known_documents.get(row.document_id) != row)
        index.put_files(plan.fresh_files())
        index.commit()
        made.documents += len(run)
        made.read += sum(1 for one in run if one.task is not None)
        making.progress(made.documents, max(total, made.documents))

    def tasks() -> Iterator[ShardTask]:
        for run in cut(planned_documents(plan)):
            task = shard_task(run, plan.project, made.folder)
            made.names.append(task.name)
            if has_shard(made.folder, task.name):
                finished(task.name, run)
            else:
                waiting[task.name] = run
                yield task

    for task, seconds in making.executor.map_shards(making.worker, tasks()):
        poisoned: frozenset[str] = frozenset()
        name = task.name
        if seconds is None:
            name, poisoned = _without_poison(task, making, made)
            made.names[made.names.index(task.name)] = name
        else:
            made.seconds.append(dict(seconds))
        finished(name, waiting.pop(task.name), poisoned)
    index.put_files(plan.fresh_files())
    index.commit()
    return made


def tidy(plan: Plan, index: Index, made: Made) -> None:
    """Forget what this build did not need: files and documents that are gone, shards that were replaced."""
    wanted = set(made.names)
    for name in shard_names(made.folder):
        if name not in wanted:
            remove_shard(made.folder, name)
    texts = {plan.environment, plan.lists.current}
    index.keep_only(plan.seen_files, plan.seen_ids, texts | index.vetted())
    index.commit()


def _without_poison(task: ShardTask, making: Making, made: Made) -> tuple[str, frozenset[str]]:
    """A shard whose making killed its worker, made without the documents that do so: each is tried alone."""
    alone = [alone_of(task, document.document_id) for document in task.documents if document.task is not None]
    lost = [one for one, seconds in making.executor.map_shards(making.worker, alone) if seconds is None]
    poisoned = frozenset(document.document_id for one in lost for document in one.documents)
    rest = replace(task, poisoned=poisoned, name=digest_of([task.name, sorted(poisoned)])[:32])
    for _, seconds in making.executor.map_shards(making.worker, [rest]):
        if seconds is None:
            raise LostWorkerError(f"shard {rest.name}: its worker was lost three times; more memory was expected")
        made.seconds.append(dict(seconds))
    return rest.name, poisoned
