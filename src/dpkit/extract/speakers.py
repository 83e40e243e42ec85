"""Speakers: which entity a source phrase, a quotation's lead, a pronoun or the document itself stands for."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dpkit.extract.clauses import Line, is_break
from dpkit.extract.speaker_nouns import called, has_in_title, is_called_after, is_title_of, noun_of, owner_of, titles_of
from dpkit.model import Context, Entity, Mention, Names, SpeakerBasis

TITLE_WORDS = 4
"""How long a title before a name is at most: "министр иностранных дел Норландии"."""
_RANK = {"person": 0, "organisation": 1, "work": 2, "event": 3, "other": 3, "place": 3}


@dataclass(slots=True, kw_only=True)  # not frozen: see clauses.Line
class Voice:
    """Who is committed to words, how we know, and the cue that says so (offsets, rule)."""

    speaker_id: str | None = None
    mention: int | None = None
    basis: SpeakerBasis = "none"
    is_own: bool = False
    cue: tuple[int, int] | None = None
    rule: str = ""

    def carried(self) -> "Voice":
        """The same speaker, known only from the words before."""
        return replace(self, basis="carried" if self.speaker_id is not None else "none")


@dataclass(frozen=True, slots=True)
class Directory:
    """The mentions of a document by position, and what each entity is."""

    mentions: Sequence[Mention]
    starts: Sequence[int]
    entities: Mapping[str, Entity]
    issuer: Entity | None = None
    """Who issues the document, where that is a person: known by the surname alone ("Rep. Lee said")."""
    issuer_id: str | None = None
    """Who issues the document, person or body."""

    def within(self, start: int, end: int) -> range:
        """The indices of the mentions that begin within a span."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def type_of(self, index: int) -> str:
        """What the entity of a mention is; `other` where it is not listed."""
        entity = self.entities.get(self.mentions[index].entity_id)
        return entity.entity_type if entity is not None else "other"


@dataclass(slots=True)
class Memory:
    """Who spoke or was spoken of last, as far as the reading has come."""

    person: Voice | None = None
    anyone: Voice | None = None
    topic: Voice | None = None
    _unused: tuple[int, ...] = field(default=(), repr=False)


def directory_of(names: Names) -> Directory:
    """The mentions of a document, ready to be looked up by position."""
    entities = {entity.entity_id: entity for entity in names.entities}
    issuer = entities.get(names.issuer_id or "")
    return Directory(
        names.mentions,
        [mention.start for mention in names.mentions],
        entities,
        issuer if issuer is not None and _is_personal(issuer) else None,
        names.issuer_id,
    )


def _is_personal(entity: Entity) -> bool:
    """Whether an issuer is a person, by its type or by the look of its name ("Jane A. Smith")."""
    words = entity.name.split()
    is_name = 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words)
    return entity.entity_type == "person" or (is_name and _BODY_WORDS.isdisjoint(word.lower() for word in words))


_BODY_WORDS = frozenset(
    """ministry office department committee government agency council commission service union party bank court
    министерство управление комитет правительство агентство ведомство мид мчс служба прокуратура банк регулятор
    администрация посольство пресс-служба
    министрлігі министрлік комитеті үкімет агенттік агенттігі қызмет қызметі прокуратура банк банкі ведомство
    әкімдік әкімдігі елшілік елшілігі баспасөз-қызметі сім тжм іім""".split()  # noqa: SIM905
)


def own_voice(names: Names, context: Context) -> Voice:
    """The voice of the document itself: its publisher for a relay, else its issuer; unknown stays unknown."""
    publisher = names.publisher_id
    issuer = names.issuer_id
    if context.document_type == "relay" or (issuer is None and context.document_type == "other"):
        return Voice(speaker_id=publisher, basis="publisher" if publisher else "none", is_own=True)
    return Voice(speaker_id=issuer, basis="issuer" if issuer else "none", is_own=True)


def main_mention(directory: Directory, line: Line, start: int, end: int) -> int | None:
    """The mention that a source phrase is about: a person before a body, the first of a kind, no bare adjective.

    "Smith's lawyer" and "a spokesman for Smith" are not Smith, "a spokesman for the ministry" speaks for the ministry.
    """
    best: tuple[int, int] | None = None
    for index in directory.within(start, end):
        mention = directory.mentions[index]
        kind = directory.type_of(index)
        if mention.end > end + 2 or (_is_possessor(line, mention, end) and kind != "organisation"):
            continue
        if kind == "person" and _is_represented(line, mention, start):
            continue
        rank = _RANK.get(kind, 3) + (3 if mention.kind == "adjectival" else 0)
        if kind == "place" and (mention.end < end - 1 or _is_where(line, mention, start)):
            rank += 3
        if rank < 6 and (best is None or rank < best[0]):
            best = (rank, index)
    return best[1] if best is not None else None


