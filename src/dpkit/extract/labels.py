"""Labels: speech act, polarity, certainty, loaded words and time of a claim, each with the cues that it rests on."""

from collections.abc import Sequence
from typing import NamedTuple

from dpkit.extract.clauses import Line, is_break, is_finite, opens_quote
from dpkit.extract.cues import Hit
from dpkit.extract.speech_acts import Content, LabelCue, cue_of, is_main, speech_act_of
from dpkit.model import Certainty, Polarity, SpeechAct, TimeFrame


class Labels(NamedTuple):
    """The labels of one claim and their cues."""

    speech_act: SpeechAct
    polarity: Polarity
    certainty: Certainty
    is_evaluative: bool
    time_frame: TimeFrame
    has_evidence: bool
    cues: tuple[LabelCue, ...]


def label(content: Content) -> Labels:
    """The labels of a claim."""
    line = content.line
    hits = [hit for hit in line.hits if content.first <= hit.first < content.last]
    if content.framing is not None:
        hits += [hit for hit in line.hits if hit.first == content.framing.first and hit.rule.kind == "hedge"]
    cues: list[LabelCue] = []
    act = speech_act_of(content, hits, cues)
    polarity = _polarity(content, hits, cues)
    evidence = _evidence(content, hits, cues)
    certainty = _certainty(content, act, evidence, hits, cues)
    is_evaluative = _evaluation(content, hits, cues)
    return Labels(
        speech_act=act,
        polarity=polarity,
        certainty=certainty,
        is_evaluative=is_evaluative,
        time_frame=_time_frame(content, act),
        has_evidence=bool(evidence),
        cues=tuple(dict.fromkeys(cues)),
    )


def _polarity(content: Content, hits: Sequence[Hit], cues: list[LabelCue]) -> Polarity:
    polarity: Polarity = "affirmed"
    line = content.line
    rule = content.reported_by
    if rule is not None and rule.polarity == "negated" and content.reported_at is not None:
        cues.append(LabelCue("denial", *content.reported_at, rule.id))
        polarity = "negated"
    for hit in hits:
        if hit.rule.kind not in ("negation", "denial"):
            continue
        if line.form(hit.first) == "not" and hit.last - hit.first == 1 and opens_quote(line, hit.last):
            cues.append(cue_of(line, hit, "denial"))
        elif _negates(content, hit):
            cues.append(cue_of(line, hit))
            polarity = "negated"
    return polarity


def _negates(content: Content, hit: Hit) -> bool:
    line, index = content.line, hit.first
    if line.is_quoted(index) and not line.is_quoted(content.first):
        return False
    before = line.form(index - 1) if index > content.first else ""
    form = line.form(index)
    if form == "nothing" and (line.form(hit.last) == "but" or line.form(hit.last + 1) in ("than", "of")):
        return False
    if form in line.lexicon.words["no_predicate"] and line.form(hit.last) in line.lexicon.words["bounded"]:
        return False  # "не менее пяти"
    if form == "not":
        if line.form(hit.last) in ("only", "just", "merely") or hit.last - index > 1:
            return False
        if line.form(hit.last) == "forget" and before == "us":
            return True
        auxiliary = line.lexicon.words["auxiliary"]
        close = before in auxiliary or (before in line.lexicon.words["adverb"] and line.form(index - 2) in auxiliary)
        is_infinitive = line.form(hit.last) == "to" and content.reported_by is not None
        if not close and index > content.first and not is_infinitive:
            return False
    if hit.rule.role == "no":
        if line.form(hit.last) == "one":
            return False  # "no one" is a rule of its own
        is_subject = index == content.first or line.form(index - 1) in ("there", "but", "and")
        if not is_subject and before not in line.lexicon.words["auxiliary"] and line.lexicon.language == "en":
            return False
    return is_main(line, content.first, index)


