"""What a page states about itself: title, date, author, publisher, language, each with the place that says it."""

import datetime as dt
import re
from collections.abc import Iterator
from email.utils import parsedate

from dpkit.model import Facts, Finding, Place
from dpkit.readers.html_links import canonical_url
from dpkit.readers.html_page import Page
from dpkit.readers.json_ld import LinkedData

Stated = tuple[str, str, int]
"""(value, where it stands, offset of that in the source)."""

_DATE = re.compile(r"\s*(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|(\d{4})(\d\d)(\d\d)(?:T|\s*$))")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
"""With dots the day stands first everywhere; with slashes that depends on the country, and is left to htmldate."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}")
_MENDED_LANGUAGES = {
    "kz": "kk", "ua": "uk", "cn": "zh", "jp": "ja", "cz": "cs", "gr": "el", "dk": "da",
    "kaz": "kk", "rus": "ru", "eng": "en", "ukr": "uk", "uzb": "uz", "kir": "ky", "tgk": "tg", "bel": "be",
    "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "tur": "tr",
}  # fmt: skip
"""None of the short ones is a language code of its own."""
_SEPARATOR = re.compile(r"\s+[|–—·»-]\s+")
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "headline")
_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "citation_date", "citation_publication_date", "parsely-pub-date", "sailthru.date", "publishdate", "publish-date",
    "publish_date", "publication_date", "publication-date", "pubdate", "pub_date", "date", "article.published",
    "published", "displaydate",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl")
_PUBLISHERS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher", "copyright")
MAX_FACT_CHARS = 500
FIRST_YEAR = 1990
"""Before that there were no pages; systems write 0001-01-01 or 1970-01-01 for no date."""


def page_facts(page: Page, source: str, data: LinkedData) -> Facts:
    """The facts of a page with the place of each."""
    metas = list(_metas(page))
    places: dict[str, Place] = {}

    def take(key: str, candidates: Iterator[Stated]) -> str | None:
        for value, where, position in candidates:
            text = " ".join(value.split())
            if text and len(text) <= MAX_FACT_CHARS and text.isprintable():
                places[key] = Place(path=where, line=source.count("\n", 0, position) + 1)
                return text
        return None

    title = take("title", _titles(page, metas, data))
    author = take("issuer", _authors(page, metas, data))
    publisher = take("publisher", _named(data, "publisher", metas, _PUBLISHERS))
    language = take("language", _languages(page, metas, data))
    date = take("published_on", _dates(page, metas, data)) or take("published_on", _searched_date(page))
    return Facts(
        title=title,
        language=_tag(language) if language else None,
        issuer=author,
        publisher=publisher,
        published_on=_date(date) if date else None,
        places=places,
    )


def _tag(language: str) -> str:
    """A language as BCP 47 writes it; country codes that pages write for their language, and long codes, are mended."""
    first, dash, region = language.strip().replace("_", "-").partition("-")
    return f"{_MENDED_LANGUAGES.get(first.lower(), first)}{dash}{region}"


def contradictions(sidecar: Facts, page: Facts) -> tuple[Finding, ...]:
    """Where the page says something else than the sidecar, which wins."""
    found = []
    for key in ("published_on", "language", "title", "publisher"):
        said, shown = getattr(sidecar, key), getattr(page, key)
        if said is None or shown is None or _agree(str(said), str(shown)):
            continue
        message = f"{key}: the sidecar says {str(said)[:80]!r}, the page {str(shown)[:80]!r}; the sidecar is followed"
        place = sidecar.places.get(key)
        found.append(Finding(code="DP162", severity="warning", message=message, field=key, place=place))
    return tuple(found)


def _agree(said: str, shown: str) -> bool:
    """Equal but for case, white space, marks, a site's name at the end of a title or a region of a language."""
    first, second = ("".join(char for char in text.casefold() if char.isalnum()) for text in (said, shown))
    return first == second or first.startswith(second) or second.startswith(first)


def _metas(page: Page) -> Iterator[tuple[str, str, int]]:
    """(name in lower case, content, offset) of the meta elements."""
    for element in page.elements:
        if element.name == "meta":
            content = element.attributes.get("content", "")
            for key in ("property", "name", "itemprop", "http-equiv"):
                if name := element.attributes.get(key):
                    yield name.lower().strip(), content, element.position


def _of_metas(metas: list[tuple[str, str, int]], names: tuple[str, ...]) -> Iterator[Stated]:
    for wanted in names:
        for name, content, position in metas:
            if name == wanted:
                yield content, f"meta {wanted}", position


