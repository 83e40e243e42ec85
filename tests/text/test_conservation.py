"""Not one character is lost between the bytes of a file and its paragraphs, whatever the bytes are."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dpkit.model import Facts, Layout, Reading, Record
from dpkit.readers import reader_named
from dpkit.text.boilerplate import default_rules
from dpkit.text.layout import lay_out

PIECES = st.sampled_from(
    [
        *"aB. ,:;?!#*-–—\"'“”„«»‘’`<>(){}[]|@1",
        *"\t\x00\x0b\x0c\x1c\x85\xa0\u200b\u2028\u2029\ufeff\ufffd\U0001f600жқїé\u0301\u202e",
        "\r\n",
        "\r",
        "\n\n",
        "Share",
        "Source link",
        "We stay, ",
        "said Ann Lee. ",
        "the following statement:\n\n",
        "Click here",
        "Sincerely,\n",
        "May 4, 2021",
    ]
)
ENCODINGS = ["utf-8", "utf-16-le", "utf-16-be", "windows-1251", "koi8-r", "gb18030"]


def read(data: bytes, encoding: str | None = None) -> Reading:
    return reader_named("plain").read(Record(locator=None, offset=0, data=data), Facts(encoding=encoding))


def laid_out(reading: Reading) -> Layout:
    return lay_out(reading, language=None, publisher=None, title=None, boilerplate=default_rules())


def canonical(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def assert_nothing_is_lost(reading: Reading, data: bytes) -> None:
    """Paragraphs and the white space between them are the text; bytes of every span decode to it."""
    layout = laid_out(reading)
    text, at = reading.text, 0
    for one in layout.paragraphs:
        assert text[at : one.start].strip() == "", "only white space stands between paragraphs"
        assert one.start < one.end
        at = one.end
    assert text[at:].strip() == ""
    spans = [
        *((one.start, one.end) for one in layout.paragraphs),
        *((one.start, one.end) for one in layout.quotations),
        *((one.inner_start, one.inner_end) for one in layout.quotations),
        *((one.start, one.end) for one in layout.sentences),
    ]
    for start, end in spans:
        first, last = reading.byte_map.bytes_of(start, end)
        assert canonical(data[first:last].decode(reading.encoding or "")) == text[start:end]
    for sentence in layout.sentences:
        paragraph = layout.paragraphs[sentence.paragraph]
        assert paragraph.start <= sentence.start < sentence.end <= paragraph.end


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(PIECES, max_size=60))
@example(pieces=["\x00", "\ufeff"])  # in UTF-16 the mark of UTF-32 with its bytes swapped
@example(pieces=["\ufeff", "\x00", "a"])
def test_text_of_any_encoding_is_kept(encoding: str, pieces: list[str]) -> None:
    data = "".join(pieces).encode(encoding, "ignore")
    reading = read(data, encoding)
    # A mark at the front says itself what the encoding is; it is the one character that is no text.
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        assert reading.text == canonical(data.decode(encoding))
    if reading.encoding is not None:
        assert_nothing_is_lost(reading, data)


@settings(max_examples=200, deadline=None)
@example(data=b"\xff\xfea\x00\r\x00\n\x00b\x00")
@example(data="«Мы».\r\n\r\n“We.”".encode("cp1251", "ignore"))
@given(data=st.binary(max_size=120))
def test_any_bytes_are_a_text_or_a_finding(data: bytes) -> None:
    reading = read(data)
    if reading.encoding is None:
        assert [finding.code for finding in reading.findings] == ["DP150"]
    else:
        assert_nothing_is_lost(reading, data)


def test_identical_paragraphs_all_survive() -> None:
    paragraph = "“We stay,” said the minister of the northern harbour, and the council agreed with every word of it."
    layout = laid_out(read("\n\n".join([paragraph] * 7).encode()))
    assert [layout.text[one.start : one.end] for one in layout.paragraphs] == [paragraph] * 7


HOSTILE = {
    "one line": "a word and another ",
    "one word": "a",
    "blank lines": "\n",
    "blank lines with spaces": " \n",
    "line ends of old systems": "\r",
    "form feeds": "\f",
    "straight marks": '"',
    "opening marks": "“",
    "closing marks": "”",
    "angle marks": "« ",
    "single marks": " '",
    "backticks": "`",
    "commas": ",,a ",
    "paragraphs that open": "“a\n\n",
    "paragraphs of a statement": "A b.\n\n",
    "announcements": "the following statement:\n\n“A\n\n",
    "stray ends": "We stay.”\n\n",
    "questions": "a:\n\nb?\n\n",
    "ragged lines": "a b\nc d,\n",
    "combining marks": "\u0301",
    "zero width": "\u200b",
}


QUICK = ("one line", "blank lines", "straight marks", "announcements", "combining marks")


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in HOSTILE]
)
def test_a_million_characters_take_linear_time(name: str) -> None:
    piece = HOSTILE[name]
    data = (piece * (1_000_000 // len(piece))).encode()
    started = time.process_time()
    laid_out(read(data))
    assert time.process_time() - started < 25
