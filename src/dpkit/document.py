"""One document in, its result out: the pure, picklable step that builds map over documents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dpkit.extract.corrected_names import corrected_names
from dpkit.extract.corrected_rows import corrected_statements
from dpkit.extract.corrections import Corrected, corrected_facts, corrected_layout
from dpkit.extract.lexicon import Lexicon
from dpkit.extract.names import name_document
from dpkit.extract.statements import read_statements
from dpkit.inputs.defaults import document_type_of
from dpkit.inputs.sidecar import merge_facts
from dpkit.model import (
    Authority,
    Context,
    Correction,
    DocumentResult,
    Facts,
    Finding,
    Layout,
    Names,
    Place,
    RawOrigin,
    Reading,
    Record,
    Statements,
)
from dpkit.readers import reader_named, unreadable
from dpkit.seams import Tagger
from dpkit.text.boilerplate import BoilerplateRules
from dpkit.text.layout import lay_out

MAX_TEXT_CHARS = 2_000_000
MAX_TEXT_LINES = 100_000
MAX_BYTES_PER_CHAR = 4
"""Of every encoding that is read."""
PLAIN_READERS = frozenset({"text", "markdown"})
"""Readers whose records are text and nothing else: too many bytes are too many characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTask:
    """One record, what is known of it, and the name of the reader that is to read it."""

    document_id: str
    origin: RawOrigin
    record: Record
    facts: Facts
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a dataset knows beside its raw files; the same for all documents."""

    authority: Authority
    boilerplate: BoilerplateRules
    tagger: Tagger | None
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)
    """What people decided about single rows, by document."""
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    """Cue lexicons with the words that the dataset adds, by language."""


@dataclass(slots=True)
class Stopwatch:
    """Seconds per stage, added up. The clock is handed in: nothing here reads the time by itself."""

    clock: Callable[[], float]
    seconds: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str, since: float) -> float:
        now = self.clock()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - since
        return now


def read_document(task: DocumentTask, knowledge: Knowledge, watch: Stopwatch) -> DocumentResult:
    """Everything that one record holds: text, paragraphs, names, claims. Faults stand in the findings."""
    start = watch.clock()
    reading = _read(task)
    corrections = knowledge.corrections.get(task.document_id, ())
    corrected = Corrected(findings=[])
    facts = corrected_facts(stated_facts(task, reading), corrections, corrected)
    start = watch.lap("read", start)
    layout = lay_out(
        reading,
        language=facts.language,
        publisher=facts.publisher,
        title=facts.title,
        boilerplate=knowledge.boilerplate,
    )
    layout = corrected_layout(layout, corrections, corrected)
    start = watch.lap("text", start)
    context = context_of(task.document_id, facts, layout)
    names = name_document(layout, context, knowledge.authority, knowledge.tagger)
    if corrections:
        names = corrected_names(names, layout, corrections, knowledge.authority, corrected)
    start = watch.lap("names", start)
    statements = read_statements(layout, names, context, knowledge.lexicons)
    if corrections:
        statements, names = corrected_statements(statements, names, layout, corrections, knowledge.authority, corrected)
    watch.lap("claims", start)
    result = _result(task, facts, reading, layout, names, statements)
    return replace(result, findings=(*result.findings, *corrected.findings)) if corrected.findings else result


def _read(task: DocumentTask) -> Reading:
    """The reading of a record; without its text, and with an error, where that is too long for a statement."""
    size = len(task.record.data)
    if task.reader in PLAIN_READERS and size > MAX_TEXT_CHARS * MAX_BYTES_PER_CHAR:
        return unreadable(task.reader, "text/plain", (_too_long(f"{size:,} bytes"),))
    reading = reader_named(task.reader).read(task.record, task.facts)
    lines = reading.text.count("\n") + 1
    if len(reading.text) <= MAX_TEXT_CHARS and lines <= MAX_TEXT_LINES:
        return reading
    found = _too_long(f"{len(reading.text):,} characters in {lines:,} lines")
    return unreadable(reading.reader, reading.media_type, (*reading.findings, found), reading.encoding)


def _too_long(size: str) -> Finding:
    message = f"text: {size}; at most {MAX_TEXT_CHARS:,} characters in {MAX_TEXT_LINES:,} lines were expected"
    return Finding(code="DP169", severity="error", message=message, field="text")


def placed_findings(result: DocumentResult) -> list[Finding]:
    """The findings of a document; readers do not know what its file is called."""
    return [_placed(finding, result) for finding in result.findings]


def _placed(finding: Finding, result: DocumentResult) -> Finding:
    where = result.origin.path if result.origin.locator is None else f"{result.origin.path}#{result.origin.locator}"
    place = finding.place or Place(path=result.origin.path)
    names_file = finding.message.startswith((result.origin.path, place.path))
    message = finding.message if names_file else f"{where}: {finding.message}"
    return replace(finding, message=message, place=place, table="documents", key=result.document_id)


def stated_facts(task: DocumentTask, reading: Reading) -> Facts:
    """The facts of a document: the sidecar's first, then those of its record, then those of its page."""
    known = (task.facts, task.record.facts, reading.facts)
    return merge_facts([facts for facts in known if facts is not None])


def context_of(document_id: str, facts: Facts, layout: Layout) -> Context:
    """What extraction may know before it reads the text for content."""
    return Context(
        document_id=document_id,
        document_type=document_type_of(facts),
        language=layout.language,
        issuer=facts.issuer,
        publisher=facts.publisher,
        title=facts.title,
        issued_on=facts.issued_on,
        published_on=facts.published_on,
    )


def _result(
    task: DocumentTask, facts: Facts, reading: Reading, layout: Layout, names: Names, statements: Statements
) -> DocumentResult:
    return DocumentResult(
        document_id=task.document_id,
        origin=task.origin,
        facts=facts,
        reading=reading,
        layout=layout,
        names=names,
        statements=statements,
        findings=(*reading.findings, *_untraced(reading, task.record)),
    )


def _untraced(reading: Reading, record: Record) -> tuple[Finding, ...]:
    """A finding where the way back from the text to its bytes is broken: a reader's fault, a plug-in's above all."""
    fault = reading.byte_map.fault_in(reading.text, record.data)
    if fault is None:
        return ()
    message = f"byte map of the reader {reading.reader}: {fault}; expected each character to lead to its bytes"
    return (Finding(code="DP168", severity="error", message=message),)
