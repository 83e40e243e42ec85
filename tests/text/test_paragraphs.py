"""Paragraphs tile the text: blank lines, single line breaks, wrapped lines, blocks of a format."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpkit.text.paragraphs import paragraph_spans, spans_with_blocks

TEXTS = st.text(
    alphabet=st.sampled_from(list("ab.A, \n\t\r\f\v“”\"'-*#:;1\u2028\u2029\x85\xa0\u200b\ud800é")), max_size=200
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraph_spans(text)]


def test_blank_lines_separate_paragraphs() -> None:
    assert cut("One.\n\n  Two,\n \t\nthree.\n") == ["One.", "Two,", "three."]


def test_single_line_breaks_separate_lines_of_their_own() -> None:
    assert cut("First line of it.\nSecond line here.\nBest regards, editors") == [
        "First line of it.", "Second line here.", "Best regards, editors",
    ]  # fmt: skip


def test_hard_wrapped_text_is_joined() -> None:
    wrapped = (
        "The ministry has taken note of the report that was\npublished by the commission in the first week of\n"
        "March. It will answer each of the questions raised\nthere in due course and in writing.\n\n"
        "The delegation arrives on Monday and will meet the\nspeakers of both houses before it leaves again."
    )
    assert len(cut(wrapped)) == 2


def test_sentence_that_goes_on_in_the_next_line_is_one_paragraph() -> None:
    assert len(cut("The minister met the delegation of the\nneighbouring state on Monday.\nThey signed a treaty.")) == 2


def test_items_in_lines_stay_apart() -> None:
    assert cut("They agreed on:\n- a truce that holds for a week at least\n- an exchange") == [
        "They agreed on:", "- a truce that holds for a week at least", "- an exchange",
    ]  # fmt: skip


def test_paragraph_never_crosses_the_border_of_a_block() -> None:
    text = "Menu Home The statement begins here."
    assert spans_with_blocks(text, [(0, 4), (5, 9), (10, 99)]) == ((0, 4), (5, 9), (10, 36))


@settings(deadline=None)
@given(TEXTS)
def test_paragraphs_and_white_space_are_the_whole_text(text: str) -> None:
    spans = paragraph_spans(text)
    position = 0
    for start, end in spans:
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert text[position:].strip() == ""


@settings(deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 210), st.integers(0, 210)), max_size=6))
def test_blocks_lose_no_character(text: str, blocks: list[tuple[int, int]]) -> None:
    spans = spans_with_blocks(text, blocks)
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@pytest.mark.parametrize("piece", ["a\n", "\n", " ", "a, b\n", "a\n\n", "\u2029", "\t\n", "- a\n"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    paragraph_spans(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 3


def test_lines_cut_up_at_no_width_are_joined() -> None:
    text = (
        "About Ann\nAnn Lee speaks for the northern\ndistrict, which\nruns along the old river as far\nas the sea. "
        'She is known as one of the "Calm\nVoices" of the\ncoast.\n\nThe End'
    )
    assert cut(text) == [
        "About Ann",
        text.partition("\n")[2].partition("\n\n")[0],
        "The End",
    ]


@pytest.mark.parametrize("line", ["HARBOUR WILL BE BUILT AGAIN, SAYS LEE", "The Harbour Office of the Northern Coast"])
def test_capitals_and_contacts_are_not_joined_to_ragged_lines(line: str) -> None:
    after = "Oslo, NO - It is said" if line.isupper() else "t: 555-0100"
    ragged = "so it runs\nalong the old river\nas far as the sea\nand then\nit goes on to the north\nof the bay"
    assert line in cut(f"{line}\n{after}\n\n{ragged}")