def _is_possessor(line: Line, mention: Mention, end: int) -> bool:
    following = line.words.text[mention.end : mention.end + 3]
    before = line.words.text[max(0, mention.end - 2) : mention.end]
    return mention.end < end - 3 and ((following[:1] in "'’" and following[1:2] == "s") or before in ("'s", "’s"))


def _is_where(line: Line, mention: Mention, start: int) -> bool:
    """Whether a place only says where somebody is: "the embassy in Port Mirel"."""
    first, last = line.words.range_of(start, mention.start)
    return last > first and line.words.forms[last - 1] in line.lexicon.words["where"]


def _is_represented(line: Line, mention: Mention, start: int) -> bool:
    first, last = line.words.range_of(start, mention.start)
    nouns = line.lexicon.words["role_noun"]
    if last <= first or line.words.forms[last - 1] not in ("for", "of", "to", "by", "with", "from", "against"):
        return False
    return any(form in nouns for form in line.words.forms[first:last])


def source_voice(directory: Directory, line: Line, source: tuple[int, int] | None, memory: Memory) -> Voice:
    """The voice of a source phrase: its mention, or whom its pronoun stands for; unknown stays unknown."""
    if source is None:
        return Voice()
    first, last = source
    start, end = line.begin(first), line.finish(last)
    found = main_mention(directory, line, start, end)
    if (found is None or directory.type_of(found) != "person") and names_issuer(directory, line, first, last):
        return Voice(speaker_id=directory.issuer.entity_id if directory.issuer else None, basis="same_sentence")
    if found is not None and line.lexicon.words["anaphor"] and directory.type_of(found) in ("place", "organisation"):
        taken_up = _taken_up(directory, line, first, last, memory)
        is_place = directory.type_of(found) == "place"
        if taken_up is not None and (is_place or taken_up.speaker_id is not None):
            return taken_up  # "Президент Керении" is not Kerenia, "глава МИД" may be known by name
    if found is not None:
        return mention_voice(directory, found, "same_sentence")
    forms = line.words.forms[first:last]
    if len(forms) > 1 and forms[0] in line.lexicon.words["possessive"]:
        return _counterpart(directory, line, forms, memory)
    singular, plural = line.lexicon.words["he_she"], line.lexicon.words["they"]
    if forms and (forms[0] in singular or forms[-1] in singular):
        return _pronoun(memory.person)
    if forms and forms[0] == "who":
        before = directory.within(line.start, start)
        return mention_voice(directory, before[-1], "same_sentence") if len(before) else Voice()
    if forms and forms[0] in plural:
        return _pronoun(memory.anyone)
    taken_up = _taken_up(directory, line, first, last, memory)
    if taken_up is not None:
        return taken_up
    if forms and is_own_paper(line, forms):
        is_letter = not line.lexicon.words["letter"].isdisjoint(forms)
        return _pronoun(memory.person) if is_letter and memory.person else _writer(directory, line, memory)
    return Voice()


def _taken_up(directory: Directory, line: Line, first: int, last: int, memory: Memory) -> Voice | None:
    """Whom a phrase takes up by a noun: "the ministry", "министр", "глава Керении"; None where it is no such phrase."""
    if line.lexicon.words["anaphor"]:
        last = next((at for at in range(first + 1, last) if is_break(line, at)), last)
    nouns = tuple(anaphors_of(line, first, last))
    owner = owner_of(line.lexicon, line.words, first, last)
    for noun in nouns:
        voice = _titled(directory, line, noun, owner)
        if voice is not None:
            return voice
    if not nouns:
        return None
    is_bare = last - first == 1 or not line.lexicon.words["anaphor"]
    return _by_noun(directory, line, nouns[-1], memory) if is_bare else Voice()


def _counterpart(directory: Directory, line: Line, forms: Sequence[str], memory: Memory) -> Voice:
    """Whom "его собеседник" stands for: the other of two people; of nobody else's people is anything known."""
    if forms[1] not in line.lexicon.words["counterpart"] or memory.person is None:
        return Voice()
    others = {
        directory.mentions[index].entity_id: index
        for index in directory.within(0, line.start)
        if directory.type_of(index) == "person" and directory.mentions[index].entity_id != memory.person.speaker_id
    }
    return mention_voice(directory, next(iter(others.values())), "carried") if len(others) == 1 else Voice()


def is_own_paper(line: Line, forms: Sequence[str]) -> bool:
    """Whether words (lower-cased, at least one) name the very paper that is read: "the statement", "сообщении"."""
    papers = line.lexicon.words["own_paper"]
    if line.lexicon.drops_copula:
        return not papers.isdisjoint(forms[:2])
    return forms[0] in line.lexicon.words["determiner"] and forms[-1] in papers


