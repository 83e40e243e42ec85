"""Quotations that lost a mark: where their writers meant them to begin or to end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dpkit.text.marks import NO_MARKS, LocalMarks, Mark

MAX_CARRY = 200
"""Paragraphs that a quotation opened once may run over before its closing mark; a longer one counts as unclosed."""
MAX_STATEMENT = 40
"""Paragraphs of a statement that is announced and never closed."""
MAX_SHARED_CHARS = 80
"""A name in quotation marks that holds another one («Фонд «Имя») is no longer than this before the inner one."""
MIN_TEXT_CHARS = 40
"""A shorter paragraph that does not end like a sentence is a heading, a button or a name rather than a statement."""
_SPEECH = (
    "said|says|say|added|adds|stated|states|continued|concluded|explained|noted|remarked|wrote|told|"
    "сказал|сказала|заявил|заявила|отметил|отметила|сообщил|сообщила|подчеркнул|подчеркнула|добавил|добавила|"
    "деді|дейді|сказав|сказала|заявив|заявила|зазначив|зазначила|наголосив|наголосила"
)
_NAME = (
    r"(?:(?:he|she|they|he|it|who|он|она|они|ол|олар|він|вона|вони)[ \xa0]|"
    r"(?:(?:the|a|an|of|and|for|de|von|van|al)[ \xa0]|[A-ZÀ-ÞА-ЯЁӘҒҚҢӨҰҮҺІЇЄҐ][\w.’'-]{0,30},?[ \xa0]){0,6}"
    r"(?:[^\W\d_]{2,16}[ \xa0])?)"
)
_ATTRIBUTION = re.compile(rf"(?:[,!?]\s{{1,3}}(?:[—–-]\s)?{_NAME}|\.\s{{1,3}})(?:{_SPEECH})\b")
_AFTER_END = re.compile(rf"[,.]?\s{{0,3}}(?:[—–-]\s)?{_NAME}(?:{_SPEECH})\b")
_END_MARK = re.compile(r"\s#|\s-30-|(?<=[.!?])\s+(?i:click here)\b")
_SENTENCE_END = re.compile(r"[.!?:]\s")
_SENTENCE_CLOSE = frozenset(".!?…")
_ANNOUNCED = re.compile(
    r"\b(?:following|below)\b[^:]{0,30}\b(?:statement|remarks|comments?|message|letter|speech)\b|"
    r"\b(?:statement|remarks|comments?)\b[^.]{0,40}\b(?:below|follows)\b|"
    r"\b(?:следующ\w{2,4} |наступн\w{1,3} )(?:заявлени|заяв|сообщени)|\bмәлімдеме",
    re.IGNORECASE,
)
_ISSUES = re.compile(
    r"\b(?:issued|released|made|gave|delivered|offered|sent|said|says|заявил\w?|выступил\w?|опубликовал\w?|сообщил\w?)\b"
)
_CAPITALISED = re.compile(r"\b[^\W\d_a-zа-яёәғқңөұүһіїєґ][^\W\d_]{2,30}\b")
ANNOUNCEMENT_CHARS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A document whose quotations are looked for."""

    text: str
    paragraphs: Sequence[tuple[int, int]]
    marks: Sequence[LocalMarks]


def is_alike(opening: Mark, other: Mark) -> bool:
    """Whether two marks may belong to one quotation."""
    return opening.family == other.family


def paragraph_that_closes(place: Place, number: int, opening: Mark) -> int | None:
    """The later paragraph whose closing mark belongs to a quotation that was opened only once."""
    start = place.paragraphs[number][0]
    before = place.text[start : opening.start].rstrip("*_> \xa0\t\n")
    if before and before[-1] not in ":,.!?—–-":
        return None
    for later in range(number + 1, min(number + 1 + MAX_CARRY, len(place.marks))):
        local = place.marks[later]
        if local.stray_ends and is_alike(opening, local.stray_ends[0]):
            return later
        if local.left_open or local.opens_with or local.stray_ends or _is_author_again(place, later):
            return None
    return None


def shared_end(place: Place, number: int, opening: Mark) -> tuple[Mark, str] | None:
    """The closing mark of an inner quotation that must be the outer one's, with the rule that says so.

    Either the inner one lost its own (`“They call it a “fair deal.”`), or both end here and the mark is not
    repeated, as is the custom with «…» («Фонд «Имя»).
    """
    inner = [pair for pair in place.marks[number].pairs if pair[0].start > opening.start and is_alike(opening, pair[0])]
    if not inner:
        return None
    text, (start, end) = place.text, place.paragraphs[number]
    first, last = min(inner)[0], max(pair[1] for pair in inner)
    lead = text[start : opening.start].rstrip(" \xa0*_")
    is_name = bool(lead) and lead[-1].isalnum() and first.start - opening.end <= MAX_SHARED_CHARS
    if is_name and not _SENTENCE_END.search(text, opening.end, first.start):
        return min(inner)[1], "quotation.shared_end"
    for begin, closing in sorted(inner):
        if _ATTRIBUTION.search(text, opening.end, begin.start):
            return None
        is_end_of_words = text[closing.start - 1] in ",!?." or text[closing.end : closing.end + 1] == ","
        if is_end_of_words and _AFTER_END.match(text, closing.end, end):
            return closing, "quotation.inner_unclosed"
    rest = text[last.end : end]
    return (last, "quotation.inner_unclosed") if len(rest) < 8 and not any(map(str.isalnum, rest)) else None


