"""Clauses: the view of one sentence that attribution works on, and where subjects, verbs and clauses begin and end."""

from collections.abc import Sequence
from dataclasses import dataclass

from dpkit.extract.cues import Hit, Words
from dpkit.extract.lexicon import Lexicon

OPENING = frozenset('“„«"‘‹')
CLOSING = frozenset('”“»"’›')
BREAKS = frozenset(";:—–[]…|")
GERUNDS = ("аясь", "уясь", "ваясь", "вшись", "аючи", "ируя", "ечая", "ворят", "аляя", "ывая", "ивая")
"""How Russian adverbial participles of saying end ("ссылаясь на …, утверждала"): no subject begins so."""
SUBJECT_WORDS = 16
"""A subject longer than this is a misreading; it also bounds every look to the left."""


@dataclass(slots=True)  # not frozen: see Line
class Quoted:
    """A quotation as one sentence shows it: cut to the sentence, with its index in the layout."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    index: int
    is_open: bool
    """Whether it begins or ends outside the sentence."""


@dataclass(slots=True)
class Line:
    """One sentence at one level of quotation: its span, words, cues and the quotations inside it.

    A value like all others: nothing changes it. That is not enforced, as making a frozen one costs nine times as much,
    and a document needs hundreds.
    """

    start: int
    end: int
    first: int
    last: int
    words: Words
    hits: Sequence[Hit]
    quoted: Sequence[Quoted]
    lexicon: Lexicon

    def form(self, index: int) -> str:
        """A word of the sentence; empty outside it."""
        return self.words.forms[index] if self.first <= index < self.last else ""

    def gap(self, index: int) -> str:
        """What stands before a word, cut to the sentence; behind the last word what closes the sentence."""
        left = self.words.ends[index - 1] if index > self.first else self.start
        right = self.words.starts[index] if index < self.last else self.end
        gap = self.words.text[left:right]
        return gap if gap == " " else gap.replace("\u00a0", " ")

    def is_quoted(self, index: int) -> bool:
        """Whether a word stands in one of the quotations."""
        if not self.quoted:
            return False
        start = self.words.starts[index]
        for quoted in self.quoted:  # noqa: SIM110 - a generator would cost more than the look itself
            if quoted.start <= start < quoted.end:
                return True
        return False

    def begin(self, index: int) -> int:
        """The offset where a word begins, the sentence's end behind the last."""
        return self.words.starts[index] if index < self.last else self.end

    def finish(self, index: int) -> int:
        """The offset where the word before an index ends, the sentence's start before the first."""
        return self.words.ends[index - 1] if index > self.first else self.start


def closes_quote(line: Line, index: int) -> bool:
    """Whether a quotation ends right before a word."""
    if not line.quoted:
        return False
    left, right = line.finish(index), line.begin(index)
    return any(left <= quoted.end - 1 < right or left <= quoted.end <= right for quoted in line.quoted)


def opens_quote(line: Line, index: int) -> bool:
    """Whether a quotation begins right before a word."""
    if not line.quoted:
        return False
    left, right = line.finish(index), line.begin(index)
    return any(left <= quoted.start < right or quoted.start == right for quoted in line.quoted)


def is_break(line: Line, index: int) -> bool:
    """Whether a comma, a dash or the end of a quotation stands before a word."""
    gap = line.gap(index)
    return gap != " " and ("," in gap or " - " in gap or "--" in gap or closes_quote(line, index) or _breaks(gap))


def _breaks(gap: str) -> bool:
    return not BREAKS.isdisjoint(gap)


def is_finite(line: Line, index: int) -> bool:
    """Whether a word is, as far as its form and the words beside it tell, a finite verb; remembered."""
    known = line.words.finite[index]
    if known == 0:
        known = 1 + _is_finite(line, index)
        line.words.finite[index] = known
    return known == 2


def begins_verb_group(line: Line, index: int) -> bool:
    """Whether a finite verb belongs to no verb before it: "resigned are", but not "is closed"."""
    auxiliary = line.lexicon.words["auxiliary"]
    if not is_finite(line, index - 1):
        return True
    return line.form(index) in auxiliary and line.form(index - 1) not in auxiliary