def _writer(directory: Directory, line: Line, memory: Memory) -> Voice:
    """Whose words "the statement" is: the issuer's, else of who spoke last, else of the only one named before."""
    if directory.issuer_id is not None:
        return Voice(speaker_id=directory.issuer_id, basis="carried")
    if memory.anyone is not None:
        return _pronoun(memory.anyone)
    named = {
        directory.mentions[index].entity_id: index
        for index in directory.within(0, line.start)
        if directory.type_of(index) in ("person", "organisation")
    }
    return mention_voice(directory, next(iter(named.values())), "carried") if len(named) == 1 else Voice()


def anaphors_of(line: Line, first: int, last: int) -> Iterator[str]:
    """The bare nouns by which words take somebody up, if they do: "the ministry", "министр", "глава МИД"."""
    if line.lexicon.words["anaphor"]:
        yield from called(line.lexicon, line.words, first, last)
        return
    forms = line.words.forms[first:last]
    is_noun = bool(forms) and forms[-1] in line.lexicon.words["role_noun"] and not forms[-1].endswith("s")
    if is_noun and forms[0] in ("the", "this") and len(forms) <= 4:
        yield forms[-1]


def _titled(directory: Directory, line: Line, noun: str, owner: str | None) -> Voice | None:
    """The one person whom the words before called so: "Президент Арне Лунд" is "Президент" from then on.

    Who bears the title of another country is meant only where nobody else bears it, or where the phrase says so
    (`owner`: "Президент Алмерии").
    """
    if noun in _BODY_WORDS:  # "the spokesman of the ministry Smith" is no ministry
        return None
    issuer = directory.entities.get(directory.issuer_id or "")
    body = issuer.name if issuer is not None else ""
    is_of_issuer = owner is not None and is_called_after(owner, body)
    found: dict[str, int] = {}
    foreign: dict[str, int] = {}
    for index in directory.within(0, line.start):
        mention = directory.mentions[index]
        if directory.type_of(index) != "person":
            continue
        at, _ = line.words.range_of(mention.start, mention.end)
        is_described = owner is not None and noun in line.lexicon.words["description"]
        if not _bears(line, mention, noun) and not (is_described and titles_of(line.lexicon, line.words, at)):
            continue
        if owner is not None and not is_of_issuer and not has_in_title(line.lexicon, line.words, at, owner):
            continue
        is_own = issuer is None or is_title_of(line.lexicon, line.words, at, body)
        (found if is_own else foreign)[mention.entity_id] = index
    if not found and line.lexicon.words["anaphor"] and _is_head_of_issuer(directory, noun) and owner is None:
        found = _first_untitled(directory, line)
    found = found or foreign
    return mention_voice(directory, next(iter(found.values())), "carried") if len(found) == 1 else None


def _is_head_of_issuer(directory: Directory, noun: str) -> bool:
    """Whether a noun for a head names whose office issues the document: "Президент" of a president's press service."""
    issuer = directory.entities.get(directory.issuer_id or "")
    return issuer is not None and noun in issuer.name.lower()


def _first_untitled(directory: Directory, line: Line) -> dict[str, int]:
    """The person named first, if nothing before that name says what the person is: then it is known from the issuer."""
    for index in directory.within(0, line.start):
        mention = directory.mentions[index]
        if directory.type_of(index) == "person":
            at, _ = line.words.range_of(mention.start, mention.end)
            return {} if titles_of(line.lexicon, line.words, at) else {mention.entity_id: index}
    return {}


def _bears(line: Line, mention: Mention, noun: str) -> bool:
    """Whether a noun for people stands before a name, with nothing but a few words of the same title between."""
    words = line.words
    at, _ = words.range_of(mention.start, mention.end)
    if line.lexicon.words["anaphor"]:
        return noun in titles_of(line.lexicon, words, at)
    for back in range(at - 1, max(-1, at - 1 - TITLE_WORDS), -1):
        if words.gap(back + 1) != " ":
            return False
        if words.forms[back] == noun:
            return True
    return False


def _has_noun(line: Line, name: str, noun: str) -> bool:
    """Whether a noun, in whatever case, stands in a name."""
    forms = name.lower().split()
    return noun in forms or any(noun_of(line.lexicon, form, frozenset((noun,))) for form in forms)


def _speakers_body(directory: Directory, line: Line, memory: Memory) -> Voice | None:
    """The body in the title of who spoke last ("представитель МИД Тавонии Дарья Мельцер"), for "ведомство"."""
    if not line.lexicon.words["anaphor"] or memory.person is None:
        return None
    for index in directory.within(0, line.start):
        is_speaker = directory.mentions[index].entity_id == memory.person.speaker_id
        if is_speaker and index > 0 and directory.type_of(index - 1) == "organisation":
            between = line.words.text[directory.mentions[index - 1].end : directory.mentions[index].start]
            if between.startswith(" ") and between.islower() + (not between.strip()) and between.count(" ") <= 3:
                return mention_voice(directory, index - 1, "carried")
    return None