def _evidence(content: Content, hits: Sequence[Hit], cues: list[LabelCue]) -> list[Hit]:
    """The cues of further sources; a phrase ("According to preliminary data") reaches to the next comma."""
    line = content.line
    found: list[Hit] = []
    for hit in hits:
        if hit.rule.kind != "evidence":
            continue
        last = hit.last
        if hit.rule.role in ("evidence_prep", "evidence_clause"):
            while last < content.last and last - hit.first < 10 and not is_break(line, last):
                last += 1
        if hit.rule.role == "evidence_prep" and not _names_evidence(line, hit.first, last):
            continue
        cues.append(LabelCue("evidence", line.words.starts[hit.first], line.words.ends[last - 1], hit.rule.id))
        found.append(hit)
    return found


def _names_evidence(line: Line, first: int, last: int) -> bool:
    nouns = line.lexicon.words["evidence_noun"]
    return any(line.words.forms[index] in nouns for index in range(first, last))


def _certainty(
    content: Content, act: SpeechAct, evidence: Sequence[Hit], hits: Sequence[Hit], cues: list[LabelCue]
) -> Certainty:
    if act in ("directive", "expressive"):
        return "unspecified"
    certainty: Certainty = "certain"
    if content.reported_by is not None and content.reported_by.certainty is not None and content.reported_at:
        cues.append(LabelCue("hedge", *content.reported_at, content.reported_by.id))
        certainty = content.reported_by.certainty
    for hit in hits:
        if hit.rule.kind == "hedge" and _hedges(content, hit):
            cues.append(cue_of(content.line, hit))
            if certainty != "possible" and hit.rule.certainty is not None:
                certainty = hit.rule.certainty
    if any(hit.rule.certainty == "reported" for hit in evidence):
        return "reported"
    return certainty


def _hedges(content: Content, hit: Hit) -> bool:
    line, index = content.line, hit.first
    form = line.form(index)
    if form == "may" and line.words.is_capital(index) and index > line.first:
        return False
    if form == "likely" and line.form(hit.last) not in ("to", "that", "be") and not is_finite(line, index - 1):
        return False
    return index < content.first or is_main(line, content.first, index)


_ACTS_ALONE = frozenset({"expressive", "feeling_mild"})
"""Cues that make an expressive act but are no loaded words by themselves."""


def _evaluation(content: Content, hits: Sequence[Hit], cues: list[LabelCue]) -> bool:
    found = [hit for hit in hits if hit.rule.kind == "evaluation" and hit.rule.role not in _ACTS_ALONE]
    cues.extend(cue_of(content.line, hit) for hit in found)
    rule = content.reported_by
    if rule is not None and rule.is_evaluative and content.reported_at is not None:
        cues.append(LabelCue("evaluation", *content.reported_at, rule.id))
        return True
    return bool(found)


def _time_frame(content: Content, act: SpeechAct) -> TimeFrame:
    """The time of the main verb; what is asked for or undertaken lies ahead."""
    if act in ("commitment", "directive"):
        return "future"
    line = content.line
    verbs, tenses = line.lexicon.verbs, line.lexicon.tenses
    indices = range(content.first, content.last)
    for index in reversed(indices) if line.lexicon.verb_last else indices:
        form = line.words.forms[index]
        tense = tenses.get(form)
        if tense == "future":
            return "future"
        if tense == "past" or (tense == "perfect" and _is_participle(line, index + 1)):
            return "past"
        if tense is not None:
            return "present"
        if verbs.get(form) != "auxiliary" and is_finite(line, index):
            return "past" if _is_past(line, form) else "present"
    return "none"


def _is_past(line: Line, form: str) -> bool:
    """Whether a finite verb is a past tense: by a list, else by its ending (Kazakh -ды, but -ады is the present)."""
    lexicon = line.lexicon
    if form in lexicon.words["past_form"]:
        return True
    return form.endswith(tuple(lexicon.words["past_ending"])) and not form.endswith(
        tuple(lexicon.words["present_ending"])
    )


def _is_participle(line: Line, index: int) -> bool:
    form = line.form(index)
    return form.endswith(("ed", "en", "wn")) or form in line.lexicon.words["past_form"]
