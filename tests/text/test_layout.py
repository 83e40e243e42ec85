"""The first statement comes out as the data model says; roles, languages and accounting of other texts."""

import time
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dpkit.errors import ConfigError
from dpkit.model import Block, ByteMap, Layout, Reading
from dpkit.text.boilerplate import PhraseRule, default_rules, fingerprint, rules_of
from dpkit.text.layout import lay_out

SEED = next((Path(__file__).parents[2] / "raw").rglob("*.txt"), None)


def layout(
    text: str, *, title: str | None = None, blocks: tuple[Block, ...] = (), extra: tuple[PhraseRule, ...] = ()
) -> Layout:
    reading = Reading(
        text=text, byte_map=ByteMap(), reader="text", media_type="text/plain", encoding="utf-8", blocks=blocks
    )
    return lay_out(reading, language=None, publisher=None, title=title, boilerplate=default_rules().with_rules(extra))


def roles(result: Layout) -> list[str]:
    return [paragraph.role for paragraph in result.paragraphs]


def seed() -> str:
    if SEED is None:
        pytest.skip("the first statement is not there")
    return SEED.read_text(encoding="utf-8")


def test_first_statement_has_the_roles_of_the_data_model() -> None:
    result = layout(seed())
    assert roles(result) == ["title", "lead", *["body"] * 12, "source_link", *["boilerplate"] * 4]
    assert [one.is_quoted for one in result.paragraphs] == [False] * 2 + [True] * 12 + [False] * 5
    assert {one.quotation for one in result.paragraphs[2:14]} == {1}
    assert {one.language for one in result.paragraphs} == {"en"} == {result.language}


def test_first_statement_is_one_quotation_with_two_inside() -> None:
    text = seed()
    found = [(one.depth, text[one.start : one.end]) for one in layout(text).quotations]
    assert [depth for depth, _ in found] == [0, 0, 1, 1]
    assert found[1][1].startswith("“A number of")
    assert found[1][1].endswith("in the country. “")
    assert [words for _, words in found[2:]] == ["“hot spots”", "“peaceful protesters,”"]


@pytest.mark.parametrize(
    "top", ["Kazakhstan and the CSTO met.", "A short line", "“A whole quotation,” said the ministry.", "10.01.2022"]
)
def test_paragraph_put_in_at_the_top_changes_nothing_below(top: str) -> None:
    before, after = layout(seed()), layout(f"{top}\n\n{seed()}")
    shift = len(top) + 2
    assert [(one.start - shift, one.end - shift) for one in after.paragraphs[1:]] == [
        (one.start, one.end) for one in before.paragraphs
    ]
    assert [one.is_quoted for one in after.paragraphs[1:]] == [one.is_quoted for one in before.paragraphs]
    assert roles(after)[3:] == roles(before)[2:]


def test_strong_rule_holds_anywhere_and_weak_one_at_the_edges() -> None:
    prose = (
        "The council met on Monday and agreed on a plan for the coming winter, which all members are to sign on Friday."
    )
    text = "\n\n".join([prose, "News", prose, "Share on Facebook", prose, "News"])
    assert roles(layout(text)) == ["body", "heading", "body", "boilerplate", "body", "boilerplate"]


def test_russian_kazakh_and_ukrainian_furniture_is_known() -> None:
    for link, furniture in (("Источник:", "Поделиться"), ("Дереккөз", "Бөлісу"), ("Джерело", "Поділитися")):
        assert roles(layout(f"A. B c.\n\n{link}\n\n{furniture}"))[1:] == ["source_link", "boilerplate"]


def test_words_of_furniture_inside_a_quotation_are_words() -> None:
    assert roles(layout("He wrote to all of them:\n\n“Share”\n\nThen he left."))[1] == "body"


