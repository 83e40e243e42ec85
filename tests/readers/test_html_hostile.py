"""Hostile pages are read in bounded time and memory, no shown text is lost, and what was not done is said."""

import random
import time

import pytest
from made_pages import ARTICLE, SENTENCE, SUBJECTS, page, read, squeezed

from dpkit.readers.html_page import MAX_DEPTH, MAX_SOURCE_CHARS, MAX_TAGS


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000 + "deep" + "</div>" * 50_000,
        "<b>" * 30_000 + "<li>" * 30_000 + "deep",
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">deep</p>",
        "deep" + "<a b='" * 30_000,
        "deep" + "<" * 200_000,
        "deep" + "&" * 200_000,
        "deep" + "<!--" * 100_000,
        "deep" + "<a =" * 50_000,
        "deep" + "<script>" * 50_000,
        "deep" + "e" + "\u0301" * 100_000,
        "deep " * 300_000,
        "deep" + "<br>" * 100_000 + "x",
        "deep&#1;&#0;&#xD800;&#99999999999; more\x01\x00 text",
        "<p hidden>" * 20_000 + "</p>" * 40_000 + "deep",
        "<table>" * 20_000 + "<tr><td>" * 20_000 + "deep",
        "<table hidden>" * 5_000 + "<tr><td>" * 5_000 + "</table>" * 5_000 + "deep",
        ("<p " + " ".join(f"a{n}" for n in range(3_000)) + ">deep</p>") * 100,
        "deep" + "<title>" * 50_000,
        "deep" + "<br>x" * 100_000,
        "<p>deep</p>" * 100_000,
        "<ul>" + "<li>deep" * 100_000,
        "<a>deep source link" * 30_000,
        "deep" + "<svg><![CDATA[" * 30_000,
        "deep" + "<blockquote cite=/x>" * 30_000,
        "deep&#x" + "f" * 1_000_000 + ";&" + "a" * 1_000_000,
        "<p style='" + "display:" * 100_000 + "'>deep",
        "deep" + " \t" * 500_000 + "x",
        "<select>" + "<option>deep" * 50_000,
        "<svg>" * 50_000 + "<p>deep",
    ],
)
def test_hostile_markup_is_read_in_bounded_time_without_loss(body: str) -> None:
    start = time.process_time()
    reading = read(page(body))
    assert "deep" in reading.text
    assert reading.byte_map.chars[-1] == len(reading.text)
    assert time.process_time() - start < 15


@pytest.mark.parametrize(
    ("body", "is_fine"),
    [
        ("<div>" * (MAX_DEPTH - 20) + ARTICLE, True),
        ("<div>" * (MAX_DEPTH + 1) + ARTICLE, False),
        ("<font>" * (MAX_DEPTH + 1) + ARTICLE, False),
        ("<p><font>x</p>" * (MAX_DEPTH + 1) + ARTICLE, True),
        ("<svg>" + "<g/><path/>" * MAX_DEPTH + "</svg>" + "<img><input>" * MAX_DEPTH + ARTICLE, True),
        ("<g/>" * (MAX_DEPTH + 1) + ARTICLE, False),
        ("<br>" * (MAX_TAGS + 1) + ARTICLE, False),
        ("<!--" + "x" * MAX_SOURCE_CHARS + "-->" + ARTICLE, False),
    ],
)
def test_what_a_parser_would_cut_off_in_silence_is_not_left_to_it(body: str, *, is_fine: bool) -> None:
    reading = read(page(body))
    statement = [reading.text[b.start : b.end] for b in reading.blocks if b.role != "boilerplate"]
    assert all(SENTENCE.format(word) in statement for word in SUBJECTS)
    assert ("DP161" in {found.code for found in reading.findings}) != is_fine


def test_long_lists_of_attributes_keep_their_first_and_their_page() -> None:
    many = " ".join(f"data-{n}={n}" for n in range(5_000))
    body = f"<div class=menu {many}>Menu</div><article class=body {many}>{ARTICLE}</article><p hidden {many}>gone</p>"
    reading = read(page(body))
    roles = {reading.text[b.start : b.end]: b.role for b in reading.blocks}
    assert roles == {"Menu": "boilerplate", **{SENTENCE.format(word): None for word in SUBJECTS}}
    assert reading.set_aside_chars["hidden"] == 4


@pytest.mark.parametrize("where", ["<p>{}</p>", "{}", "<!-- {} -->", "<p title='{}'>words</p>", "<script>{}</script>"])
@pytest.mark.parametrize(
    "odd", ["\0", "\x01", "\x1a", "\x80", "\ufffe", "\U0001ffff", "&#0;", "&#1;", "&#xD800;", "&#xFFFF;"]
)
def test_odd_characters_do_not_end_the_statement(where: str, odd: str) -> None:
    paragraphs = ARTICLE.splitlines()
    reading = read(page("\n".join((*paragraphs[:3], where.format(odd), *paragraphs[3:]))))
    statement = [reading.text[b.start : b.end] for b in reading.blocks if b.role is None]
    assert [words for words in statement if words.startswith("The ministry")] == [SENTENCE.format(w) for w in SUBJECTS]


def test_identical_paragraphs_all_survive_as_statement() -> None:
    reading = read(page(f"<nav>Menu</nav><article>{ARTICLE}{ARTICLE}<p>Yes.</p><p>Yes.</p>{ARTICLE}</article>"))
    statement = [reading.text[b.start : b.end] for b in reading.blocks if b.role is None]
    assert [statement.count(SENTENCE.format(word)) for word in SUBJECTS] == [3] * len(SUBJECTS)
    assert statement.count("Yes.") == 2


def test_a_menu_that_repeats_the_statement_stays_a_menu() -> None:
    copy = SENTENCE.format("water")
    reading = read(page(f"<article>{ARTICLE}</article><aside><p>{copy}</p></aside><noscript><p>{copy}</p></noscript>"))
    roles = [(b.role, b.rule) for b in reading.blocks if reading.text[b.start : b.end] == copy]
    assert roles == [(None, None), ("boilerplate", "html.aside"), ("boilerplate", "html.noscript")]


def test_every_character_is_in_a_block_or_white_space_between_them() -> None:
    chance = random.Random(8)
    tags = [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<td>",
        "<pre>",
        "<b>",
        "&amp;",
        "&nbsp;",
        "\n",
        "<li>",
        "<h1>",
        "x ",
    ]
    for _ in range(300):
        reading = read(page("".join(chance.choices(tags, k=30))))
        inside = "".join(reading.text[block.start : block.end] for block in reading.blocks)
        assert squeezed(inside) == squeezed(reading.text)
        assert all(first.end <= second.start for first, second in zip(reading.blocks, reading.blocks[1:], strict=False))


def test_a_tag_or_comment_that_never_ends_is_a_finding() -> None:
    assert "DP160" in {f.code for f in read("<p>shown</p><!-- tail").findings}
    assert "tail words" in read("<p>shown</p><a href=x tail words").text
