"""The way back from a text to its bytes is checked, whoever wrote the reader."""

import time
from dataclasses import replace

import pytest

from dpkit.document import DocumentTask, Knowledge, Stopwatch, read_document
from dpkit.model import Authority, ByteMap, Facts, RawOrigin, Reading, Record
from dpkit.readers.plain import PlainReader
from dpkit.text.boilerplate import default_rules

DATA = "Prices fell, łódź said.\r\nThey rose.".encode()


def _codes() -> set[str]:
    origin = RawOrigin(path="raw/a.txt", locator=None, offset=0, sha256="0" * 64, size_bytes=len(DATA))
    task = DocumentTask(
        document_id="a", origin=origin, record=Record(locator=None, offset=0, data=DATA), facts=Facts(), reader="plain"
    )
    knowledge = Knowledge(authority=Authority(), boilerplate=default_rules(), tagger=None)
    return {finding.code for finding in read_document(task, knowledge, Stopwatch(time.perf_counter)).findings}


def test_the_map_of_a_sound_reader_is_no_finding() -> None:
    assert "DP168" not in _codes()


@pytest.mark.parametrize(
    "broken",
    [
        ByteMap(),
        ByteMap(chars=(0, 5), offsets=(0, 5), widths=(1, 0)),
        ByteMap(chars=(0, 34), offsets=(9, 43), widths=(1, 0)),
        ByteMap(chars=(0, 20, 10, 34), offsets=(0, 0, 0, 0), widths=(0, 0, 0, 0)),
        ByteMap(chars=(0, 34), offsets=(-1, 0), widths=(0, 0)),
        ByteMap(chars=(0, 34), offsets=(0,), widths=(1, 0)),
    ],
)
def test_a_map_that_does_not_lead_to_the_bytes_is_a_finding(monkeypatch: pytest.MonkeyPatch, broken: ByteMap) -> None:
    read = PlainReader.read

    def wrong(self: PlainReader, record: Record, facts: Facts) -> Reading:
        return replace(read(self, record, facts), byte_map=broken)

    monkeypatch.setattr(PlainReader, "read", wrong)
    assert "DP168" in _codes()
