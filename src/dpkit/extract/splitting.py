"""Splitting: which words of a sentence are a claim, what frames them, and where independent assertions part."""

from dataclasses import dataclass

from dpkit.extract.clauses import Line, has_finite, is_break, is_finite
from dpkit.extract.cues import Hit
from dpkit.extract.lexicon import CueRule

_SPACE_AND_SIGNS = frozenset(" \t\n\u00a0\u2009\u200b*•·_#|")
_BEFORE = _SPACE_AND_SIGNS | frozenset(",;:.…—–-)]>")
_AFTER = _SPACE_AND_SIGNS | frozenset(",;:.…!?—–-([<")
_PARTNER = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"', "‹": "›"}
_CLOSERS = {"”": "“", "»": "«", "’": "‘", "“": "“", '"': '"', "›": "‹"}
FRAMING_WORDS = 5
_MARKS = 6
"""More marks than this at one end are no quotation; it bounds the counting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that may be a claim: their bounds, and the framing that stood before them."""

    start: int
    end: int
    framing: Hit | None = None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space, quotation marks and punctuation around it; marks with a partner inside stay.

    >>> span = trimmed("“It is a “hot spot”.” ", 0, 22)
    >>> "“It is a “hot spot”.” "[slice(*span)]
    'It is a “hot spot”'
    """
    marks = 0
    while start < end:
        head, tail = text[start], text[end - 1]
        if head in _BEFORE:
            start += 1
        elif tail in _AFTER:
            end -= 1
        elif marks < _MARKS and head in _PARTNER and not _has_partner(text, start, end, head):
            start += 1
            marks += 1
        elif marks < _MARKS and tail in _CLOSERS and not _is_partner(text, start, end, tail):
            end -= 1
            marks += 1
        elif head in "”»" or (head in "'’" and not text[start + 1 : start + 2].isalnum()):
            start += 1
        else:
            break
    return start, end


def _has_partner(text: str, start: int, end: int, head: str) -> bool:
    """Whether a mark closes inside the span; one that closes at its very end wraps the whole."""
    if head == '"':
        count = text.count('"', start, end)
        return count % 2 == 0 and not (count == 2 and text[end - 1] == '"')
    closers, depth = _PARTNER[head], 0
    for at in range(start, end):
        if text[at] in closers and at > start and (text[at] != "’" or not text[at + 1 : at + 2].isalnum()):
            depth -= 1
            if depth == 0:
                return at < end - 1
        elif text[at] == head:
            depth += 1
    return False


def _is_partner(text: str, start: int, end: int, tail: str) -> bool:
    if tail == "’":
        return text.find("‘", start, end - 1) >= 0
    if tail == '"':
        return text.count('"', start, end) % 2 == 0
    opener = _CLOSERS[tail]
    opened = text.count(opener, start, end - 1)
    return opened > text.count(tail, start, end - 1) if opener != tail else False


def frame(line: Line, start: int, end: int) -> Piece:
    """A content with its framing kept apart: the claim begins behind "It should be emphasized that"."""
    first, last = line.words.range_of(start, end)
    coordinators = line.lexicon.are("coordinator")
    begin = first + 1 if first < last and line.words.forms[first] in coordinators else first
    found = _impersonal(line, begin, last)
    for hit in line.hits:
        if hit.first > begin + FRAMING_WORDS:
            break
        if found is None and begin < hit.first and hit.last < last and _says_that(line, begin, hit):
            found = Hit(begin, hit.last, hit.rule, "")
        if hit.first == begin and hit.rule.role == "framing" and (found is None or hit.last > found.last):
            found = hit
    if found is None or found.last >= last:
        return Piece(start=start, end=end)
    is_that = line.words.forms[found.last] in line.lexicon.are("complementizer")
    after = found.last + 1 if is_that and found.last + 1 < last else found.last
    is_impersonal = found.rule.id.endswith(".it")
    if not is_impersonal and (
        not has_finite(line, after, last) or line.words.forms[after] in line.lexicon.are("preposition")
    ):
        return Piece(start=start, end=end)
    return Piece(start=line.words.starts[after], end=end, framing=found)


IMPERSONAL = CueRule(id="any.framing.it", kind="framing", role="framing", about="It is (unfortunate) that …")


def _impersonal(line: Line, begin: int, last: int) -> Hit | None:
    """`It is deeply troubling that …`: an adjective with at most two words before it and "that" behind it."""
    forms = line.words.forms
    if begin + 3 >= last or forms[begin] not in line.lexicon.are("impersonal"):
        return None
    at = begin + 1
    if forms[begin] == "it":
        if forms[at] not in line.lexicon.are("be") | {"remains", "seems"}:
            return None
        at += 1
    for that in range(at + 1, min(at + 4, last - 1)):
        if is_break(line, that):
            return None
        if forms[that] in line.lexicon.are("complementizer"):
            is_cleft = forms[at] in line.lexicon.are("determiner") | line.lexicon.are("preposition")
            is_cleft = is_cleft or line.words.is_capital(that - 1) or forms[at] in line.lexicon.are("cleft")
            return None if is_cleft else Hit(begin, that, IMPERSONAL, "")
    return None


def _says_that(line: Line, begin: int, hit: Hit) -> bool:
    """Whether "I can honestly say that" opens the words: a first person, a verb of saying in its base form, "that"."""
    is_saying = hit.rule.role == "verb" and hit.form == "base" and "clause" in hit.rule.frames
    if not is_saying or line.words.forms[begin] not in ("i", "we"):
        return False
    is_announced = any(sign in line.gap(hit.last) for sign in ":–—") and hit.first - begin <= 3
    return line.words.forms[hit.last] in line.lexicon.are("complementizer") or is_announced


def split(line: Line, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The independent assertions of a content: parts that each have a subject and a finite verb of their own."""
    first, last = line.words.range_of(start, end)
    parts: list[tuple[int, int]] = []
    begin, offset = first, start
    if last - first >= 6 and line.lexicon.are("auxiliary"):
        forms, coordinators = line.words.forms, line.lexicon.are("coordinator")
        has_semicolon = ";" in line.words.text[start:end]
        for index in range(first + 3, last - 2):
            is_joint = forms[index] in coordinators
            if (has_semicolon or is_joint) and _parts_here(line, begin, index, last):
                parts.append((offset, line.words.ends[index - 1]))
                begin, offset = index, line.words.starts[index + is_joint]
    return (*parts, (offset, end))