def _is_finite(line: Line, index: int) -> bool:
    form = line.words.forms[index]
    kind = line.lexicon.verbs.get(form)
    if kind is None:
        if line.lexicon.finite_endings:
            return _has_finite_ending(line, index, form)
        return form.endswith("ed") and _is_past(line, index, form)
    if kind == "auxiliary":
        return form not in _NOT_FINITE and line.form(index - 1) != "to"
    if kind == "base":
        return _has_plural_subject(line, index)
    return _follows_noun(line, index) and (kind == "finite" or _takes_object(line, index))


def _has_finite_ending(line: Line, index: int, form: str) -> bool:
    """Whether a word ends like a finite verb of its language: no name, and none of the listed nouns that do too."""
    if len(form) < 4 or not form.endswith(line.lexicon.finite_endings) or form in line.lexicon.words["no_verb"]:
        return False
    return index == line.first or not line.words.is_capital(index)


def _is_past(line: Line, index: int, form: str) -> bool:
    """Whether a form in -ed is a past tense: not "need", no name, no adjective behind an article, not at the start."""
    if index == line.first or len(form) <= 4 or form.endswith("eed"):
        return False
    is_name = line.words.is_capital(index) and line.gap(index) == " "
    return not is_name and line.form(index - 1) not in line.lexicon.words["determiner"]


_NOT_FINITE = frozenset({"be", "been", "being"})


def _follows_noun(line: Line, index: int) -> bool:
    before = line.form(index - 1)
    members = line.lexicon.words
    is_article = before in members["determiner"] and before not in _PRONOUNS
    return index > line.first and not is_article and before not in members["preposition"] and before != "to"


def _takes_object(line: Line, index: int) -> bool:
    """Whether a form that may be a plural noun has a singular pronoun before or an object behind it."""
    after, members = line.form(index + 1), line.lexicon.words
    if line.form(index - 1) in ("he", "she", "it", "who", "which"):
        return True
    return after in members["determiner"] or after in members["complementizer"] or after in ("to", "us", "them")


_PRONOUNS = frozenset({"this", "that", "all", "both", "each", "these", "those", "some", "many", "few"})


def _has_plural_subject(line: Line, index: int) -> bool:
    """Whether a base form follows what may be its subject: a pronoun or a plural noun, adverbs left out."""
    at = index - 1
    while at > line.first and (line.words.forms[at].endswith("ly") or line.words.forms[at] in _MIDDLE_ADVERBS):
        at -= 1
    if at < line.first:
        return False
    before = line.words.forms[at]
    if before in _PLURALS:
        return True
    is_plural = len(before) > 3 and before.endswith("s") and not before.endswith(("ss", "us", "is", "'s"))
    is_verb = before in line.lexicon.words["verb_s"] and line.form(at - 1) not in line.lexicon.words["determiner"]
    return is_plural and "," not in line.gap(index) and not is_verb


_MIDDLE_ADVERBS = frozenset("also still even hereby never always often therefore again both all".split())  # noqa: SIM905
_PLURALS = frozenset(
    "i we you they who people women men children police aircraft troops media personnel staff youth".split()  # noqa: SIM905
)


def has_finite(line: Line, first: int, last: int) -> bool:
    """Whether a range of words holds a finite verb; languages without a list of auxiliaries are trusted."""
    if not line.lexicon.words["auxiliary"]:
        return last - first > 2
    finite = line.words.finite
    # What is known is looked up here: a call for each word of each clause would cost more than all the rest.
    for index in range(first, last):  # noqa: SIM110 - a generator costs more, for every clause of every sentence
        if finite[index] != 1 and is_finite(line, index):
            return True
    return False


def verb_group_start(line: Line, index: int, limit: int) -> int:
    """The first word of a verb group: the auxiliaries and adverbs directly before the verb belong to it."""
    adverbs = line.lexicon.words["adverb"]
    while index > limit and line.gap(index) == " ":
        form = line.words.forms[index - 1]
        if form not in adverbs and not (form.endswith("ly") and len(form) > 4):
            break
        index -= 1
    return index