def _titles(page: Page, metas: list[tuple[str, str, int]], data: LinkedData) -> Iterator[Stated]:
    """The titles, best first: one that a heading repeats without the name of the site is preferred to one with it."""
    stated = [*data.values("headline"), *_of_metas(metas, _TITLES)]
    text = page.shown.text()
    headings = [block for block in page.shown.blocks if block.tag == "h1"][:5]
    shown = [(text[block.start : block.end], "h1", 0) for block in headings]
    titles = [(each.content, "title", each.position) for each in page.elements if each.name == "title"][:1]
    for heading in shown:
        if any(_agree(heading[0], other[0]) and len(heading[0]) > 8 for other in (*stated, *titles)):
            yield heading
    yield from stated
    if len(shown) == 1:
        yield shown[0]
    for value, where, position in titles:
        yield _SEPARATOR.split(value)[0] if len(_SEPARATOR.split(value)[0]) > 20 else value, where, position


def _authors(page: Page, metas: list[tuple[str, str, int]], data: LinkedData) -> Iterator[Stated]:
    yield from _named(data, "author", metas, _AUTHORS)
    text = page.shown.text()
    for element in page.elements:
        if element.name == "a" and element.start >= 0 and "author" in element.attributes.get("rel", "").split():
            yield text[element.start : element.end], "a rel=author", element.position


def _named(data: LinkedData, key: str, metas: list[tuple[str, str, int]], names: tuple[str, ...]) -> Iterator[Stated]:
    """The names under a key; an address is none."""
    for value, where, position in (*data.values(key), *_of_metas(metas, names)):
        if not value.strip().startswith(("http:", "https:", "@", "//")):
            yield value, where, position


def _languages(page: Page, metas: list[tuple[str, str, int]], data: LinkedData) -> Iterator[Stated]:
    html = (each for each in page.elements if each.name == "html")
    stated = [
        (each.attributes.get("lang") or each.attributes.get("xml:lang", ""), "html lang", each.position)
        for each in html
    ]
    stated += [
        *data.values("inLanguage"),
        *_of_metas(metas, ("content-language", "language", "dc.language", "og:locale")),
    ]
    yield from (each for each in stated if _LANGUAGE.fullmatch(each[0].strip()))


def _dates(page: Page, metas: list[tuple[str, str, int]], data: LinkedData) -> Iterator[Stated]:
    stated = [*data.values("datePublished"), *_of_metas(metas, _DATES)]
    for element in page.elements:
        attributes = element.attributes
        if element.name == "time" and (attributes.get("itemprop") == "datePublished" or "pubdate" in attributes):
            stated.append((attributes.get("datetime", ""), "time datePublished", element.position))
    yield from (each for each in stated if _date(each[0]) is not None)


def _searched_date(page: Page) -> Iterator[Stated]:
    """The date that htmldate finds by searching the page; slow, so only where the page states none."""
    from htmldate import find_date

    if page.excess() is not None:
        return
    source, url = page.lean(page.long_tags), canonical_url(page)
    found = find_date(source, original_date=True, outputformat="%Y-%m-%d", url=url)
    if found and _is_written(dt.date.fromisoformat(found), source):
        yield found, "htmldate", 0


def _is_written(date: dt.date, source: str) -> bool:
    """Whether the page writes year and day close together; htmldate makes the first day of a month or year up.

    >>> _is_written(dt.date(2022, 2, 1), "issued 2022-02-30"), _is_written(dt.date(2022, 2, 1), "1 February 2022")
    (False, True)
    """
    year, day = rf"(?<!\d){date.year}(?!\d)", rf"(?<!\d)0?{date.day}(?!\d)"
    return bool(re.search(rf"{year}.{{0,20}}?{day}|{day}.{{0,20}}?{year}|(?<!\d){date:%Y%m%d}", source, re.DOTALL))


def _date(text: str) -> dt.date | None:
    """The day as the page writes it, in the page's own time zone.

    >>> _date("2022-01-10T23:30:00+06:00"), _date("20220110"), _date("10.01.2022 09:15"), _date("01/10/2022")
    (datetime.date(2022, 1, 10), datetime.date(2022, 1, 10), datetime.date(2022, 1, 10), None)
    """
    numbers: tuple[str | None, ...]
    if match := _DATE.match(text):
        numbers = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
    elif match := _DAY_FIRST.match(text):
        numbers = (match[3], match[2], match[1])
    elif mail := parsedate(text[:60]):
        numbers = tuple(str(part) for part in mail[:3])
    else:
        return None
    try:
        date = dt.date(*(int(part or 0) for part in numbers))
    except ValueError:
        return None
    return date if date.year >= FIRST_YEAR else None
