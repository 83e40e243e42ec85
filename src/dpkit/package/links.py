"""The descriptor's `sources`: where the documents come from, as links."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pyarrow as pa

LISTED_AT_MOST = 1_000
"""More links than this are given per site: a descriptor is read whole, and the table sources holds each link."""

_NO_ADDRESS = re.compile(r'[\x00-\x20\x7f<>"`\\]')
_RELATIONS = {
    "original": "Original publication of",
    "captured_from": "Source page of",
    "archived_copy": "Archived copy of the page of",
    "other_version": "Other version of",
}


def sources(tables: Mapping[str, pa.Table]) -> list[dict[str, str]]:
    """One source per link of a document, sorted by document as the table is; from 1,000 links on one per site."""
    links = list(_links(tables))
    if len(links) <= LISTED_AT_MOST:
        return [{"title": title, "path": url} for url, title in links]
    sites = Counter(_site(url) for url, _ in links)
    return [
        {"title": f"{count} links to {urlsplit(site).netloc}; each stands in the table sources", "path": site}
        for site, count in sorted(sites.items())
    ]


def _links(tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, str]]:
    if "sources" not in tables or "documents" not in tables:
        return
    documents = tables["documents"].select(["document_id", "title"]).to_pydict()
    titles = dict(zip(documents["document_id"], documents["title"], strict=True))
    rows = tables["sources"].select(["document_id", "relation", "url"]).to_pylist()
    seen: set[str] = set()
    for row in rows:
        url = row["url"]
        if url is None or url in seen or not is_web_address(url):
            continue
        seen.add(url)
        document = row["document_id"]
        yield url, f"{_RELATIONS.get(row['relation'], 'Place of')} {titles.get(document) or document}"


def is_web_address(url: str) -> bool:
    """May a link stand in a descriptor or be clicked in a page: http or https, a host, no white space or controls?

    >>> [is_web_address(url) for url in ("https://a.example/x", "javascript:alert(1)", "https:///x", "http://a b/")]
    [True, False, False, False]
    """
    if _NO_ADDRESS.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