def statement_end(place: Place, number: int, opening: Mark) -> int | None:
    """The last paragraph of a statement that is announced, opened and never closed; None where it ends with its own.

    It runs on through paragraphs of text up to a heading, furniture, the author's own words about the one who made
    it, or a paragraph that opens the quotation again.
    """
    speaker = _announced_by(place, number, opening)
    if speaker is None:
        return None
    last = number
    for later in range(number + 1, min(number + 1 + MAX_STATEMENT, len(place.marks))):
        local = place.marks[later]
        if local.opens_with is not None and is_alike(opening, local.opens_with):
            return later if local.opens_with in local.left_open or _is_whole(place, later) else (last or None)
        if local.left_open or local.stray_ends or _is_author_again(place, later) or not _is_text(place, later, speaker):
            break
        last = later
    return last if last > number else None


def missing_start(place: Place, number: int, closing: Mark) -> int | None:
    """Where a quotation begins whose closing mark stands alone; None where the mark is none of a quotation."""
    text, start = place.text, place.paragraphs[number][0]
    if text[closing.start - 1] not in ",.!?…;":
        return None
    pairs = place.marks[number].pairs
    previous = max((pair[1].end for pair in pairs if pair[1].end <= closing.start), default=start)
    if previous > start:
        sentence = _SENTENCE_END.search(text, previous, closing.start)
        return sentence.end() if sentence is not None and sentence.end() < closing.start - 1 else None
    for earlier in range(number - 1, max(number - 1 - MAX_STATEMENT, -1), -1):
        first, end = place.paragraphs[earlier]
        if text[end - 1] == ":" and _ANNOUNCED.search(text, max(first, end - ANNOUNCEMENT_CHARS), end):
            return place.paragraphs[earlier + 1][0]
        if place.marks[earlier] is not NO_MARKS or not _ends_sentence(text, first, end):
            break
    return start


def word_end(place: Place, number: int, start: int) -> int:
    """Where an unclosed quotation ends within its paragraph: before its speaker or an end mark, else with it."""
    end = place.paragraphs[number][1]
    cut = _ATTRIBUTION.search(place.text, start, end)
    if cut is not None:
        return cut.start() + 1
    mark = _END_MARK.search(place.text, start, end)
    return mark.start() if mark is not None and mark.start() > start else end


def _announced_by(place: Place, number: int, opening: Mark) -> frozenset[str] | None:
    """The capitalised words of who makes the statement that a quotation opens; None where none is announced."""
    text, (start, _) = place.text, place.paragraphs[number]
    end = start + len(text[start : opening.start].rstrip(" \xa0*_"))
    if end == start and number:
        start, end = place.paragraphs[number - 1]
    elif end > start and text[end - 1] != ":":
        return None
    head = max(start, end - ANNOUNCEMENT_CHARS)
    if end == start or not _ANNOUNCED.search(text, head, end):
        return None
    verb = _ISSUES.search(text, head, end)
    return frozenset(_CAPITALISED.findall(text, head, verb.start() if verb else end))


def _is_text(place: Place, number: int, speaker: frozenset[str]) -> bool:
    """Whether a paragraph may go on with a statement: text that does not begin with the name of who made it."""
    start, end = place.paragraphs[number]
    if not _ends_sentence(place.text, start, end) or (end - start < MIN_TEXT_CHARS and place.text[end - 1] == ":"):
        return False
    return speaker.isdisjoint(_CAPITALISED.findall(place.text, start, min(end, start + 100)))


def _is_whole(place: Place, number: int) -> bool:
    """Whether a paragraph is one quotation altogether."""
    end = place.paragraphs[number][1]
    opening = place.marks[number].opens_with
    closing = next((pair[1] for pair in place.marks[number].pairs if pair[0] is opening), None)
    rest = place.text[closing.end : end] if closing is not None else ""
    return closing is not None and len(rest) < 8 and not any(map(str.isalnum, rest))


def _is_author_again(place: Place, number: int) -> bool:
    """Whether a paragraph plainly is the author's again: a quotation with its speaker, or a line of signs."""
    start, end = place.paragraphs[number]
    if not any(char.isalnum() for char in place.text[start : min(end, start + 200)]):
        return True
    return any(_AFTER_END.match(place.text, close.end, end) for _, close in place.marks[number].pairs)


def _ends_sentence(text: str, start: int, end: int) -> bool:
    last = text[max(start, end - 12) : end].rstrip("\"”»’'*_)] \xa0")
    return bool(last) and last[-1] in _SENTENCE_CLOSE
