"""Sources: whose words a verb or noun of saying reports, as a range of words before it."""

from dpkit.extract.clauses import Line, is_break, is_finite, subject_of, verb_group_start
from dpkit.extract.contents import quote_start
from dpkit.extract.cues import Hit
from dpkit.extract.reports import Report
from dpkit.extract.speaker_nouns import noun_of
from dpkit.extract.speakers import Voice

SOURCE_WORDS = 10
"""How many words a body has at most in which somebody says something."""


def noun_source(line: Line, hit: Hit) -> tuple[int, int] | None:
    """The source of a noun of saying: the possessive before it ("Smith's claim that"), else none."""
    index = hit.first
    while index > line.first and hit.first - index < 6:
        index -= 1
        if line.form(index).endswith(("'s", "s'")) or line.form(index) in ("his", "her", "their", "its"):
            start = index
            while start > line.first and line.words.is_capital(start - 1) and line.gap(start) == " ":
                start -= 1
            return start, index + 1
    return None


def verb_source(line: Line, hit: Hit, source: tuple[int, int] | None) -> tuple[int, int] | None:
    """The source of a reporting verb, if the verb is finite (or a participle that belongs to a source)."""
    if _is_name(line, hit.first):
        return None
    group = verb_group_start(line, hit.first, line.first)
    forms = {line.form(index) for index in range(group, hit.first)}
    is_be = bool(forms & line.lexicon.words["be"])
    if hit.rule.id.endswith((".believe", ".show")) and any(form == "not" or form.endswith("n't") for form in forms):
        return None
    if hit.form == "ing" and not is_be:
        return _participle_source(line, hit, source)
    if (is_be and hit.form in ("past", "participle")) or (line.form(line.first) == "who" and "would" in forms):
        return None
    if (
        line.form(hit.last) in ("by", "of")
        and quote_start(line, hit.last, line.last) is None
        and "of" not in (line.form(hit.last - 1),)
        and hit.rule.id != "en.accuse"
    ):
        return None
    if line.form(group - 1) in line.lexicon.words["joint"] and group - 1 > line.first:
        return source if source is not None else _main_subject(line, group - 1)
    if hit.form == "base" and line.form(group - 1) == "to" and group - 1 > line.first:
        is_said = line.form(hit.last) in line.lexicon.words["complementizer"] or quote_start(line, hit.last, line.last)
        return (source or _main_subject(line, group - 1)) if is_said else None
    if line.form(hit.first) in line.lexicon.words["with"]:
        return _main_subject(line, hit.first)  # "обратился к жителям с просьбой"
    placed = _placed_source(line, hit, group)
    if placed is not None:
        return placed
    subject = subject_of(line, group, line.first)
    if subject is None or not is_subject(line, subject) or _is_weak(line, hit, group, subject):
        return None
    return subject if agrees(line, hit, group, subject) else None


def _placed_source(line: Line, hit: Hit, group: int) -> tuple[int, int] | None:
    """The body in which "they" say something: `В ведомстве уточнили, что`; a plural verb and no subject beside it."""
    inside, papers = line.lexicon.words["inside"], line.lexicon.words["own_paper"]
    form = line.form(hit.first)
    if not inside or not form.endswith((*_PLURAL_VERBS, *_IMPERSONAL)):
        return None
    for index in range(group - 1, max(line.first, group - SOURCE_WORDS) - 1, -1):
        if line.form(index) in inside:
            begin = index + 1
            is_paper = form.endswith(_IMPERSONAL)
            is_said = line.form(begin) in papers if is_paper else is_body(line, begin, group)
            return (begin, group) if begin < group and is_said else None
        if is_break(line, index + 1):
            return None
    return None


def is_body(line: Line, first: int, last: int) -> bool:
    """Whether a phrase begins with a noun for a body in any case, or with an abbreviation; adjectives may precede."""
    nouns = line.lexicon.words["body"]
    for index in range(first, min(last, first + 3)):
        form = line.form(index)
        if form.startswith(tuple(nouns)) or line.words.is_capitals(index):
            return True
        if not form.endswith(("ом", "ой", "ем")):
            return False
    return False


_IMPERSONAL = ("тся", "лось")
"""How Russian verbs end that nobody is the subject of: "в сообщении говорится"."""
_PLURAL_VERBS = ("ли", "ют", "ут", "ят", "ат")
"""How Russian verbs end whose subject is "they"."""


def _is_weak(line: Line, hit: Hit, group: int, subject: tuple[int, int]) -> bool:
    """Whether a verb rather belongs to the author's own statement: a condition, a wish denied, a noun of the same form.

    "If X said that …" reports nothing; "X does not plan to …" says something about X.
    """
    before = line.form(subject[0] - 1)
    if before == "if" or line.form(subject[0]) == "if":
        return True
    if hit.rule.frames & {"clause", "quote", "hearer"} and line.form(hit.last) in line.lexicon.words["complementizer"]:
        return False
    if not hit.rule.frames & {"inf", "np"}:
        return hit.rule.id.endswith((".show", ".believe")) and has_predicate(line, *subject)
    if any(line.form(at) == "not" or line.form(at).endswith("n't") for at in range(group, hit.first)):
        return hit.rule.polarity is None
    return has_predicate(line, *subject)


def has_predicate(line: Line, first: int, last: int) -> bool:
    """Whether words hold a finite verb that no relative pronoun before it takes to itself: they are no mere subject."""
    for at in range(first, last):
        if line.form(at) in line.lexicon.words["relative"]:
            return False
        if at > first and is_finite(line, at):
            return True
    return False