def _parts_here(line: Line, begin: int, index: int, last: int) -> bool:
    """Whether an independent assertion begins with a coordinator or behind a semicolon, and another stands before it."""
    form = line.words.forms[index]
    gap = line.words.gap(index)
    if gap == " " and form not in ("and", "but"):
        return False
    is_semicolon = ";" in gap and line.words.forms[index - 1] not in _ENTITIES
    is_coordinated = form in line.lexicon.are("coordinator") and form != "or"
    if not is_semicolon and not is_coordinated:
        return False
    if line.quoted and not _is_in_one_quotation(line, begin, index):
        return False
    subject = index + 1 if is_coordinated else index
    if not _starts_clause(line, subject, last):
        return False
    has_comma = is_semicolon or any(sign in gap for sign in ",–—")
    subordinators = line.lexicon.are("subordinator")
    if not has_comma and line.form(subject) not in line.lexicon.are("pronoun") | {"there", "this"}:
        return False
    if line.words.forms[begin] in subordinators and not is_semicolon:
        return False
    is_framed = any(hit.first == subject and hit.rule.role == "framing" for hit in line.hits)
    if not has_comma and not is_framed and any(line.words.forms[at] in subordinators for at in range(begin, index)):
        return False
    return has_finite(line, begin, index) and not _is_listed(line, begin, index)


def _is_in_one_quotation(line: Line, begin: int, index: int) -> bool:
    """Whether no quotation begins or ends between two words."""
    first, last = line.words.starts[begin], line.words.starts[index]
    return not any(first < quoted.start < last or first < quoted.end <= last for quoted in line.quoted)


def _is_listed(line: Line, begin: int, index: int) -> bool:
    """Whether a coordinator ends a list ("their health, their lives, and their votes"): its last part has no verb."""
    if line.words.forms[index] != "and" or "," not in line.words.gap(index):
        return False
    for at in range(index - 1, max(begin, index - 5), -1):
        if "," in line.words.gap(at):
            is_alike = line.form(at) == line.form(index + 1)
            return is_alike and not any(is_finite(line, word) for word in range(at, index))
    return False


_ENTITIES = frozenset({"amp", "nbsp", "quot", "lt", "gt", "rsquo", "ldquo", "rdquo"})
"""Names of character references that a page left in its text: their semicolon ends no clause."""


