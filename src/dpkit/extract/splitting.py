"""Splitting: which words of a sentence are a claim, what frames them, and where independent assertions part."""

from dpkit.extract.clauses import Line, has_finite, is_finite

_SPACE_AND_SIGNS = frozenset(" \t\n\u00a0\u2009\u200b*•·_#|")
_BEFORE = _SPACE_AND_SIGNS | frozenset(",;:.…—–-)]>")
_AFTER = _SPACE_AND_SIGNS | frozenset(",;:.…!?—–-([<")
_PARTNER = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"', "‹": "›"}
_CLOSERS = {"”": "“", "»": "«", "’": "‘", "“": "“", '"': '"', "›": "‹"}
_MARKS = 6
"""More marks than this at one end are no quotation; it bounds the counting."""


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


def split(line: Line, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The independent assertions of a content: parts that each have a subject and a finite verb of their own."""
    first, last = line.words.range_of(start, end)
    parts: list[tuple[int, int]] = []
    begin, offset = first, start
    if last - first >= 6 and line.lexicon.words["auxiliary"]:
        forms, coordinators = line.words.forms, line.lexicon.words["coordinator"]
        has_semicolon = ";" in line.words.text[start:end]
        if not has_semicolon and coordinators.isdisjoint(forms[first + 3 : last - 2]):
            return ((start, end),)
        for index in range(first + 3, last - 2):
            is_joint = forms[index] in coordinators
            if not is_joint and not (has_semicolon and ";" in line.words.gap(index)):
                continue
            if _parts_here(line, begin, index, last):
                parts.append((offset, line.words.ends[index - 1]))
                begin, offset = index, line.words.starts[index + is_joint]
    return (*parts, (offset, end))


def _parts_here(line: Line, begin: int, index: int, last: int) -> bool:
    """Whether a coordinator or semicolon begins an independent assertion, and another stands before it."""
    form = line.words.forms[index]
    gap = line.words.gap(index)
    if gap == " " and form not in ("and", "but"):
        return False
    is_semicolon = ";" in gap and line.words.forms[index - 1] not in _ENTITIES
    is_coordinated = form in line.lexicon.words["coordinator"] and form != "or"
    if not is_semicolon and not is_coordinated:
        return False
    if line.quoted and not _is_in_one_quotation(line, begin, index):
        return False
    subject = index + 1 if is_coordinated else index
    if not _starts_clause(line, subject, last):
        return False
    has_comma = is_semicolon or any(sign in gap for sign in ",–—")
    subordinators = line.lexicon.words["subordinator"]
    if not has_comma and line.form(subject) not in line.lexicon.words["pronoun"] | {"there", "this"}:
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
        form in lexicon.words["determiner"]
        or form in lexicon.words["pronoun"]
        or form in ("there", "it's", "that's", "we're", "they're", "i'm", "we've", "i've", "we'll", "i'll", "what")
        or line.words.is_capital(subject)
    )
    is_open_class = bool(lexicon.finite_endings)
    if not (is_noun or is_bare or is_open_class) or (
        is_finite(line, subject) and form not in lexicon.words["auxiliary"]
    ):
        return False
    if form in lexicon.words["auxiliary"]:
        return "'" in form and not form.endswith("n't")
    reach = BARE_SUBJECT_WORDS if is_bare and not is_noun else CLAUSE_SUBJECT_WORDS
    for index in range(subject + 1, min(last, subject + reach)):
        gap = line.words.gap(index)
        if ("," in gap and index > subject + 2) or ";" in gap:
            return False
        if line.words.forms[index] in lexicon.words["subordinator"]:
            return False
        if is_finite(line, index):
            return True
    return False


_NOMINATIVE = frozenset({"i", "we", "he", "she", "they", "let", "let's"})
"""What can only be the subject of a verb of its own, or begin a call."""
CLAUSE_SUBJECT_WORDS = 13
BARE_SUBJECT_WORDS = 4
"""How far behind its first word the verb of a coordinated clause may stand; a plural noun alone must have it soon."""
