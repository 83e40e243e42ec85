"""What a release changed, in words: for the ledger, and as CHANGELOG.md in the package. No words of any document.

A changelog outlives what it speaks of: a document that is withdrawn later must not live on in it. So documents are
named by their ids, and everything else is counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dpkit.model import Ledger, Redirect, Release
from dpkit.package.causes import ADDED, REMOVED
from dpkit.package.diff import Row, TableDiff
from dpkit.package.versions import Change

NAMED = 10
"""So many documents are named in one line; of more the number is told."""
_NOUNS = {
    "documents": "document", "sources": "source", "paragraphs": "paragraph", "entities": "entity", "aliases": "alias",
    "mentions": "mention", "claims": "claim", "cues": "cue", "quantities": "quantity", "dates": "date",
}  # fmt: skip


def first_changes(documents: int, claims: int) -> tuple[str, ...]:
    """The entry of a first release."""
    return (f"First release: {counted(documents, 'document')}, {counted(claims, 'claim')}.",)


def changes_of(change: Change) -> tuple[str, ...]:
    """The lines of a release's entry: gone for good first, then the schema, documents, corrections, the toolkit."""
    return (
        *_tombstones(change.redirects),
        *_schema(change),
        *_documents(change),
        *_by_cause(change),
        *_entities(change.redirects),
        *_facts(change.facts),
    )


def write_changelog(ledger: Ledger) -> bytes:
    """CHANGELOG.md: every release, the newest first, and the documents that were withdrawn."""
    lines = ["# Changes", ""]
    for release in reversed(ledger.releases):
        lines += [f"## {release.version} ({release.created:%Y-%m-%d})", ""]
        lines += [f"- {line}" for line in release.changes]
        lines += [f"- Identifier: {value} ({name})." for name, value in sorted(release.identifiers.items())]
        lines.append("")
    if ledger.tombstones:
        lines += ["## Withdrawn", ""]
        lines += [f"- {each.document_id} ({each.withdrawn_on}): {each.reason}" for each in ledger.tombstones]
        lines.append("")
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "entity"), counted(2000, "entity"), counted(3, "alias")
    ('1 entity', '2,000 entities', '3 aliases')
    """
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}{'es' if noun.endswith('s') else 's'}"


def title_of(release: Release) -> str:
    """One line that names a release."""
    return f"{release.version} of {release.created:%Y-%m-%d}"


def _tombstones(redirects: Iterable[Redirect]) -> Iterator[str]:
    redirects = list(redirects)
    withdrawn = [each.old_id for each in redirects if each.cause == "withdrawn"]
    if withdrawn:
        yield f"Withdrawn: {named(withdrawn)}."
    gone = [each.old_id for each in redirects if each.cause == "decided" and each.new_id is None]
    if gone:
        yield f"Gone for good: {named(gone)}."


def _schema(change: Change) -> Iterator[str]:
    for each in change.schema:
        where = each.table if each.field is None else f"{each.table}.{each.field}"
        mark = " (breaking)" if each.judgement == "breaking" else ""
        yield f"Schema: {where}: {each.what}{mark}."


def _documents(change: Change) -> Iterator[str]:
    """Documents that came, went, or are called otherwise; what is gone for good was said before."""
    leads = {each.old_id: each.new_id for each in change.redirects}
    documents = change.causes.documents
    renamed = [document for document in sorted(documents) if leads.get(document) in documents]
    if renamed:
        yield f"Renamed: {named([f'{document} → {leads[document]}' for document in renamed])}."
    for cause, verb in ((ADDED, "Added"), (REMOVED, "Removed")):
        known = {*leads, *(leads[document] for document in renamed)}
        found = [document for document, why in sorted(documents.items()) if why == cause and document not in known]
        if found:
            yield f"{verb}: {named(found)}."


def _by_cause(change: Change) -> Iterator[str]:
    """One line per cause: which documents, and how many rows of which tables came, went or changed."""
    counts: dict[str, Counter[tuple[str, str]]] = {}
    documents: dict[str, set[str]] = {}
    continued = {each.new_id for each in change.redirects} - {None}
    replaced = {each.old_id for each in change.redirects if each.new_id is not None}
    for table in change.diff.tables:
        if table.name not in _NOUNS:
            continue
        for verb, row, cause in _told(change, table):
            key = next(iter(row.values()))
            if ADDED in cause or cause == REMOVED or (verb == "removed" and key in replaced):
                continue
            done = "changed" if verb == "added" and key in continued else verb
            counts.setdefault(cause, Counter())[table.name, done] += 1
            if row.get("document_id") is not None:
                documents.setdefault(cause, set()).add(str(row["document_id"]))
    for cause in sorted(counts):
        where = f" ({named(sorted(documents[cause]))})" if cause in documents else ""
        yield f"{cause[0].upper()}{cause[1:]} changed{where}: {_counted_rows(counts[cause])}."


def _told(change: Change, table: TableDiff) -> Iterator[tuple[str, Row, str]]:
    """The rows that differ, each with what became of it and by which cause."""
    for verb, rows in (("added", table.added_rows()), ("removed", table.removed_rows())):
        for row in rows:
            yield verb, row, change.causes.of_row(table.name, row)
    for changed in table.changed_rows():
        yield "changed", changed.row, change.causes.of_change(table.name, changed)


def _counted_rows(counts: Counter[tuple[str, str]]) -> str:
    order = list(_NOUNS)
    found = sorted(counts, key=lambda pair: (order.index(pair[0]), pair[1]))
    return ", ".join(f"{counted(counts[pair], _NOUNS[pair[0]])} {pair[1]}" for pair in found)


def _entities(redirects: Iterable[Redirect]) -> Iterator[str]:
    merged = sum(each.cause == "merged" for each in redirects)
    if merged:
        yield f"{counted(merged, 'entity')} merged into others; the former ids lead there."


def _facts(facts: Sequence[str]) -> Iterator[str]:
    if facts:
        yield f"Description of the dataset changed: {', '.join(facts)}."


def named(documents: Sequence[str]) -> str:
    """Ids, or their number where there are many."""
    if len(documents) <= NAMED:
        return ", ".join(documents)
    return f"{', '.join(documents[:NAMED])} and {len(documents) - NAMED:,} more"
