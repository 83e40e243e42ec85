"""The history against the tables: redirects that lead nowhere, withdrawn documents come back, lost ids."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dpkit.model import Finding, Ledger, Place
from dpkit.validate.faults import Fault, findings_of
from dpkit.validate.sources import TableSource, frames_in


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedRedirects:
    """What people wrote into the file of redirects, and what is wrong with it."""

    path: str
    redirects: Mapping[str, str | None]
    findings: Sequence[Finding] = ()


def history_faults(tables: Mapping[str, pa.Table], ledger: Ledger, decided: DecidedRedirects) -> Iterator[Finding]:
    """What the history says that the tables contradict."""
    yield from decided.findings
    if decided.redirects:
        yield from _leading_nowhere(tables, decided)
    withdrawn = {each.document_id for each in ledger.tombstones}
    for document in tables["documents"].column("document_id").to_pylist() if withdrawn else ():
        if document in withdrawn:
            message = (
                f"{document}: this document was withdrawn, but its raw file is there; no such document was expected"
            )
            yield Finding(code="DP831", severity="error", message=message, table="documents", key=document)


def vanished(open_ids: Mapping[str, Sequence[str]], version: str) -> Sequence[Finding]:
    """One error per id (up to a limit per table) that a release had, and that nothing took the place of."""
    return findings_of(
        Fault(
            code="DP830",
            table=table,
            key=key,
            message=f"{table} {key}: this id of release {version} is gone; a redirect or a tombstone was expected",
        )
        for table, keys in open_ids.items()
        for key in keys
    )


def redirect_faults(tables: Mapping[str, TableSource]) -> Sequence[Finding]:
    """Redirects of a released package that lead neither to a row nor on to another redirect.

    Between releases that is no fault: what took the place of a row is found by the next release.
    """
    if "redirects" not in tables or not {"old_id", "new_id"} <= set(tables["redirects"].schema.names):
        return ()
    pairs = [pair for frame in frames_in(tables["redirects"], ("old_id", "new_id")) for pair in frame.iter_rows()]
    unknown = {new for _, new in pairs if new is not None}
    for table in tables.values():  # old ids too: they lead on
        for part in table.batches(table.schema.names[:1]):
            unknown.difference_update(part.column(0).to_pylist())
    return findings_of(
        Fault(
            code="DP833",
            table="redirects",
            key=old,
            field="new_id",
            message=f"redirects {old}: it leads to {new}, which is the id of no row; the id of one was expected",
        )
        for old, new in pairs
        if new in unknown
    )


def _leading_nowhere(tables: Mapping[str, pa.Table], decided: DecidedRedirects) -> Iterator[Finding]:
    known = {*decided.redirects, *(key for table in tables.values() for key in table.column(0).to_pylist())}
    for old, new in sorted(decided.redirects.items()):
        if new is not None and new not in known:
            message = f"{decided.path}: {old} leads to {new}, which is the id of no row; the id of one was expected"
            yield Finding(code="DP218", severity="error", message=message, place=Place(path=decided.path), key=old)
