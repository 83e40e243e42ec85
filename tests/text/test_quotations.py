"""Quotations of all styles: nested, over paragraphs, with wrong-way and missing marks."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpkit.text.paragraphs import paragraph_spans
from dpkit.text.quotations import find_quotations


def quoted(text: str, depth: int | None = None) -> list[str]:
    found = find_quotations(text, paragraph_spans(text))
    return [text[one.inner_start : one.inner_end] for one in found if depth in (None, one.depth)]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("He said: “We stay.”", "We stay."),
        ("Он заявил: «Мы остаёмся».", "Мы остаёмся"),
        ("Er sagte: „Wir bleiben.“ Dann ging er.", "Wir bleiben."),
        ('"We stay," he said.', "We stay,"),
        ("Ол « Біз қаламыз » деді.", "Біз қаламыз"),
        ("Han sa: ”Vi stannar.” Sedan gick han.", "Vi stannar."),
        ("“We stay,“ he said.", "We stay,"),
        ("«Біз қаламыз, «— деді ол.", "Біз қаламыз,"),
        ("He said ‘we stay’ and left.", "we stay"),
        ("»Wir bleiben«, sagte er.", "Wir bleiben"),
    ],
)
def test_each_style_of_marks_is_read(text: str, inner: str) -> None:
    assert quoted(text) == [inner]


@pytest.mark.parametrize(
    "text",
    [
        "It's the members' right.",
        "The ’90s and the ‘60s were long.",
        'A 12" pipe of the plant’s workers’ hall',
        "O’Neill’s plan",
    ],
)
def test_apostrophes_and_inches_quote_nothing(text: str) -> None:
    assert quoted(text) == []


def test_nested_quotations_have_depth() -> None:
    text = "“They call it ‘peace’ and “order,” but it is neither,” she said."
    assert quoted(text, 0) == ["They call it ‘peace’ and “order,” but it is neither,"]
    assert quoted(text, 1) == ["peace", "order,"]


def test_possessive_does_not_end_a_single_quotation() -> None:
    assert quoted("He calls it ‘the workers’ own plan’ today.") == ["the workers’ own plan"]


def test_quotation_opened_again_at_each_paragraph_is_one() -> None:
    text = "“The first.\n\n“The second.\n\n“The third,” said the minister."
    assert quoted(text) == ["The first.\n\n“The second.\n\n“The third,"]


def test_quotation_opened_once_and_closed_paragraphs_later_is_one() -> None:
    text = "It said:\n\n“The first with “scare” words.\n\nThe second.\n\nThe last. “\n\nSource link"
    assert quoted(text, 0) == ["The first with “scare” words.\n\nThe second.\n\nThe last."]
    assert quoted(text, 1) == ["scare"]


def test_quotation_that_is_never_closed_ends_with_its_paragraph() -> None:
    text = "“The first goes on.\n\nThe chair then left the room."
    (one,) = find_quotations(text, paragraph_spans(text))
    assert text[one.inner_start : one.inner_end] == "The first goes on."
    assert not one.is_balanced


def test_missing_end_before_the_speaker_is_put_there() -> None:
    assert quoted("“We will stay, said Minister Ann Lee. More follows.") == ["We will stay,"]


def test_missing_opening_quotes_from_the_start_of_the_paragraph() -> None:
    assert quoted("We will stay,” said the minister.") == ["We will stay,"]


def test_broken_off_quotation_and_its_second_part_are_two() -> None:
    assert quoted("“We stay,” he said. “We work.”") == ["We stay,", "We work."]


def test_inner_quotation_without_its_end_leaves_the_outer_one_whole() -> None:
    assert quoted('"They call it a "fair deal and we do not."\n\nIt ended.') == [
        'They call it a "fair deal and we do not."'[:-1]
    ]


def test_lost_mark_does_not_swallow_the_report_after_it() -> None:
    text = "He called it “a disaster and left.\n\nThe house met.\n\n“We agree,” said Ms Lee.\n\nIt ended."
    assert quoted(text) == ["a disaster and left.", "We agree,"]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("aB .,\n“”„«»‘’'\"s")), max_size=150))
def test_quotations_nest_properly(text: str) -> None:
    found = find_quotations(text, paragraph_spans(text))
    around: list[int] = []
    for one in found:
        assert 0 <= one.start <= one.inner_start <= one.inner_end <= one.end <= len(text)
        while around and around[-1] <= one.start:
            around.pop()
        assert one.depth == len(around)
        assert not around or one.end <= around[-1]
        around.append(one.end)
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        "”",
        '"',
        "‘s ",
        "s’ ",
        "“a\n\n",
        "“a “b”\n\n",
        "a\n\n",
        "a”\n\n",
        "“a” said b\n\n",
        ", a a a a a a ",
        "«»",
        "'' ",
    ],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = "“" + piece * (100_000 // len(piece))
    started = time.process_time()
    find_quotations(text, paragraph_spans(text))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("''We stay,'' he said.", "We stay,"),
        ("``We stay,'' he said.", "We stay,"),
        ("‘‘We stay,’’ he said.", "We stay,"),
        (",,Wir bleiben'', sagte er.", "Wir bleiben"),
        ("<<Мы остаёмся>>, — сказал он.", "Мы остаёмся"),
        ("「我们留下。」他说。", "我们留下。"),
        ("＂We stay,＂ he said.", "We stay,"),
    ],
)
def test_doubled_and_far_eastern_marks_are_read(text: str, inner: str) -> None:
    assert quoted(text) == [inner]


def test_two_single_marks_may_close_two_single_quotations() -> None:
    text = "'He called it 'a fair deal'' in May."
    assert quoted(text, 0) == ["He called it 'a fair deal'"]
    assert quoted(text, 1) == ["a fair deal"]


@pytest.mark.parametrize(
    "text", [">> Read on here", "if a << b or c >> d", "word,,word", "rock 'n' roll", "a `b` c <d> e"]
)
def test_arrows_doubled_commas_and_code_quote_nothing(text: str) -> None:
    assert quoted(text) == []


def test_mark_that_two_nested_names_share_ends_both() -> None:
    text = "Грант получил фонд «Дом «Тёплый берег». Работа началась в мае."
    assert quoted(text, 0) == ["Дом «Тёплый берег"]
    assert quoted(text, 1) == ["Тёплый берег"]


def test_end_before_the_speaker_is_the_outer_one() -> None:
    text = "“They set a plan (or “road map,” wrote the members. They left."
    assert quoted(text) == ["They set a plan (or “road map,"]


def test_space_on_the_wrong_side_of_a_mark_before_the_speaker() -> None:
    assert quoted('"We will stay, "said Ann Lee. "We work on."') == ["We will stay,", "We work on."]


def test_speaker_of_the_next_sentence_does_not_end_an_unclosed_quotation() -> None:
    text = "“We asked them again. As the mayor’s own office told us, nobody knew."
    assert quoted(text) == [text[1:]]


def test_end_mark_is_no_part_of_an_unclosed_quotation() -> None:
    assert quoted("It said: “We will stay. # # #") == ["We will stay."]


STATEMENT = (
    "Senator Ann Lee issued the following statement on the harbour:\n\n“The storm has shown how much we need it."
)
GOES_ON = "The harbour feeds this coast, and it will be built again."


def test_announced_statement_that_is_never_closed_runs_to_its_end() -> None:
    assert quoted(f"{STATEMENT}\n\n{GOES_ON}\n\n###\n\nRelated news") == [f"{STATEMENT.partition('“')[2]}\n\n{GOES_ON}"]


@pytest.mark.parametrize(
    "after", ["Background", "Lee was elected in 2018 and serves on two committees.", "“No,” said Bo Ray."]
)
def test_announced_statement_ends_before_what_is_not_its_own(after: str) -> None:
    assert quoted(f"{STATEMENT}\n\n{GOES_ON}\n\n{after}\n\nIt rained for the rest of the day.")[0].endswith(
        "built again."
    )


def test_unclosed_quotation_that_nobody_announces_ends_with_its_paragraph() -> None:
    text = f"The council met.\n\n{STATEMENT.partition(chr(10))[2].strip()}\n\n{GOES_ON}"
    assert quoted(text) == ["The storm has shown how much we need it."]


def test_announced_statement_may_skip_the_marks_of_some_paragraphs() -> None:
    text = f"{STATEMENT}\n\n{GOES_ON}\n\n“We begin on Monday.”\n\nIt rained."
    (one,) = find_quotations(text, paragraph_spans(text))
    assert text[one.start : one.end].endswith("on Monday.”")


def test_announced_statement_without_its_opening_mark_begins_behind_the_announcement() -> None:
    text = f"Ann Lee issued the following statement:\n\n{GOES_ON}\n\nWe begin on Monday.”\n\nIt rained."
    assert quoted(text) == [f"{GOES_ON}\n\nWe begin on Monday."]


def test_emphasis_before_the_mark_does_not_hide_it() -> None:
    text = "It went so:\n\n*«Мы были здесь.*\n\n*Мы остались здесь».*\n\nКонец."
    assert quoted(text) == ["Мы были здесь.*\n\n*Мы остались здесь"]
