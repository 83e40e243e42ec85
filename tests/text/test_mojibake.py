"""Wrongly decoded words are pointed at, and right ones never are."""

import time

import pytest

from dpkit.text.mojibake import MAX_PLACES, find_mojibake

WORDS = "Сообщение “о праве” — № 5, naïve façade, Ñandú, «Қазақстан», Їжак, Љубљана, 中文"


@pytest.mark.parametrize(
    ("text", "example", "places", "kind"),
    [
        ("He said â€œyesâ€\x9d.", "â€œ", 2, "utf-8 as windows-1252"),
        ("a fair cafÃ© bill", "Ã©", 1, "utf-8 as windows-1252"),
        ("said РџСЂРёРІРµС‚", "РџСЂРёРІРµС‚", 1, "utf-8 as windows-1251"),
        ("the nation\x92s debt", "\x92", 1, "windows-1252 as iso-8859-1"),
        ("we\ufffdre here\ufffd", "\ufffd", 2, "replaced"),
    ],
)
def test_each_kind_is_told(text: str, example: str, places: int, kind: str) -> None:
    found = find_mojibake(text)
    assert found is not None
    assert (found.example, found.places, found.kind) == (example, places, kind)
    assert text[found.start :].startswith(example)


@pytest.mark.parametrize(
    "text", [WORDS, WORDS.upper(), WORDS.lower(), "ПРОРОС", "«Р»", "С. Р. Їжак", "line\x85end", "Â", ""]
)
def test_right_words_are_left_in_peace(text: str) -> None:
    assert find_mojibake(text) is None


@pytest.mark.parametrize("code_page", ["cp1252", "cp1251"])
@pytest.mark.parametrize("words", ["“we stay”, it said", "Привет, наша гавань", "the café’s façade", "Їжак та Ґава"])
def test_what_was_read_in_the_wrong_code_page_is_found(code_page: str, words: str) -> None:
    wrong = "".join(
        chr(byte) if (char := bytes([byte]).decode(code_page, "ignore")) == "" else char for byte in words.encode()
    )
    found = find_mojibake(wrong)
    assert found is not None or code_page == "cp1251"
    assert found is None or found.kind.startswith("utf-8 as")


def test_count_is_bounded_and_time_linear() -> None:
    started = time.process_time()
    for piece in ("Ã©", "РС", "Р", "Â", "РџСЂ", "\ufffd", "РІ"):
        found = find_mojibake(piece * 200_000)
        assert found is None or found.places <= MAX_PLACES
    assert time.process_time() - started < 10
