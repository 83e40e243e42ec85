"""Attribution: which words of a sentence somebody says, who, and by which words we know it.

Every pattern works on the words outside the quotations of the sentence. `reports_of` first looks for attributions
that frame the sentence ("…, said Smith", "…, according to Smith"), then for those that open it ("Smith said that …").
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dpkit.extract.clauses import (
    Line,
    closes_quote,
    has_finite,
    is_break,
    is_finite,
    opens_quote,
    subject_of,
    verb_group_start,
)
from dpkit.extract.cues import Hit
from dpkit.extract.lexicon import CueRule

ADJUNCT_WORDS = 14
"""How far "that" may stand behind its verb ("said in an interview with local radio on Monday that")."""


SIGNED = CueRule(id="any.signed", kind="attribution", role="signature", act="assertion", about="Behind a dash.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One attribution: the cue, the words of the source (word range, None if unsaid) and the contents (offsets)."""

    rule: CueRule
    cue: tuple[int, int]
    source: tuple[int, int] | None
    contents: tuple[tuple[int, int], ...]
    is_past: bool = False


def reports_of(line: Line) -> tuple[Report, ...]:
    """The attributions of a sentence, by position, each with at least one content."""
    signed = _signed(line)
    if signed is not None:
        return (signed,)
    hits = [hit for hit in line.hits if hit.rule.kind == "attribution" and not line.is_quoted(hit.first)]
    if not hits:
        return ()
    framed = _framed(line, hits)
    if framed is not None:
        return (framed, *_trailing(line, hits, framed))
    return tuple(_opening_reports(line, hits))


def _framed(line: Line, hits: list[Hit]) -> Report | None:
    """The attribution that frames the sentence: the first one right behind a quotation, else the last one."""
    reports = [report for hit in hits if (report := _framing_report(line, hit)) is not None and report.contents]
    for report in reports:
        if any(abs(report.cue[0] - quoted.end) <= 3 for quoted in line.quoted):
            return report
    return reports[-1] if reports else None


def _signed(line: Line) -> Report | None:
    """`“…” — Jane Smith`: a quotation signed behind a dash."""
    if not line.quoted or line.last == line.first:
        return None
    quoted = line.quoted[0]
    first = next((at for at in range(line.first, line.last) if line.begin(at) >= quoted.end), line.last)
    gap = line.gap(first).strip(' "”»')
    if quoted.start > line.start + 1 or gap not in ("―", "—", "–", "-", "--") or not 0 < line.last - first <= 6:
        return None
    if (
        not line.words.is_capital(first)
        or not line.words.is_capital(line.last - 1)
        or has_finite(line, first, line.last)
    ):
        return None
    cue = (line.begin(first), line.finish(line.last))
    return Report(rule=SIGNED, cue=cue, source=(first, line.last), contents=((quoted.start, quoted.end),))


# --- attributions behind or inside what they report ------------------------------------------------------------------


def _framing_report(line: Line, hit: Hit) -> Report | None:
    if hit.rule.role == "prep":
        return _preposition(line, hit)
    if hit.rule.role != "verb" or hit.form in ("ing", "") or not hit.rule.frames & {"quote", "clause", "hearer"}:
        return None
    group = verb_group_start(line, hit.first, line.first)
    if _is_passive(line, hit, group):
        return None
    if group == hit.first and group > line.first and is_break(line, group):
        inverted = _inverted(line, hit)
        if inverted is not None:
            return inverted
    return _behind(line, hit, group)


def _inverted(line: Line, hit: Hit) -> Report | None:
    """`…, said X.` and `“…,” said X, “…”`."""
    first = hit.last
    if first >= line.last or line.gap(first) not in (" ", "\u00a0") or line.form(first) in line.lexicon.are("that"):
        return None
    is_after_quote = closes_quote(line, hit.first)
    if not is_after_quote and not has_finite(line, line.first, hit.first):
        return None
    last = _source_end(line, first)
    if last == first or (not is_after_quote and has_finite(line, first, last)):
        return None
    if not is_after_quote and not (line.words.is_capital(first) or line.form(first) in line.lexicon.are("determiner")):
        return None
    before = _before(line, hit.first)
    after = _after(line, last, before)
    cue = (line.begin(hit.first), line.finish(min(last, hit.last + 8)))
    return Report(rule=hit.rule, cue=cue, source=(first, last), contents=(*before, *after), is_past=_is_past(hit))


