"""Lines: the sentences of a layout that may claim something, each seen at its own level of quotation."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from dpkit.extract.clauses import Line, Quoted
from dpkit.extract.cues import Hit, find_hits, words_of
from dpkit.extract.interruptions import interruption
from dpkit.extract.lexicon import Lexicon, lexicon_of
from dpkit.model import Layout, Quotation, Role

CLAIM_ROLES: frozenset[Role] = frozenset({"title", "lead", "heading", "body", "list_item", "caption"})
QUOTES_PER_LINE = 40
"""A sentence with more quotations is a list or hostile; the rest of its marks are read as plain text."""
HITS_PER_LINE = 200
_CAPITAL = "A-ZÀ-ÖØ-ÞА-ЯЁҚҒҮҰӘӨІҢҺ"
_TITLES = (
    r"(?:Acting |Deputy |Prime |Foreign |Vice )?(?:Secretary|Senator|President|Minister|Chairman|Chairwoman|Chair|"
    r"Speaker|Congressman|Congresswoman|Representative|Rep\.|Sen\.|Gov\.|Governor|Ambassador|General|Director|Mr\.?|Ms\.?|Mrs\.?|Dr\.?|"
    r"Президент|Министр|Премьер-министр|Председатель|Посол|Господин|Госпожа|Пресс-секретарь|Министрі|Премьер-Министр)"
)
_ROLES = "Question|Moderator|Interviewer|Journalist|Reporter|Вопрос|Журналист|Ведущий|Сұрақ"  # answers: the issuer's
_LABEL = re.compile(
    rf"[\"“*]{{0,3}}([{_CAPITAL}][{_CAPITAL}.'’ -]{{2,40}}?|{_TITLES}(?: [{_CAPITAL}][\w.'’-]{{0,24}}){{1,3}}|{_ROLES})"
    r"\s?:\*{0,2}\s+"
)
_DATELINE = re.compile(r"[^\n–—]{2,70}?(?:(?<=[.,])\s{2,}|\s[–—]{1,2}\s|\s--?\s|[–—]\s?|--\s?)")
_DATED = re.compile(
    rf"[{_CAPITAL}][\w-]*\.|(?:[{_CAPITAL}][\w-]*(?: [{_CAPITAL}][\w-]*)?[.,]\s*)?"
    r"\d{1,2} [^\W\d_]{3,9}(?: \d{4}(?: г(?:\.|ода)| жыл(?:ы|ғы)?)?)?[.,]?"
    r"(?:\s*/[^/\n]{2,30}/\.?|\s*[–—-]\s*[^\n.]{2,30}\.)?"
)
"""A whole sentence that only says where and when ("АСТАНА, 14 мая.")."""
_DATELINE_SIGN = re.compile(r"[–—-]|\s{2}")
"""Every dateline ends with one of these: most sentences need no more than this look."""
DATELINE_CHARS = 80
NAME_WORDS = 4
"""How many words a name in quotation marks has at most."""


class Passage(NamedTuple):
    """One sentence in its place: its paragraph, its role and the quotation (index) that holds all of it."""

    number: int
    line: Line
    paragraph: int
    role: Role
    base: int | None
    is_first: bool
    label: tuple[int, int] | None = None
    """The words of a speaker label before it ("WALLACE: …")."""


def passages_of(layout: Layout, lexicons: Mapping[str, Lexicon]) -> tuple[Passage, ...]:
    """The sentences that may claim something, in order."""
    words = words_of(layout.text)
    passages: list[Passage] = []
    paragraph = -1
    hits: list[Hit] = []
    firsts: list[int] = []
    lexicon = Lexicon(language="und")
    nearby = _quotations_by_paragraph(layout)
    for sentence in layout.sentences:
        place = layout.paragraphs[sentence.paragraph]
        if place.role not in CLAIM_ROLES:
            continue
        is_first = sentence.paragraph != paragraph
        if is_first:
            paragraph = sentence.paragraph
            lexicon = _lexicon_for(place.language, layout.language, lexicons)
            hits = find_hits(words, lexicon, *words.range_of(place.start, place.end))
            firsts = [hit.first for hit in hits]
        if is_first and _DATED.fullmatch(layout.text, sentence.start, sentence.end) is not None:
            paragraph = -1  # the next sentence is the first of the text
            continue
        start, label = _opening(layout.text, sentence.start, sentence.end) if is_first else (sentence.start, None)
        first, last = words.range_of(start, sentence.end)
        holder, inner = _levels(layout.quotations, nearby[paragraph], start, sentence.end, layout.text)
        cues = _within(hits, firsts, first, last)
        if lexicon.drops_copula:
            said = {words.starts[hit.first] for hit in cues if hit.rule.kind == "attribution"}
            inner = tuple(quoted for quoted in inner if not _is_name(layout.text, quoted, said))
        if lexicon.drops_copula and holder is not None:
            broken = interruption(words, cues, start, sentence.end)
            if broken is not None:
                inner = _around(layout.quotations[holder], holder, (start, sentence.end), broken)
                holder = None
        line = Line(start, sentence.end, first, last, words, cues, inner, lexicon)
        passages.append(
            Passage(
                number=len(passages),
                label=words.range_of(*label) if label is not None else None,
                line=line,
                paragraph=paragraph,
                role=place.role,
                base=holder,
                is_first=is_first,
            )
        )
    return tuple(passages)


def _lexicon_for(language: str, fallback: str, lexicons: Mapping[str, Lexicon]) -> Lexicon:
    base = (language if language != "und" else fallback).split("-", 1)[0]
    return lexicons.get(base) or lexicon_of(base)


def _within(hits: Sequence[Hit], firsts: Sequence[int], first: int, last: int) -> Sequence[Hit]:
    """The cues of a range of words; hits are sorted by word, `firsts` are their first words."""
    begin = bisect_left(firsts, first)
    return hits[begin : bisect_left(firsts, last, begin, min(len(hits), begin + HITS_PER_LINE))]


def _opening(text: str, start: int, end: int) -> tuple[int, tuple[int, int] | None]:
    """Where the first sentence of a paragraph begins behind a speaker label or dateline, and the label's span."""
    labelled = _LABEL.match(text, start, min(end, start + 60))
    if labelled is not None and labelled.end() < end:
        return labelled.end(), labelled.span(1)
    return _behind_dateline(text, start, end), None