def test_letter_ends_with_a_signature_and_report_with_contacts() -> None:
    body = (
        "We write to ask that the agency answer the questions that our constituents have put to it since last spring."
    )
    text = f"Dear Ms. Doe:\n\n{body}\n\nSincerely,\n\nAnn Lee\n\n###\n\nContact: Jo Ray, (202) 555-0100"
    assert roles(layout(text)) == ["body", "body", "signature", "signature", "boilerplate", "boilerplate"]


def test_items_after_a_colon_are_a_list() -> None:
    items = ["ensure fair access to water;", "ban secret contracts; and", "fund schools."]
    text = "\n\n".join(["The act would:", *items, "It passed on Monday."])
    assert roles(layout(text)) == ["body", "list_item", "list_item", "list_item", "body"]


def test_known_title_and_date_line_are_told() -> None:
    prose = (
        "The council met on Monday and agreed on a plan for the coming winter, which all members are to sign on Friday."
    )
    assert roles(layout(f"May 7, 2021\n\nCouncil agrees\n\n{prose}\n\n{prose}", title="Council Agrees")) == [
        "dateline", "title", "lead", "body",
    ]  # fmt: skip


def test_question_and_lead_in_are_no_headings() -> None:
    prose = (
        "The council met on Monday and agreed on a plan for the coming winter, which all members are to sign on Friday."
    )
    text = "\n\n".join([prose, "What is to be done?", prose, "The members wrote:", prose, "Background:", prose])
    assert roles(layout(text)) == ["body", "body", "body", "body", "body", "heading", "body"]


def test_line_under_a_title_that_stands_elsewhere_is_a_heading() -> None:
    prose = (
        "The council met on Monday and agreed on a plan for the coming winter, which all members are to sign on Friday."
    )
    result = layout(f"Members promise warm homes\n\n{prose}\n\n{prose}", title="City Council Agrees on Plan")
    assert roles(result) == ["heading", "lead", "body"]


def test_role_of_markup_stands_and_quoting_block_is_a_quotation() -> None:
    blocks = (
        Block(start=0, end=7, role="heading", rule="html.h2"),
        Block(start=8, end=34, is_quotation=True),
        Block(start=35, end=42),
    )
    result = layout("Remarks\nWe stay here.\n\nWe work on.\nIt end.", blocks=blocks)
    assert result.paragraphs[0].rule == "html.h2"
    assert [one.is_quoted for one in result.paragraphs] == [False, True, True, False]
    assert result.quotations[0].rule == "quotation.block"


def test_mixed_languages_keep_both() -> None:
    english = "The ministry of the republic is committed to the agreement that was signed by the parties in the spring."
    russian = "Министерство сообщает, что все стороны выполнили соглашение, которое было подписано весной этого года."
    kazakh = "Қазақстан Республикасының Сыртқы істер министрлігі бұл келісімнің толық орындалғанын хабарлайды."
    ukrainian = "Міністерство повідомляє, що всі сторони виконали угоду, яку було підписано навесні цього року в Києві."
    result = layout("\n\n".join([english, russian, kazakh, ukrainian, "Source link"]))
    assert [one.language for one in result.paragraphs] == ["en", "ru", "kk", "uk", result.language]


def test_rules_of_a_project_come_first_and_pin_exact_paragraphs() -> None:
    words = "The friends of our newspaper meet every second Tuesday of the month in the old town hall."
    (rule,) = rules_of([{"id": "my.friends", "fingerprints": [fingerprint(words)]}], "curation/boilerplate.yaml")
    assert layout(f"He left.\n\n{words}", extra=(rule,)).paragraphs[1].rule == "boilerplate.my.friends"


@pytest.mark.parametrize(
    "entry", [{"id": 1}, {"id": "a", "role": "x"}, {"id": "a", "whole": "x"}, {"id": "a", "wholes": []}]
)
def test_rule_that_cannot_be_used_is_an_error_with_its_place(entry: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"my\.yaml: rule 1: "):
        rules_of([entry], "my.yaml")


