"""Contents: which words behind a verb or noun of saying are what is said, as its frames allow."""

from dpkit.extract.clauses import Line, has_finite, is_break, is_finite, opens_quote, verb_group_start
from dpkit.extract.cues import Hit
from dpkit.extract.reports import Report, is_past

ADJUNCT_WORDS = 14
"""How far "that" may stand behind its verb ("said in an interview with local radio on Monday that")."""
_NO_OBJECT = frozenset(
    """to that and or but by on in at with as from about than for of into onto over after before during since until
    because when while if upon outside inside across near""".split()  # noqa: SIM905
)
"""Words that begin no noun phrase: what stands before them is then mostly a noun ("attacks on")."""


def content_behind(line: Line, hit: Hit, stop: int) -> Report | None:
    """The content that follows a verb or noun, as its frames allow; None where nothing fits."""
    cue = (line.begin(hit.first), line.finish(hit.last))
    start = _content_start(line, hit, stop)
    if start is None or start >= stop:
        return None
    begin = line.begin(start)
    for quoted in line.quoted:
        if line.finish(start) <= quoted.start <= begin:
            begin = quoted.start
            break
    end = line.end if stop >= line.last else line.finish(stop)
    return Report(rule=hit.rule, cue=cue, source=None, contents=((begin, end),), is_past=is_past(hit))


def content_stop(line: Line, later: list[Hit], hit: Hit) -> int:
    """The word where the content of an attribution must end: the next coordinated or participial attribution."""
    for other in later:
        if other.first <= hit.last or other.rule.role == "noun":
            continue
        if other.rule.role == "prep":
            if "," in line.gap(other.first):
                return other.first
            continue
        group = verb_group_start(line, other.first, hit.last)
        if other.form == "ing" and "," in line.gap(group):
            return group
        clause = _own_clause(line, other, group, hit.last)
        if clause is not None:
            return clause
        if other.form == hit.form and line.form(group - 1) in line.lexicon.words["joint"] and hit.form in ("past", "s"):
            return group - 1
    return line.last


def _own_clause(line: Line, other: Hit, group: int, limit: int) -> int | None:
    """Where a coordinated clause begins that has a subject and a reporting verb of its own (", but analysts said")."""
    if (
        other.form in ("ing", "", "participle")
        or "," in line.gap(group)
        or (group == other.first and line.form(group - 1) in ("and", "but", "to"))
    ):
        return None
    for index in range(group - 1, max(limit, group - 8), -1):
        gap = line.gap(index)
        if ";" in gap:
            return index
        if line.form(index) in ("and", "but", "while", "though", "although", "yet"):
            is_clause = "," in gap or line.form(index) != "and" or has_finite(line, limit, index)
            return index if is_clause and index < group - 1 + (group - 1 > index) else None
        if "," in gap or line.form(index) in line.lexicon.words["subordinator"]:
            return None
    return None


def _content_start(line: Line, hit: Hit, stop: int) -> int | None:
    frames = hit.rule.frames
    index = hit.last
    if hit.rule.role == "noun":
        return index if stop > index else None
    if index >= stop:
        return None
    if line.gap(index).strip() == ":" and "quote" in frames:
        return index
    if line.form(index) == "about" and "clause" in frames and line.form(index + 1)[:1].isdigit():
        return index  # "said about 20 people had"
    if frames & {"quote", "hearer"}:
        quote = quote_start(line, index, stop)
        if quote is not None:
            return quote
    if frames & {"clause", "hearer", "hearer_inf"}:
        that = _that(line, index, stop, is_plain="any" in frames)
        if that is not None:
            return that
    if "clause" in frames and _is_clause(line, index, stop):
        return _behind_adjunct(line, index, stop)
    if (
        "any" in frames
        and line.form(index) not in _NO_OBJECT
        and (not is_break(line, index) or line.words.is_capital(index))
    ):
        return index
    if "hearer" in frames:
        return _behind_hearer(line, index, stop)
    if "inf" in frames and _is_infinitive(line, index + (line.form(index) == "not")):
        return index
    if "hearer_inf" in frames and any(line.form(at) == "to" for at in range(index, min(stop, index + 12))):
        return index
    if "np" in frames and line.form(index) == "on" and line.form(index + 1) in line.lexicon.words["time"]:
        index += 2  # "announced on Friday the arrest"
    is_single = line.form(index).endswith(tuple(line.lexicon.words["infinitive_ending"])) and line.lexicon.drops_copula
    is_enough = stop - index > 1 or is_single
    if "np" in frames and is_enough and not is_break(line, index) and line.form(index) not in _NO_OBJECT:
        return index
    return None


