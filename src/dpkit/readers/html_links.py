"""Outgoing links that announce where a text comes from; relative ones resolved, hostile ones refused with a finding."""

import re
from dataclasses import replace
from itertools import islice
from urllib.parse import urljoin, urlsplit

from dpkit.inputs.urls import url_fault
from dpkit.model import Facts, Finding, Link, Relation
from dpkit.readers.html_page import Page, PageElement
from dpkit.readers.json_ld import LinkedData

_KIND = r"(?:article|statement|text|version|source|post|press release|announcement|document|publication|story|page)"
_ANNOUNCES = re.compile(
    "|".join((
        r"(?:(?:read|see|view|link to) )?(?:the )?(?:full )?(?:original|source|primary source)"
        rf"(?: {_KIND})?(?: link)?(?: here)?",
        r"source link|link to (?:the )?(?:source|original)|original (?:here|in \w+)",
        r"(?:перво)?источник(?: информации| новости| материала)?|ссылка на (?:перво)?источник",
        r"(?:читать )?оригинал(?: статьи| материала| текста)?",
        r"дереккөз(?:і|ге сілтеме)?|түпнұсқа(?:сы)?",
    )),
    re.IGNORECASE,
)  # fmt: skip
_LABEL = re.compile(
    r"(?:sources?|original(?: source)?|source link|via|(?:перво)?источник|ссылка на источник|оригинал|дереккөз"
    r"|түпнұсқа)[ \u00a0]*[:—–-][ \u00a0]*",
    re.IGNORECASE,
)
_HINT = re.compile("[sS]ource|SOURCE|[oO]rigin|ORIGIN|[vV]ia|сточник|СТОЧНИК|ригинал|РИГИНАЛ|ерекк|ЕРЕКК|үпнұс|ҮПНҰС")
"""What is in every announcement: most links are told apart by it at once."""
_TRIM = " \t\n\u00a0.:;,!()[]»«→›>…—–-"
_LABEL_CHARS = 40
"""As far back from a link as a label such as "Source:" reaches."""
MAX_LINKS = 100
_META = ("original-source", "syndication-source", "dc.source", "dcterms.source", "citation_fulltext_html_url")


def page_links(page: Page, text: str, sidecar: Facts, data: LinkedData) -> tuple[tuple[Link, ...], tuple[Finding, ...]]:
    """The links of a page that announce an origin, in order, each once, and those that were refused."""
    base = _base(page, sidecar)
    links: dict[Link, None] = {}
    faults: dict[str, None] = {}
    for link in (*_anchors(page, text), *_statements(page, sidecar, base, data)):
        url, fault = _resolved(base, link.url)
        if fault:
            faults.setdefault(f"link {link.rule}: {(link.url or '')[:80]!r}: {fault}")
        if url is not None or link.start is not None:
            links.setdefault(replace(link, url=url))
    for what, found in (("links announce an origin", links), ("such links were refused", faults)):
        if len(found) > MAX_LINKS:
            left = f"{len(found)} {what}; expected at most {MAX_LINKS}, so the others are left aside"
            faults = {left: None, **faults}
    findings = (
        Finding(code="DP164", severity="warning", message=message, field="sources")
        for message in islice(faults, MAX_LINKS)
    )
    return tuple(islice(links, MAX_LINKS)), tuple(findings)


def _base(page: Page, sidecar: Facts) -> str:
    """The address that relative links are resolved against: the page's, as its base element changes it."""
    own = sidecar.source.url or _canonical(page) or ""
    base = next((each.attributes.get("href", "") for each in page.elements if each.name == "base"), "")
    joined, _ = _resolved(own, base) if base else (own, None)
    return joined or own


def _canonical(page: Page) -> str | None:
    """The address that a page gives as its own, where it is a sound one."""
    for element in page.elements:
        attributes = element.attributes
        if element.name == "link" and "canonical" in attributes.get("rel", "").lower().split():
            found = attributes.get("href", "").strip()
        elif element.name == "meta" and attributes.get("property", "").lower() == "og:url":
            found = attributes.get("content", "").strip()
        else:
            continue
        if url_fault(found) is None:
            return found
    return None


