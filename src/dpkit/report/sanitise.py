"""The one way for text of strangers to a terminal, a log or a CI server."""

import re

from dpkit.package.escaping import visible

LONGEST = 2_000
"""Code points shown of one string: a name of a megabyte says nothing more, and a log has its limits."""

# `::command` at the start of a line and `##[command]` (also `##vso[`, `##teamcity[`) anywhere are obeyed by the
# runners of GitHub, Azure and TeamCity. They are broken up wherever they stand: the caller may put the text first.
_COMMAND = re.compile(r"^\s*::|::(?=[A-Za-z])|##(?=\[|[A-Za-z]+\[)")


def sanitise(text: str, longest: int = LONGEST) -> str:
    r"""A text on one line that steers neither terminal nor CI server, cut at `longest` code points.

    Control characters, escape sequences, bidirectional controls, invisible characters, line breaks and lone surrogates
    are written out; workflow commands lose their effect.

    >>> print(sanitise("a\n::error::b ##[group]c \x1b]0;d\x07"))
    a\n:\:error:\:b #\#[group]c \x1b]0;d\x07
    """
    cut = text[:longest]
    shown = _COMMAND.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", visible(cut))
    return shown if len(text) <= longest else f"{shown}… ({len(text) - longest:,} more)"
