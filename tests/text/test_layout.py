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
    started = time.perf_counter()
    layout(piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 8
