"""Outgoing links that announce where a text comes from; relative ones resolved, hostile ones refused with a finding."""

from dataclasses import replace
from itertools import islice
from urllib.parse import urljoin, urlsplit

from dpkit.inputs.urls import host_doubt, url_fault
from dpkit.model import Facts, Finding, Link, Relation
from dpkit.readers.html_page import Page, PageElement
from dpkit.readers.json_ld import LinkedData
from dpkit.readers.origin_words import LABEL_CHARS, ends_in_label, is_announcement

MAX_LINKS = 100
_ORIGIN_PROPERTIES = frozenset(("isBasedOn", "isBasedOnUrl", "citation"))
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
    own = sidecar.source.url or canonical_url(page) or ""
    base = next((each.attributes.get("href", "") for each in page.elements if each.name == "base"), "")
    joined, _ = _resolved(own, base) if base else (own, None)
    return joined or own


def canonical_url(page: Page) -> str | None:
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
    href = href.strip(" \t\n\r\f")
    if any(char in href for char in "\t\n\r"):  # browsers take them out, so that `java\nscript:` works
        return None, "a line break or tab stands in it; expected none"
    try:
        url = urljoin(base, href)
    except ValueError:
        return None, "it cannot be read; expected an address like https://host/path"
    if not _scheme(url):
        return None, "it is relative and the page's own address is not known; expected `source.url` in the sidecar"
    fault = url_fault(url) or host_doubt(url)
    return (None, fault) if fault else (url, None)


def _scheme(url: str) -> str:
    """The scheme of an address, empty where it has none or cannot be read."""
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def _anchors(page: Page, text: str) -> list[Link]:
    """The links in the text that call themselves a source, stand behind such a label, or are marked up as one."""
    found = []
    for element in page.elements:
        if element.name == "a" and element.start >= 0:
            found += _announced(text, element)
        elif element.name in ("blockquote", "q") and (cite := element.attributes.get("cite")):
            found.append(Link(url=cite, text=None, relation="original", rule="html.cite"))
    return found


def _announced(text: str, element: PageElement) -> list[Link]:
    """A link of the page, if it announces an origin; one that shows only a picture may do so by its title."""
    attributes, href = element.attributes, element.attributes.get("href")
    body = text[element.start : element.end]
    start = element.start + len(body) - len(body.lstrip())
    shown = body.strip()
    if not shown:
        title = attributes.get("title") or attributes.get("aria-label", "")
        if not (href and is_announcement(title)):
            return []
        return [Link(url=href, text=None, relation="original", rule="html.link_title")]
    if is_announcement(shown):
        rule = "html.source_link"
    elif _ORIGIN_PROPERTIES & set(attributes.get("itemprop", "").split()):
        rule = "html.itemprop"
    elif _is_labelled(text, start):
        rule = "html.label"
    else:
        return []
    end = start + len(shown)
    return [Link(url=href, text=shown, relation="original", rule=rule, start=start, end=end)]


def _is_labelled(text: str, start: int) -> bool:
    """Whether a label stands before a link, in its line or as a line of its own."""
    before = text[max(0, start - LABEL_CHARS) : start]
    above, is_below, line = before.rpartition("\n")
    if line.strip() or not is_below:
        return ends_in_label(line)
    label = above.rstrip("\n").rpartition("\n")[2]
    return ends_in_label(label) or is_announcement(label)


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
        elif element.name == "link" and attributes.get("itemprop") in _ORIGIN_PROPERTIES:
            found.append(Link(url=attributes.get("href"), text=None, relation="original", rule="html.itemprop"))
        elif element.name == "meta" and attributes.get("name", "").lower() in _META:
            content = attributes.get("content", "")
            if "/" in content and " " not in content.strip():  # some name their source without an address
                found.append(Link(url=content, text=None, relation="original", rule="html.meta"))
    for key in sorted(_ORIGIN_PROPERTIES):
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
