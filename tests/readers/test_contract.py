"""What every reader owes its callers, held against each of them; and what hostile files of each format get."""

import gzip
import io
import random
import time
import zipfile

import pytest
from samples import WORDS, Sample, pdf, samples, warc, word

from dpkit.model import Facts, Reading, Record
from dpkit.readers import READERS, configured, reader_for, reader_named
from dpkit.seams import Reader

SAMPLES = {sample.name: sample for sample in samples()}
EVERY = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())


def read_all(data: bytes, reader: Reader, facts: Facts | None = None) -> list[tuple[Record, Reading]]:
    facts = facts or Facts()
    reader = configured(reader, facts)
    return [(record, reader.read(record, facts)) for record in reader.records(io.BytesIO(data))]


def read_sample(sample: Sample) -> list[tuple[Record, Reading]]:
    return read_all(sample.data, reader_named(sample.reader))


def test_every_reader_has_a_sample() -> None:
    assert {sample.reader for sample in SAMPLES.values()} == {reader.name for reader in READERS}


@EVERY
def test_a_format_is_known_by_content_and_name(sample: Sample) -> None:
    found = reader_for(f"raw/x/{sample.name}", sample.data[:4096])
    assert found is not None
    assert found.name == sample.reader
    assert reader_for("raw/x/a.bin", sample.data[:4096], sample.reader) is reader_named(sample.reader)


@EVERY
def test_every_word_is_there_and_nothing_is_wrong(sample: Sample) -> None:
    found = read_sample(sample)
    assert len(found) == sample.documents
    for _, reading in found:
        assert (WORDS if sample.reader != "pdf" else "The harbour stays open.") in reading.text
        assert [finding for finding in reading.findings if finding.code != "DP161"] == []
        assert reading.reader == sample.reader
        assert sample.reader == "warc" or reading.media_type in reader_named(sample.reader).media_types


@EVERY
def test_records_are_bytes_of_the_file_and_named_apart(sample: Sample) -> None:
    records = [record for record, _ in read_sample(sample)]
    locators = [record.locator for record in records]
    assert len(set(locators)) == len(locators)
    assert (None in locators) == (sample.documents == 1 and sample.reader != "feed")
    if sample.has_byte_ranges or sample.reader in ("docx", "pdf"):
        for record in records:
            assert sample.data[record.offset : record.offset + len(record.data)] == record.data


@EVERY
def test_any_span_leads_to_bytes_that_hold_it(sample: Sample) -> None:
    chance = random.Random(5)
    for record, reading in read_sample(sample):
        assert reading.byte_map.chars[0] == 0
        assert reading.byte_map.chars[-1] == len(reading.text)
        if not sample.has_byte_ranges:
            assert reading.byte_map.part_of(0) in ("response body", "word/document.xml", "page 1")
            continue
        for _ in range(60):
            start, end = sorted(chance.sample(range(len(reading.text) + 1), 2))
            first, last = reading.byte_map.bytes_of(start, end)
            assert 0 <= first <= last <= len(record.data)
        words = "Minister"
        at = reading.text.index(words)
        first, last = reading.byte_map.bytes_of(at, at + len(words))
        assert words in record.data[first:last].decode(reading.encoding or "utf-8")


@EVERY
def test_an_appended_record_leaves_the_others_alone(sample: Sample) -> None:
    if sample.documents == 1 or sample.reader in ("warc", "feed"):
        pytest.skip("one document, or a closing tag at the end")
    more = sample.data + (b'three,T,"More."\r\n' if sample.reader == "csv" else b'{"id": "three", "text": "More."}\n')
    before = read_sample(sample)
    after = read_all(more, reader_named(sample.reader))
    assert [(record.locator, record.data) for record, _ in after[:-1]] == [(r.locator, r.data) for r, _ in before]
    assert after[-1][0].locator == "three"