def _resolved(base: str, href: str | None) -> tuple[str | None, str | None]:
    """A sound absolute address, or None with what is wrong; nothing at all for a link without target."""
    if href is None or not href.strip() or href.strip().startswith("#"):
        return None, None
    try:
        url = urljoin(base, href.strip(" \t\n\f"))
    except ValueError:
        return None, "it cannot be read; expected an address like https://host/path"
    if not urlsplit_scheme(url):
        return None, "it is relative and the page's own address is not known; expected `source.url` in the sidecar"
    fault = url_fault(url)
    return (None, fault) if fault else (url, None)


def urlsplit_scheme(url: str) -> str:
    """The scheme of an address, empty where it has none or cannot be read."""
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def _anchors(page: Page, text: str) -> list[Link]:
    """The links in the text that call themselves a source, stand behind such a label, or are marked up as one."""
    found = []
    for element in page.elements:
        if element.name not in ("a", "blockquote", "q"):
            continue
        if element.name != "a":
            if cite := element.attributes.get("cite"):
                found.append(Link(url=cite, text=None, relation="original", rule="html.cite"))
            continue
        shown, start, end = _shown(text, element)
        rule = _announces(text, shown, start, element)
        if rule is not None and shown:
            href = element.attributes.get("href")
            found.append(Link(url=href, text=shown, relation="original", rule=rule, start=start, end=end))
    return found


def _shown(text: str, element: PageElement) -> tuple[str, int, int]:
    """The text of a link without white space at its ends."""
    body = text[element.start : element.end]
    start = element.start + len(body) - len(body.lstrip())
    shown = body.strip()
    return shown, start, start + len(shown)


def _announces(text: str, shown: str, start: int, element: PageElement) -> str | None:
    """The rule by which a link announces an origin, if it does."""
    if not element.attributes.get("itemprop") and not _HINT.search(text, max(0, start - _LABEL_CHARS), start + 80):
        return None
    if len(shown) <= 80 and _ANNOUNCES.fullmatch(" ".join(shown.strip(_TRIM).split())):
        return "html.source_link"
    if set(element.attributes.get("itemprop", "").split()) & {"isBasedOn", "isBasedOnUrl", "citation"}:
        return "html.itemprop"
    before = text[max(0, start - _LABEL_CHARS) : start].rpartition("\n")[2]
    label = next((match for match in _LABEL.finditer(before) if match.end() == len(before)), None)
    if label is not None and (label.start() == 0 or not before[label.start() - 1].isalnum()):
        return "html.label"
    return None


def _statements(page: Page, sidecar: Facts, base: str, data: LinkedData) -> list[Link]:
    """The origins that the head of a page states: canonical address, JSON-LD, meta and link elements."""
    found = []
    for element in page.elements:
        attributes = element.attributes
        relations = set(attributes.get("rel", "").lower().split())
        if element.name == "link" and "canonical" in relations:
            href = attributes.get("href", "")
            found.append(
                Link(url=href, text=None, relation=_own_or_original(sidecar, base, href), rule="html.canonical")
            )
        elif element.name == "link" and attributes.get("itemprop") in ("isBasedOn", "isBasedOnUrl", "citation"):
            found.append(Link(url=attributes.get("href"), text=None, relation="original", rule="html.itemprop"))
        elif element.name == "meta" and attributes.get("name", "").lower() in _META:
            found.append(Link(url=attributes.get("content"), text=None, relation="original", rule="html.meta"))
    for key in ("isBasedOn", "isBasedOnUrl", "citation"):
        found += [
            Link(url=url, text=None, relation="original", rule=f"jsonld.{key}")
            for url, _, _ in data.addresses(key)
            if " " not in url.strip()
        ]
    return found


def _own_or_original(sidecar: Facts, base: str, href: str) -> Relation:
    """A canonical address on another host than the page's leads to its first publication, else it is its own."""
    own = sidecar.source.url
    url, _ = _resolved(base, href)
    if own is None or url is None:
        return "captured_from"
    hosts = [(urlsplit(each).hostname or "").removeprefix("www.") for each in (own, url)]
    return "captured_from" if hosts[0] == hosts[1] else "original"
