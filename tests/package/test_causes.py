"""Causes: which of several changes at once made which row differ."""

import pytest

from dpkit.package.causes import Causes
from dpkit.package.diff import ChangedRow

ALL = Causes(found={"d": ("source text", "sidecar", "curation"), "e": ("sidecar",)}, common=("curation",))


def changed(document: str, *columns: str) -> ChangedRow:
    return ChangedRow(key="k", values=dict.fromkeys(columns, ("a", "b")), row={"document_id": document})


@pytest.mark.parametrize(
    ("table", "row", "cause"),
    [
        ("documents", changed("d", "text", "issued_on", "issuer_id"), "source text and sidecar and curation"),
        ("mentions", changed("d", "entity_id", "method"), "curation"),
        ("mentions", changed("d", "start_char", "end_char"), "source text"),
        ("claims", changed("d", "speaker_id", "start_char"), "source text and curation"),
        ("claims", changed("e", "speaker_id"), "sidecar"),
        ("redirects", changed("d", "new_id"), "history"),
        ("claims", changed("another", "speaker_id"), "curation"),
    ],
)
def test_a_changed_row_has_the_cause_of_its_columns(table: str, row: ChangedRow, cause: str) -> None:
    assert ALL.of_change(table, row) == cause


def test_without_curation_a_new_speaker_comes_from_the_text() -> None:
    causes = Causes(found={"d": ("source text",)})
    assert causes.of_change("claims", changed("d", "speaker_id")) == "source text"


def test_a_row_that_came_with_changed_bytes_comes_from_them() -> None:
    assert ALL.of_row("claims", {"claim_id": "c", "document_id": "d"}) == "source text"
