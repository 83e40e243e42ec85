"""The claims suite: what dpkit reads from the gold documents, held against what people read.

A claim counts as found where its span and a gold span share at least half of the words' characters that they cover
together (intersection over union ≥ 0.5), each once. Labels are counted on claims found, except the doubtful ones.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dpkit.errors import InputError, UsageError
from dpkit.evaluation.claims_gold import (
    GoldClaim,
    GoldDocument,
    GoldQuantity,
    check_gold,
    read_gold,
)
from dpkit.evaluation.claims_view import view
from dpkit.evaluation.matching import TRIMMED, bare, matched
from dpkit.evaluation.suites import Figure, Files, Suite
from dpkit.extract.names import name_document
from dpkit.extract.statements import read_statements
from dpkit.extract.tagger import built_in
from dpkit.model import (
    Authority,
    ByteMap,
    Claim,
    Context,
    Layout,
    Names,
    Quantity,
    Reading,
    Statements,
)
from dpkit.seams import Tagger
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out

DOCUMENTS = "documents"
"""The folder of the annotation files; the texts that they name lie beside it."""
Counts = Counter[tuple[str, str, str]]
"""Language, label and one of `hit`, `found`, `gold` → how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A gold document as dpkit reads it."""

    gold: GoldDocument
    layout: Layout
    names: Names
    statements: Statements


def read_as_built(gold: GoldDocument, text: str, tagger: Tagger | None) -> ReadDocument:
    """The document read like one of a build, with the facts that its annotations state."""
    layout = layout_of(gold, text)
    context = context_of(gold)
    names = name_document(layout, context, Authority(), tagger)
    return ReadDocument(gold=gold, layout=layout, names=names, statements=read_statements(layout, names, context))


def layout_of(gold: GoldDocument, text: str) -> Layout:
    """The layout of a gold document, with the facts that its annotations state."""
    reading = Reading(text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8")
    return lay_out(
        reading,
        language=gold.language,
        publisher=gold.publisher,
        title=gold.title,
        boilerplate=default_rules(),
    )


def context_of(gold: GoldDocument) -> Context:
    """What is known of a gold document before it is read."""
    return Context(
        document_id=gold.id,
        document_type=gold.document_type,
        language=gold.language,
        issuer=gold.issuer,
        publisher=gold.publisher,
        title=gold.title,
        issued_on=gold.issued_on,
        published_on=gold.published_on,
    )


def count(read: ReadDocument, counts: Counts) -> None:
    """Adds a document to the counts, under its language; those of the development split under `-dev`."""
    add = _adder(counts, read.gold.language if read.gold.split == "test" else f"{read.gold.language}-dev")
    text = read.layout.text
    pairs, missed, extra = matched(text, read.gold.claims, read.statements.claims)
    _add_spans(add, "claim", len(pairs), missed, extra)
    add("claim.exact", "hit", sum(bare(text, gold) == bare(text, found) for gold, found in pairs))
    add("claim.exact", "found", len(pairs) + len(extra))
    add("claim.exact", "gold", len(pairs) + sum(not item.is_optional for item in missed))
    for gold, found in pairs:
        if not gold.is_doubtful and not gold.is_optional:
            _count_labels(add, read, gold, found)
    _count_quantities(add, read)
    _count_dates(add, read)


Add = Callable[[str, str, int], None]


def _adder(counts: Counts, language: str) -> Add:
    def add(label: str, column: str, number: int) -> None:
        counts[(language, label, column)] += number

    return add


def _add_spans(add: Add, label: str, hits: int, missed: Iterable[object], extra: Sequence[object]) -> None:
    add(label, "hit", hits)
    add(label, "found", hits + len(extra))
    add(label, "gold", hits + sum(not getattr(item, "is_optional", False) for item in missed))


def measure(files: Files) -> tuple[Figure, ...]:
    """The figures of all gold documents, by language and label."""
    counts: Counts = Counter()
    tagger = built_in()
    for path in gold_paths(files):
        gold, text = gold_and_text(files, path)
        count(read_as_built(gold, text, tagger), counts)
    return tuple(
        Figure(
            language=language,
            label=label,
            hits=counts[(language, label, "hit")],
            found=counts[(language, label, "found")],
            gold=counts[(language, label, "gold")],
        )
        for language, label in sorted({(language, label) for language, label, _ in counts})
    )


def show(files: Files, document: str) -> str:
    """One gold document with its annotations in context.

    Raises: UsageError where there is none of this id.
    """
    path = f"{DOCUMENTS}/{document}.yaml"
    if path not in files:
        known = ", ".join(path.removeprefix(f"{DOCUMENTS}/").removesuffix(".yaml") for path in gold_paths(files))
        raise UsageError(f"{document}: there is no such gold document; one of {known} was expected")
    return view(*gold_and_text(files, path))


def gold_paths(files: Files) -> tuple[str, ...]:
    """The annotation files, sorted."""
    return tuple(sorted(path for path in files if path.startswith(f"{DOCUMENTS}/") and path.endswith(".yaml")))


def gold_and_text(files: Files, path: str) -> tuple[GoldDocument, str]:
    """An annotation file, checked against the text that it names.

    Raises: InputError where it is malformed, or its words do not stand where it says.
    """
    gold = read_gold(files[path], path)
    if gold.text_path not in files:
        raise InputError(f"{path}: there is no {gold.text_path}; the text of the document was expected")
    text = files[gold.text_path].decode("utf-8")
    faults = check_gold(gold, files[path], text, path)
    if faults:
        raise InputError("\n".join(fault.message for fault in faults))
    return gold, text


SUITE = Suite(name="claims", folder="claims", measure=measure, show=show)


# --- labels ----------------------------------------------------------------------------------------------------------


def _count_labels(add: Add, read: ReadDocument, gold: GoldClaim, found: Claim) -> None:
    _count_value(add, "speaker", is_speaker_right(read, gold, found))
    for label, wanted, given in (
        ("attribution", gold.attribution, found.attribution),
        ("speech_act", gold.speech_act, found.speech_act),
        ("polarity", gold.polarity, found.polarity),
        ("certainty", gold.certainty, found.certainty),
        ("is_evaluative", str(gold.is_evaluative).lower(), str(found.is_evaluative).lower()),
    ):
        _count_value(add, label, wanted == given)
        add(f"{label}.{wanted}", "gold", 1)
        add(f"{label}.{given}", "found", 1)
        add(f"{label}.{wanted}", "hit", int(wanted == given))


def _count_value(add: Add, label: str, is_right: bool) -> None:
    add(label, "hit", int(is_right))
    add(label, "found", 1)
    add(label, "gold", 1)


def is_speaker_right(read: ReadDocument, gold: GoldClaim, found: Claim) -> bool:
    """Whether a claim has a speaker of the gold: the author's own voice, or a name that shares its last word."""
    own = {read.names.issuer_id, read.names.publisher_id} - {None}
    if not gold.speakers:
        return found.attribution == "own" or found.speaker_id in own
    names = {entity.entity_id: entity.name for entity in read.names.entities}
    known = [names.get(found.speaker_id or "", "")]
    if found.speaker_mention is not None:
        mention = read.names.mentions[found.speaker_mention]
        known.append(read.layout.text[mention.start : mention.end])
    known.extend(_cue_words(read, found) if found.speaker_id is None else ())
    return any(is_same_name(wanted, name) for wanted in gold.speakers for name in known if name)


