"""Labels: speech act, polarity, certainty, loaded words and time of a claim, each with the cues that it rests on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dpkit.extract.clauses import Line, is_break, is_finite, opens_quote
from dpkit.extract.cues import Hit
from dpkit.extract.lexicon import CueRule
from dpkit.extract.splitting import is_call
from dpkit.model import Certainty, CueKind, Polarity, SpeechAct, TimeFrame

OPENING_WORDS = 5
"""An expressive act shows within the first words of its sentence ("Today, we thank")."""
LOOK_BACK = 24
"""How far back a subordinator may stand that makes a cue part of a subordinate clause."""
_ACT_KINDS: dict[SpeechAct, CueKind] = {
    "commitment": "commitment",
    "directive": "directive",
    "declaration": "declaration",
    "expressive": "evaluation",
}


@dataclass(frozen=True, slots=True)
class LabelCue:
    """Words that a label rests on."""

    kind: CueKind
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels of one claim and their cues."""

    speech_act: SpeechAct
    polarity: Polarity
    certainty: Certainty
    is_evaluative: bool
    time_frame: TimeFrame
    has_evidence: bool
    cues: tuple[LabelCue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What labels are read from: the claim's words, the rule of its attribution and its framing."""

    line: Line
    first: int
    last: int
    reported_by: CueRule | None = None
    reported_at: tuple[int, int] | None = None
    framing: Hit | None = None
    is_own_side: Callable[[int], bool] = lambda index: False


def label(content: Content) -> Labels:
    """The labels of a claim."""
    line = content.line
    hits = [hit for hit in line.hits if content.first <= hit.first < content.last]
    if content.framing is not None:
        hits += [hit for hit in line.hits if hit.first == content.framing.first and hit.rule.kind == "hedge"]
    cues: list[LabelCue] = []
    act = _speech_act(content, hits, cues)
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


def _cue(line: Line, hit: Hit, kind: CueKind | None = None) -> LabelCue:
    return LabelCue(kind or hit.rule.kind, line.words.starts[hit.first], line.words.ends[hit.last - 1], hit.rule.id)


def is_main(line: Line, first: int, index: int) -> bool:
    """Whether a word stands in the main clause, as far as no subordinator stands between it and the last comma."""
    subordinators = line.lexicon.are("subordinator")
    at = index
    if index > first and "," in line.words.gap(index) and line.words.forms[index] not in subordinators:
        return True
    while at > first and index - at < LOOK_BACK:
        if at < index and "," in line.words.gap(at):
            return line.words.forms[at] not in subordinators
        at -= 1
        if line.words.forms[at] in subordinators and not _is_demonstrative(line, first, at):
            return False
    return True


def _is_demonstrative(line: Line, first: int, index: int) -> bool:
    """Whether "that" points at a noun ("for that dark day")."""
    if line.words.forms[index] != "that":
        return False
    return index == first or line.form(index - 1) in line.lexicon.are("preposition") or is_break(line, index)


def _speech_act(content: Content, hits: Sequence[Hit], cues: list[LabelCue]) -> SpeechAct:
    rule = content.reported_by
    if rule is not None and rule.act not in (None, "assertion") and content.reported_at is not None:
        cues.append(LabelCue(_ACT_KINDS[rule.act], *content.reported_at, rule.id))
        return rule.act
    best: tuple[int, Hit] | None = None
    for hit in hits:
        if hit.rule.act is None or hit.rule.kind == "attribution":
            continue
        rank = _act_rank(content, hit)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, hit)
    if best is None or best[1].rule.act is None:
        return _call(content, cues)
    act = best[1].rule.act
    cues.append(_cue(content.line, best[1], _ACT_KINDS.get(act)))
    return act


def _call(content: Content, cues: list[LabelCue]) -> SpeechAct:
    """A directive where the claim begins with a verb in its base form, else an assertion."""
    line, first = content.line, content.first
    if content.framing is not None and _is_necessary(content):
        begin, end = line.words.starts[content.framing.first], line.words.ends[content.framing.last - 1]
        cues.append(LabelCue("directive", begin, end, content.framing.rule.id))
        return "directive"
    if first != line.first or not is_call(line, first):
        return "assertion"
    cues.append(LabelCue("directive", line.words.starts[first], line.words.ends[first], "imperative"))
    return "directive"


