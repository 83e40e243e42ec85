"""What a page states about itself and its origin: each fact with its place, hostile and foreign forms included."""

import datetime as dt

import pytest
from made_pages import ARTICLE, page, read

from dpkit.model import Facts, SourceFacts
from dpkit.readers.html_facts import FIRST_YEAR
from dpkit.readers.html_links import MAX_LINKS
from dpkit.readers.json_ld import MAX_SCRIPTS

OWN = Facts(source=SourceFacts(url="https://news.example/2022/a"))
ORIGIN = "https://ministry.example/statement"


def ld(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script>'


def test_facts_come_with_their_places() -> None:
    head = f"""<title>Talks end | Example News</title><meta property="og:site_name" content="Example News">
    <link rel="canonical" href="https://example.org/talks">
    <script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Talks end",
    "datePublished": "2022-01-10T23:30:00+06:00", "author": [{{"name": "A. Person"}}, {{"name": "B. Person"}}],
    "isBasedOn": "{ORIGIN}"}}</script>"""
    reading = read(page(f"<h1>Talks end</h1>{ARTICLE}", head))
    facts = reading.facts
    assert (facts.title, facts.issuer, facts.publisher) == ("Talks end", "A. Person; B. Person", "Example News")
    assert (facts.published_on, facts.language) == (dt.date(2022, 1, 10), "en")
    assert (facts.places["published_on"].path, facts.places["published_on"].line) == ("JSON-LD datePublished", 3)
    assert {key: place.path for key, place in facts.places.items()} == {
        "title": "h1",
        "issuer": "JSON-LD author",
        "publisher": "meta og:site_name",
        "language": "html lang",
        "published_on": "JSON-LD datePublished",
    }
    assert {(link.rule, link.url) for link in reading.links} == {
        ("html.canonical", "https://example.org/talks"),
        ("jsonld.isBasedOn", ORIGIN),
    }


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2022-01-10T01:00:00Z">', dt.date(2022, 1, 10)),
        ('<meta name="date" content="2022/01/10">', dt.date(2022, 1, 10)),
        ('<meta name="pubdate" content="20220110">', dt.date(2022, 1, 10)),
        ('<meta name="DC.date.issued" content="10.01.2022">', dt.date(2022, 1, 10)),
        ('<meta itemprop="datePublished" content="Mon, 10 Jan 2022 08:00:00 +0600">', dt.date(2022, 1, 10)),
        (ld('{"datePublished": "2022-01-10"}') + '<meta name="date" content="2022-03-03">', dt.date(2022, 1, 10)),
        ('<meta name="date" content="2022-02-30">', None),
        ('<meta name="date" content="0001-01-01T00:00:00">', None),
        (f'<meta name="date" content="{FIRST_YEAR - 1}-12-31">', None),
        ('<meta name="date" content="now">', None),
        (ld('{"datePublished": 20220110}'), dt.date(2022, 1, 10)),
        (ld('{"datePublished": {"@value": ["x"]}}'), None),
    ],
)
def test_dates_are_read_as_pages_write_them(head: str, date: dt.date | None) -> None:
    assert read(page(ARTICLE, head)).facts.published_on == date


def test_a_date_that_is_only_shown_is_searched() -> None:
    reading = read(page(f"<p class='date'>Published: January 10, 2022</p>{ARTICLE}"))
    assert reading.facts.published_on == dt.date(2022, 1, 10)
    assert reading.facts.places["published_on"].path == "htmldate"


@pytest.mark.parametrize(
    ("said", "language"),
    [("kk", "kk"), ("kz", "kk"), ("kk_KZ", "kk-KZ"), ("rus", "ru"), ("ru-RU", "ru-RU"), ("x y", None), ("", None)],
)
def test_language_is_written_as_bcp_47_has_it(said: str, language: str | None) -> None:
    assert read(f"<html lang='{said}'><body>{ARTICLE}").facts.language == language


@pytest.mark.parametrize(
    ("head", "body", "issuer"),
    [
        ('<meta name="author" content="Министерство иностранных дел">', "", "Министерство иностранных дел"),
        ('<meta property="article:author" content="https://example.org/people/1">', "", None),
        ("", "<a rel=author href=/p>Сыртқы істер министрлігі</a>", "Сыртқы істер министрлігі"),
        (
            ld('{"@graph": [{"@type": "Article", "author": {"@id": "#1"}}, {"@id": "#1", "name": "A. B."}]}'),
            "",
            "A. B.",
        ),
        (ld('{"@type": "Article", "author": {"@id": "#9"}}'), "", None),
        (ld('{"@type": "Article", "author": [[["x"]]]}'), "", None),
    ],
)
def test_authors_are_names(head: str, body: str, issuer: str | None) -> None:
    assert read(page(body + ARTICLE, head)).facts.issuer == issuer