def _issuing_body(directory: Directory, line: Line) -> Voice:
    """The body that issues the document, for "ведомство" and the like; English asks for its name ("the Ministry")."""
    if not line.lexicon.words["anaphor"] or directory.issuer is not None or directory.issuer_id is None:
        return Voice()
    return Voice(speaker_id=directory.issuer_id, basis="carried")


def _by_noun(directory: Directory, line: Line, noun: str, memory: Memory) -> Voice:
    """Whom "the ministry" or "the senator" stands for: a body of that name, else, for people, who spoke last."""
    named = [entity for entity in directory.entities.values() if _has_noun(line, entity.name, noun)]
    last = directory.entities.get(memory.anyone.speaker_id or "") if memory.anyone is not None else None
    if not named or last in named:
        is_body = last is not None and last.entity_type != "person"
        if noun in _BODY_WORDS and not is_body:
            return _speakers_body(directory, line, memory) or _issuing_body(directory, line)  # no person is a ministry
        is_person = noun not in _BODY_WORDS and bool(line.lexicon.words["anaphor"])
        if is_person and memory.person is not None and noun in line.lexicon.words["description"]:
            return _pronoun(memory.person)
        is_title = noun not in _BODY_WORDS and noun not in line.lexicon.words["description"]
        if is_title and is_person:
            return Voice()  # "Министр" is whom the words before called so, nobody else
        return _pronoun(memory.anyone if last in named or is_body or memory.person is None else memory.person)
    if len(named) == 1:
        return Voice(speaker_id=named[0].entity_id, basis="carried")
    if any(entity.entity_id == directory.issuer_id for entity in named):
        return Voice(
            speaker_id=directory.issuer_id, basis="carried"
        )  # "the ministry" of a ministry's release is itself
    return Voice()


def names_issuer(directory: Directory, line: Line, first: int, last: int) -> bool:
    """Whether the surname of the person who issues the document stands among the words, capitalised."""
    if directory.issuer is None:
        return False
    surname = directory.issuer.name.split()[-1].lower()
    return any(line.form(at) == surname and line.words.is_capital(at) for at in range(first, last))


def mention_voice(directory: Directory, index: int, basis: SpeakerBasis) -> Voice:
    """The voice of a mention's entity."""
    return Voice(speaker_id=directory.mentions[index].entity_id, mention=index, basis=basis)


def companions(directory: Directory, line: Line, voice: Voice) -> list[Mention]:
    """Who else is named with the speaker of a report: "Senators Collins and King said" has King beside Collins.

    A claim has one speaker, the first one named; the others are known by cues of their own.
    """
    if voice.mention is None or voice.cue is None or voice.basis != "same_sentence":
        return []
    found: list[Mention] = []
    last = directory.mentions[voice.mention]
    for index in directory.within(last.end, voice.cue[1]):
        mention = directory.mentions[index]
        if directory.type_of(index) not in ("person", "organisation"):
            continue
        first, end = line.words.range_of(last.end, mention.start)
        forms = line.words.forms[first:end]
        is_joined = bool(forms) and forms[0] in line.lexicon.words["coordinator"]
        is_joined = is_joined or (not forms and line.words.text[last.end : mention.start] == ", ")
        if not is_joined or not all(line.words.is_capital(at) for at in range(first + 1, end)):
            break
        if mention.entity_id != voice.speaker_id:
            found.append(mention)
        last = mention
    return found


def _pronoun(remembered: Voice | None) -> Voice:
    return replace(remembered, basis="carried", cue=None) if remembered is not None else Voice()


def remember(memory: Memory, directory: Directory, voice: Voice) -> None:
    """Keep who spoke last, for the pronouns and quotations that follow."""
    if voice.speaker_id is None:
        return
    memory.anyone = voice
    entity = directory.entities.get(voice.speaker_id)
    if entity is None or entity.entity_type == "person":
        memory.person = voice


def remember_topic(memory: Memory, directory: Directory, line: Line) -> None:
    """Keep whom a sentence is about: a person named at its beginning may be the "he" of the next."""
    for index in directory.within(line.start, line.end):
        mention = directory.mentions[index]
        if line.quoted and any(quoted.start <= mention.start < quoted.end for quoted in line.quoted):
            continue
        if directory.type_of(index) == "person":
            if mention.start - line.start < 60 and not _is_possessor(line, mention, line.end):
                memory.person = mention_voice(directory, index, "carried")
            return
