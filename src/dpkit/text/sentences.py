"""Sentences of a paragraph: one pattern finds every place that could end one, cheap checks decide.

The cases are those of the Golden Rules of pragmatic segmentation (abbreviations, initials, numbers, quotations,
brackets, lists, ellipses), widened for official statements in English, Russian, Kazakh and Ukrainian.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

import yaml

Kind = Literal["title", "number", "plain", "closing", "dated"]
KINDS: tuple[Kind, ...] = ("title", "number", "plain", "closing", "dated")

UPPER = "A-ZÀ-ÖØ-ÞА-ЯЁӘҒҚҢӨҰҮҺІЄЇҐ"
CLOSERS = "\"'”’»)\\]*_›"
OPENERS = "\"'“‘«„‹([*_¿¡"
BULLETS = "•●▪◦‣⁃·"
WORD_REACH = 24
"""No abbreviation is longer; a longer word before the full stop need not be looked at."""

# Every part is bounded or starts only where its run starts, so that a failing try costs a constant.
CANDIDATE = re.compile(
    rf"(?<![.!?…])([.!?…]+(?:[ \u00a0]\.){{0,6}})((?:[{CLOSERS}]|\[\d{{1,3}}\]){{0,8}})"
    rf"(?:(\s+)|$|(?=[“«„(]?[{UPPER}][\w’']{{0,24}}[\s,]))"
)
NEXT_WORD = re.compile(rf"[{OPENERS}]{{0,4}}([^\W_][\w’'.-]{{0,24}})")
LIST_MARKER = re.compile(rf"([{BULLETS}]?)[ \t]{{0,2}}(\d{{1,2}}|[a-z])(\.\)|\.|\))(?=[ \t])")
MORE_MARKERS = re.compile(rf"(?<=\s)([{BULLETS}]?)[ \t]{{0,2}}(\d{{1,2}}|[a-z])(\.\)|\.|\))(?=[ \t])")
ITEM_LINE = re.compile(rf"\n[ \t]{{0,40}}(?=[{BULLETS}*–—-][ \t]|\(?(?:\d{{1,2}}|[a-z])[.)][ \t])")
MARKER_ONLY = re.compile(rf"[{BULLETS}{OPENERS} \t]{{0,4}}(?:\d{{1,3}}|[^\W\d_]|[ivxIVX]{{1,4}})$")
JOINTS = re.compile(r"[-–—/(\[\"“”«‘']")
DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """What one language's words with a full stop mean."""

    kinds: dict[str, Kind]
    capitalised: frozenset[str]
    """Those that are a common word where they start in lower case ("ill", "sat")."""
    openers: frozenset[str]
    after_closing: frozenset[str]


def sentence_spans(text: str, start: int, end: int, language: str) -> tuple[tuple[int, int], ...]:
    """The sentences of `text[start:end]`, one paragraph, without white space at their ends.

    >>> [(a, b) for a, b in sentence_spans("Rep. Lee spoke. “Why?” he asked.", 0, 32, "en")]
    [(0, 15), (16, 32)]
    """
    known = abbreviations(language.partition("-")[0])
    spans: list[tuple[int, int]] = []
    for first, last in _segments(text, start, end):
        spans.extend(_split(text, first, last, known))
    return tuple(spans)