def _participle_source(line: Line, hit: Hit, source: tuple[int, int] | None) -> tuple[int, int] | None:
    group = verb_group_start(line, hit.first, line.first)
    before = line.form(group - 1)
    if group == line.first or not (
        is_break(line, group)
        or line.form(hit.last) in line.lexicon.words["that"]
        or before in ("by", "while", "and", "before", "after", "in", "for", "without")
        or before in line.lexicon.words["lead_noun"]
    ):
        return None
    return source if source is not None else _main_subject(line, group)


def _main_subject(line: Line, stop: int) -> tuple[int, int] | None:
    """The subject of the sentence's first finite verb."""
    for index in range(line.first, stop):
        if is_finite(line, index):
            subject = subject_of(line, verb_group_start(line, index, line.first), line.first)
            return subject if subject is not None and is_subject(line, subject) else None
    return None


def _is_name(line: Line, index: int) -> bool:
    """Whether a capital makes a verb part of a name ("United States"): not at the start, not in a headline."""
    if index == line.first or not line.words.is_capital(index) or not line.words.is_capital(index - 1):
        return False
    capitals = sum(line.words.is_capital(at) for at in range(line.first, min(line.last, line.first + 12)))
    return capitals * 5 < 4 * min(line.last - line.first, 12)


def is_subject(line: Line, subject: tuple[int, int]) -> bool:
    """Whether words can be the subject of a reporting verb: they end with a noun, not with a preposition or article."""
    first, last = subject
    end, start = line.form(last - 1), line.form(first)
    lexicon = line.lexicon
    if end in lexicon.words["preposition"] or end == "to" or end in lexicon.words["auxiliary"]:
        return False
    if end in lexicon.words["determiner"] and last - first > 1:
        return False
    if end in ("there", "the", "a", "an", "that", "this", "and", "or") and last - first == 1:
        return False
    if last - first == 1 and start in lexicon.words["time"] | lexicon.words["subordinator"] - {"who"}:
        return False
    return start not in lexicon.words["preposition"]


def agrees(line: Line, hit: Hit, group: int, subject: tuple[int, int]) -> bool:
    """Whether the form of the verb goes with its subject; nouns that look like verbs mostly do not."""
    last = line.form(subject[1] - 1)
    is_that = line.form(hit.last) in line.lexicon.words["complementizer"]
    if is_that and hit.form == "base" and hit.rule.id.endswith(".show") and _is_paper(line, *subject):
        return True  # "data from the survey show that"
    if hit.form == "base":
        if group < hit.first or last in line.lexicon.words["human_pronoun"] | {"you", "some", "many", "others", "most"}:
            return last not in ("he", "she") or group < hit.first
        if hit.rule.id.endswith(".say.plain") and any(_is_plural(line.form(at)) for at in range(*subject)):
            return True
        is_plural = last.endswith("s") and not last.endswith(("ss", "'s", "us"))
        return (is_plural or last in ("people", "police", "men", "women")) and line.form(hit.last) not in ("of", "for")
    if hit.form == "s":
        return last not in line.lexicon.words["determiner"] and not last.endswith(("'s", "s'"))
    return True


def _is_paper(line: Line, first: int, last: int) -> bool:
    """Whether a subject begins with a noun for papers, adjectives left out."""
    return any(line.form(at) in line.lexicon.words["paper_noun"] for at in range(first, min(last, first + 3)))


def _is_plural(form: str) -> bool:
    return form in ("and", "both", "those", "people") or (
        form.endswith("s") and not form.endswith(("ss", "'s", "us", "is"))
    )


def can_speak(line: Line, report: Report, voice: Voice) -> bool:
    """Whether a source is somebody: a known entity, a pronoun of the third person, or a noun for people or papers.

    Of papers ("the report", "the bill") only saying and showing is believed, not wanting or praising.
    """
    if report.source is None:
        return report.rule.role == "noun"
    first, last = report.source
    forms = line.words.forms[first:last]
    lexicon = line.lexicon
    if forms[0] in ("i", "we", "you") or forms[-1] in lexicon.words["first"] or forms[-1] == "you":
        is_quoted = any(
            quoted.start <= start + 1 < quoted.end for quoted in line.quoted for start, _ in report.contents
        )
        return is_quoted and len(forms) == 1 and forms[0] != "you"
    if any(quoted.start <= start + 1 < quoted.end for quoted in line.quoted for start, _ in report.contents):
        return True
    if report.rule.role in ("prep", "according") and lexicon.drops_copula:
        return True  # nouns stand in another case there than in the lists
    papers = lexicon.words["paper_noun"]
    if any(form in papers or form.removesuffix("s") in papers for form in (forms[0], forms[-1])):
        return report.rule.role == "prep" or ".say" in report.rule.id or report.rule.id.endswith((".show", ".noun"))
    pronouns = lexicon.words["third"] | lexicon.words["he_she"]
    if voice.speaker_id is not None or forms[0] in pronouns or forms[-1] in pronouns:
        return True
    if forms[0] == "who":
        return True
    people = lexicon.words["role_noun"]
    if any(noun_of(lexicon, form, people) or form.removesuffix("s") in people for form in forms):
        return True
    capitals = [at for at in range(first, last) if line.words.is_capital(at)]
    if len(capitals) >= 2 or bool(capitals and capitals[0] > line.first):
        return True
    if forms[0] in _NOBODY:
        return False
    return report.rule.id.endswith(".say.plain") or (".show" not in report.rule.id and _is_behind_that(line, report))


def _is_behind_that(line: Line, report: Report) -> bool:
    """Whether "that" opens the content: then anything before a verb of saying is its source."""
    first, _ = line.words.range_of(*report.contents[0])
    return line.form(first - 1) in line.lexicon.words["complementizer"] and line.form(first - 2) not in _NOBODY


_NOBODY = frozenset({"this", "that", "which", "there", "what", "these", "here", "it"})
