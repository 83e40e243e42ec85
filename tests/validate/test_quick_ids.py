"""Ids computed by column are those computed one by one; what is taken for normalised is."""

import unicodedata

import polars as pl

from dpkit.ids import content_id, numbered
from dpkit.validate.quick_ids import PLAIN, has_quick_id, numbers_among_equals
from dpkit.validate.texts import SPACE


def test_ids_by_column_are_ids_one_by_one() -> None:
    parts = [("doc", None, "“Łódź”"), ("", "a", "🎈"), (None, None, "x" * 500), ("Алматы", "№", "\x00")]
    keys = [content_id("par", *row, number) for number, row in enumerate(parts, 9)]
    rows = [(key, *row, number) for number, (key, row) in enumerate(zip(keys, parts, strict=True), 9)]
    frame = pl.DataFrame(rows, orient="row")
    assert has_quick_id(frame, "par").to_list() == [True, True, True, False]
    wrong = [keys[1], "par_" + "a" * 16, None, "men" + keys[3][3:]]
    assert not has_quick_id(frame.with_columns(pl.Series("column_0", wrong)), "par").any()


def test_what_must_be_normalised_first_is_left_to_the_other_way() -> None:
    key = content_id("par", "cafe\u0301", 0)
    rows = pl.DataFrame({"key": [key], "text": ["cafe\u0301"], "number": [0]})
    assert has_quick_id(rows, "par").to_list() == [False]


def test_equal_rows_are_numbered_in_their_order() -> None:
    rows = [("a", None), ("b", "x"), ("a", None), ("a", "x"), ("a", None), ("b", "x"), ("ab", "")]
    expected = [identity[-1] for identity in numbered(rows)]
    assert numbers_among_equals(pl.DataFrame(rows, orient="row")).to_list() == expected == [0, 0, 1, 0, 2, 1, 0]


def test_plain_code_points_are_normalised_whatever_stands_beside_them() -> None:
    pairs = (unicodedata.decomposition(chr(code)).split() for code in range(0x110000))
    seconds = {int(pair[1], 16) for pair in pairs if len(pair) == 2 and not pair[0].startswith("<")}
    seconds |= {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}  # Hangul vowels and finals compose by rule
    for low, high in PLAIN:
        for code in range(low, high + 1):
            assert unicodedata.is_normalized("NFC", chr(code)), hex(code)
            assert unicodedata.combining(chr(code)) == 0, hex(code)
        assert not seconds & set(range(low, high + 1))


def test_white_space_is_that_of_python() -> None:
    assert set(SPACE) == {chr(code) for code in range(0x110000) if chr(code).isspace()}