def _quotations_by_paragraph(layout: Layout) -> list[list[int]]:
    """For each paragraph the quotations that reach into it, in order."""
    found: list[list[int]] = [[] for _ in layout.paragraphs]
    at = 0
    starts = [paragraph.start for paragraph in layout.paragraphs]
    for index, quotation in enumerate(layout.quotations):
        while at + 1 < len(starts) and starts[at + 1] <= quotation.start:
            at += 1
        for number in range(at, len(starts)):
            if starts[number] >= quotation.end:
                break
            found[number].append(index)
    return found


def _behind_dateline(text: str, start: int, end: int) -> int:
    """Where a sentence begins behind a dateline ("WASHINGTON, D.C. – "): capitals before a dash, no sentence."""
    reach = min(end, start + DATELINE_CHARS)
    if _DATELINE_SIGN.search(text, start, reach) is None:
        return start
    match = _DATELINE.match(text, start, reach)
    if match is None:
        return start
    words = re.findall(r"[^\W_]+", match[0])
    if not words or any(word[0].islower() for word in words) or not words[0][0].isalpha():
        return start
    is_place = match[0].rstrip(" –—-")[:1].isupper() and (
        "," in match[0] or match[0].upper() == match[0] or len(words) <= 3
    )
    return match.end() if is_place and match.end() < end else start


def _levels(
    quotations: Sequence[Quotation], nearby: Sequence[int], start: int, end: int, text: str
) -> tuple[int | None, tuple[Quoted, ...]]:
    """The innermost quotation that holds a whole sentence, and those right inside it that the sentence shows."""
    holder: int | None = None
    for index in nearby:
        quotation = quotations[index]
        if quotation.start > start + 1:
            break
        if _holds(quotation, start, end, text) and (holder is None or quotation.depth >= quotations[holder].depth):
            holder = index
    depth = quotations[holder].depth + 1 if holder is not None else 0
    inner: list[Quoted] = []
    for index in nearby:
        quotation = quotations[index]
        if quotation.depth != depth or quotation.end <= start or quotation.start >= end or index == holder:
            continue
        inner.append(
            Quoted(
                max(quotation.start, start),
                min(quotation.end, end),
                max(quotation.inner_start, start),
                min(quotation.inner_end, end),
                index,
                quotation.start < start or quotation.end > end,
            )
        )
        if len(inner) >= QUOTES_PER_LINE:
            break
    return holder, tuple(inner)


def _is_name(text: str, quoted: Quoted, said: Set[int]) -> bool:
    """Whether marks hold a name (завод «Химтрон»), as they do in Russian and Kazakh, and nothing that somebody said.

    `said` is where verbs of saying begin: behind one of a sentence's first words in marks these are a quotation.
    """
    inner = text[quoted.inner_start : quoted.inner_end]
    before, after = text[max(0, quoted.start - 2) : quoted.start], text[quoted.end : quoted.end + 2]
    is_joined = len(before) == len("о ") and before[0].isalnum() and before[1] in " \u00a0"
    is_begun = (not before.strip() or before[0] in ".!?\n") and after[:1] == " " and after[1:].islower()
    is_begun = is_begun and quoted.end + 1 not in said
    is_short = inner[:1].isupper() and inner[-1:].isalnum() and len(inner.split()) <= NAME_WORDS
    return is_short and (is_joined or is_begun)


def _around(quotation: Quotation, index: int, sentence: tuple[int, int], broken: tuple[int, int]) -> tuple[Quoted, ...]:
    """What is left of a quotation in a sentence on both sides of its author's words."""
    pieces: list[Quoted] = []
    start, end = max(quotation.start, sentence[0]), min(quotation.end, sentence[1])
    for left, right in ((start, broken[0]), (broken[1], end)):
        if right - left > 1:
            inner = max(quotation.inner_start, left), min(quotation.inner_end, right)
            is_open = left > quotation.start or right < quotation.end
            pieces.append(Quoted(left, right, *inner, index, is_open))
    return tuple(pieces)


def _holds(quotation: Quotation, start: int, end: int, text: str) -> bool:
    if quotation.end >= end and quotation.start <= start:
        return True
    if quotation.start > start or end - quotation.end > 3 or quotation.end < start:
        return False
    return not any(sign.isalnum() for sign in text[quotation.end : end])