@pytest.mark.parametrize(
    ("script", "is_read", "is_said"),
    [
        ('{"headline": "Talks end here"}', True, False),
        ('<!-- {"headline": "Talks end here"}; -->', True, False),
        ('//<![CDATA[\n{"headline": "Talks end here"}\n//]]>', True, False),
        ('{"headline": "Talks\n end here"}', True, False),
        ('{"headline": "Talks end here"}{"a": 1}', True, False),
        ('{"headline": "Talks end here"} trailing', True, True),
        ('{"headline": Talks}', False, True),
        ("", False, True),
        ("[" * 5_000, False, True),
        ('{"n": ' + "9" * 5_000 + "}", False, True),
    ],
)
def test_json_ld_is_read_as_far_as_it_goes(script: str, *, is_read: bool, is_said: bool) -> None:
    reading = read(page(ARTICLE, ld(script)))
    assert (reading.facts.title == "Talks end here") == is_read
    assert ("DP163" in {found.code for found in reading.findings}) == is_said


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<p><a href='https://a.example/x'>Source link</a></p>", "https://a.example/x"),
        ("<p><a href='/x?y=1&amp;z=2'>Read the original article.</a></p>", "https://news.example/x?y=1&z=2"),
        ("<p>This story was first published on <a href='https://a.example/x'>A</a>.</p>", "https://a.example/x"),
        ("<dl><dt>Source:</dt><dd><a href=../x>Ministry</a></dd></dl>", "https://news.example/x"),
        ("<p>Источник: <a href='//a.example/x'>МИД</a></p>", "https://a.example/x"),
        ("<p><b>Первоисточник</b> —&nbsp;<a href='?id=1'>сайт</a></p>", "https://news.example/2022/a?id=1"),
        ("<p>Источник</p><p><a href='/x'>mfa.example</a></p>", "https://news.example/x"),
        ("<footer><a href='/x'>Читать оригинал</a></footer>", "https://news.example/x"),
        ("<p>Дереккөз: <a href='/x'>СІМ</a></p>", "https://news.example/x"),
        ("<p>Дерек көзі – <a href='/x'>СІМ</a></p>", "https://news.example/x"),
        ("<p><a href='/x'>Түпнұсқаға сілтеме</a></p>", "https://news.example/x"),
        ("<p>Ақпарат көзі: <a href='/x'>akorda</a></p>", "https://news.example/x"),
        ("<p>Quelle: <a href='/x'>Amt</a></p>", "https://news.example/x"),
        ("<p><a itemprop='isBasedOn' href='/x'>the release</a></p>", "https://news.example/x"),
    ],
)
def test_source_links_are_found_and_resolved(markup: str, url: str) -> None:
    reading = read(page(ARTICLE + markup), OWN)
    (link,) = reading.links
    assert (link.url, link.relation) == (url, "original")
    assert link.start is not None
    assert reading.text[link.start : link.end] == link.text
    assert any(block.role == "source_link" and block.start <= link.start < block.end for block in reading.blocks)
    assert not [found for found in reading.findings if found.code == "DP164"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Photo source: <a href=/x>Agency</a></p>",
        "<p>Источник фото: <a href=/x>Агентство</a></p>",
        "<p>The resource: <a href=/x>here</a></p>",
        "<p><a href=/x>Sources say that talks go on</a></p>",
        "<p><a href=/x>Source code</a></p>",
        "<p hidden><a href=/x>Source link</a></p>",
        "<template><a href=/x>Source link</a></template>",
        "<p><a href=/x>" + "Source link " * 20 + "</a></p>",
    ],
)
def test_other_links_announce_no_origin(markup: str) -> None:
    assert read(page(ARTICLE + markup), OWN).links == ()


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "java\nscript:alert(1)", "ht\ttps://a.example/", "data:text/html,x",
        "mailto:a@a.example", "https://u:p@a.example/", "\\\\a.example\\x", "https:\\\\a.example", "http://[::1", "http://127.0.0.1/x",
        "http://192.168.0.1/", "http://localhost/", "https://www.\u0430pple.example/", "http://a.example:99999/", "file:///x",
        "https://a.example/" + "x" * 3_000, "vbscript:x", "https://a.example/\u202egpj",
    ],
)  # fmt: skip
def test_hostile_links_are_refused_and_stay_announced(href: str) -> None:
    reading = read(page(f"{ARTICLE}<p><a href='{href}'>Source link</a></p>"), OWN)
    (link,) = reading.links
    assert (link.url, link.text) == (None, "Source link")
    (found,) = [found for found in reading.findings if found.code == "DP164"]
    assert found.message.startswith("link html.source_link: ")
    assert len(found.message) < 300


