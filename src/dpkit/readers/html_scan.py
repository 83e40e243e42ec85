"""A linear scan of an HTML page that keeps positions: what it shows, its links, its metadata, what is set aside.

No tree is built, so that no depth, size or number of attributes cuts anything off. Tags are read as the HTML Living
Standard tokenises them; of the rules for trees only those are followed that decide what is shown and in which block.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dpkit.readers.html_elements import (
    BREAKS,
    CONTEXT,
    ENDS,
    HEADINGS,
    IN_HEAD,
    KEEPS_PARAGRAPH,
    LOOK_BACK,
    RAW,
    RAW_ENDS,
    READ,
    UNSHOWN,
    VOID,
    ZONES,
)  # fmt: skip
from dpkit.readers.html_entities import unescaped
from dpkit.readers.html_shown import ShownText

_MARKUP = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>\x00]*+)|(!--)|[!?/])")
_TAG_END = re.compile(r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+|["'])*+>""")
_ATTRIBUTE = re.compile(r"""([^\s/>="'][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+""")
_HIDES = re.compile("hidden|none", re.IGNORECASE)
_COMMENT_END = re.compile(r"--!?>")
MAX_TAG_CHARS = 20_000
"""Longer attributes (inlined images; or an attack, as parsers compare each with all others) are not passed on."""
MAX_SOURCE_CHARS = 5_000_000
"""Above, a page is no article, and trafilatura has no time-out."""
MAX_DEPTH = 250
"""Below 255 levels lxml drops what stands deeper, in silence."""
_NO_DISPLAY = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageElement:
    """An element that states something: its attributes, where its tag stands, the text that it holds (raw or shown)."""

    name: str
    attributes: dict[str, str]
    position: int
    start: int = -1
    end: int = -1
    content: str = ""


@dataclass(slots=True)
class Page:
    """What the scan found. `elements` are those of `READ` in order; links carry the span of their shown text."""

    shown: ShownText
    elements: list[PageElement] = field(default_factory=list)
    depth: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    cuts: list[tuple[int, int]] = field(default_factory=list)
    """Contents of script and style elements, which say nothing to an extractor, and overlong lists of attributes."""
    long_tags: list[tuple[int, int]] = field(default_factory=list)
    """The overlong lists of attributes alone."""

    def excess(self) -> str | None:
        """Why no library that builds a tree should get this page; None where it may."""
        length = len(self.shown.source)
        is_fine = length <= MAX_SOURCE_CHARS and self.depth <= MAX_DEPTH
        return None if is_fine else f"{length} characters, {self.depth} levels deep"

    def lean(self, cuts: Sequence[tuple[int, int]]) -> str:
        """The source without some of its pieces (in order), for libraries that build a tree."""
        source = self.shown.source
        starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(source)]
        return "".join(source[start:end] for start, end in zip(starts, ends, strict=True)) if cuts else source


@dataclass(slots=True)
class _State:
    """Where the scan stands: open elements that matter, and in which of them nothing is shown."""

    open: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    hidden_from: int = 0
    reason: str = ""
    link: PageElement | None = None
    link_start: int = 0
    kept: int = 0


def scan_page(source: str) -> Page:
    """Everything that a page shows and states, in one pass over its decoded source."""
    page = Page(shown=ShownText(source=source))
    state = _State()
    position = 0
    while match := _MARKUP.search(source, position):
        if match.start() > position:
            _text(page, state, position, match.start())
        position = _markup(page, state, match)
    _text(page, state, position, len(source))
    _close_link(page, state)
    page.shown.close_block(1)
    return page


