"""Where paragraphs begin and end: blank lines, or single line breaks where they are not mere wrapping."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

Span = tuple[int, int]

_WORD = re.compile(r"\S+")
_MARKER = re.compile(r"[-–—•·●▪■◦*‣►▶✓]\s|\(?\w{1,3}[.)]\s")
_OPENS_REPORT = re.compile(r"\(?[A-ZА-Я][\w.]{1,20}(?: [A-Z]\w{1,20})?,? [A-Z][\w.]{1,5}\)?,? {0,2}(?:[-–—]|B )")
_HARD_BREAKS = ("\f", "\u2029")
MAX_WRAP_CHARS = 110
"""No mail client or archive wraps wider than this; longer lines are paragraphs of their own."""
MIN_WRAP_CHARS = 40
MIN_RUN_ON_CHARS = 30
"""A line shorter than this that ends without a mark is an item of a list rather than half a sentence."""
WRAPPED_SHARE = 0.8
"""Share of line breaks at which the next word would not have fitted any more, for a text to count as wrapped."""
RAGGED_SHARE = 0.5
"""Share of line breaks within a sentence from which on a text is cut up by something that kept no width."""
MIN_RAGGED_BREAKS = 5


def paragraph_spans(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The paragraphs of a stretch of text, in order, without white space at their ends.

    >>> paragraph_spans("One.\\n\\n Two.\\nThree. ")
    ((0, 4), (7, 11), (12, 18))
    """
    blocks = _blocks(text, _lines(text, start, len(text) if end is None else end))
    if all(len(block) == 1 for block in blocks):
        return tuple(block[0] for block in blocks)
    width = _wrap_width(text, blocks)
    is_ragged = width is None and _is_ragged(text, blocks)
    return tuple(span for block in blocks for span in _joined(text, block, width, is_ragged))


def spans_with_blocks(text: str, blocks: Iterable[Span]) -> tuple[Span, ...]:
    """The paragraphs of a text whose format marks blocks: a paragraph never crosses a border of a block."""
    borders = sorted({0, len(text), *(min(max(at, 0), len(text)) for block in blocks for at in block)})
    return tuple(span for start, end in pairwise(borders) for span in paragraph_spans(text, start, end))


def is_same_block(text: str, before: Span, after: Span) -> bool:
    """Whether only one line break stands between two neighbouring paragraphs."""
    return not _is_blank(text[before[1] : after[0]])


def _lines(text: str, start: int, end: int) -> list[Span]:
    """The lines that show something, without white space at their ends."""
    lines: list[Span] = []
    at = start
    for line in text[start:end].splitlines(keepends=True):
        if shown := line.strip():
            first = at + line.index(shown[0])
            lines.append((first, first + len(shown)))
        at += len(line)
    return lines


def _blocks(text: str, lines: Sequence[Span]) -> list[list[Span]]:
    """Lines grouped by the blank lines between the groups."""
    blocks: list[list[Span]] = []
    previous = -1
    for line in lines:
        if previous < 0 or _is_blank(text[previous : line[0]]):
            blocks.append([line])
        else:
            blocks[-1].append(line)
        previous = line[1]
    return blocks


def _is_blank(gap: str) -> bool:
    return gap.count("\n") > 1 or gap.count("\r") > 1 or any(mark in gap for mark in _HARD_BREAKS)


def _wrap_width(text: str, blocks: Sequence[Sequence[Span]]) -> int | None:
    """The column at which a hard-wrapped text was wrapped, or None where line breaks are the writer's own."""
    groups = [block for block in blocks if len(block) > 1]
    width = max(end - start for block in groups for start, end in block)
    if not MIN_WRAP_CHARS <= width <= MAX_WRAP_CHARS:
        return None
    breaks = [_is_full(text, line, following, width) for block in groups for line, following in pairwise(block)]
    return width if len(breaks) > 2 and sum(breaks) >= WRAPPED_SHARE * len(breaks) else None


def _is_full(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether the first word of the following line would not have fitted on the line."""
    word = _WORD.match(text, *following)
    return line[1] - line[0] + 1 + (word.end() - word.start() if word else 0) > width


def _is_ragged(text: str, blocks: Sequence[Sequence[Span]]) -> bool:
    """Whether most line breaks stand within sentences, at no fixed width (mail, saved pages with narrow columns)."""
    pairs = [pair for block in blocks if len(block) > 1 for pair in pairwise(block)]
    if len(pairs) < MIN_RAGGED_BREAKS or max(line[1] - line[0] for line, _ in pairs) > MAX_WRAP_CHARS:
        return False
    return sum(text[after[0]].islower() and _breaks_off(text, line) for line, after in pairs) >= RAGGED_SHARE * len(
        pairs
    )


def _breaks_off(text: str, line: Span) -> bool:
    """Whether a line ends within a sentence."""
    return text[line[1] - 1].isalnum() or text[line[1] - 1] in ",-–—’'"


def _goes_on(text: str, line: Span, following: Span) -> bool:
    """Whether a line of a ragged text goes on in the next: not from capitals to a sentence, nor to "f: (505) …"."""
    word = _WORD.match(text, *following)
    if word is None or word[0].endswith(":") or _OPENS_REPORT.match(text, *following):
        return False
    words = text[slice(*line)]
    if words.isupper() and words[-1] != "," and not text[slice(*following)].isupper():
        return False
    return word[0][0].islower() or words[-1] == "," or len(words) >= MIN_RUN_ON_CHARS


def _joined(text: str, block: Sequence[Span], width: int | None, is_ragged: bool) -> list[Span]:
    """The lines of a block, joined where a line break is only wrapping."""
    paragraphs = [block[0]]
    for line, following in pairwise(block):
        wraps = width is not None and _is_full(text, line, following, width)
        if is_ragged and _breaks_off(text, line):
            wraps = _goes_on(text, (paragraphs[-1][0], line[1]), following)
        if (wraps and not _MARKER.match(text, *following)) or _runs_on(text, line, following):
            paragraphs[-1] = (paragraphs[-1][0], following[1])
        else:
            paragraphs.append(following)
    return paragraphs


def _runs_on(text: str, line: Span, following: Span) -> bool:
    """Whether a sentence plainly goes on in the following line."""
    last, first = text[line[1] - 1], text[following[0]]
    if line[1] - line[0] < MIN_RUN_ON_CHARS or not first.islower() or not (last.islower() or last == ","):
        return False
    word = _WORD.match(text, *following)
    return not (word is not None and word[0].endswith(":")) and not _MARKER.match(text, *following)
