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
    "frame", "basefont", "bgsound", "image", "keygen",
))  # fmt: skip
RAW = frozenset(("script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "title", "plaintext"))
RAW_ENDS = {
    name: re.compile(rf"</{name}(?=[ \t\n\r\f/>])", re.IGNORECASE | re.ASCII) for name in RAW if name != "plaintext"
}
UNSHOWN = {"template": "template", "datalist": "hidden", "head": "head"}
"""Elements whose text no browser shows, with the reason under which it is counted."""
ZONES = ("noscript", "nav", "footer", "aside", "form", "button", "select", "dialog", "menu", "header")
"""Page furniture by its element, the most telling first."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
READ = frozenset(("a", "meta", "link", "html", "base", "time", "blockquote", "q", "script"))
"""Elements whose attributes say something."""
CONTEXT = frozenset((*HEADINGS, *ZONES, "li", "figcaption", "caption", "blockquote", "pre", "listing"))
"""Elements that say something of the blocks in them."""
KEEPS_PARAGRAPH = frozenset((
    "select", "option", "optgroup", "object", "iframe", "video", "audio", "canvas", "noscript", "template", "legend",
    "textarea", "head", "html", "body",
))  # fmt: skip
"""Elements that may stand inside a paragraph although they part blocks here."""

_OPTIONS = frozenset(("select",))
_RUBY = (frozenset(("rt", "rp", "rb")), frozenset(("ruby",)))
ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "menu", "dir", "table"))),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl", "table"))),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl", "table"))),
    "option": (frozenset(("option",)), _OPTIONS),
    "optgroup": (frozenset(("option", "optgroup")), _OPTIONS),
    **{name: (frozenset((name,)), frozenset(("table",))) for name in ("a", "nobr", "button")},
    **{name: (_OPTIONS, frozenset(("table",))) for name in ("select", "input", "textarea", "keygen")},
    **dict.fromkeys(("rt", "rp", "rb", "rtc"), _RUBY),
}
"""A start tag that ends open elements: those that it ends, and those that it does not look beyond."""
LOOK_BACK = 64
"""How many open elements such a tag looks through: enough for real pages, and bounded on hostile ones."""
ROWS = frozenset(("table", "tbody", "thead", "tfoot", "tr"))
"""Text that stands right in these is moved before the table, and so is not hidden with them."""
CELLS = frozenset(("td", "th", "caption"))
_IN_TABLE = frozenset(("table",))
_IN_ROWS = frozenset(("table", "tbody", "thead", "tfoot"))
TABLE_PLACES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("tbody", "thead", "tfoot", "caption", "colgroup", "col"), _IN_TABLE),
    "tr": _IN_ROWS,
    **dict.fromkeys(("td", "th"), ROWS),
}
"""Parts of a table stand right in one of these: a start tag ends all that is open below, and is ignored without any."""
NEVER_HIDDEN = frozenset(("html", "head", "body", "frameset", "colgroup", "noscript"))
"""A page that hides itself until its scripts run is shown to its readers all the same."""

NEVER_ENDED = frozenset(("html", "body"))
"""Text after their end tags still belongs to them."""

FOREIGN = {
    "svg": frozenset(("foreignobject", "desc", "title")),
    "math": frozenset(("mi", "mo", "mn", "ms", "mtext")),
}
"""What these hold is read by other rules (no raw text, tags that close themselves), but in some of their parts."""
BREAKOUT = frozenset((
    "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "head", "hr",
    "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small", "span", "strong",
    "strike", "sub", "sup", "table", "tt", "u", "ul", "var", *HEADINGS,
))  # fmt: skip
"""Elements of HTML that end a drawing or formula which they cannot stand in."""
FOREIGN_UNSHOWN = {"script": "script", "style": "style", "title": "title"}
IN_HEAD = frozenset((
    "meta", "link", "title", "script", "style", "base", "noscript", "template", "head", "html", "basefont", "bgsound",
))  # fmt: skip
PUSHED = frozenset((*UNSHOWN, *FOREIGN, "button", "applet", "marquee"))
"""Elements that part no blocks and yet decide what is shown."""
