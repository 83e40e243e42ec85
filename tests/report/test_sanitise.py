"""Text of strangers can do nothing on a terminal or in a log."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dpkit.package.escaping import markdown, visible
from dpkit.report.sanitise import LONGEST, sanitise

STEERING = ["\x1b[2J", "\x1b]0;t\x07", "\x9b31m", "\x00", "\r", "\n", "\u2028", "\u2029", "\x85", "\u202e", "\u2066",
            "\u200b", "\ufeff", "\u00ad", "\U000e0041", "\ud800", "\uffff", "\ue000"]  # fmt: skip


@pytest.mark.parametrize("text", STEERING)
def test_what_steers_a_display_is_written_out(text: str) -> None:
    shown = sanitise(f"a{text}b")
    assert shown.isprintable()
    assert "\\" in shown


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_stays_on_one_line_and_can_be_encoded(text: str) -> None:
    shown = sanitise(text)
    shown.encode("utf-8")
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")]


@given(st.text(alphabet=":#[errovs ]\n\t"))
def test_no_workflow_command_survives(text: str) -> None:
    shown = sanitise(text)
    assert not shown.lstrip().startswith("::")
    assert "##[" not in shown
    assert "##vso[" not in shown


def test_plain_words_of_any_language_stay() -> None:
    for text in ("“hot spots” of Łódź", "Қазақстан: 2,500 адам", "外务省 🎈", "deux points\u00a0: ici", "a:b c::1 #1"):
        assert sanitise(text) == text


def test_a_megabyte_is_cut() -> None:
    started = time.perf_counter()
    shown = sanitise("\x1b" * 1_000_000)
    assert len(shown) < 5 * LONGEST
    assert shown.endswith("(998,000 more)")
    assert time.perf_counter() - started < 1


MARKUP = [
    "# a",
    "- a",
    "+ a",
    "1. a",
    "=== a",
    "> a",
    "* a",
    "[a](b)",
    "<b>",
    "`a`",
    "a|b",
    "@a",
    "_a_",
    "~~a~~",
    "$a$",
]
LINKS = ["https://a.example", "www.a.example", "&lt;", "![a](b)"]


@pytest.mark.parametrize("text", MARKUP + LINKS)
def test_markdown_shows_the_text_itself(text: str) -> None:
    assert markdown(text) != text


def test_markdown_leaves_plain_words_alone() -> None:
    for text in ("Version 0.1.0, snake_case (so called): x - y", "2,500 people."):
        assert markdown(text) == text


def test_escaping_long_hostile_text_is_linear() -> None:
    for text in ("_" * 100_000, "www." * 25_000, "1" * 100_000, "[](" * 33_000, "::" * 50_000, "##" * 50_000):
        started = time.perf_counter()
        markdown(text)
        visible(text)
        sanitise(text, len(text))
        assert time.perf_counter() - started < 1