def _behind(line: Line, hit: Hit, group: int) -> Report | None:
    """`…, X said.` and `“…,” X said on Monday, “…”`."""
    subject = subject_of(line, group, line.first)
    if subject is None or subject[0] <= line.first or not _is_subject(line, subject):
        return None
    if line.form(subject[0]) in line.lexicon.are("relative"):
        return None
    is_after_quote = closes_quote(line, subject[0])
    if not is_break(line, subject[0]) or not (
        (is_after_quote and line.form(hit.last) != "that") or _ends_behind(line, hit)
    ):
        return None
    if (
        not is_after_quote
        and line.form(line.first) in line.lexicon.are("opener")
        and (not has_finite(line, line.first, subject[0]) or opens_quote(line, hit.last))
    ):
        return None
    before = _before(line, subject[0])
    after = _after(line, hit.last, before)
    cue = (line.begin(subject[0]), line.finish(hit.last))
    if hit.last - subject[0] > 12:
        cue = (line.begin(group), cue[1])
    return Report(rule=hit.rule, cue=cue, source=subject, contents=(*before, *after), is_past=_is_past(hit))


def _is_passive(line: Line, hit: Hit, group: int) -> bool:
    """Whether a form of "be" before a participle makes what stands before it no source."""
    if hit.form not in ("past", "participle"):
        return False
    be = line.lexicon.are("be")
    return any(line.form(index) in be for index in range(group, hit.first))


def _ends_behind(line: Line, hit: Hit) -> bool:
    """Whether nothing but adjuncts follows the verb, up to the sentence's end, a comma or a quotation."""
    index = hit.last
    if index >= line.last or "," in line.gap(index) or opens_quote(line, index):
        return True
    if line.form(index) in line.lexicon.are("that"):
        return False
    is_adjunct = line.form(index) in line.lexicon.are("preposition") | line.lexicon.are("time") | {"to"}
    if not is_adjunct and "hearer" not in hit.rule.frames and line.form(index) not in line.lexicon.are("adverb"):
        return False
    for index in range(hit.last, line.last):
        if index > hit.last and (is_break(line, index) or opens_quote(line, index)):
            return True
        if line.form(index) in ("that", "to") and index > hit.last:
            return False
        if is_finite(line, index) and not (is_adjunct and line.form(hit.last) in ("during", "after", "when", "as")):
            return False
    return True


def _before(line: Line, index: int) -> tuple[tuple[int, int], ...]:
    """What stands before an attribution, from the sentence's start; a quotation alone where it is all that matters."""
    end = line.finish(index)
    for quoted in reversed(line.quoted):
        if line.finish(index) <= quoted.end <= line.begin(index) and quoted.start > line.start + 1:
            if _is_lead_up(line, quoted.start):
                return ((quoted.start, max(end, quoted.end)),)
            break
    return ((line.start, end),) if end > line.start else ()


def _is_lead_up(line: Line, offset: int) -> bool:
    """Whether the words before a quotation end with a full stop or colon: another sentence, not part of the content."""
    left = line.words.text[max(line.start, offset - 3) : offset].rstrip()
    return left.endswith((".", ":", "!", "?"))


