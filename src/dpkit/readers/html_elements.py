"""The elements of HTML that a scan must know: which part blocks, hold raw text, hide text, or state something."""

import re

# Two lines apart, as browsers' style sheets give these elements margins above and below.
_PARAGRAPHS = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "figure", "hr", "fieldset",
    "listing", "xmp", "plaintext", "article", "section",
))  # fmt: skip
_LINES = frozenset((
    "div", "li", "tr", "td", "th", "dt", "dd", "body", "html", "head", "main", "header", "footer", "nav", "aside",
    "address", "center", "dir", "form", "menu", "optgroup", "option", "caption", "thead", "tbody", "tfoot",
    "figcaption", "details", "summary", "dialog", "hgroup", "legend", "search", "select", "textarea", "iframe",
    "video", "audio", "object", "canvas", "noscript", "template",
))  # fmt: skip
BREAKS = {**dict.fromkeys(_LINES, 1), **dict.fromkeys(_PARAGRAPHS, 2)}
"""How many lines an element stands below what is before it."""
VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "frame", "basefont", "bgsound",
))  # fmt: skip
RAW = frozenset(("script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "title", "plaintext"))
RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}
UNSHOWN = {"template": "template", "noscript": "noscript", "datalist": "hidden", "head": "head"}
"""Elements whose text no browser shows, with the reason under which it is counted."""
ZONES = ("nav", "footer", "aside", "form", "button", "select", "dialog", "menu", "header")
"""Page furniture by its element, the most telling first."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
READ = frozenset(("a", "meta", "link", "html", "base", "time", "blockquote", "q", "script"))
"""Elements whose attributes say something."""
CONTEXT = frozenset((*HEADINGS, *ZONES, "li", "figcaption", "caption", "blockquote", "pre", "listing"))
"""Elements that say something of the blocks in them."""
KEEPS_PARAGRAPH = frozenset(
    ("select", "option", "optgroup", "object", "iframe", "video", "audio", "canvas", "noscript", "template")
)
"""Elements that may stand inside a paragraph although they part blocks here."""

ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(["li"]), frozenset(["ul", "ol", "menu", "dir", "table"])),
    "dt": (frozenset(["dt", "dd"]), frozenset(["dl", "table"])),
    "dd": (frozenset(["dt", "dd"]), frozenset(["dl", "table"])),
    "tr": (frozenset(["tr", "td", "th", "caption"]), frozenset(["table"])),
    "td": (frozenset(["td", "th", "caption"]), frozenset(["table", "tr"])),
    "th": (frozenset(["td", "th", "caption"]), frozenset(["table", "tr"])),
    "tbody": (frozenset(["tbody", "thead", "tr", "td", "th", "caption"]), frozenset(["table"])),
    "option": (frozenset(["option"]), frozenset(["select"])),
}
"""A start tag that ends open elements: those that it ends, and those that it does not look beyond."""
LOOK_BACK = 64
"""How many open elements such a tag looks through: enough for real pages, and bounded on hostile ones."""
IN_HEAD = frozenset((
    "meta", "link", "title", "script", "style", "base", "noscript", "template", "head", "html", "basefont", "bgsound",
))  # fmt: skip
