"""Words and cues of a text: one pass cuts the words, one look-up per word finds every cue of the lexicon.

Where the cues of a claim may stand (the schema helper checks it): framing, hedge, negation, denial, evaluation,
commitment, directive, declaration and evidence cues stand inside their claim, or, for framing and for the reported
act of an attribution clause ("urged"), in the claim's paragraph; attribution cues stand in the same paragraph, or,
for quotations whose lead names the speaker and for carried speakers, in the same document.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from dpkit.extract.lexicon import CueRule, Entries, Form, Lexicon

_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")
_JOINTS = frozenset({" ", "-", "\u00a0", "\n", "‑"})


@dataclass(slots=True)  # not frozen: see clauses.Line
class Words:
    """The words of a text in order: lower-cased forms with their bounds (code points)."""

    text: str
    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    finite: bytearray
    """For each word whether it is a finite verb, as far as somebody has asked: 0 not yet, 1 no, 2 yes."""

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """The words that start within a span, as a half-open range of indices."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def gap(self, index: int) -> str:
        """What stands between a word and the one before it (from the start of the text for the first)."""
        gap = self.text[self.ends[index - 1] if index > 0 else 0 : self.starts[index]]
        return gap if gap == " " else gap.replace("\u00a0", " ")

    def is_capital(self, index: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.text[self.starts[index]].isupper()

    def is_capitals(self, index: int) -> bool:
        """Whether a word of two letters or more is all capitals: an abbreviation."""
        word = self.text[self.starts[index] : self.ends[index]]
        return len(word) > 1 and word.isupper()


@dataclass(slots=True)  # not frozen: see clauses.Line
class Hit:
    """Words of a text that match a rule: a range of word indices, half-open."""

    first: int
    last: int
    rule: CueRule
    form: Form


def words_of(text: str) -> Words:
    """The words of a text; a contraction is one word, its apostrophe read as '.

    >>> words_of("We don’t know.").forms
    ['we', "don't", 'know']
    """
    pieces = _WORD.split(text)  # gaps and words by turns
    words = pieces[1::2]
    if not words:
        return Words(text, (), (), (), bytearray())
    bounds = list(accumulate(map(len, pieces)))
    # Lower-casing never feeds an offset: only whole words are compared. No word holds a line break.
    forms = "\n".join(words).lower().replace("’", "'").split("\n")
    return Words(text, forms, bounds[0:-1:2], bounds[1::2], bytearray(len(forms)))


def find_hits(words: Words, lexicon: Lexicon, first: int = 0, last: int | None = None) -> list[Hit]:
    """Every cue in a range of words, by position; at one word each rule matches at most once, longest first."""
    hits: list[Hit] = []
    entries = lexicon.entries
    forms = words.forms[first:last]
    if lexicon.stem_lengths or lexicon.ending_lengths:
        return _find_inflected(words, lexicon, first, forms)
    following = iter([*forms[1:], ""])
    for index, form in enumerate(forms, start=first):
        after = next(following)
        found = entries.get(form)
        # Most words that begin a phrase ("the", "we") are not followed by its second word: no call for them.
        if found is not None and (found.alone or after in found.longer or found.stemmed):
            _match(words, index, found, hits)
    return hits


def _find_inflected(words: Words, lexicon: Lexicon, first: int, forms: Sequence[str]) -> list[Hit]:
    """The cues of a language whose words are also known by their stems and endings."""
    hits: list[Hit] = []
    for index, form in enumerate(forms, start=first):
        found = lexicon.entries.get(form)
        if found is not None:
            _match(words, index, found, hits)
        _match_stems(words, index, lexicon, hits)
        _match_endings(form, index, lexicon, hits)
    return hits


def _match_stems(words: Words, index: int, lexicon: Lexicon, hits: list[Hit]) -> None:
    form = words.forms[index]
    for length in lexicon.stem_lengths:
        if length <= len(form):
            found = lexicon.stems.get(form[:length])
            if found is not None:
                _match(words, index, found, hits)
                return


def _match_endings(form: str, index: int, lexicon: Lexicon, hits: list[Hit]) -> None:
    """The rules that the longest known ending of a word answers to, where a stem of two letters is left."""
    for length in lexicon.ending_lengths:
        if length + 2 <= len(form):
            found = lexicon.endings.get(form[-length:])
            if found is not None:
                hits.extend(Hit(index, index + 1, entry.rule, entry.form) for entry in found)
                return


def _match(words: Words, index: int, entries: Entries, hits: list[Hit]) -> None:
    seen: set[str] = set()
    if index + 1 < len(words.forms) and (entries.longer or entries.stemmed):
        for entry in (*entries.longer.get(words.forms[index + 1], ()), *entries.stemmed):
            if entry.rule.id not in seen and _tail_matches(words, index, entry.tail):
                seen.add(entry.rule.id)
                hits.append(Hit(index, index + 1 + len(entry.tail), entry.rule, entry.form))
    for entry in entries.alone:
        if entry.rule.id not in seen:
            seen.add(entry.rule.id)
            hits.append(Hit(index, index + 1, entry.rule, entry.form))


def _tail_matches(words: Words, index: int, tail: Sequence[str]) -> bool:
    forms = words.forms
    if index + len(tail) >= len(forms):
        return False
    for offset, wanted in enumerate(tail, start=1):
        form = forms[index + offset]
        if form != wanted and not (wanted.endswith("*") and form.startswith(wanted[:-1])):
            return False
        gap = words.gap(index + offset)
        if gap not in _JOINTS and not (wanted == "что" and gap == ", "):
            return False
    return True
