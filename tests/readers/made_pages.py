"""Pages that the tests of the HTML reader make, and what independent parsers show of a page."""

import re
from collections import Counter
from typing import Any

import html5lib
from selectolax.lexbor import LexborHTMLParser

from dpkit.model import Facts, Reading, Record
from dpkit.readers.html import HtmlReader

SENTENCE = "The ministry explained on Monday that the {} agreement would be published in full within thirty days."
SUBJECTS = ("water", "grain", "border", "rail", "energy", "visa")
ARTICLE = "".join(f"<p>{SENTENCE.format(word)}</p>\n" for word in SUBJECTS)
NOT_SHOWN = "script,style,template,iframe,noembed,noframes,head,title,datalist,[hidden]"
HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
WORD = re.compile(r"w\d+x")


def read(page: str | bytes, facts: Facts | None = None) -> Reading:
    data = page.encode() if isinstance(page, str) else page
    return HtmlReader().read(Record(locator=None, offset=0, data=data), facts or Facts())


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"


def squeezed(text: str) -> str:
    return "".join(text.split())


def shown_by_lexbor(source: str) -> str:
    """What the parser of selectolax finds in the body, without what is never shown."""
    tree = LexborHTMLParser(source)
    hiding = [node for node in tree.css("[style]") if HIDING.search(node.attributes.get("style") or "")]
    for node in (*tree.css(NOT_SHOWN), *hiding):
        if node.tag not in ("html", "body", "head"):
            node.decompose()
    return tree.body.text(deep=True) if tree.body else ""


def shown_by_html5lib(source: str) -> str:
    """The same by html5lib."""
    skipped = set(NOT_SHOWN.split(",")) - {"[hidden]"}
    parts: list[str] = []
    waiting: list[Any] = [html5lib.parse(source, namespaceHTMLElements=False)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        waiting.append(node.tail or "")
        is_hidden = "hidden" in node.attrib or HIDING.search(node.attrib.get("style", ""))
        is_element = isinstance(node.tag, str)
        if (
            is_element
            and node.tag.rpartition("}")[2] not in skipped
            and (not is_hidden or node.tag in ("html", "body"))
        ):
            waiting += reversed((node.text or "", *node))
    return "".join(parts)


def words_of_both(source: str) -> Counter[str]:
    """The numbered words that both parsers show."""
    return Counter(WORD.findall(shown_by_lexbor(source))) & Counter(WORD.findall(shown_by_html5lib(source)))
