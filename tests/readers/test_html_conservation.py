"""No shown text is missing: held against two independent parsers, on markup as people write and break it."""

import random
from collections import Counter

import pytest
from made_pages import WORD, page, read, shown_by_html5lib, shown_by_lexbor, squeezed, words_of_both

from dpkit.readers.html_scan import scan_page

BLOCKS = [
    "p", "div", "ul", "ol", "li", "table", "tbody", "tr", "td", "th", "caption", "blockquote", "pre", "section",
    "article", "main", "nav", "header", "footer", "aside", "form", "dl", "dt", "dd", "figure", "figcaption", "details",
    "summary", "address", "center", "fieldset", "legend", "noscript", "video", "object",
]  # fmt: skip
INLINE = [
    "span", "b", "i", "em", "strong", "font", "small", "button", "label", "sub", "q", "cite", "svg", "math", "text",
    "ruby", "rt",
]  # fmt: skip
ENDING_THEIR_LIKE = ["a", "h1", "h2", "h3"]
"""A link in a link, or a heading in a heading, moves elements about in ways that only a tree can follow."""
RAW = (
    "<script>var a = '<p>w0x</p>';</script>", "<style>p { content: 'w0x' }</style>", "<!-- w0x <p> -->", "<br>",
    "<template><p>w0x</p></template>", "<img alt='>'>", "<hr>", "<!---->", "<textarea>w0x", "<!x>", "<?x?>", "</p>",
    "</br>", "</div>", "</span>", "</table>", "<wbr>", "< ", "&lt;", "<iframe src=x>w0x</iframe>", "<svg/>", "<input>",
)  # fmt: skip
ATTRIBUTES = ("", "", "", " class='a > b'", ' title="</p>"', " /", " href=x")
HIDING = (*ATTRIBUTES, " hidden", ' style="color: red; DISPLAY : none"')


def markup(chance: random.Random, words: list[int], *, may_hide: bool, depth: int = 0) -> str:
    """Nested elements with numbered words, some hidden; or none hidden, and of their end tags only three quarters."""
    names = BLOCKS if chance.random() < 0.6 else INLINE if may_hide else INLINE + ENDING_THEIR_LIKE
    attributes, raw, ended = (HIDING, RAW[:8], 1.0) if may_hide else (ATTRIBUTES, RAW, 0.75)
    parts = []
    for _ in range(chance.randint(1, 4)):
        kind = chance.random()
        if kind < 0.4 or depth > 5:
            words.append(len(words) + 1)
            parts.append(f"w{len(words)}x{chance.choice((' ', '', chr(10), '&nbsp;'))}")
        elif kind < 0.5:
            parts.append(chance.choice(raw))
        else:
            name = chance.choice(names)
            end = f"</{name}>" if chance.random() < ended else ""
            inner = markup(chance, words, may_hide=may_hide, depth=depth + 1)
            parts.append(f"<{name}{chance.choice(attributes)}>{inner}{end}")
    return "".join(parts)


def missing(source: str) -> Counter[str]:
    return words_of_both(source) - Counter(WORD.findall(scan_page(source).shown.text()))


@pytest.mark.parametrize("seed", range(10))
def test_every_word_of_broken_markup_is_there(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        source = page(markup(chance, [], may_hide=False))
        assert not missing(source), source


@pytest.mark.parametrize("seed", range(10))
def test_hidden_elements_hide_no_more_than_they_hold(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        source = page(markup(chance, [], may_hide=True))
        assert not missing(source), source


@pytest.mark.parametrize(
    "body",
    [
        "<p>One</p><p>One</p><p>One</p>",
        "<div>a<div>b<span> c </span>d</div>e</div>",
        "<ul><li>one<li>two<ul><li>three</ul><li>four</ul>",
        "<table><tr><td>a<td>b<tr><td>c</table>after",
        "a &amp; b &lt;c&gt; &notit; &eacute; &#233; &#x1F600; &unknown; & &amp &#x80; &#0; &#xD800; &NotEqualTilde;",
        "<p>un<b>closed <i>markup</p> goes </b>on</i>",
        "<pre>  kept\n   white  space </pre><textarea> and\nhere </textarea><xmp>a &amp; <b>b</b></xmp>",
        "x<script>var a = '<p>not shown</p>';</script>y<style>p{}</style>z<!-- nor <p>this</p> -->w",
        "x<script>a</script\n>y<script></scripted></script>z<SCRIPT>b</sCript/>w<style></ style></style>v",
        "a<template>b</template>c<noscript>d</noscript>e<span hidden>f<b>g</b></span>h",
        "1 < 2 and 3 > 2 <3 </ x>",
        "<p title='a > b' data-x=\"<p>\">text</p>",
        "<a href=x>A<a href=y>B</a></a><button>C</button><select><option>D<option>E</select>",
        "<svg><text>in a drawing</text></svg><math><mi>x</mi></math>",
        "<svg><![CDATA[kept & <b>]]></svg><![CDATA[left]]>out<svg><title>t</title><p>broken out",
        "<svg style='display:none'/>a<svg><path style='display:none'/><g hidden/>b</svg>c<image hidden>d",
        "<p>\u200bzero\u00adsoft\u202ebidi\u202c\u2028line\u00a0nbsp</p>",
        "a<!-->b<!--->c<!-- -- --!>d<!doctype html>e<?php x ?>f</>g</ >h<!---->i",
        "<p/hidden/>a</p><p =hidden>b</p><p a='x'hidden>c</p><p a=hidden>d</p><p\x0bhidden>e</p><p \xa0hidden>f",
        '<p a =">">b<p a=b=">c<p "x>d<p x"=y>e',
        "<table hidden><tr><td>a</td></tr>b<div>c</div></table>d<table><tr hidden><td>e<tr><td>f</table>",
        "<li hidden>a<li>b<dd hidden>c<dt>d<option hidden>e<option>f<p hidden>g<div>h</div>",
        "<body hidden><html style='display:none'>still shown",
        "<plaintext>all <b>of</b> it &amp; </plaintext> this",
    ],
)
def test_what_is_shown_is_what_a_parser_shows(body: str) -> None:
    ours = squeezed(read(page(body)).text)
    assert ours == squeezed(shown_by_html5lib(page(body)))
    assert ours == squeezed(shown_by_lexbor(page(body)))


@pytest.mark.parametrize(
    ("style", "is_shown"),
    [
        ("display:none", False),
        ("color: red; DISPLAY : None !important", False),
        ("visibility: hidden", False),
        ("display: none; display: block", True),
        ("x-display: none", True),
        ("display: block", True),
        ("background: none", True),
    ],
)
def test_of_several_declarations_the_last_hides(style: str, *, is_shown: bool) -> None:
    reading = read(page(f"<p>before</p><p style='{style}'>words</p>"))
    assert ("words" in reading.text) == is_shown
    assert reading.set_aside_chars.get("hidden", 0) == (0 if is_shown else 5)