def test_ids_of_the_built_in_rules_are_unique() -> None:
    folder = resources.files("dpkit.text").joinpath("data")
    files = [item.read_text(encoding="utf-8") for item in folder.iterdir() if item.name.startswith("roles_")]
    assert sum(content.count("- id: ") for content in files) == len(default_rules().rules)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("aB .,\n“”\"#:;1-•>@«»'\u2029\xa0\ud800ж")), max_size=120))
def test_any_text_is_accounted_for(text: str) -> None:
    result = layout(text)
    kept = "".join(text[one.start : one.end] for one in result.paragraphs)
    assert "".join(kept.split()) == "".join(text.split())
    for one in result.paragraphs:
        assert text[one.start : one.end] == text[one.start : one.end].strip() != ""
        assert one.is_quoted == (one.quotation is not None)


@pytest.mark.parametrize(
    "piece", ["a", "(", "1", "a.", "@", "A ", "> ", "a\n\n", "- ", "www.", "“a ", "12/", "a:\n\n", "*", "а ", "\n#\n"]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    layout(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 8


PROSE = "The council met on Monday and agreed on a plan for the coming winter, which all members are to sign on Friday."


def rules(text: str, *, title: str | None = None) -> list[str]:
    return [one.rule for one in layout(text, title=title).paragraphs]


@pytest.mark.parametrize(
    "hint",
    [
        "Click here for more photos.",
        "CLICK HERE TO READ THE GUIDE",
        "Read the full letter HERE.",
        "Video of the speech is available here.",
        "*Watch the hearing here*",
        "Полный текст заявления доступен по ссылке.",
        "Толық мәтін осында.",
        "Ещё по теме",
        "Тақырып бойынша",
        "Читайте нас в Telegram",
    ],
)
def test_what_only_sends_its_reader_elsewhere_is_furniture(hint: str) -> None:
    assert roles(layout("\n\n".join([PROSE, hint, PROSE])))[1] == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "He told us to click here and there.",
        "Read more widely than we do, he said.",
        "We stay here.",
        "Мы остаёмся здесь.",
    ],
)
def test_words_of_a_hint_in_a_sentence_are_text(line: str) -> None:
    assert roles(layout("\n\n".join([PROSE, line, PROSE])))[1] == "body"


def test_signs_before_a_line_of_furniture_are_no_words_of_it() -> None:
    assert roles(layout(f"{PROSE}\n\n### Follow Ann Lee on Twitter"))[1] == "boilerplate"


def test_sentence_right_before_the_end_mark_is_text() -> None:
    text = f"{PROSE}\nThe house must act, and it must act now.\n###\nShare\nPrint\nEmail"
    assert roles(layout(text))[1:] == ["body", *["boilerplate"] * 4]


def test_pictures_after_the_text_are_furniture_even_before_a_note_on_the_issuer() -> None:
    note = "Congresswoman Ann Lee has served the ninth district since 2018 and is a member of the harbour committee."
    text = "\n\n".join([PROSE, "Watch", "Image", "Image", "###", note + " She was born in the old town."])
    assert roles(layout(text)) == ["body", *["boilerplate"] * 5]


def test_questions_after_a_colon_are_items_but_those_of_a_hearing_are_not() -> None:
    asked = ["What has the agency done?", "Please name the offices that took part.", "Who paid for it?"]
    assert (
        rules("\n\n".join([PROSE, "The members asked the following:", *asked, PROSE]))[2:5]
        == ["list_item.question"] * 3
    )
    hearing = ["Chairman: What has the agency done?", "Witness: Who paid for it?"]
    assert roles(layout("\n\n".join([PROSE, "The transcript follows:", *hearing, PROSE])))[2:4] == ["body", "body"]


def test_days_of_a_schedule_are_items_and_the_date_of_a_letter_is_a_dateline() -> None:
    schedule = "Office hours will be held at these times:\n\nHarbour hall\n\nMonday, May 4\n\nTown hall\n\nOld Road 5"
    assert roles(layout(f"{PROSE}\n\n{schedule}"))[2:] == ["list_item"] * 4
    letter = f"The full letter is below:\n\nMay 4, 2021\n\nThe Honorable Bo Ray\n\n{PROSE}"
    assert roles(layout(f"{PROSE}\n\n{letter}"))[2] == "dateline"


