"""Leads: sentences that announce whose words follow ("… issued the following statement:"), with marks or without."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dpkit.extract.clauses import Line, is_finite, subject_of, verb_group_start
from dpkit.extract.lines import Passage
from dpkit.extract.speakers import Directory, Memory, Voice, main_mention, mention_voice, names_issuer, source_voice

FIRST_SENTENCES = 5
"""Announced words without quotation marks say "I" or "we" within so many sentences, else they are the page's."""


def lead_voice(leading: Passage, directory: Directory, memory: Memory, own: Voice) -> Voice | None:
    """Who is named by a sentence that announces a quotation ("… issued the following statement:")."""
    line = leading.line
    tail = line.words.text[line.finish(line.last) : line.end + 2]
    nouns = line.lexicon.words["lead_noun"]
    is_lead = ":" in tail or any(hit.rule.role == "leadin" for hit in line.hits)
    is_lead = is_lead or any(
        line.words.forms[index] in nouns for index in range(line.first, min(line.last, line.first + 80))
    )
    if not is_lead:
        return None
    for index in range(line.first, min(line.last, line.first + 80)):
        if is_finite(line, index) or index == line.last - 1:
            subject = subject_of(line, verb_group_start(line, index, line.first), line.first)
            voice = source_voice(directory, line, subject, memory)
            if subject is not None and voice.speaker_id is not None:
                cue = (line.begin(subject[0]), line.finish(min(index + 1, line.last)))
                return replace(voice, basis="quote_block", cue=cue, rule="lead")
    if directory.issuer is not None and names_issuer(directory, line, line.first, min(line.last, line.first + 80)):
        return Voice(
            speaker_id=directory.issuer.entity_id, basis="quote_block", cue=(line.start, line.end), rule="lead"
        )
    persons = [at for at in directory.within(line.start, line.end) if directory.type_of(at) == "person"]
    found = persons[0] if persons else main_mention(directory, line, line.start, line.end)
    if found is None:
        return None
    mention = directory.mentions[found]
    return replace(mention_voice(directory, found, "quote_block"), cue=(mention.start, mention.end), rule="lead")


def announced(
    passages: Sequence[Passage], unmarked: frozenset[int], directory: Directory, own: Voice
) -> Mapping[int, Voice]:
    """Passages that a lead announces and no quotation marks hold: the words are the speaker's, not the page's.

    Only where they say "I" or "we" soon, and until the speaker is spoken of by name, or somebody else speaks.
    """
    found: dict[int, Voice] = {}
    for number, passage in enumerate(passages[:-1]):
        line, following = passage.line, passages[number + 1]
        text = line.words.text[line.start : line.end].rstrip()
        if not text.endswith(":") or following.paragraph == passage.paragraph:
            continue
        if passage.base is not None or following.base is not None or following.line.quoted:
            continue
        voice = lead_voice(passage, directory, Memory(), own)
        if voice is None or voice.speaker_id is None or voice.speaker_id == own.speaker_id:
            continue
        block = _block(passages[number + 1 :], unmarked, directory, voice.speaker_id)
        if any(speaks_in_first_person(one.line) for one in block[:FIRST_SENTENCES]):
            found |= {one.number: voice for one in block}
    return found


def _block(
    passages: Sequence[Passage], unmarked: frozenset[int], directory: Directory, speaker_id: str
) -> Sequence[Passage]:
    """The passages up to the first that is quoted, no running text, or speaks of the speaker by name."""
    for size, passage in enumerate(passages):
        line = passage.line
        named = {directory.mentions[index].entity_id for index in directory.within(line.start, line.end)}
        is_over = passage.base is not None or passage.role not in ("body", "list_item", "lead")
        if is_over or passage.number in unmarked or speaker_id in named:
            return passages[:size]
    return passages


def speaks_in_first_person(line: Line) -> bool:
    """Whether a sentence says I, we, my or our."""
    first = line.lexicon.words["first"]
    return not first.isdisjoint(line.words.forms[line.first : line.last])
