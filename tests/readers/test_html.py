"""HTML pages: everything shown is kept with its bytes, statement told from furniture, facts and source links found."""

import datetime as dt
import random
import re
import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from dpkit.model import Facts, Reading, Record, SourceFacts
from dpkit.readers.html import HtmlReader
from dpkit.readers.html_scan import scan_page

SENTENCE = "The ministry explained on Monday that the {} agreement would be published in full within thirty days."
ARTICLE = "".join(
    f"<p>{SENTENCE.format(word)}</p>\n" for word in ["water", "grain", "border", "rail", "energy", "visa"]
)


def read(page: str | bytes, facts: Facts | None = None) -> Reading:
    data = page.encode() if isinstance(page, str) else page
    return HtmlReader().read(Record(locator=None, offset=0, data=data), facts or Facts())


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def squeezed(text: str) -> str:
    return "".join(text.split())


def shown_elsewhere(source: str) -> str:
    """What an independent parser finds in the body, without what is never shown."""
    tree = LexborHTMLParser(source)
    for node in tree.css("script,style,template,noscript,iframe,title,[hidden]"):
        node.decompose()
    return squeezed(tree.body.text(deep=True)) if tree.body else ""


@pytest.mark.parametrize(
    "body",
    [
        "<p>One</p><p>One</p><p>One</p>",
        "<div>a<div>b<span> c </span>d</div>e</div>",
        "<ul><li>one<li>two<ul><li>three</ul><li>four</ul>",
        "<table><tr><td>a<td>b<tr><td>c</table>after",
        "a &amp; b &lt;c&gt; &notit; &eacute; &#233; &#x1F600; &unknown; &",
        "<p>un<b>closed <i>markup</p> goes </b>on</i>",
        "<pre>  kept\n   white  space </pre><textarea> and\nhere </textarea>",
        "x<script>var a = '<p>not shown</p>';</script>y<style>p{}</style>z<!-- nor <p>this</p> -->w",
        "a<template>b</template>c<noscript>d</noscript>e<span hidden>f<b>g</b></span>h",
        "1 < 2 and 3 > 2 <3 </ x>",
        "<p title='a > b' data-x=\"<p>\">text</p>",
        "<a href=x>A<a href=y>B</a></a><button>C</button><select><option>D<option>E</select>",
        "<svg><text>in a drawing</text></svg><math><mi>x</mi></math>",
        "<p>\u200bzero\u00adsoft\u202ebidi\u202c\u2028line\u00a0nbsp</p>",
    ],
)
def test_no_shown_text_is_missing(body: str) -> None:
    reading = read(page(body))
    assert squeezed(reading.text) == shown_elsewhere(page(body))


def test_every_span_leads_to_bytes_that_show_it() -> None:
    source = page(
        "<h1>Ёлка &amp; «дом»</h1>\r\n<p>Қазақстан &eacute;t&#233; <b>bo</b>ld<br>line &nbsp; x 😀</p><pre>a\n b</pre>"
    )
    reading = read(source)
    data = source.encode()
    chances = random.Random(3)
    assert reading.text == "Ёлка & «дом»\n\nҚазақстан été bold\nline \u00a0 x 😀\n\na\n b"
    for _ in range(300):
        start, end = sorted(chances.choices(range(len(reading.text) + 1), k=2))
        first, last = reading.byte_map.bytes_of(start, end)
        shown = scan_page(data[first:last].decode()).shown.text()
        assert squeezed(shown) == squeezed(reading.text[start:end])


def test_white_space_collapses_and_blocks_part() -> None:
    reading = read(page("  <p> a\n\n b <i> c </i> d</p>  <div>e</div>f<br><br>g<br>h "))
    assert reading.text == "a b c d\n\ne\nf\n\ng\nh"
    assert [reading.text[b.start : b.end] for b in reading.blocks] == ["a b c d", "e", "f", "g\nh"]