@lru_cache(maxsize=16)
def abbreviations(language: str) -> Abbreviations:
    """The abbreviations of a language beside the English ones; of an unknown language those of all."""
    source = resources.files("dpkit.text").joinpath("data/abbreviations.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, str]] = yaml.load(source, Loader=yaml.CSafeLoader)
    chosen = ["en", language] if language in data else list(data)
    kinds: dict[str, Kind] = {}
    capitalised: set[str] = set()
    openers: set[str] = set()
    after: set[str] = set()
    for part in (data[name] for name in chosen):
        for kind in KINDS:
            kinds.update(dict.fromkeys(part.get(kind, "").split(), kind))
        capitalised.update(part.get("capitalised", "").split())
        openers.update(part["openers"].split())
        after.update(part.get("after_closing", "").split())
    return Abbreviations(
        kinds=kinds, capitalised=frozenset(capitalised), openers=frozenset(openers), after_closing=frozenset(after)
    )


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraph cut where a list item starts: on a line of its own, or with the next number of a running list."""
    cuts: list[int] = []
    if text.find("\n", start, end) >= 0:
        cuts.extend(match.end() for match in ITEM_LINE.finditer(text, start, end))
    first = LIST_MARKER.match(text, start, end)
    if first and first[2] in ("1", "9", "a"):
        expected = first[2]
        for marker in MORE_MARKERS.finditer(text, first.end(), end):
            following = str(int(expected) + 1) if expected.isdigit() else chr(ord(expected) + 1)
            if marker[2] == following and (marker[1], marker[3]) == (first[1], first[3]):
                cuts.append(marker.start())
                expected = following
    elif first is None and start < end and text[start] in BULLETS:
        bullet = re.compile(rf"(?<=\s){text[start]}(?=\s|\w)")
        cuts.extend(match.start() for match in bullet.finditer(text, start + 1, end))
    begin = start
    for cut in sorted(set(cuts)):
        yield begin, cut
        begin = cut
    yield begin, end


def _split(text: str, start: int, end: int, known: Abbreviations) -> Iterator[tuple[int, int]]:
    """The sentences between two offsets; what follows the last letter or digit never stands alone."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    last = end
    while last > start and not text[last - 1].isalnum():
        last -= 1
    for match in CANDIDATE.finditer(text, start, end):
        if match.end() >= last and text[match.end() : match.end() + 1] != "#":
            break
        stop = _boundary(text, start, match, known)
        if stop is None:
            continue
        if any_word(text, start, stop):
            yield start, stop
            start = stop
            while text[start].isspace():
                start += 1
    if start < end:
        yield start, end


def any_word(text: str, start: int, end: int) -> bool:
    """Whether a letter or digit stands in the first characters of a span; marks alone make no sentence."""
    return any(char.isalnum() for char in text[start : min(end, start + WORD_REACH)])


def _boundary(text: str, start: int, match: re.Match[str], known: Abbreviations) -> int | None:
    """Where the sentence ends at a candidate, or None."""
    marks, closers, gap = match.groups()
    after = match.end()
    if gap and text[after] == '"' and text[after + 1 : after + 2].isspace():  # a straight mark set off by mistake
        return after + 1
    if not gap:
        return match.end(2) if _is_glued(text, match.start(), closers) else None
    if text[after] in "-–—" and (closers or _is_lower(text, after + 2)):
        return None
    if _is_lower(text, after) or text[after] in ",;:)":
        return None
    if marks == "." or marks == ".…":
        return match.end(2) if _full_stop_ends(text, start, match, known) else None
    if marks[0] in ".…" and "!" not in marks and "?" not in marks:
        return _after_ellipsis(text, match)
    return match.end(2)


def _is_glued(text: str, stop: int, closers: str) -> bool:
    """Whether a full stop without a space after it ends a sentence: pages often lose the space after a whole word."""
    before = text[max(stop - 3, 0) : stop]
    return len(before) == 3 and ((before.isalpha() and before.islower()) or (before.isdigit() and bool(closers)))


def _is_lower(text: str, at: int) -> bool:
    """Whether a word starts in lower case; "al-Qaeda" and "iPhone" do not count."""
    while at < len(text) and text[at] in OPENERS:
        at += 1
    if not text[at : at + 1].islower():
        return False
    inner = at + 3 if text[at : at + 3] in ("al-", "el-") else at + 1
    return not text[inner : inner + 1].isupper()


def _after_ellipsis(text: str, match: re.Match[str]) -> int | None:
    """Where a sentence with an ellipsis ends: "that.... She", not "[...] used", not "thing is . . . I"."""
    marks, closers = match[1], match[2]
    first = match.start()
    if text[first - 1 : first] in ("[", "(") and closers[:1] in ("]", ")"):
        return None
    dots = marks.count(".")
    if " " in marks:
        if dots < 4:
            return None
        return first + 1 if dots == 4 and not text[first - 1].isspace() and not closers else match.end(2)
    word = NEXT_WORD.match(text, match.end())
    return None if word and word[1] in ("I", "I’m", "I'm") and dots < 4 else match.end(2)


def _full_stop_ends(text: str, start: int, match: re.Match[str], known: Abbreviations) -> bool:
    """Whether one full stop before a capital, digit or opening mark ends a sentence."""
    stop, closers = match.start(), match[2]
    if stop - start <= 8 and MARKER_ONLY.match(text, start, stop):
        return False
    kind = _kind(_word_before(text, start, stop), known)
    if kind is None:
        return True
    if closers and not set(closers) <= set(")]"):
        return kind != "title"
    if kind == "title" or (closers and kind != "closing"):
        return False
    return _abbreviation_ends(text, start, match, kind, known)


def _word_before(text: str, start: int, stop: int) -> str:
    """The word before a full stop, without what is joined to its left ("(R-Calif", "WASHINGTON–U.S")."""
    parts = text[max(stop - WORD_REACH, start) : stop].split()
    if not parts:
        return ""
    word = JOINTS.split(parts[-1])[-1]
    return parts[-1] if len(word) == 1 and word != parts[-1].lstrip(OPENERS) else word  # "Form 1099-K."


def _kind(word: str, known: Abbreviations) -> Kind | None:
    """What the word before a full stop is, if an abbreviation: listed, dotted (U.N.) or an initial (K.)."""
    kind = known.kinds.get(word.lower())
    if kind and not (word.islower() and word in known.capitalised):
        return kind
    if len(word) == 1:
        return "plain" if word.isupper() else None
    return "plain" if "." in word and DOTTED.match(word) else None


def _abbreviation_ends(text: str, start: int, match: re.Match[str], kind: Kind, known: Abbreviations) -> bool:
    """Whether an abbreviation of a kind ends its sentence, by the word that follows it."""
    after = match.end()
    found = NEXT_WORD.match(text, after)
    following = found[1] if found else ""
    if kind == "number":
        return not following[:1].isdigit() and following.lower() in known.openers
    if kind == "dated":
        before = text[max(match.start() - 3, start) : match.start()].rstrip("гвжғрст ").rstrip()
        return before[-1:].isdigit()
    if kind == "closing":
        far = match.start() - start > 20  # "At 5 a.m. Mr. Smith went" has said nothing yet
        return far and following not in known.after_closing and not following[:1].isdigit()
    return following.lower() in known.openers and not _is_dateline(text, start, match.start())


def _is_dateline(text: str, start: int, stop: int) -> bool:
    """Whether a sentence so far is short and all names, as "WASHINGTON, D.C. Today ..."."""
    return stop - start < 40 and not any(word[0].islower() for word in text[start:stop].split())