@EVERY
def test_cut_off_anywhere_it_still_answers(sample: Sample) -> None:
    reader = reader_named(sample.reader)
    for size in {*range(0, len(sample.data), max(1, len(sample.data) // 40)), len(sample.data) - 1}:
        for _, reading in read_all(sample.data[:size], reader):
            assert reading.byte_map.chars[-1] == len(reading.text)


@EVERY
def test_flipped_bits_never_end_in_a_traceback(sample: Sample) -> None:
    chance = random.Random(11)
    reader = reader_named(sample.reader)
    for _ in range(60):
        data = bytearray(sample.data)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        for _, reading in read_all(bytes(data), reader):
            assert reading.byte_map.chars[-1] == len(reading.text)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@pytest.mark.parametrize(
    "data",
    [b"", b"\x00" * 1000, b"\xff" * 1000, b"\n" * 100_000, b"{" * 100_000, b"[" * 100_000, b'"' * 100_001,
     b"<" * 100_000, b"<item>" * 30_000, b"<w:t>" * 30_000, b"," * 200_000, b"text\n" + b'"' + b"a\n" * 20_000,
     "\u2028\u0085\u202e\u200b".encode() * 20_000, b"\xed\xa0\x80" * 1000, b"PK\x03\x04" + b"\x00" * 100,
     b"%PDF-1.7\n" + b"1 0 obj<<" * 20_000, b"WARC/1.0\r\n" * 20_000, b"text\r" * 50_000, b"id,text\n" * 20_000],
    ids=range(19),
)  # fmt: skip
def test_hostile_bytes_get_an_answer_in_bounded_time(reader: Reader, data: bytes) -> None:
    start = time.process_time()
    for _, reading in read_all(data, reader):
        assert reading.byte_map.chars[-1] == len(reading.text)
    assert time.process_time() - start < 20


def codes(data: bytes, reader: str, facts: Facts | None = None) -> list[str]:
    return [found.code for _, reading in read_all(data, reader_named(reader), facts) for found in reading.findings]


def test_a_bad_line_among_good_ones_is_named_and_the_others_are_read() -> None:
    lines = b'{"id":"a","text":"One."}\n{"id":"b","text":\n{"id":"c","text":"\\ud800x","text":"y"}\n{"id":"d"}\n'
    found = read_all(lines, reader_named("jsonl"))
    assert [reading.text for _, reading in found if reading.text] == ["One."]
    assert [[finding.code for finding in reading.findings] for _, reading in found] == [
        [],
        ["DP154"],
        ["DP154"],  # a key that stands twice says two things
        ["DP155"],
    ]


def test_an_escaped_lone_surrogate_is_kept_as_written() -> None:
    ((_, reading),) = read_all(b'{"text": "a\\ud800b \\ud83d\\ude00"}', reader_named("jsonl"))
    assert reading.text == "a\\ud800b 😀"
    assert [finding.code for finding in reading.findings] == ["DP158"]


def test_fields_are_mapped_as_the_sidecar_says() -> None:
    facts = Facts(fields={"text": "Body", "title": "Head", "source.url": "Link"})
    data = "Head;Body;Link\nT;“Words; with a mark”;https://tides.example/a\n".replace("“", '"').replace("”", '"')
    ((record, reading),) = read_all(data.encode(), reader_named("csv"), facts)
    assert reading.text == "Words; with a mark"
    assert record.facts is not None
    assert (record.facts.title, record.facts.source.url) == ("T", "https://tides.example/a")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,2\n", "DP155"),
        (b"id,text\n1,x,y\n", "DP154"),
        (b"text,text\nx,y\n", "DP154"),
        (b'id,text\n1,"x"y\n', "DP154"),
    ],
)
def test_tables_that_cannot_be_read_are_findings(data: bytes, code: str) -> None:
    assert codes(data, "csv") == [code]


def test_a_captured_page_brings_its_address_and_time() -> None:
    (first, _), *_ = read_sample(SAMPLES["a.warc.gz"])
    assert first.facts is not None
    assert first.facts.source.url == "https://tides.example/0"
    assert first.facts.source.retrieved_at is not None
    assert first.facts.source.retrieved_at.isoformat() == "2022-01-10T10:00:00+00:00"
    assert first.locator == "urn:uuid:00000000-0000-0000-0000-000000000000"


def test_a_compressed_bomb_is_refused() -> None:
    body = gzip.compress(b"a" * 70_000_000)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    content = head.encode() + body
    record = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:a>\r\nContent-Length: {len(content)}\r\n\r\n"
    assert codes(record.encode() + content + b"\r\n\r\n", "warc") == ["DP165"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/document.xml", b"<w:t>" + b"a" * 70_000_000)
    assert codes(target.getvalue(), "docx") == ["DP166"]


def test_a_zip_file_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(word())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1).to_bytes(4, "little")
    for _, reading in read_all(bytes(data), reader_named("docx")):
        assert len(reading.text) < 1_000


def test_deleted_words_of_a_document_are_counted_and_not_shown() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        container.writestr(
            "word/document.xml",
            "<w:document><w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:delText>gone</w:delText></w:del></w:p></w:document>",
        )
    ((_, reading),) = read_all(target.getvalue(), reader_named("docx"))
    assert reading.text.strip() == "Kept"
    assert reading.set_aside_chars == {"deleted": 4}


def test_a_locked_pdf_and_a_broken_archive_are_findings() -> None:
    assert codes(pdf("x")[:60], "pdf") == ["DP166"]
    for is_gzipped in (False, True):
        whole = warc(is_gzipped=is_gzipped)
        assert "DP165" not in codes(whole, "warc")
        assert "DP165" in codes(whole + b"\x1f\x8b\x08garbage", "warc")
        for size in range(1, len(whole), 13):
            found = read_all(whole[:size], reader_named("warc"))
            are_whole = bool(found) and all(WORDS in reading.text for _, reading in found)
            is_said = any(finding.code == "DP165" for _, reading in found for finding in reading.findings)
            assert are_whole or is_said, size


def test_entities_of_a_feed_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><item><title>&b;</title></item></rss>'
    ((_, reading),) = read_all(bomb.encode(), reader_named("feed"))
    assert reading.text == "&b;"
