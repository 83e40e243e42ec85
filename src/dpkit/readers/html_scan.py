"""A linear scan of an HTML page that keeps positions: what it shows, its links, its metadata, what is set aside.

No tree is built, so that no depth, size or number of attributes cuts anything off. Tags are read as the HTML Living
Standard tokenises them; of the rules for trees only those are followed that decide what is shown and in which block.
"""

import re
from dataclasses import dataclass, field

from dpkit.readers.html_attributes import LONG_TAG_CHARS, NAME, SPACE, attributes_of, hides, passed_end
from dpkit.readers.html_elements import (
    BREAKOUT,
    BREAKS,
    ENDS,
    FOREIGN,
    FOREIGN_UNSHOWN,
    HEADINGS,
    IN_HEAD,
    PUSHED,
    RAW,
    RAW_ENDS,
    READ,
    UNSHOWN,
    VOID,
    ZONES,
)  # fmt: skip
from dpkit.readers.html_entities import unescaped
from dpkit.readers.html_page import Page, PageElement
from dpkit.readers.html_shown import SPACES, ShownText
from dpkit.readers.html_tree import OpenElements

_MARKUP = re.compile(
    r"<(?:(/?)([a-zA-Z][^ \t\n\r\f/>]*+)"
    rf"(?:[ \t\n\r\f/]++|{NAME}"
    rf"(?:{SPACE}*+={SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\r\f>\"'][^ \t\n\r\f>]*+)?+)?+)*+>"
    r"|(!--)|[!?/]|[a-zA-Z])"
)
"""A whole tag, or what else begins with a `<`; a letter alone begins a tag that never ends."""
_COMMENT_END = re.compile(r"--!?>")
_CDATA = "<![CDATA["


@dataclass(slots=True)
class _Scan:
    """Where the scan stands."""

    page: Page
    tree: OpenElements = field(default_factory=OpenElements)
    link: PageElement | None = None
    link_start: int = 0
    endless: set[str] = field(default_factory=set)
    """Raw elements of which no end follows any more."""


def scan_page(source: str) -> Page:
    """Everything that a page shows and states, in one pass over its decoded source."""
    page = Page(shown=ShownText(source=source))
    scan = _Scan(page)
    position, length = 0, len(source)
    while position < length and (match := _MARKUP.search(source, position)):
        start = match.start()
        if start > position:
            _text(scan, position, start)
        name = match[2]
        if name is None:
            position = _declaration(scan, match)
        elif match[1]:
            _end_tag(scan, name.lower(), start, match.end())
            position = match.end()
        else:
            page.tags += 1
            position = _start_tag(scan, name.lower(), start, match.end(2), match.end())
    _text(scan, position, length)
    _close_link(scan)
    _close_block(scan, 1)
    page.depth = scan.tree.deepest
    return page


def _text(scan: _Scan, start: int, end: int, *, is_raw: bool = False) -> None:
    """Show, or set aside, what stands between two tags."""
    shown, tree = scan.page.shown, scan.tree
    is_kept = tree.counts["pre"] + tree.counts["listing"] > 0
    words = shown.source[start:end].strip(SPACES)
    if not words and not is_kept:
        if not tree.reason:
            shown.add_space(start, end)
        return
    if tree.reason == "head":
        tree.pop("head")  # text ends the head, as in browsers
    if tree.reason:
        shown.set_aside[tree.reason] += len("".join(words.split()))
        return
    if tree.is_stale and shown.breaks:  # this text may close a block
        _set_context(scan)
    shown.add_text(start, end, is_kept=is_kept, is_raw=is_raw)


def _declaration(scan: _Scan, match: re.Match[str]) -> int:
    """Deal with a comment, a declaration or a tag that never ends; where the scan goes on."""
    page, source, start = scan.page, scan.page.shown.source, match.start()
    if source[start + 1].isalpha() or (source[start + 1] == "/" and source[start + 2 : start + 3].isalpha()):
        page.faults.append((start, "a tag that never ends"))  # browsers drop it; shown here, so that no word is lost
        _text(scan, start, len(source), is_raw=True)
        return len(source)
    if scan.tree.foreign and source.startswith(_CDATA, start):
        stop = source.find("]]>", start)
        _text(scan, start + len(_CDATA), stop if stop >= 0 else len(source), is_raw=True)
        return stop + 3 if stop >= 0 else len(source)
    if match[3]:
        end = _COMMENT_END.search(source, match.end() - 2)
        stop = end.end() if end else 0
    else:
        stop = source.find(">", match.end()) + 1
    if not stop:
        page.faults.append((start, "a comment or declaration that never ends"))
        page.shown.set_aside["comment"] += len(source) - start
        return len(source)
    return stop


def _start_tag(scan: _Scan, name: str, begin: int, start: int, end: int) -> int:
    """Deal with the start tag whose attributes stand in `start` to `end`; where the scan goes on."""
    tree = scan.tree
    if tree.foreign:
        if name not in BREAKOUT:
            _foreign_tag(scan, name, begin, start, end)
            return end
        tree.leave_foreign()
    if tree.reason == "head" and (name not in IN_HEAD or name == "template"):
        tree.pop("head")
    breaks = BREAKS.get(name)
    if breaks is not None:
        if not tree.reason:
            _close_block(scan, breaks)
        tree.imply_ends(name)
    elif name in ENDS:
        tree.imply_ends(name)
    elif name == "br" and not tree.reason:
        scan.page.shown.add_break(begin, end)
    element, is_hidden = _attributes(scan, name, begin, start, end)
    if name in RAW:
        return _raw_text(scan, name, element, end, is_hidden)
    _state_element(scan, name, element, is_hidden)
    if name in VOID or (name == "form" and tree.counts["form"]):  # a form in a form is ignored
        return end
    if breaks is not None or is_hidden or tree.reason or name in PUSHED:
        if name not in FOREIGN or scan.page.shown.source[end - 2] != "/":
            tree.push(name, "hidden" if is_hidden else UNSHOWN.get(name, ""))
    else:
        tree.inline += 1
    return end