def subject_of(line: Line, verb: int, limit: int) -> tuple[int, int] | None:
    """The words of the subject before a verb group; an apposition between commas counts as part of it."""
    end = verb
    start = _left_edge(line, verb, limit)
    if start == verb and _ends_apposition(line.gap(verb)) and not closes_quote(line, verb):
        start = _over_apposition(line, verb, limit)
    while start < end and line.form(start) in line.lexicon.words["coordinator"]:
        start += 1
    start = _behind_opener(line, start, end)
    if start > limit and start < end and line.form(start).endswith(GERUNDS) and line.lexicon.drops_copula:
        return subject_of(line, start, limit) if is_break(line, start) else None
    if start >= end or end - start > SUBJECT_WORDS * 2:
        return None
    return start, end


def _ends_apposition(gap: str) -> bool:
    return "," in gap or " - " in gap or "--" in gap or "–" in gap or "—" in gap


def _left_edge(line: Line, verb: int, limit: int) -> int:
    boundary = line.lexicon.words["boundary"] | {"that"}
    index = verb
    while index > limit and verb - index < SUBJECT_WORDS:
        if index < line.last and is_break(line, index):
            return index
        form = line.words.forms[index - 1]
        if line.is_quoted(index - 1) and form in boundary:
            return index
        if form in boundary and index - 1 > line.first:
            return index
        if form in ("and", "but") and (index == verb or has_finite(line, _clause_start(line, limit, index), index - 1)):
            return index
        index -= 1
    return index


def _clause_start(line: Line, limit: int, index: int) -> int:
    """Where the words before a coordinator begin, up to nine back: behind the last break, where one stands between.

    In “It is wrong,” Smith and Brown said, the verb of the quotation is none of the subject's.
    """
    at = index - 1
    while at > max(limit, index - 9):
        if closes_quote(line, at):
            return at
        at -= 1
    return at


def _over_apposition(line: Line, verb: int, limit: int) -> int:
    """The left edge of a subject that an apposition or relative clause follows."""
    index = verb - 1
    commas = 0
    while index > limit and verb - index < SUBJECT_WORDS * 2:
        if closes_quote(line, index):
            return index
        if _ends_apposition(line.gap(index)):
            commas += 1
            if commas == 1:
                edge = _left_edge(line, index, limit)
                if edge < index:
                    return edge
        index -= 1
    return limit if commas or index <= limit else verb


def _behind_opener(line: Line, start: int, end: int) -> int:
    """Where the subject begins behind an opening adverbial ("On Tuesday, …") or conjunction."""
    openers = line.lexicon.words["opener"]
    if line.form(start) not in openers:
        return start
    for index in range(start + 1, end):
        if "," in line.gap(index):
            return _behind_opener(line, index, end)
    if line.form(start) not in line.lexicon.words["preposition"]:
        return start + 1
    if line.lexicon.drops_copula:
        return _named_subject(line, start, end)
    # "In a meeting with the editors Smith said", "in which he said": only a name or pronoun can be told from the rest.
    at = end - 1
    if line.words.forms[at] in ("he", "she", "they"):
        return at
    while at > start + 1 and line.words.is_capital(at) and line.gap(at) == " " and end - at < 3:
        at -= 1
    return at + 1 if at + 1 < end and line.form(at) in line.lexicon.words["time"] else end


def _named_subject(line: Line, start: int, end: int) -> int:
    """Where the subject begins behind an adverbial that no comma ends: "В ходе беседы министр", "На вопрос Савин"."""
    for at in range(start + 1, end):
        if line.form(at) in line.lexicon.words["anaphor"] and not line.words.is_capitals(at):
            return at
        if line.form(at) in line.lexicon.words["third"]:
            return at
    at = end
    while at - 1 > start and line.words.is_capital(at - 1) and (at == end or line.gap(at) in (" ", "-")):
        at -= 1
    return at
