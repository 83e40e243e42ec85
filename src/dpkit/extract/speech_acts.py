"""Speech acts: which of Searle's five a claim is, and the words that say so."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dpkit.extract.claimhood import is_call
from dpkit.extract.clauses import Line, begins_verb_group, has_finite, is_break, is_finite
from dpkit.extract.cues import Hit
from dpkit.extract.lexicon import CueRule
from dpkit.model import CueKind, SpeechAct

OPENING_WORDS = 5
"""An expressive act shows within the first words of its sentence ("Today, we thank")."""


INFINITIVE_WORDS = 4
"""How far behind "готов" its infinitive stands."""
LOOK_BACK = 24
"""How far back a subordinator may stand that makes a cue part of a subordinate clause."""


_ACT_KINDS: dict[SpeechAct, CueKind] = {
    "commitment": "commitment",
    "directive": "directive",
    "declaration": "declaration",
    "expressive": "evaluation",
}


class LabelCue(NamedTuple):
    """Words that a label rests on."""

    kind: CueKind
    start: int
    end: int
    rule: str


class Content(NamedTuple):
    """What labels are read from: the claim's words, the rule of its attribution and its framing."""

    line: Line
    first: int
    last: int
    reported_by: CueRule | None = None
    reported_at: tuple[int, int] | None = None
    framing: Hit | None = None
    is_own_side: Callable[[int], bool] = lambda index: False


def cue_of(line: Line, hit: Hit, kind: CueKind | None = None) -> LabelCue:
    return LabelCue(kind or hit.rule.kind, line.words.starts[hit.first], line.words.ends[hit.last - 1], hit.rule.id)


def is_main(line: Line, first: int, index: int) -> bool:
    """Whether a word stands in the main clause, as far as no subordinator stands between it and the last comma."""
    subordinators = line.lexicon.words["subordinator"]
    at = index
    if index > first and "," in line.words.gap(index) and line.words.forms[index] not in subordinators:
        return True
    while at > first and index - at < LOOK_BACK:
        if at < index and "," in line.words.gap(at):
            return line.words.forms[at] not in subordinators
        at -= 1
        if line.words.forms[at] in subordinators and not _is_demonstrative(line, first, at):
            return _is_behind_subject_clause(line, first, at, index)
    return True


def _is_behind_subject_clause(line: Line, first: int, that: int, index: int) -> bool:
    """Whether a clause behind the subject's noun has ended ("Reports that the bank closed are not true")."""
    if line.words.forms[that] != "that" or that == first or has_finite(line, first, that):
        return False
    return sum(is_finite(line, at) and begins_verb_group(line, at) for at in range(that + 1, index + 1)) > 1


def _is_demonstrative(line: Line, first: int, index: int) -> bool:
    """Whether "that" points at a noun ("for that dark day")."""
    if line.words.forms[index] != "that":
        return False
    return index == first or line.form(index - 1) in line.lexicon.words["preposition"] or is_break(line, index)


def speech_act_of(content: Content, hits: Sequence[Hit], cues: list[LabelCue]) -> SpeechAct:
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
    cues.append(cue_of(content.line, best[1], _ACT_KINDS.get(act)))
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
        line.words.forms[at] in line.lexicon.words["necessity"] for at in range(framing.first, framing.last)
    ):
        return False
    # The verb of such a clause is a bare one; "it is important that they are safe" tells a fact.
    return not any(line.words.forms[at] in line.lexicon.words["auxiliary"] for at in range(content.first, content.last))


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
    if hit.rule.act == "commitment" and "able" in [line.form(at) for at in range(hit.last, hit.last + 3)]:
        return None  # "we will never be able to repay it" undertakes nothing
    if role == "first_future":
        is_last = index + 1 == content.last or "," in line.words.gap(index + 1)
        return 2 if is_last and line.words.forms[index] not in line.lexicon.words["stative"] else None
    if role == "will":
        return 3 if content.is_own_side(index) else None
    if role == "need":
        is_of_act = line.form(index - 1).endswith(tuple(line.lexicon.words["infinitive_ending"]))
        return 2 if is_of_act else None
    if role == "ready":
        return 3 if _leads_to_infinitive(content, hit) or content.is_own_side(index) else None
    if role == "modal":
        return 2 if _is_duty(line, hit) else None
    return 1


def _leads_to_infinitive(content: Content, hit: Hit) -> bool:
    """Whether "готов" and the like are ready to do something: a thing is ready without an infinitive behind."""
    endings = tuple(content.line.lexicon.words["infinitive_ending"])
    after = content.line.words.forms[hit.last : min(content.last, hit.last + INFINITIVE_WORDS)]
    return any(form.endswith(endings) for form in after)


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
    if line.form(hit.first) == "should" and hit.first == line.first:
        return False  # "Should the talks fail, we will …" is a condition
    if after in ("have", "ve") or line.form(hit.last + (after == "be")) in ("noted", "emphasized", "stressed"):
        return False
    before = line.form(hit.first - 1)
    if line.form(hit.first) in ("need", "needs", "have", "has"):
        at = hit.first - 1
        while line.form(at) in line.lexicon.words["adverb"] and line.form(at) not in line.lexicon.words["auxiliary"]:
            at -= 1
        before = line.form(at)
        if (
            before in line.lexicon.words["third"]
            and line.gap(at) == " "
            and line.form(at - 1) not in ("and", "but", "")
        ):
            return False
        return before not in line.lexicon.words["auxiliary"] | {"a", "the", "who", "i", "urgent", "great", "to"}
    return True