def _is_necessary(content: Content) -> bool:
    """Whether the framing says that something ought to be ("it is vital that we act"), not that it is so."""
    line, framing = content.line, content.framing
    if framing is None or not any(
        line.words.forms[at] in line.lexicon.are("necessity") for at in range(framing.first, framing.last)
    ):
        return False
    # The verb of such a clause is a bare one; "it is important that they are safe" tells a fact.
    return not any(line.words.forms[at] in line.lexicon.are("auxiliary") for at in range(content.first, content.last))


def _act_rank(content: Content, hit: Hit) -> int | None:
    """How strongly a cue decides the act (0 first); None where its place does not let it."""
    line, index = content.line, hit.first
    if line.is_quoted(index) and not line.is_quoted(content.first):
        return None
    role = hit.rule.role
    if role in ("feeling", "feeling_mild"):
        return 0 if _is_first_person_state(line, content.first, index) else None
    if role == "expressive":
        return 0 if index - content.first <= OPENING_WORDS and is_main(line, content.first, index) else None
    if not is_main(line, content.first, index):
        return None
    if role == "will":
        return 3 if content.is_own_side(index) else None
    if role == "modal":
        return 2 if _is_duty(line, hit) else None
    return 1


def _is_first_person_state(line: Line, first: int, index: int) -> bool:
    """Whether "I am" or "we are" stands shortly before a word, near the start of the claim."""
    if index - first > OPENING_WORDS + 2:
        return False
    for at in range(max(first, index - 4), index):
        form = line.words.forms[at]
        if form in ("i'm", "we're", "am") or (form in ("are", "remain") and line.form(at - 1) in ("we", "i")):
            return True
    return False


def _is_duty(line: Line, hit: Hit) -> bool:
    """Whether a modal puts a duty on somebody now: not "must have been", not "should be noted", not "had to"."""
    after = line.form(hit.last)
    if after in ("have", "ve") or line.form(hit.last + (after == "be")) in ("noted", "emphasized", "stressed"):
        return False
    before = line.form(hit.first - 1)
    if line.form(hit.first) in ("need", "needs", "have", "has"):
        at = hit.first - 1
        while line.form(at) in line.lexicon.are("adverb") and line.form(at) not in line.lexicon.are("auxiliary"):
            at -= 1
        before = line.form(at)
        if before in line.lexicon.are("third") and line.gap(at) == " " and line.form(at - 1) not in ("and", "but", ""):
            return False
        return before not in line.lexicon.are("auxiliary") | {"a", "the", "who", "i", "urgent", "great", "to"}
    return True


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
            cues.append(_cue(line, hit, "denial"))
        elif _negates(content, hit):
            cues.append(_cue(line, hit))
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
    if form == "not":
        if line.form(hit.last) in ("only", "just", "merely") or hit.last - index > 1:
            return False
        if line.form(hit.last) == "forget" and before == "us":
            return True
        auxiliary = line.lexicon.are("auxiliary")
        close = before in auxiliary or (before in line.lexicon.are("adverb") and line.form(index - 2) in auxiliary)
        is_infinitive = line.form(hit.last) == "to" and content.reported_by is not None
        if not close and index > content.first and not is_infinitive:
            return False
    if hit.rule.role == "no":
        is_subject = index == content.first or line.form(index - 1) in ("there", "but", "and")
        if not is_subject and before not in line.lexicon.are("auxiliary") and line.lexicon.language == "en":
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
        if hit.rule.role == "evidence_prep" and not _names_evidence(line, hit.last, last):
            continue
        cues.append(LabelCue("evidence", line.words.starts[hit.first], line.words.ends[last - 1], hit.rule.id))
        found.append(hit)
    return found


def _names_evidence(line: Line, first: int, last: int) -> bool:
    nouns = line.lexicon.are("evidence_noun")
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
            cues.append(_cue(content.line, hit))
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
    cues.extend(_cue(content.line, hit) for hit in found)
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
    for index in range(content.first, content.last):
        form = line.words.forms[index]
        tense = tenses.get(form)
        if tense == "future":
            return "future"
        if tense == "past" or (tense == "perfect" and _is_participle(line, index + 1)):
            return "past"
        if tense is not None:
            return "present"
        if verbs.get(form) != "auxiliary" and is_finite(line, index):
            return "past" if form.endswith("ed") or form in line.lexicon.are("past_form") else "present"
    return "none"


def _is_participle(line: Line, index: int) -> bool:
    form = line.form(index)
    return form.endswith(("ed", "en", "wn")) or form in line.lexicon.are("past_form")