def test_statement_is_selected_and_furniture_stays_with_its_rule() -> None:
    nav, footer = "<nav><a href=/>Home</a> <a href=/x>Topics</a></nav>", "<footer>All rights reserved</footer>"
    body = f"{nav}<article><h1>Head line</h1>{ARTICLE}</article>{footer}"
    reading = read(page(body))
    roles = {reading.text[b.start : b.end]: (b.role, b.rule) for b in reading.blocks}
    assert roles["Home Topics"] == ("boilerplate", "html.nav")
    assert roles["All rights reserved"] == ("boilerplate", "html.footer")
    assert roles[SENTENCE.format("grain")] == (None, None)
    assert roles["Head line"] == ("title", "html.title")


def test_facts_come_with_their_places() -> None:
    head = """<title>Talks end | Example News</title><meta property="og:site_name" content="Example News">
    <link rel="canonical" href="https://example.org/talks">
    <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Talks end",
    "datePublished": "2022-01-10T23:30:00+06:00", "author": [{"name": "A. Person"}, {"name": "B. Person"}],
    "isBasedOn": "https://ministry.example/statement"}</script>"""
    reading = read(page(f"<h1>Talks end</h1>{ARTICLE}", head))
    facts = reading.facts
    assert (facts.title, facts.issuer, facts.publisher) == ("Talks end", "A. Person; B. Person", "Example News")
    assert (facts.published_on, facts.language) == (dt.date(2022, 1, 10), "en")
    assert facts.places["published_on"].path == "JSON-LD datePublished"
    assert {(link.rule, link.url) for link in reading.links} == {
        ("html.canonical", "https://example.org/talks"),
        ("jsonld.isBasedOn", "https://ministry.example/statement"),
    }


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<p><a href='https://a.example/x'>Source link</a></p>", "https://a.example/x"),
        ("<p><a href='/x?y=1&amp;z=2'>Read the original article.</a></p>", "https://news.example/x?y=1&z=2"),
        ("<p>Источник: <a href='//a.example/x'>МИД</a></p>", "https://a.example/x"),
        ("<p><a>Source link</a></p>", None),
        ("<p><a href='javascript:alert(1)'>Source link</a></p>", None),
        ("<p><a href='https://u:p@a.example/'>Оригинал</a></p>", None),
        ("<p><a href='java\nscript:alert(1)'>Source</a></p>", None),
    ],
)
def test_source_links_are_found_resolved_or_refused(markup: str, url: str | None) -> None:
    reading = read(page(ARTICLE + markup), Facts(source=SourceFacts(url="https://news.example/2022/a")))
    (link,) = [link for link in reading.links if link.relation == "original"]
    assert link.url == url
    assert link.start is not None
    assert reading.text[link.start : link.end] == link.text
    assert any(block.role == "source_link" for block in reading.blocks)
    assert any(f.code == "DP164" for f in reading.findings) == ("script" in markup or "u:p@" in markup)


def test_a_contradiction_with_the_sidecar_is_a_finding() -> None:
    head = '<meta property="article:published_time" content="2022-01-10">'
    reading = read(page(ARTICLE, head), Facts(published_on=dt.date(2022, 1, 11), language="en-GB"))
    assert [f.field for f in reading.findings if f.code == "DP162"] == ["published_on"]


def test_declared_and_real_encoding_that_differ() -> None:
    text = "<meta charset=windows-1251><p>Министерство иностранных дел</p>"
    assert [f.code for f in read(text).findings if f.code == "DP159"] == ["DP159"]
    assert read(text).text == read(text.encode("cp1251")).text == "Министерство иностранных дел"


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
    ],
)
def test_hostile_markup_is_read_in_bounded_time_without_loss(body: str) -> None:
    start = time.process_time()
    reading = read(page(body))
    assert "deep" in reading.text
    assert time.process_time() - start < 15


def test_a_tag_or_comment_that_never_ends_is_a_finding() -> None:
    assert "DP160" in {f.code for f in read("<p>shown</p><!-- tail").findings}
    assert re.search("tail words", read("<p>shown</p><a href=x tail words").text)
