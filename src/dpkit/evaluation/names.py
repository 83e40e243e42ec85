"""The names suite: who and where dpkit finds in the gold documents, held against what was read there.

A mention counts as found where span and type are exact; `span` leaves the type aside. Adjectives of countries, titles
and nouns are no names here, and what overlaps an optional span counts neither way. Whether mentions of one entity end
up in one is measured by B³ (Bagga and Baldwin, 1998) over the mentions found, document by document.
"""

from collections import Counter
from dataclasses import dataclass

from dpkit.errors import UsageError
from dpkit.evaluation.claims import Counts, context_of, gold_and_text, layout_of
from dpkit.evaluation.claims_gold import GoldDocument, Span
from dpkit.evaluation.names_gold import GoldNames, read_names_gold
from dpkit.evaluation.suites import Figure, Files, Suite
from dpkit.extract.names import name_document
from dpkit.extract.tagger import built_in
from dpkit.model import Authority
from dpkit.seams import Tagger

DOCUMENTS, FACTS = "documents", "claims"
NAMES = frozenset({"name", "acronym"})
TYPES = frozenset({"person", "organisation", "place"})
COREFERENCE = "one entity (B³)"
MISSED, SPURIOUS = "nothing", "nothing named"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNames:
    """A gold document, and what dpkit finds: type and entity by span."""

    gold: GoldNames
    facts: GoldDocument
    text: str
    wanted: dict[Span, tuple[str, str]]
    found: dict[Span, tuple[str, str]]


def measure(files: Files) -> tuple[Figure, ...]:
    """The figures of all gold documents, by language and label; those of the development split under `-dev`."""
    counts: Counts = Counter()
    shares: dict[str, list[tuple[float, float]]] = {}
    for read in _read_all(files):
        language = _language(read)
        _count(read, language, counts)
        for share in coreference(read):
            shares.setdefault(language, []).append(share)
    figures = [
        Figure(
            language=language,
            label=label,
            hits=counts[language, label, "hit"],
            found=counts[language, label, "found"],
            gold=counts[language, label, "gold"],
        )
        for language, label in {(language, label) for language, label, _ in counts}
    ]
    for language, each in shares.items():
        precision, recall = (sum(values) for values in zip(*each, strict=True))
        figures += [
            Figure(language=language, label=f"{COREFERENCE} {name}", hits=total, found=len(each), gold=len(each))
            for name, total in (("precision", precision), ("recall", recall))
        ]
    return tuple(sorted(figures))


def errors(files: Files) -> tuple[str, ...]:
    """What was taken for what in documents of the development split, most frequent first, with a few of the words."""
    seen: dict[tuple[str, str, str], list[str]] = {}
    for read in _read_all(files):
        if read.gold.split != "dev":
            continue  # what is seen of held-out documents is no longer held out
        for span in sorted({*read.wanted, *read.found}):
            wanted = read.wanted.get(span, (SPURIOUS, ""))[0]
            found = read.found.get(span, (MISSED, ""))[0]
            if wanted != found:
                words = " ".join(read.text[slice(*span)].split())
                seen.setdefault((_language(read), wanted, found), []).append(words)
    ordered = sorted(seen.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        f"{language}: {wanted} taken for {found}: {len(words)} ({', '.join(sorted(set(words))[:6])})"
        for (language, wanted, found), words in ordered
    )


def show(files: Files, document: str) -> str:
    """One gold document: its entities with their mentions, and what dpkit finds otherwise.

    Raises: UsageError where there is none of this id.
    """
    path = f"{DOCUMENTS}/{document}.yaml"
    if path not in files:
        known = ", ".join(path.removeprefix(f"{DOCUMENTS}/").removesuffix(".yaml") for path in _paths(files))
        raise UsageError(f"{document}: there is no such gold document; one of {known} was expected")
    read = _read(files, path, built_in())
    lines = [f"{read.gold.id} ({read.facts.kind}, {read.facts.language})", ""]
    for entity in read.gold.entities:
        lines.append(f"{entity.name} ({entity.entity_type})")
        lines += [f"    {start}-{end} {_shown(read.text, start, end)}" for start, end in entity.mentions]
    lines.append("")
    for span in sorted({*read.wanted, *read.found}):
        wanted, found = (names.get(span, ("–", ""))[0] for names in (read.wanted, read.found))
        if wanted != found:
            lines.append(f"{span[0]}-{span[1]} {_shown(read.text, *span)}: gold {wanted}, found {found}")
    return "\n".join(lines)


def coreference(read: ReadNames) -> list[tuple[float, float]]:
    """B³ precision and recall of each mention whose span was found: how pure and how whole its entity is."""
    both = [span for span in read.wanted if span in read.found]
    shares = []
    for span in both:
        same_gold = {other for other in both if read.wanted[other] == read.wanted[span]}
        same_found = {other for other in both if read.found[other][1] == read.found[span][1]}
        shared = len(same_gold & same_found)
        shares.append((shared / len(same_found), shared / len(same_gold)))
    return shares


def _count(read: ReadNames, language: str, counts: Counts) -> None:
    for role, names in (("gold", read.wanted), ("found", read.found)):
        for entity_type, _ in names.values():
            for label in ("mention", entity_type, "span", f"in {read.facts.kind}"):
                counts[language, label, role] += 1
    for span, (wanted, _) in read.wanted.items():
        if span in read.found:
            counts[language, "span", "hit"] += 1
            if read.found[span][0] == wanted:
                for label in ("mention", wanted, f"in {read.facts.kind}"):
                    counts[language, label, "hit"] += 1


def _read_all(files: Files) -> list[ReadNames]:
    tagger = built_in()
    return [_read(files, path, tagger) for path in _paths(files)]


def _read(files: Files, path: str, tagger: Tagger) -> ReadNames:
    below = {name.removeprefix(f"{FACTS}/"): data for name, data in files.items() if name.startswith(f"{FACTS}/")}
    facts, text = gold_and_text(below, path)
    gold = read_names_gold(files[path], path, text)
    names = name_document(layout_of(facts, text), context_of(facts), Authority(), tagger)
    types = {entity.entity_id: entity.entity_type for entity in names.entities}
    wanted = {span: (entity.entity_type, entity.name) for entity in gold.entities for span in entity.mentions}
    found = {
        (mention.start, mention.end): (types[mention.entity_id], mention.entity_id)
        for mention in names.mentions
        if mention.kind in NAMES and types[mention.entity_id] in TYPES
    }
    extra = [span for span in found if span not in wanted and any(_overlap(span, other) for other in gold.optional)]
    return ReadNames(
        gold=gold,
        facts=facts,
        text=text,
        wanted=dict(wanted),
        found={span: what for span, what in found.items() if span not in extra},
    )


def _language(read: ReadNames) -> str:
    return read.facts.language if read.gold.split == "test" else f"{read.facts.language}-dev"


def _paths(files: Files) -> tuple[str, ...]:
    return tuple(sorted(path for path in files if path.startswith(f"{DOCUMENTS}/") and path.endswith(".yaml")))


def _overlap(first: Span, second: Span) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _shown(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


SUITE = Suite(name="names", folder="names", measure=measure, show=show, errors=errors, reads=FACTS)