@pytest.mark.parametrize(
    "markup", ["<a>Source link</a>", "<a href=''>Source link</a>", "<a href='#top'>Source link</a>"]
)
def test_a_source_link_that_lost_its_target_stays_announced(markup: str) -> None:
    reading = read(page(f"{ARTICLE}<p>{markup}</p>"), OWN)
    assert [(link.url, link.text) for link in reading.links] == [(None, "Source link")]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<link rel=canonical href='/b'>", [("html.canonical", "https://news.example/b", "captured_from")]),
        ("<link rel='canonical' href='https://a.example/b'>", [("html.canonical", "https://a.example/b", "original")]),
        ("<meta name=original-source content='/b'>", [("html.meta", "https://news.example/b", "original")]),
        ("<meta name=dc.source content='Some Agency'>", []),
        ("<link itemprop=citation href='/b'>", [("html.itemprop", "https://news.example/b", "original")]),
        (ld('{"citation": ["https://a.example/b", "A. Book, 1999"]}'),
         [("jsonld.citation", "https://a.example/b", "original")]),
        (ld('{"isBasedOn": {"@id": "https://a.example/b"}}'),
         [("jsonld.isBasedOn", "https://a.example/b", "original")]),
        ("<base href='https://base.example/d/'><link rel=canonical href='b'>",
         [("html.canonical", "https://base.example/d/b", "original")]),
        ("<base href='javascript:x'><link rel=canonical href='/b'>",
         [("html.canonical", "https://news.example/b", "captured_from")]),
    ],
)  # fmt: skip
def test_origins_that_the_head_states(head: str, expected: list[tuple[str, str, str]]) -> None:
    reading = read(page(ARTICLE, head), OWN)
    assert [(link.rule, link.url, link.relation) for link in reading.links] == expected


def test_a_picture_may_announce_the_origin_and_a_quotation_cite_it() -> None:
    body = "<a href=/x title='Source link'><img src=i></a><blockquote cite=/y><p>Words.</p></blockquote>"
    reading = read(page(ARTICLE + body), OWN)
    assert [(link.rule, link.url) for link in reading.links] == [
        ("html.link_title", "https://news.example/x"),
        ("html.cite", "https://news.example/y"),
    ]


def test_a_relative_link_without_the_page_s_address_is_a_finding() -> None:
    reading = read(page(f"{ARTICLE}<a href=/x>Source link</a>"))
    assert reading.links[0].url is None
    assert "source.url" in next(found.message for found in reading.findings if found.code == "DP164")


def test_floods_of_links_and_scripts_are_bounded_and_said() -> None:
    many = MAX_LINKS + 50
    body = "".join(f"<p><a href='/{n}'>Source link</a></p><p><a href='data:{n}'>Source</a></p>" for n in range(many))
    reading = read(page(ARTICLE + body, ld('{"a": 1}') * (MAX_SCRIPTS + 1)), OWN)
    assert len(reading.links) == MAX_LINKS
    refused = [found.message for found in reading.findings if found.code == "DP164"]
    assert len(refused) == MAX_LINKS
    assert {message for message in refused if "left aside" in message} == {
        f"{2 * many} links announce an origin; expected at most {MAX_LINKS}, so the others are left aside",
        f"{many} such links were refused; expected at most {MAX_LINKS}, so the others are left aside",
    }
    assert [found.code for found in reading.findings if found.code == "DP163"] == ["DP163"]


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        (Facts(published_on=dt.date(2022, 1, 11)), ["published_on"]),
        (Facts(published_on=dt.date(2022, 1, 10)), []),
        (Facts(language="kk"), ["language"]),
        (Facts(language="en-GB"), []),
        (Facts(title="Another title"), ["title"]),
        (Facts(title="Talks end – Example"), []),
        (Facts(publisher="Another Agency"), ["publisher"]),
        (Facts(publisher="EXAMPLE"), []),
    ],
)
def test_a_contradiction_with_the_sidecar_is_a_finding(facts: Facts, fields: list[str]) -> None:
    head = (
        '<meta property="article:published_time" content="2022-01-10"><meta property="og:title" content="Talks end">'
        '<meta property="og:site_name" content="Example">'
    )
    reading = read(page(ARTICLE, head), facts)
    assert [found.field for found in reading.findings if found.code == "DP162"] == fields
