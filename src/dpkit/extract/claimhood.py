"""Claimhood: whether words commit their speaker to something, or are a question, greeting, lead-in or fragment."""

from dpkit.extract.clauses import Line, begins_verb_group, has_finite, is_break, is_finite


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
    if line.lexicon.drops_copula:
        return _states(line, first, last, end)
    return last - first > 1 and has_finite(line, first, last) and not _is_fragment(line, first, last)


def _states(line: Line, first: int, last: int, end: int) -> bool:
    """Whether words state something where a verb need not stand: a full stop closes them, or a finite verb is there."""
    if last - first < 2:
        return False
    is_closed = line.words.text[end : end + 3].lstrip('»”"*)')[:1] in (".", "!", "…", ";") or line.is_quoted(first)
    return is_closed or last < line.last or has_finite(line, last - 1 if line.lexicon.verb_last else first, last)


def _is_fragment(line: Line, first: int, last: int) -> bool:
    """Whether every finite verb belongs to a relative clause ("A job that deserves respect"): no sentence at all."""
    relative = line.lexicon.words["relative_clause"]
    clauses = verbs = 0
    for index in range(first, last):
        form = line.words.forms[index]
        if form in relative and not _is_pronoun_that(line, first, index):
            clauses += 1
        elif is_finite(line, index) and (index == first or begins_verb_group(line, index)):
            verbs += 1
            if verbs > clauses:
                return False
    return clauses > 0


def _is_pronoun_that(line: Line, first: int, index: int) -> bool:
    """Whether "that" stands for a thing ("That is why", "at that time")."""
    if line.words.forms[index] != "that":
        return False
    before = line.form(index - 1)
    no_noun = line.lexicon.words["preposition"] | line.lexicon.words["coordinator"]
    return index == first or before in no_noun or is_break(line, index)


def is_incomplete(line: Line, last: int) -> bool:
    """Whether words break off before what a list is to complete ("The bill would:", "It includes:")."""
    form = line.form(last - 1)
    members = line.lexicon.words
    return form in members["auxiliary"] or form in members["that"] or form in members["verb_s"] or form in _OPEN_ENDS


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
    return line.form(index) in line.lexicon.words["call_verb"] and line.form(index + 1) not in (
        "of",
        "is",
        "was",
        "has",
    )


def _leads_in(line: Line, first: int, last: int) -> bool:
    for hit in line.hits:
        role = hit.rule.role
        if role == "leadin" and first <= hit.first < last:
            return True
        if role == "leadin_start" and first <= hit.first <= first + 1:
            return True
    return False


def _is_formula(line: Line, first: int, last: int) -> bool:
    form = line.words.forms[first]
    lexicon = line.lexicon
    if form in ("hello", "hi", "ps", "contact") or (form in lexicon.words["greeting"] and last - first <= 8):
        return True
    end = line.words.forms[last - 1] if lexicon.verb_last else form
    if (form in lexicon.words["closing"] or end in lexicon.words["closing"]) and last - first <= 4:
        return True
    if form in lexicon.words["wish"] and not has_finite(line, first, last):
        return True  # "С Новым годом!"
    is_bare = form in lexicon.words["imperative"] and line.form(first + 1) not in lexicon.words["auxiliary"]
    return is_bare and first == line.first and not line.words.is_capital(min(first + 1, last - 1))