def _after(line: Line, index: int, before: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """What goes on behind an attribution in the middle of a sentence."""
    for quoted in line.quoted:
        if quoted.start >= line.finish(index):
            return ((quoted.start, line.end),)
    if index >= line.last or "," not in line.gap(index) or not before:
        return ()
    first, last = line.words.range_of(*before[0])
    if closes_quote(line, last) or has_finite(line, first, last) or not has_finite(line, index, line.last):
        return ()
    return ((line.begin(index), line.end),)


def _source_end(line: Line, first: int) -> int:
    """Where a source behind its verb ends: at a quotation, a new clause, or an adjunct of the verb."""
    stops = line.lexicon.are("boundary") | {"that", "adding", "noting", "saying"}
    for index in range(first, line.last):
        if index > first:
            if opens_quote(line, index) or any(sign in line.gap(index) for sign in ".;:—–"):
                if line.gap(index).strip(" ") == "." and line.words.ends[index - 1] - line.words.starts[index - 1] <= 3:
                    continue
                return index
            if "," in line.gap(index) and line.form(index) in stops:
                return index
        if line.form(index) in stops and index > first and line.form(index) not in ("so", "as"):
            return index
        if index > first and line.form(index) in ("in", "on", "during", "at") and index - first <= 4:
            return index
    return line.last


def _preposition(line: Line, hit: Hit) -> Report | None:
    """`According to X, …` and `…, according to X`."""
    if is_evidence(line, hit):
        return None
    last = hit.last
    while last < line.last and not (last > hit.last and (is_break(line, last) or opens_quote(line, last))):
        last += 1
    if last == hit.last:
        return None
    source = (hit.last, last)
    cue = (line.begin(hit.first), line.finish(last))
    if hit.first <= line.first + 1:
        contents: tuple[tuple[int, int], ...] = ((line.begin(last), line.end),) if last < line.last else ()
        if contents and opens_quote(line, last):
            contents = ((min(q.start for q in line.quoted if q.end > line.begin(last)), line.end),)
    else:
        contents = ((line.start, line.finish(hit.first)),)
        if last < line.last and not has_finite(line, line.first, hit.first):
            is_opening = hit.first - line.first <= 3
            contents = ((line.begin(last), line.end),) if is_opening else (*contents, (line.begin(last), line.end))
    return Report(rule=hit.rule, cue=cue, source=source, contents=contents)


def is_evidence(line: Line, hit: Hit) -> bool:
    """Whether "according to" names data or media at large, no speaker: a further source of the claim itself."""
    nouns, vague = line.lexicon.are("evidence_noun"), line.lexicon.are("vague")
    index = hit.last
    while index < line.last and line.form(index) in vague and line.form(index) not in nouns:
        index += 1
    is_noun = line.form(index) in nouns or line.form(index + 1) in nouns
    if not is_noun or (line.words.is_capital(index) and index < line.last and index > hit.last):
        return False
    stop = next((at for at in range(index + 1, line.last) if is_break(line, at)), line.last)
    return not any(line.words.is_capital(at) for at in range(index, min(stop, index + 12)))


def _trailing(line: Line, hits: list[Hit], framed: Report) -> Iterator[Report]:
    """`…, said X, adding that …`: what the same source goes on to say."""
    for hit in hits:
        begin = line.begin(hit.first)
        if hit.form != "ing" or begin < framed.cue[1] or any(start <= begin < end for start, end in framed.contents):
            continue
        report = _content_behind(line, hit, line.last)
        if report is not None:
            yield replace(report, source=framed.source)
            return


# --- attributions before what they report ----------------------------------------------------------------------------


def _opening_reports(line: Line, hits: list[Hit]) -> Iterator[Report]:
    """`X said that … and added that …, noting that …`, from left to right."""
    limit = line.first
    source: tuple[int, int] | None = None
    for number, hit in enumerate(hits):
        if hit.first < limit:
            continue
        found = _noun_report(line, hit) if hit.rule.role == "noun" else None
        if hit.rule.role == "verb":
            found = _verb_report(line, hit, source)
        if found is None:
            continue
        end = _content_stop(line, hits[number + 1 :], hit)
        report = _content_behind(line, hit, end)
        if report is None:
            continue
        yield replace(report, source=found, cue=_cue_with_source(line, hit, found))
        source, limit = found, end


def _cue_with_source(line: Line, hit: Hit, source: tuple[int, int]) -> tuple[int, int]:
    """The cue with its source where that stands shortly before it."""
    group = verb_group_start(line, hit.first, line.first)
    is_near = source[1] <= hit.first and hit.first - source[0] <= ADJUNCT_WORDS
    return line.begin(source[0] if is_near else group), line.finish(hit.last)


def orphan_source(line: Line) -> tuple[int, int] | None:
    """The source of a sentence that only attributes the quotation before it ("Smith said, looking on.", "― Smith")."""
    if line.words.text[line.start] in "―—–-" and 0 < line.last - line.first <= 6:
        is_name = line.words.is_capital(line.first) and line.words.is_capital(line.last - 1)
        return (line.first, line.last) if is_name else None
    for hit in line.hits:
        if hit.first - line.first > 7:
            return None
        if hit.rule.role == "verb" and "quote" in hit.rule.frames and hit.form in ("past", "s") and not line.quoted:
            group = verb_group_start(line, hit.first, line.first)
            subject = subject_of(line, group, line.first)
            is_whole = subject is not None and subject[0] == line.first and _is_subject(line, subject)
            return subject if is_whole and _ends_behind(line, hit) else None
    return None


def _noun_report(line: Line, hit: Hit) -> tuple[int, int] | None:
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


def _verb_report(line: Line, hit: Hit, source: tuple[int, int] | None) -> tuple[int, int] | None:
    """The source of a reporting verb, if the verb is finite (or a participle that belongs to a source)."""
    if _is_name(line, hit.first):
        return None
    group = verb_group_start(line, hit.first, line.first)
    forms = {line.form(index) for index in range(group, hit.first)}
    is_be = bool(forms & line.lexicon.are("be"))
    if hit.form == "ing" and not is_be:
        return _participle_source(line, hit, source)
    if (is_be and hit.form in ("past", "participle")) or (line.form(line.first) == "who" and "would" in forms):
        return None
    if (
        line.form(hit.last) in ("by", "of")
        and _quote_start(line, hit.last, line.last) is None
        and "of" not in (line.form(hit.last - 1),)
        and hit.rule.id != "en.accuse"
    ):
        return None
    if line.form(group - 1) in ("and", "but") and group - 1 > line.first:
        return source if source is not None else _main_subject(line, group - 1)
    subject = subject_of(line, group, line.first)
    if subject is None or not _is_subject(line, subject):
        return None
    return subject if _agrees(line, hit, group, subject) else None


def _is_name(line: Line, index: int) -> bool:
    """Whether a capital makes a verb part of a name ("United States"): not at the start, not in a headline."""
    if index == line.first or not line.words.is_capital(index) or not line.words.is_capital(index - 1):
        return False
    capitals = sum(line.words.is_capital(at) for at in range(line.first, min(line.last, line.first + 12)))
    return capitals * 2 < min(line.last - line.first, 12)


def _participle_source(line: Line, hit: Hit, source: tuple[int, int] | None) -> tuple[int, int] | None:
    group = verb_group_start(line, hit.first, line.first)
    before = line.form(group - 1)
    if group == line.first or not (
        is_break(line, group)
        or before in ("by", "while", "and", "before", "after", "in")
        or before in line.lexicon.are("lead_noun")
    ):
        return None
    return source if source is not None else _main_subject(line, group)


def _main_subject(line: Line, stop: int) -> tuple[int, int] | None:
    """The subject of the sentence's first finite verb."""
    for index in range(line.first, stop):
        if is_finite(line, index):
            subject = subject_of(line, verb_group_start(line, index, line.first), line.first)
            return subject if subject is not None and _is_subject(line, subject) else None
    return None


def _is_subject(line: Line, subject: tuple[int, int]) -> bool:
    """Whether words can be the subject of a reporting verb: they end with a noun, not with a preposition or article."""
    first, last = subject
    end, start = line.form(last - 1), line.form(first)
    lexicon = line.lexicon
    if end in lexicon.are("preposition") or end == "to" or end in lexicon.are("auxiliary"):
        return False
    if end in lexicon.are("determiner") and last - first > 1:
        return False
    if end in ("it", "there", "the", "a", "an", "that", "this", "and", "or") and last - first == 1:
        return False
    if last - first == 1 and start in lexicon.are("time") | lexicon.are("subordinator") - {"who"}:
        return False
    return start not in lexicon.are("preposition")


def _agrees(line: Line, hit: Hit, group: int, subject: tuple[int, int]) -> bool:
    """Whether the form of the verb goes with its subject; nouns that look like verbs mostly do not."""
    last = line.form(subject[1] - 1)
    if hit.form == "base":
        if group < hit.first or last in line.lexicon.are("human_pronoun") | {"you", "some", "many", "others", "most"}:
            return last not in ("he", "she") or group < hit.first
        is_plural = last.endswith("s") and not last.endswith(("ss", "'s", "us"))
        return (is_plural or last in ("people", "police", "men", "women")) and line.form(hit.last) not in ("of", "for")
    if hit.form == "s":
        return last not in line.lexicon.are("determiner") and not last.endswith(("'s", "s'"))
    return True


def _is_past(hit: Hit) -> bool:
    return hit.form in ("past", "participle")


# --- contents behind a verb ------------------------------------------------------------------------------------------


def _content_stop(line: Line, later: list[Hit], hit: Hit) -> int:
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
        if other.form == hit.form and line.form(group - 1) in ("and", "but") and hit.form in ("past", "s"):
            return group - 1
    return line.last


def _own_clause(line: Line, other: Hit, group: int, limit: int) -> int | None:
    """Where a coordinated clause begins that has a subject and a reporting verb of its own (", but analysts said")."""
    if other.form in ("ing", "") or (group == other.first and line.form(group - 1) in ("and", "but", "to")):
        return None
    for index in range(group - 1, max(limit, group - 8), -1):
        gap = line.gap(index)
        if ";" in gap:
            return index
        if line.form(index) in ("and", "but", "while", "though", "although", "yet"):
            is_clause = "," in gap or line.form(index) != "and" or has_finite(line, limit, index)
            return index if is_clause and index < group - 1 + (group - 1 > index) else None
        if "," in gap or line.form(index) in line.lexicon.are("subordinator"):
            return None
    return None


def _content_behind(line: Line, hit: Hit, stop: int) -> Report | None:
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
    return Report(rule=hit.rule, cue=cue, source=None, contents=((begin, end),), is_past=_is_past(hit))


def _content_start(line: Line, hit: Hit, stop: int) -> int | None:
    frames = hit.rule.frames
    index = hit.last
    if hit.rule.role == "noun":
        return index if stop > index else None
    if index >= stop:
        return None
    if frames & {"quote", "hearer"}:
        quote = _quote_start(line, index, stop)
        if quote is not None:
            return quote
    if frames & {"clause", "hearer", "hearer_inf"}:
        that = _that(line, index, stop)
        if that is not None:
            return that
    if "clause" in frames and _is_clause(line, index, stop):
        return _behind_adjunct(line, index, stop)
    if "any" in frames and line.form(index) not in _NO_OBJECT and not is_break(line, index):
        return index
    if "hearer" in frames:
        return _behind_hearer(line, index, stop)
    if "inf" in frames and line.form(index + (line.form(index) == "not")) == "to":
        return index
    if "hearer_inf" in frames and any(line.form(at) == "to" for at in range(index, min(stop, index + 12))):
        return index
    if "np" in frames and not is_break(line, index) and line.form(index) not in _NO_OBJECT:
        return index
    return None


_NO_OBJECT = frozenset({"to", "that", "and", "or", "but", "by", "on", "in", "at", "with", "as", "from", "about"})


def _quote_start(line: Line, index: int, stop: int) -> int | None:
    """The first word of a quotation that the verb introduces, with at most a short adjunct between."""
    for at in range(index, min(stop, index + ADJUNCT_WORDS)):
        if opens_quote(line, at):
            gap = line.gap(at)
            return at if at == index or "," in gap or ":" in gap else None
        if line.form(at) in line.lexicon.are("that") or (at > index and is_finite(line, at)):
            return None
    return None


def _that(line: Line, index: int, stop: int) -> int | None:
    for at in range(index, min(stop, index + ADJUNCT_WORDS)):
        form = line.form(at)
        if form == "that":
            is_object = line.form(at + 1) in line.lexicon.are("auxiliary") and at == index
            return at + 1 if at + 1 < stop and not is_object else at
        if form in ("whether", "how", "why", "what") and at == index:
            return at
        if is_finite(line, at) or opens_quote(line, at):
            return None
    return None


def _is_clause(line: Line, index: int, stop: int) -> bool:
    """Whether a clause without "that" follows: a subject and, not far off, a finite verb."""
    form = line.form(index)
    if form in ("to", "of", "by", "about", "for", "with", "and", "or") or (is_finite(line, index) and "'" not in form):
        return False
    if "," in line.gap(index) and not line.gap(index).startswith(","):
        return False
    return has_finite(line, index + ("'" not in form), stop)


def _behind_adjunct(line: Line, index: int, stop: int) -> int:
    """Behind the day or the occasion of saying ("said Tuesday", "said in a statement on Monday")."""
    at = index
    time = line.lexicon.are("time")
    near, spans = line.lexicon.are("near"), line.lexicon.are("span") | time
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