def attributes_of(source: str, start: int, end: int) -> dict[str, str]:
    """The attributes of a tag, names in lower case, references read; of a repeated one the first, as browsers do."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(source, start, end):
        found.setdefault(name.lower(), unescaped(next((value for value in values if value), "")))
    return found


def _text(page: Page, state: _State, start: int, end: int) -> None:
    """Show, or set aside, what stands between two tags."""
    if start >= end:
        return
    if state.hidden_from:
        if state.reason == "head":
            if page.shown.source[start:end].isspace():
                return
            _pop(page, state, "head")  # text ends the head, as in browsers
        else:
            page.shown.set_aside[state.reason] += len("".join(page.shown.source[start:end].split()))
            return
    page.shown.add_text(start, end, is_kept=state.kept > 0)


def _markup(page: Page, state: _State, match: re.Match[str]) -> int:
    """Deal with the tag, comment or declaration that begins here; where the scan goes on."""
    source = page.shown.source
    if match[2] is None:
        end = _COMMENT_END.search(source, match.end() - 2 if match[3] else match.end()) if match[3] else None
        stop = end.end() if end else source.find(">", match.end()) + 1 if not match[3] else 0
        if not stop:
            page.faults.append((match.start(), "a comment or declaration that never ends"))
            page.shown.set_aside["comment"] += len(source) - match.start()
            return len(source)
        return stop
    rest = _TAG_END.match(source, match.end())
    if rest is None:  # browsers drop such a tail; here it is shown, so that no word is lost
        page.faults.append((match.start(), "a tag that never ends"))
        _text(page, state, match.start(), len(source))
        return len(source)
    name = match[2].lower()
    if match[1]:
        _end_tag(page, state, name)
        return rest.end()
    return _start_tag(page, state, name, match.start(), match.end(), rest.end())


def _start_tag(page: Page, state: _State, name: str, begin: int, start: int, end: int) -> int:
    source, shown = page.shown.source, page.shown
    if state.reason == "head" and name not in IN_HEAD:
        _pop(page, state, "head")
    breaks = BREAKS.get(name)
    if breaks is not None:
        if not state.hidden_from:
            shown.close_block(breaks)
        if state.counts["p"] and name not in KEEPS_PARAGRAPH:
            _pop(page, state, "p")
        if name in ENDS:
            _imply_ends(page, state, name)
    elif name == "br" and not state.hidden_from:
        shown.add_break(begin, end)
    attributes: dict[str, str] = {}
    is_hidden = False
    if end - start > 1 and (name in READ or _HIDES.search(source, start, end)):
        attributes = attributes_of(source, start, end - 1)
        is_hidden = "hidden" in attributes or bool(_NO_DISPLAY.search(attributes.get("style", "")))
    element = PageElement(name, attributes, begin) if name in READ else None
    if end - start > MAX_TAG_CHARS:
        page.cuts.append((start, end - 1))
        page.long_tags.append((start, end - 1))
    if name in RAW:
        return _raw_text(page, state, name, element, end, is_hidden)
    if name == "a":
        _close_link(page, state)
        if not state.hidden_from and not is_hidden and element is not None:
            state.link, state.link_start = element, shown.length
            element = None
    if element is not None:
        page.elements.append(element)
    if name in VOID:
        return end
    if breaks is not None or is_hidden or state.hidden_from or name in UNSHOWN:
        _push(page, state, name, "hidden" if is_hidden else UNSHOWN.get(name, ""))
    return end


def _raw_text(page: Page, state: _State, name: str, element: PageElement | None, start: int, is_hidden: bool) -> int:
    """An element whose content is no markup: kept for its facts, shown (textarea, xmp) or set aside and counted."""
    source, shown = page.shown.source, page.shown
    end = RAW_ENDS[name].search(source, start)
    if end is None and name != "plaintext":
        page.faults.append((start, f"a {name} element that never ends"))
        if name == "title":  # browsers would swallow the page; here its text is shown, so that no word is lost
            return start
    stop = end.start() if end else len(source)
    if name in ("textarea", "xmp", "plaintext") and not state.hidden_from and not is_hidden:
        shown.add_text(start, stop, is_kept=True)
        shown.close_block(1)
    else:
        shown.set_aside[name if name != "textarea" else "hidden"] += len("".join(source[start:stop].split()))
    if name == "title":
        page.elements.append(PageElement(name, {}, start, content=unescaped(source[start:stop])))
    elif element is not None and name == "script" and "json" in element.attributes.get("type", ""):
        page.elements.append(PageElement(name, element.attributes, start, content=source[start:stop]))
    elif name in ("script", "style"):
        page.cuts.append((start, stop))
    if end is None:
        return stop
    close = source.find(">", end.end())
    return close + 1 if close >= 0 else len(source)


def _end_tag(page: Page, state: _State, name: str) -> None:
    breaks = BREAKS.get(name)
    if breaks is not None and not state.hidden_from:
        page.shown.close_block(breaks)
    if name == "a":
        _close_link(page, state)
    if state.counts[name]:
        _pop(page, state, name)


def _push(page: Page, state: _State, name: str, reason: str) -> None:
    state.open.append(name)
    state.counts[name] += 1
    page.depth = max(page.depth, len(state.open))
    if reason and not state.hidden_from:
        state.hidden_from, state.reason = len(state.open), reason
    if name in CONTEXT:
        _set_context(page, state)


def _pop(page: Page, state: _State, name: str) -> None:
    """Close open elements down to the innermost of a name; the caller knows that one is open."""
    is_context = False
    while state.open:
        top = state.open.pop()
        state.counts[top] -= 1
        is_context = is_context or top in CONTEXT
        if len(state.open) < state.hidden_from:
            state.hidden_from, state.reason = 0, ""
        if top == name:
            break
    if is_context:
        _set_context(page, state)


def _imply_ends(page: Page, state: _State, name: str) -> None:
    """Close what a start tag ends: the outermost of its kind within the nearest list or table."""
    ends, bounds = ENDS[name]
    if not any(state.counts[each] for each in ends):
        return
    for back in range(1, min(len(state.open), LOOK_BACK) + 1):
        found = state.open[-back]
        if found in bounds:
            return
        if found in ends:
            for _ in range(back):
                _pop(page, state, state.open[-1])
            if name not in ("tr", "tbody"):
                return
            _imply_ends(page, state, name)
            return


def _set_context(page: Page, state: _State) -> None:
    """What the open elements say of the next block."""
    counts, shown = state.counts, page.shown
    heading = next((name for name in HEADINGS if counts[name]), "")
    captions = counts["figcaption"] or counts["caption"]
    shown.tag = heading or ("figcaption" if captions else "li" if counts["li"] else "")
    shown.is_quotation = counts["blockquote"] > 0
    shown.zone = next((name for name in ZONES if counts[name]), None)
    shown.level = len(state.open)
    state.kept = counts["pre"] + counts["listing"]


def _close_link(page: Page, state: _State) -> None:
    """The link that is open becomes an element with the span of its shown text."""
    if state.link is not None:
        link, state.link = state.link, None
        page.elements.append(
            PageElement(link.name, link.attributes, link.position, state.link_start, page.shown.length)
        )
