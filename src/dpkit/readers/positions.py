"""A byte map of text that was taken piece by piece out of decoded text: escapes, markup and quoting undone."""

from collections.abc import Iterable

from dpkit.model import ByteMap

Piece = tuple[int, int, int]
"""(characters of the new text, start, end in the decoded text).

As many characters as the span is long: copied one by one. One for a span of another length: an escape, an entity or
collapsed white space; for an empty span: a character that stands nowhere in the source.
"""


def compose(base: ByteMap, pieces: Iterable[Piece]) -> ByteMap:
    """The map of the new text to the bytes, through the map of the decoded text; pieces come in order.

    >>> compose(ByteMap(chars=(0, 9), offsets=(0, 9), widths=(1, 0)), [(1, 0, 1), (1, 1, 6), (2, 7, 9)])
    ByteMap(chars=(0, 1, 2, 4), offsets=(0, 1, 7, 9), widths=(1, 5, 1, 0), parts=())
    """
    from_chars, from_offsets, from_widths = base.chars, base.offsets, base.widths
    chars: list[int] = []
    offsets: list[int] = []
    widths: list[int] = []
    position = last = run = 0
    for count, start, end in pieces:
        while run + 1 < len(from_chars) and from_chars[run + 1] <= start:
            run += 1
        if count != end - start:
            offset = from_offsets[run] + (start - from_chars[run]) * from_widths[run]
            last = offset if end == start else max(base.bytes_of(end - 1, end)[1], offset)
            chars.append(position)
            offsets.append(offset)
            widths.append((last - offset) // count)
            position += count
            continue
        while start < end:
            while from_chars[run + 1] <= start:
                run += 1
            stop, width = min(end, from_chars[run + 1]), from_widths[run]
            offset = from_offsets[run] + (start - from_chars[run]) * width
            if not widths or widths[-1] != width or last != offset:
                chars.append(position)
                offsets.append(offset)
                widths.append(width)
            position += stop - start
            last = offset + (stop - start) * width
            start = stop
    return ByteMap(chars=(*chars, position), offsets=(*offsets, last), widths=(*widths, 0), parts=base.parts)
