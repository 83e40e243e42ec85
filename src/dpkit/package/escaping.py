"""Text of strangers in a form that can do nothing where it is shown."""

import json
import re

_MARKDOWN = re.compile(
    r"[\\`*\[\]<>#|~&$@]"
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # between letters it is a letter
    r"|:(?=//)|(?<=www)\.|(?<=WWW)\."  # what GitHub would turn into a link
    r"|^[-+=]|^\d{1,9}(?=[.)](?:\s|$))"  # what would begin a list or underline a heading
)


def visible(text: str) -> str:
    r"""A text on one line with every character written out that is invisible or steers a display.

    Control and format characters (escape sequences, bidirectional controls, zero width), line breaks, lone surrogates
    and unassigned or private code points become escapes as in Python; spaces of any width stay.

    >>> visible("a\tb\x1b[31m\u202ec\n")
    'a\\tb\\x1b[31m\\u202ec\\n'
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or _is_space(char) else _written_out(char) for char in text)


def markdown(text: str) -> str:
    r"""A text as inline Markdown that shows just this text: no markup, link, HTML or mention.

    >>> print(markdown("*a* <b> [c](d) @you\nhttps://e.example"))
    \*a\* \<b\> \[c\](d) &#64;you\\nhttps\://e.example
    """
    return _MARKDOWN.sub(lambda match: _markdown_escape(match[0]), visible(text).strip())


def yaml_string(text: str) -> str:
    r"""A text as a YAML scalar in double quotes, ASCII only: a JSON string is one.

    >>> print(yaml_string('a: "b"\n---'))
    "a: \"b\"\n---"
    """
    return json.dumps(text)


def _is_space(char: str) -> bool:
    return char.isspace() and char not in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def _written_out(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _markdown_escape(found: str) -> str:
    if found == "@":
        return "&#64;"  # a backslash does not keep GitHub from notifying whoever bears the name
    return f"{found}\\" if found.isdigit() else f"\\{found}"