def _starts_clause(line: Line, subject: int, last: int) -> bool:
    """Whether a subject and its finite verb begin here, the verb not first and before the next comma."""
    if subject >= last:
        return False
    form = line.words.forms[subject]
    lexicon = line.lexicon
    if form in _NOMINATIVE and "," not in line.gap(subject + 1):
        return subject + 1 < last
    is_bare = form.endswith("s") and not line.words.is_capital(subject)
    is_noun = (
        form in lexicon.are("determiner")
        or form in lexicon.are("pronoun")
        or form in ("there", "it's", "that's", "we're", "they're", "i'm", "we've", "i've", "we'll", "i'll", "what")
        or line.words.is_capital(subject)
    )
    if not (is_noun or is_bare) or (is_finite(line, subject) and form not in lexicon.are("auxiliary")):
        return False
    if form in lexicon.are("auxiliary"):
        return "'" in form and not form.endswith("n't")
    reach = BARE_SUBJECT_WORDS if is_bare and not is_noun else CLAUSE_SUBJECT_WORDS
    for index in range(subject + 1, min(last, subject + reach)):
        gap = line.words.gap(index)
        if ("," in gap and index > subject + 2) or ";" in gap:
            return False
        if line.words.forms[index] in lexicon.are("subordinator"):
            return False
        if is_finite(line, index):
            return True
    return False


_NOMINATIVE = frozenset({"i", "we", "he", "she", "they", "let", "let's"})
"""What can only be the subject of a verb of its own, or begin a call."""
CLAUSE_SUBJECT_WORDS = 13
BARE_SUBJECT_WORDS = 4
"""How far behind its first word the verb of a coordinated clause may stand; a plural noun alone must have it soon."""


def is_claim(line: Line, start: int, end: int, *, is_listed: bool = False, is_reported: bool = False) -> bool:
    """Whether words commit their speaker to something: no question, greeting, lead-in, fragment or call to the reader.

    `is_listed` says that a lead-in gives the words the verb that they lack, `is_reported` that a verb of saying does,
    which also makes a question a reported request.
    """
    words, text = line.words, line.words.text
    first, last = words.range_of(start, end)
    if is_reported:
        return last > first
    if last <= first or is_question(text, end):
        return False
    if _leads_in(line, first, last) or _is_formula(line, first, last):
        return False
    if is_listed:
        return True
    if text[end : end + 2].lstrip().startswith(":") and is_incomplete(line, last):
        return False
    if _is_call(line, first, last):
        return True
    return last - first > 1 and has_finite(line, first, last) and not _is_fragment(line, first, last)


def _is_fragment(line: Line, first: int, last: int) -> bool:
    """Whether every finite verb belongs to a relative clause ("A job that deserves respect"): no sentence at all."""
    relative = line.lexicon.are("relative_clause")
    clauses = verbs = 0
    for index in range(first, last):
        form = line.words.forms[index]
        if form in relative and not _is_pronoun_that(line, first, index):
            clauses += 1
        elif is_finite(line, index) and (index == first or not is_finite(line, index - 1)):
            verbs += 1
            if verbs > clauses:
                return False
    return clauses > 0


def _is_pronoun_that(line: Line, first: int, index: int) -> bool:
    """Whether "that" stands for a thing ("That is why", "at that time")."""
    if line.words.forms[index] != "that":
        return False
    before = line.form(index - 1)
    no_noun = line.lexicon.are("preposition") | line.lexicon.are("coordinator")
    return index == first or before in no_noun or is_break(line, index)


def is_incomplete(line: Line, last: int) -> bool:
    """Whether words break off before what a list is to complete ("The bill would:", "It includes:")."""
    form = line.form(last - 1)
    members = line.lexicon.are
    return form in members("auxiliary") or form in members("that") or form in members("verb_s") or form in _OPEN_ENDS


_OPEN_ENDS = frozenset({"to", "by", "include", "including", "for", "of"})


def is_question(text: str, end: int) -> bool:
    """Whether a question mark closes the words before an offset."""
    for sign in text[end : end + 4]:
        if sign == "?":
            return True
        if sign not in '!"”’»*':
            return False
    return False


def _is_call(line: Line, first: int, last: int) -> bool:
    """Whether a sentence is a call to somebody ("Help them with food"), other than to the reader of a page."""
    return first == line.first and last - first > 2 and is_call(line, first)


def is_call(line: Line, index: int) -> bool:
    """Whether a word begins a call: a verb in its base form that no noun of the same form can be."""
    return line.form(index) in line.lexicon.are("call_verb") and line.form(index + 1) not in ("of", "is", "was", "has")


def _leads_in(line: Line, first: int, last: int) -> bool:
    return any(
        (hit.rule.role == "leadin" and first <= hit.first < last)
        or (hit.rule.role == "leadin_start" and first <= hit.first <= first + 1)
        for hit in line.hits
    )


def _is_formula(line: Line, first: int, last: int) -> bool:
    form = line.words.forms[first]
    lexicon = line.lexicon
    if form in ("dear", "hello", "hi", "ps", "contact"):
        return True
    if form in lexicon.are("closing") and last - first <= 4:
        return True
    is_bare = form in lexicon.are("imperative") and line.form(first + 1) not in lexicon.are("auxiliary")
    return is_bare and first == line.first and not line.words.is_capital(min(first + 1, last - 1))