def test_heading_with_a_colon_is_in_title_case_and_an_item_says_something() -> None:
    text = "\n\n".join([PROSE, "Highlights of the Safe Harbour Act:", PROSE, "The Harbour Act – builds quays", PROSE])
    assert roles(layout(text)) == ["body", "heading", "body", "body", "body"]


def test_stage_direction_is_no_heading_and_line_over_a_hint_is_one() -> None:
    text = "\n\n".join([PROSE, "[Applause]", PROSE, "Harbour Hall", "Click here for more photos.", PROSE])
    assert roles(layout(text)) == ["body", "body", "body", "heading", "boilerplate", "body"]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["Today was a long day, and we have held the coast again.", "We are grateful to all.", "We go on tomorrow."],
        ["Сегодня мы снова держали наш берег, и это был долгий день.", "Мы благодарны всем.", "Мы идём дальше."],
        ["Бүгін біз тағы да жағалауымызды сақтап қалдық, ұзақ күн болды.", "Біз бәріне алғыс айтамыз.", "Біз барамыз."],
    ],
)
def test_address_in_the_first_person_has_no_lead(paragraphs: list[str]) -> None:
    assert "lead" not in roles(layout("\n\n".join(paragraphs), title="An evening in the harbour of Norland"))


def test_report_that_quotes_the_first_person_has_a_lead() -> None:
    text = f'WASHINGTON, D.C. – Senator Ann Lee said today that we need a harbour.\n\n{PROSE}\n\n"We stay," she said.'
    assert roles(layout(text, title="Lee on the harbour"))[0] == "lead"


def test_subtitle_may_stand_over_a_hint_and_the_lead_is_what_reads_like_text() -> None:
    text = f"Council agrees\n\nPlan would warm ten thousand homes\n\nClick here to watch\n\n{PROSE}\n\n{PROSE}"
    assert roles(layout(text, title="Council Agrees")) == ["title", "heading", "boilerplate", "lead", "body"]


def test_what_a_person_pinned_holds_inside_quotation_marks_too() -> None:
    words = "“Follow the harbour, love the harbour.”"
    (rule,) = rules_of([{"id": "slogan", "fingerprints": [fingerprint(words)]}], "my.yaml")
    assert roles(layout(f"{PROSE}\n\n{words}", extra=(rule,))) == ["body", "boilerplate"]
    (other,) = rules_of([{"id": "slogan", "publisher": "x", "fingerprints": [fingerprint(words)]}], "my.yaml")
    assert roles(layout(f"{PROSE}\n\n{words}", extra=(other,))) == ["body", "body"]


def test_signs_of_omission_are_text_and_rules_are_furniture() -> None:
    assert roles(layout("\n\n".join([PROSE, "[…]", PROSE, "* * *", PROSE, "..."]))) == [
        "body", "body", "body", "boilerplate", "body", "body",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["By Ann Lee", "By Sens. Ann Lee and Bo Ray", "Автор: Анна Ли", "BY ANN LEE, Norland Post"]
)
def test_byline_is_a_signature(line: str) -> None:
    assert rules("\n\n".join([line, PROSE, PROSE]))[0] == "signature.byline"


@pytest.mark.parametrize("line", ["By and large it went well", "By Monday the harbour of Norland was open again."])
def test_sentence_that_begins_with_by_is_no_byline(line: str) -> None:
    assert rules("\n\n".join([PROSE, line, PROSE]))[1] != "signature.byline"


def test_subtitle_may_stand_over_the_date() -> None:
    text = f"Council agrees\n\nPlan would warm ten thousand homes\n\nMay 4, 2021\n\n{PROSE}\n\n{PROSE}"
    assert roles(layout(text, title="Council Agrees")) == ["title", "heading", "dateline", "lead", "body"]
