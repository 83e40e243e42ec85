"""Decoding: every encoding, strictly, with a map whose byte ranges decode to the words they stand for."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dpkit.text.decoding import Decoded, Undecodable, decode, decode_as
from dpkit.text.encodings import ENCODINGS, MULTI_BYTE_ENCODINGS, SINGLE_BYTE_ENCODINGS, encoding_name

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
LINE_ENDS = st.sampled_from(["\r\n", "\r", "\n", "\r\r\n", " "])


def canonical(raw: str) -> str:
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def assert_map_leads_back(decoded: Decoded, data: bytes) -> None:
    """Every span of up to all characters decodes to its text."""
    text, byte_map = decoded.text, decoded.byte_map
    assert byte_map.chars[0] == 0
    assert byte_map.chars[-1] == len(text)
    assert byte_map.offsets[-1] == len(data)
    assert len(byte_map.chars) == len(byte_map.offsets) == len(byte_map.widths)
    for start in range(0, len(text), max(1, len(text) // 12)):
        for end in range(start, len(text) + 1, max(1, len(text) // 12)):
            first, last = byte_map.bytes_of(start, end)
            assert canonical(data[first:last].decode(decoded.encoding)) == text[start:end]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@settings(max_examples=60, deadline=None)
@example(parts=[("", "\r\n"), ("\uffff", "\n")])
@given(parts=st.lists(st.tuples(ANY_TEXT, LINE_ENDS), max_size=6))
def test_any_span_of_unicode_text_leads_to_its_bytes(encoding: str, parts: list[tuple[str, str]]) -> None:
    raw = "".join(text + end for text, end in parts)
    data = raw.encode(encoding)
    decoded = decode_as(data, encoding)
    assert isinstance(decoded, Decoded)
    assert decoded.text == canonical(raw)
    assert_map_leads_back(decoded, data)


@pytest.mark.parametrize("encoding", [*SINGLE_BYTE_ENCODINGS, *MULTI_BYTE_ENCODINGS])
@settings(max_examples=15, deadline=None)
@given(seed=st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=80), end=LINE_ENDS)
def test_any_span_of_legacy_text_leads_to_its_bytes(encoding: str, seed: str, end: str) -> None:
    known = seed.encode(encoding, "ignore").decode(encoding)
    raw = f"Қ№ Ёлка {known}{end}中文 漢字 カナ ﾊﾝ {known}"
    data = raw.encode(encoding, "ignore")
    decoded = decode_as(data, encoding)
    assert isinstance(decoded, Decoded)
    assert decoded.text == canonical(data.decode(encoding))
    assert_map_leads_back(decoded, data)


def test_two_characters_from_one_code_keep_the_map_monotone() -> None:
    data = "a\u00ca\u0304b".encode("big5hkscs")
    assert len(data) == 4
    decoded = decode_as(data, "big5hkscs")
    assert isinstance(decoded, Decoded)
    assert decoded.byte_map.bytes_of(1, 2) == (1, 3)
    assert decoded.byte_map.bytes_of(3, 4) == (3, 4)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
@pytest.mark.parametrize("declared", [None, "windows-1251"])
def test_byte_order_mark_decides_and_is_no_text(mark: bytes, encoding: str, declared: str | None) -> None:
    data = mark + "Ministry «Астана» 😀".encode(encoding)
    decoded = decode(data, declared)
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.encoding, decoded.is_guessed) == ("Ministry «Астана» 😀", encoding, False)
    assert_map_leads_back(decoded, data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["The ministry spoke.", "Министерство выступило с заявлением.", "ab"])
def test_wide_text_without_mark_is_found_and_said_to_be_guessed(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.encoding, decoded.is_guessed) == (text, encoding, True)


@pytest.mark.parametrize(
    "label", ["utf-7", "idna", "rot13", "hex", "punycode", "iso-2022-jp", "zlib", "unicode_escape"]
)
def test_dangerous_and_stateful_codecs_are_refused(label: str) -> None:
    assert isinstance(decode(b"+ADw-script+AD4-", declared=label), Undecodable)


def test_declared_encoding_is_believed_or_refused() -> None:
    data = "Заявление МИД".encode("cp1251")
    decoded = decode(data, "CP1251")
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.is_guessed) == ("Заявление МИД", False)
    assert decode(data, "utf-8") == Undecodable(offset=0, reason="byte 0 is not utf-8: invalid continuation byte")


def test_legacy_text_is_guessed() -> None:
    text = "Министерство иностранных дел выступило с заявлением о событиях января. " * 4
    decoded = decode(text.encode("cp1251"))
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.encoding, decoded.is_guessed) == (text, "windows-1251", True)


@pytest.mark.parametrize(
    "data",
    [
        "Заявление МИД".encode() + b"\xff" + "Казахстана".encode(),
        b"plain \xed\xa0\x80 surrogate",
        b"\xef\xbb\xbfgood \xc3(",
        "Заявление".encode() + b"\xd0",
    ],
)
def test_damaged_utf8_is_named_by_its_byte_and_never_guessed_around(data: bytes) -> None:
    found = decode(data)
    assert isinstance(found, Undecodable)
    assert found.offset == next(i for i in range(len(data), -1, -1) if _is_utf8(data[:i], data))


def _is_utf8(part: bytes, data: bytes) -> bool:
    try:
        part.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(part) < len(data)


def test_nothing_but_line_ends_changes() -> None:
    raw = "\u200f a\0\x01\u200b\ufeff\u2028b\x85\x0c\u202ec e\u0301 \u00a0"
    decoded = decode(raw.encode())
    assert isinstance(decoded, Decoded)
    assert decoded.text == raw


def test_empty_bytes_are_empty_text() -> None:
    decoded = decode(b"")
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.byte_map.bytes_of(0, 0)) == ("", (0, 0))


def test_every_encoding_has_labels_that_find_it() -> None:
    assert all(encoding_name(name) == name for name in ENCODINGS)
    assert encoding_name("utf-16") == "utf-16"
    assert encoding_name("x" * 10_000) is None


@pytest.mark.parametrize(
    "data",
    [
        b"a\r\n" * 500_000,
        "ё a".encode() * 300_000,
        b"\r" * 1_000_000,
        b"e" + "\u0301".encode() * 500_000,
        b"\x80" * 1_000_000,
        "中文a".encode("gbk") * 200_000,
    ],
)
def test_time_is_linear_on_hostile_bytes(data: bytes) -> None:
    start = time.process_time()
    decode(data)
    assert time.process_time() - start < 5


RUSSIAN = "Министерство сообщило, что корабли вышли из гавани в понедельник вечером и вернутся к пятнице."
UKRAINIAN = (
    "Міністерство повідомило, що кораблі вийшли з гавані в понеділок увечері й повернуться до п'ятниці. Її чекають."
)
KAZAKH = "Министрлік кемелердің дүйсенбі күні кешке айлақтан шыққанын және жұмаға дейін қайтып келетінін хабарлады."
CHINESE = "外交部发言人表示，船只已于星期一晚间离开港口，预计将于星期五返回。我们将继续保障航行安全。"
MACEDONIAN = (
    "Министерството соопшти дека бродовите тргнале ноќта од пристаништето и ќе се вратат дури во петок, ѕвездено."
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso-8859-5"),
        (UKRAINIAN, "windows-1251"),
        (UKRAINIAN, "koi8-u"),
        (KAZAKH, "kz1048"),
        (MACEDONIAN, "windows-1251"),
        (CHINESE, "gb18030"),
    ],
)
def test_one_sentence_is_enough_to_guess_its_encoding(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.is_guessed) == (text, True)
    assert_map_leads_back(decoded, text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["The ministry said so.", f"Statement of the ministry: {RUSSIAN}"])
def test_wide_text_without_a_mark_is_read_in_its_order(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert isinstance(decoded, Decoded)
    assert decoded.text == text


@settings(max_examples=300, deadline=None)
@example(data=b"\xff\xfe\x00\xd8")
@example(data=b"\xef\xbb\xbf\xef\xbb\xbf\r\r\n")
@example(data=b"\x81\x8d\x8f\x90\x9d")
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_give_a_text_with_its_map_or_the_byte_that_defies_it(data: bytes) -> None:
    found = decode(data)
    if isinstance(found, Undecodable):
        assert 0 <= found.offset < len(data)
        return
    assert_map_leads_back(found, data)
    again = found.text.encode(found.encoding)
    mark = data[: found.byte_map.offsets[0]]
    if b"\r" not in again and "\r" not in data.decode(found.encoding, "replace"):
        assert mark + again == data or found.encoding in MULTI_BYTE_ENCODINGS
