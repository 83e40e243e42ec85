"""In which encoding a page is read: what its bytes bear out, whatever it declares, and never in silence."""

import pytest
from made_pages import read

from dpkit.model import Facts

RUSSIAN = "Министерство иностранных дел сообщает, что переговоры продолжаются."
KAZAKH = "Қазақстан Республикасының Сыртқы істер министрлігі мәлімдеді."


def declared(name: str, text: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}<meta charset='{name}'></head><body><p>{text}</p></body></html>"


def bare(text: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><p>{text}</p></body></html>"


HTTP = "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>"
LIES = "<!-- <meta charset=koi8-r> --><meta name=description content='charset=koi8-r'>"


@pytest.mark.parametrize(
    ("data", "text", "encoding", "codes"),
    [
        (declared("utf-8", KAZAKH).encode(), KAZAKH, "utf-8", []),
        (declared("windows-1251", KAZAKH).encode(), KAZAKH, "utf-8", ["DP159"]),
        (declared("windows-1251", RUSSIAN).encode("cp1251"), RUSSIAN, "windows-1251", []),
        (declared("utf-8", RUSSIAN).encode("cp1251"), RUSSIAN, "windows-1251", ["DP159", "DP151"]),
        (declared("koi8-r", RUSSIAN).encode("koi8-r"), RUSSIAN, "koi8-r", []),
        (declared("windows-1251", RUSSIAN, LIES).encode("cp1251"), RUSSIAN, "windows-1251", []),
        (bare(RUSSIAN, HTTP).encode("cp1251"), RUSSIAN, "windows-1251", []),
        (bare(RUSSIAN).encode("cp1251"), RUSSIAN, "windows-1251", ["DP151"]),
        (declared("windows-1251", KAZAKH).encode("utf-8-sig"), KAZAKH, "utf-8", ["DP159"]),
        (declared("utf-8", KAZAKH).encode("utf-16"), KAZAKH, "utf-16-le", []),
        (declared("utf-16", KAZAKH).encode("utf-16-be"), KAZAKH, "utf-16-be", ["DP151"]),
        (declared("utf-16", KAZAKH).encode(), KAZAKH, "utf-8", []),
        (declared("iso-8859-1", "“quoted”").encode("cp1252"), "“quoted”", "windows-1252", []),
        (declared("gb2312", "外交部发言人镕").encode("gb18030"), "外交部发言人镕", "gb18030", []),
        (declared("kz-1048", KAZAKH).encode("kz1048"), KAZAKH, "kz1048", []),
        (declared("klingon", KAZAKH).encode(), KAZAKH, "utf-8", []),
        (declared("utf-7", "+ADw-b+AD4-").encode(), "+ADw-b+AD4-", "utf-8", []),
        (f"<?xml version='1.0' encoding='windows-1251'?>{bare(RUSSIAN)}".encode("cp1251"), RUSSIAN, "windows-1251", []),
    ],
)
def test_bytes_decide_between_what_a_page_says(data: bytes, text: str, encoding: str, codes: list[str]) -> None:
    reading = read(data)
    assert (reading.text, reading.encoding) == (text, encoding)
    assert [found.code for found in reading.findings if found.code != "DP161"] == codes
    first, last = reading.byte_map.bytes_of(0, len(text))
    assert data[first:last].decode(encoding) == text


def test_the_sidecar_wins_over_what_a_page_says() -> None:
    data = declared("windows-1251", RUSSIAN).encode("koi8-r")
    reading = read(data, Facts(encoding="koi8-r"))
    assert reading.text == RUSSIAN
    assert "DP159" in {found.code for found in reading.findings}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_few_bad_bytes_are_shown_as_browsers_show_them(mark: bytes) -> None:
    good = declared("utf-8", f"{KAZAKH}?{RUSSIAN}", f"<meta name=description content='{RUSSIAN}?'>").encode()
    data = mark + good.replace(b"?", b"\xd0").replace(b"\n", b"\r\n")
    reading = read(data)
    assert reading.text == f"{KAZAKH}\ufffd{RUSSIAN}"
    first, last = reading.byte_map.bytes_of(0, len(KAZAKH))
    assert data[first:last].decode() == KAZAKH
    assert data[slice(*reading.byte_map.bytes_of(len(KAZAKH), len(KAZAKH) + 1))] == b"\xd0"
    first, last = reading.byte_map.bytes_of(len(KAZAKH) + 1, len(reading.text))
    assert data[first:last].decode() == RUSSIAN
    (found,) = [found for found in reading.findings if found.code == "DP167"]
    assert found.message.startswith(f"byte {data.index(bytes([0xD0, 0x27]))}: the first of 2 ")


def test_bytes_that_are_mostly_bad_are_no_text() -> None:
    reading = read(b"<meta charset=utf-8><p>" + b"\xed\xa0\x80" * 40)
    assert reading.text == ""
    assert [found.code for found in reading.findings] == ["DP150"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"<html>", b"<!DOCTYPE html><title>only a title</title>"])
def test_a_page_that_shows_nothing_is_a_finding(data: bytes) -> None:
    assert "DP152" in {found.code for found in read(data).findings}


def test_characters_that_cannot_be_seen_are_kept() -> None:
    reading = read(declared("utf-8", "a\x01b\x80c\ufffe\u200bd\u202ee\u2028f\x0bg\x1fh\x7fi").encode())
    assert reading.text == "a\x01b\x80c\ufffe\u200bd\u202ee\u2028f\x0bg\x1fh\x7fi"