def _foreign_tag(scan: _Scan, name: str, begin: int, start: int, end: int) -> None:
    """A start tag within a drawing or formula: nothing is raw text there, and `/>` closes."""
    tree = scan.tree
    element, is_hidden = _attributes(scan, name, begin, start, end)
    if name == "a":
        _state_element(scan, name, element, is_hidden)
    elif name == "text" and not tree.reason:
        _close_block(scan, 1)
    if scan.page.shown.source[end - 2] == "/":
        return
    reason = "hidden" if is_hidden else FOREIGN_UNSHOWN.get(name, "")
    if reason or tree.reason or name in FOREIGN or tree.is_integration(name):
        tree.push(name, reason)
    else:
        tree.inline += 1


def _attributes(scan: _Scan, name: str, begin: int, start: int, end: int) -> tuple[PageElement | None, bool]:
    """The element, if it may state something, and whether it is hidden with all that it holds."""
    source = scan.page.shown.source
    if end - start <= 1:
        return (PageElement(name, {}, begin) if name in READ else None), False
    if end - start > LONG_TAG_CHARS:
        scan.page.cut_attributes(passed_end(source, start, end - 1), end - 1)
    lower = source[start:end].lower()
    may_hide = "hidden" in lower or "none" in lower
    if not (may_hide or name in READ):
        return None, False
    attributes = attributes_of(source, start, end - 1)
    is_hidden = may_hide and hides(attributes) and scan.tree.believes_hidden(name)
    return (PageElement(name, attributes, begin) if name in READ else None), is_hidden


def _state_element(scan: _Scan, name: str, element: PageElement | None, is_hidden: bool) -> None:
    """Keep an element that may state something; a link once it is closed and the span of its text is known."""
    if name == "a":
        _close_link(scan)
        if not scan.tree.reason and not is_hidden:
            scan.link, scan.link_start = element, scan.page.shown.length
            return
    if element is not None:
        scan.page.elements.append(element)


def _raw_text(scan: _Scan, name: str, element: PageElement | None, start: int, is_hidden: bool) -> int:
    """An element whose content is no markup: kept for its facts, shown (textarea, xmp) or set aside and counted."""
    page, source, shown = scan.page, scan.page.shown.source, scan.page.shown
    end = None if name in scan.endless or name not in RAW_ENDS else RAW_ENDS[name].search(source, start)
    if end is None and name != "plaintext":
        if name not in scan.endless:
            page.faults.append((start, f"a {name} element that never ends"))
        scan.endless.add(name)
        if name == "title":  # browsers would swallow the page; here its text is shown, so that no word is lost
            return start
    stop = end.start() if end else len(source)
    if name in ("textarea", "xmp", "plaintext") and not scan.tree.reason and not is_hidden:
        shown.add_text(start, stop, is_kept=True, is_raw=name != "textarea")
        _close_block(scan, 1)
    else:
        shown.set_aside[name if name != "textarea" else "hidden"] += len("".join(source[start:stop].split()))
    if name == "title":
        page.elements.append(PageElement(name, {}, start, content=unescaped(source[start:stop])))
    elif element is not None and name == "script" and "json" in element.attributes.get("type", "").lower():
        page.elements.append(PageElement(name, element.attributes, start, content=source[start:stop]))
    elif name in ("script", "style"):
        page.cuts.append((start, stop))
    close = source.find(">", end.end()) if end else -1
    return close + 1 if close >= 0 else len(source)


def _end_tag(scan: _Scan, name: str, begin: int, end: int) -> None:
    tree = scan.tree
    if tree.foreign and name in ("p", "br"):
        tree.leave_foreign()
    breaks = BREAKS.get(name)
    if not tree.reason:
        if breaks is not None:
            _close_block(scan, breaks)
        elif name == "br":  # an end tag of a line break is one
            scan.page.shown.add_break(begin, end)
    if name == "a":
        _close_link(scan)
    if breaks is not None or tree.reason or name in tree.counts:
        tree.end(name)
    elif tree.inline:
        tree.inline -= 1


def _close_block(scan: _Scan, breaks: int) -> None:
    """End the block that is open, described by the elements that are."""
    shown = scan.page.shown
    if scan.tree.is_stale and shown.block_start >= 0:
        _set_context(scan)
    shown.close_block(breaks)


def _set_context(scan: _Scan) -> None:
    """What the open elements say of the block that is being written."""
    counts, shown = scan.tree.counts, scan.page.shown
    heading = next((name for name in HEADINGS if counts[name]), "")
    is_caption = counts["figcaption"] or counts["caption"]
    shown.tag = heading or ("figcaption" if is_caption else "li" if counts["li"] else "")
    shown.is_quotation = counts["blockquote"] > 0
    shown.zone = next((name for name in ZONES if counts[name]), None)
    scan.tree.is_stale = False


def _close_link(scan: _Scan) -> None:
    """The link that is open becomes an element with the span of its shown text."""
    if scan.link is not None:
        link, scan.link = scan.link, None
        shown = scan.page.shown
        scan.page.elements.append(PageElement(link.name, link.attributes, link.position, scan.link_start, shown.length))
