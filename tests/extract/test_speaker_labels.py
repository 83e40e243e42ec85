"""Speaker labels of transcripts: in capitals, or a title with a name; other words before a colon are none."""

import pytest

from dpkit.extract.lines import _opening


@pytest.mark.parametrize(
    "label",
    [
        "WALLACE",
        "SECRETARY BLINKEN",
        "Secretary Blinken",
        "Senator Ann Lee",
        "Prime Minister Ray",
        "Mr. Fox",
        "Президент Токаев",
        "Question",
        "Вопрос",
        "Сұрақ",
    ],
)
def test_label_is_told_from_the_words_behind_it(label: str) -> None:
    text = f"{label}: We stay here."
    assert _opening(text, 0, len(text)) == (len(label) + 2, (0, len(label)))


@pytest.mark.parametrize(
    "text",
    [
        "Background: We stay here.",
        "Medicare Access: We stay here.",
        "The President: We stay here.",
        "Secretary Blinken said this: We stay here.",
        "Note: We stay here.",
        "Жауап: We stay here.",
    ],
)
def test_other_words_before_a_colon_are_no_label(text: str) -> None:
    assert _opening(text, 0, len(text)) == (0, None)


def test_label_is_read_in_bounded_time() -> None:
    text = "Secretary " + "A" * 200_000 + " A" * 100_000
    assert _opening(text, 0, len(text)) == (0, None)