def _cue_words(read: ReadDocument, found: Claim) -> list[str]:
    """The words of the attribution of a claim whose speaker is no known entity ("experts said")."""
    number = read.statements.claims.index(found)
    return [
        read.layout.text[cue.start : cue.end]
        for cue in read.statements.cues
        if cue.claim == number and cue.kind == "attribution"
    ]


def is_same_name(wanted: str, given: str) -> bool:
    """Whether two names can be one: all words of the shorter stand in the longer.

    >>> is_same_name("Greg Walden", "Walden"), is_same_name("Greg Walden", "Greg Smith")
    (True, False)
    """
    first, second = _name_words(wanted), _name_words(given)
    return bool(first and second) and (first <= second or second <= first)


def _name_words(name: str) -> set[str]:
    bare_words = {word.strip(TRIMMED + "()").lower().removesuffix("’s").removesuffix("'s") for word in name.split()}
    return {word for word in bare_words if word not in ("", "of", "the", "a", "for")}


# --- quantities and dates ---------------------------------------------------------------------------------------------


def _count_quantities(add: Add, read: ReadDocument) -> None:
    pairs, missed, extra = matched(read.layout.text, read.gold.quantities, read.statements.quantities)
    right = [(gold, found) for gold, found in pairs if is_value_right(gold, found)]
    add("quantity", "hit", len(right))
    add("quantity", "found", len(pairs) + len(extra))
    add("quantity", "gold", len(pairs) + len(missed))
    for gold, found in right:
        _count_value(add, "precision", gold.precision == found.precision)
        _count_value(add, "unit", gold.unit is None or gold.unit in (found.unit, found.kind))


def is_value_right(gold: GoldQuantity, found: Quantity) -> bool:
    """Whether the numbers are the same; a bound that only one side leaves open is a matter of precision."""
    wanted = {value for value in (gold.low, gold.high) if value is not None}
    given = {value for value in (found.value_min, found.value_max) if value is not None}
    return wanted == given


def _count_dates(add: Add, read: ReadDocument) -> None:
    pairs, missed, extra = matched(read.layout.text, read.gold.dates, read.statements.dates)
    hits = sum(gold.first == found.date_start and gold.last == found.date_end for gold, found in pairs)
    add("date", "hit", hits)
    add("date", "found", len(pairs) + len(extra))
    add("date", "gold", len(pairs) + len(missed))
