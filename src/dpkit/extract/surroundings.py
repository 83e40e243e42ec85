"""Surroundings: which words of a sentence around an attribution in its midst or at its end are what is said."""

from dpkit.extract.clauses import Line, closes_quote, has_finite


def content_before(line: Line, index: int) -> tuple[tuple[int, int], ...]:
    """What stands before an attribution, from the sentence's start; a quotation alone where it is all that matters."""
    end = line.finish(index)
    for quoted in reversed(line.quoted):
        if line.finish(index) <= quoted.end <= line.begin(index) and quoted.start > line.start + 1:
            if _is_lead_up(line, quoted.start):
                return ((quoted.start, max(end, quoted.end)),)
            break
    return ((line.start, end),) if end > line.start else ()


def _is_lead_up(line: Line, offset: int) -> bool:
    """Whether the words before a quotation end with a full stop or colon: another sentence, not part of the content."""
    left = line.words.text[max(line.start, offset - 3) : offset].rstrip()
    return left.endswith((".", ":", "!", "?"))


def content_after(line: Line, index: int, before: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """What goes on behind an attribution in the middle of a sentence."""
    for quoted in line.quoted:
        if quoted.start >= line.finish(index):
            return ((quoted.start, line.end),)
    if index >= line.last or "," not in line.gap(index) or not before:
        return ()
    first, last = line.words.range_of(*before[0])
    if closes_quote(line, last) or not _goes_on(line, (first, last), index):
        return ()
    return ((line.begin(index), line.end),)


def _goes_on(line: Line, before: tuple[int, int], index: int) -> bool:
    """Whether words behind an attribution go on with those before it, which are no sentence or are only part of one."""
    first, last = before
    words = line.lexicon.words
    if line.form(index) in words["boundary"] - {"as", "so", "but", "when", "while"} or line.form(index) == "that":
        return True
    if not has_finite(line, index, line.last):
        return False
    opening = first + (line.form(first) in ("even", "but", "and", "only"))
    is_part = line.form(opening) in words["boundary"] - {"but", "so"} or line.form(last - 1) in words["that"]
    return is_part or not has_finite(line, first, last)