def _is_infinitive(line: Line, index: int) -> bool:
    """Whether "to" and a verb stand here: "offer to help", not "offer to students"."""
    verb = line.form(index + 1)
    return line.form(index) == "to" and (verb in line.lexicon.verbs or not verb.endswith("s"))


def quote_start(line: Line, index: int, stop: int) -> int | None:
    """The first word of a quotation that the verb introduces, with at most a short adjunct between."""
    for at in range(index, min(stop, index + ADJUNCT_WORDS)):
        if opens_quote(line, at):
            gap = line.gap(at)
            return at if at == index or "," in gap or ":" in gap else None
        if line.form(at) in line.lexicon.words["that"] or (at > index and is_finite(line, at)):
            return None
    return None


def _adjuncts(line: Line) -> frozenset[str]:
    words = line.lexicon.words
    return words["preposition"] | words["time"] | words["adverb"] | {"to"}


def _that(line: Line, index: int, stop: int, *, is_plain: bool) -> int | None:
    """The first word of a content behind "that"; none where "that" begins a relative clause ("about issues that")."""
    for at in range(index, min(stop, index + ADJUNCT_WORDS)):
        form = line.form(at)
        if form in line.lexicon.words["complementizer"]:
            if is_plain and at > index and line.form(index) not in _adjuncts(line):
                return None  # "said many of the examples that"
            if at + 1 >= stop or (at > index and line.form(at - 1) in line.lexicon.words["preposition"]):
                return None
            is_object = line.form(at + 1) in line.lexicon.words["auxiliary"] and at == index
            is_object = is_object and not line.lexicon.drops_copula
            return at if is_object else at + 1
        if form in ("whether", "how", "why", "what") and at == index:
            return at
        if is_finite(line, at) or opens_quote(line, at) or form in line.lexicon.words["topic"]:
            return None
    return None


def _is_clause(line: Line, index: int, stop: int) -> bool:
    """Whether a clause without "that" follows: a subject and, not far off, a finite verb."""
    form = line.form(index)
    if form in ("to", "of", "by", "about", "for", "with", "and", "or") or (is_finite(line, index) and "'" not in form):
        return False
    if "," in line.gap(index) and not line.gap(index).startswith(","):
        return False
    at = index + ("'" not in form)
    # A noun may look like a verb; at the very end of the words it mostly is one ("showed their true faces").
    return has_finite(line, at, stop - 1) or (stop - 1 >= at and line.form(stop - 1) in line.lexicon.words["auxiliary"])


def _behind_adjunct(line: Line, index: int, stop: int) -> int:
    """Behind the day or the occasion of saying ("said Tuesday", "said in a statement on Monday")."""
    at = index
    time = line.lexicon.words["time"]
    near, spans = line.lexicon.words["near"], line.lexicon.words["span"] | time
    while at < stop - 1 and line.form(at) in time and (line.form(at) not in near or line.form(at + 1) in spans):
        at += 2 if line.form(at) in near else 1
    if line.form(at) in ("on", "in", "at", "during") and at + 1 < stop:
        for comma in range(at + 1, min(stop, at + 10)):
            if "," in line.gap(comma):
                return comma
        if line.form(at + 1) in time:
            return at + 2
    return at


def _behind_hearer(line: Line, index: int, stop: int) -> int | None:
    """Behind the one who is told, where a clause without "that" follows."""
    at = index + 1
    while at < stop and line.words.is_capital(at) and line.words.is_capital(at - 1) and line.gap(at) == " ":
        at += 1
    return at if at < stop and has_finite(line, at, stop) else None
