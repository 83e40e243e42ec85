"""Framing: an opening such as "It should be emphasized that", kept apart from the claim that it frames."""

from typing import NamedTuple

from dpkit.extract.clauses import Line, has_finite, is_break
from dpkit.extract.cues import Hit
from dpkit.extract.lexicon import CueRule

FRAMING_WORDS = 5


class Piece(NamedTuple):
    """Words that may be a claim: their bounds, and the framing that stood before them."""

    start: int
    end: int
    framing: Hit | None = None


def frame(line: Line, start: int, end: int) -> Piece:
    """A content with its framing kept apart: the claim begins behind "It should be emphasized that"."""
    first, last = line.words.range_of(start, end)
    coordinators = line.lexicon.words["coordinator"]
    begin = first + 1 if first < last and line.words.forms[first] in coordinators else first
    found = _impersonal(line, begin, last)
    for hit in line.hits:
        if hit.first > begin + FRAMING_WORDS:
            break
        if found is None and begin < hit.first and hit.last < last and _says_that(line, begin, hit):
            found = Hit(begin, hit.last, hit.rule, "")
        if hit.first == begin and hit.rule.role == "framing" and (found is None or hit.last > found.last):
            found = hit
    if found is None and begin < last and line.words.forms[begin] in line.lexicon.words["opinion"]:
        found = _opinion(line, begin, last)
    if found is None or found.last >= last:
        return Piece(start=start, end=end)
    is_that = line.words.forms[found.last] in line.lexicon.words["complementizer"]
    after = found.last + 1 if is_that and found.last + 1 < last else found.last
    is_impersonal = found.rule.id.endswith(".it")
    if not is_impersonal and (
        not has_finite(line, after, last) or line.words.forms[after] in line.lexicon.words["preposition"]
    ):
        return Piece(start=start, end=end)
    return Piece(start=line.words.starts[after], end=end, framing=found)


OPINION = CueRule(id="any.framing.opinion.it", kind="framing", role="framing", about="Уверен, …")
IMPERSONAL = CueRule(id="any.framing.it", kind="framing", role="framing", about="It is (unfortunate) that …")


def _opinion(line: Line, begin: int, last: int) -> Hit | None:
    """`Уверен, …`, `Убеждён: …`: an opinion with a clause behind its comma or colon."""
    is_followed = line.gap(begin + 1).strip() in (",", ":", "–", "—") if begin + 1 < last else False
    return Hit(begin, begin + 1, OPINION, "") if is_followed and last - begin > 2 else None


def _impersonal(line: Line, begin: int, last: int) -> Hit | None:
    """`It is deeply troubling that …`: an adjective with at most two words before it and "that" behind it."""
    forms = line.words.forms
    if begin + 3 >= last or forms[begin] not in line.lexicon.words["impersonal"]:
        return None
    at = begin + 1
    if forms[begin] == "it":
        if forms[at] not in line.lexicon.words["be"] | {"remains", "seems"}:
            return None
        at += 1
    for that in range(at + 1, min(at + 4, last - 1)):
        if is_break(line, that):
            return None
        if forms[that] in line.lexicon.words["complementizer"]:
            is_cleft = forms[at] in line.lexicon.words["determiner"] | line.lexicon.words["preposition"]
            is_cleft = is_cleft or line.words.is_capital(that - 1) or forms[at] in line.lexicon.words["cleft"]
            return None if is_cleft else Hit(begin, that, IMPERSONAL, "")
    return None


def _says_that(line: Line, begin: int, hit: Hit) -> bool:
    """Whether "I can honestly say that" opens the words: a first person, a verb of saying in its base form, "that"."""
    is_saying = hit.rule.role == "verb" and hit.form == "base" and "clause" in hit.rule.frames
    if not is_saying or line.words.forms[begin] not in ("i", "we"):
        return False
    if line.words.forms[hit.first - 1] in line.lexicon.words["determiner"]:
        return False  # "We reject the claim that": a noun
    is_announced = any(sign in line.gap(hit.last) for sign in ":–—") and hit.first - begin <= 3
    return line.words.forms[hit.last] in line.lexicon.words["complementizer"] or is_announced
