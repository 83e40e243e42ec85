"""Persons in Russian texts: by given name, patronymic, initials or title, in every case, called by the nominative."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dpkit.extract.dictionary import RANK_BODY, RANK_KNOWN, country_trie, known_trie
from dpkit.extract.gazetteer import cyrillic_marks, word_list
from dpkit.extract.name_hits import Hit, Key, Words, folded
from dpkit.extract.people import is_patronymic
from dpkit.extract.russian_cases import (
    Case,
    FullName,
    full_names,
    given_readings,
    is_given,
    is_surname_like,
    surname_readings,
)
from dpkit.extract.russian_nouns import no_person_forms, street_forms, thing_forms, title_forms

SENTENCE_ENDS = frozenset({".", "!", "?", "…", "«", "“", "„", '"', ":", "–", "—", ")", "•", "*"})
_NAME = re.compile(r"[А-ЯЁІҚҒҮҰӘӨҢҺ][а-яёіқғүұәөңһ’']{1,24}")
_INITIALS = re.compile(r"[А-ЯЁ](?:\.[А-ЯЁ])*\.?")
_ADJECTIVES = tuple("ий ый ой ая яя ое ее ого его ому ему ую юю ые ие ых их ым им ыми ими".split())  # noqa: SIM905
MAX_DOUBT = 8
"""A pair that agrees in no likelier way is no name."""
MAX_RIVAL = 5
"""How much likelier another reading may be than the one that the rest of the document speaks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A word with a capital letter, its parts joined by hyphens, as the range of its tokens; or the initials of one."""

    first: int
    last: int
    text: str
    is_initial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A person as one place of the text shows it: its tokens and what it may be in the nominative, likeliest first."""

    words: Words
    first: int
    last: int
    readings: tuple[FullName, ...]
    between: str = ""
    """The patronymic or a second given name, in the nominative."""
    is_sure: bool = False


def russian_person_hits(paragraphs: Sequence[Words]) -> Iterator[Hit]:
    """The persons that the Russian paragraphs of a document name; one who is named twice has one name."""
    sights = [sight for words in paragraphs for sight in _sights(words)]
    chosen = _chosen(sights)
    middles: dict[tuple[str, str], set[str]] = {}
    for sight, name in zip(sights, chosen, strict=True):
        if sight.between:
            middles.setdefault((name.given, name.surname), set()).add(sight.between)
    for sight, name in zip(sights, chosen, strict=True):
        yield _hit(sight, name, is_told_apart=len(middles.get((name.given, name.surname), ())) > 1)


def _hit(sight: Sight, name: FullName, *, is_told_apart: bool) -> Hit:
    """`is_told_apart`: two persons of the document differ by nothing but their patronymics."""
    parts = [part for part in (name.given, sight.between, name.surname) if part]
    is_bare = not name.given or not name.surname or len(name.given.rstrip(".")) == 1
    phrase = parts if is_told_apart else [name.given.rstrip("."), name.surname or sight.between]
    key = Key(
        entity_type="person",
        country=None,
        phrase=folded([part for part in phrase if part]),
        name=" ".join(parts),
        is_bare=is_bare,
    )
    return Hit(
        start=sight.words.spans[sight.first][0],
        end=sight.words.spans[sight.last - 1][1],
        paragraph=sight.words.paragraph,
        kind="name",
        method="rule",
        key=key,
        rank=RANK_BODY if sight.is_sure else RANK_KNOWN,
    )


def _chosen(sights: Sequence[Sight]) -> list[FullName]:
    """For each sight the reading that the others speak for, else its likeliest."""
    votes = Counter(
        (sight.readings[0].given, sight.readings[0].surname)
        for sight in sights
        if len(sight.readings) == 1 or sight.readings[1].doubt > sight.readings[0].doubt + 1
    )
    surnames = Counter[str]()
    for (given, surname), count in votes.items():
        if len(given) > 1 and surname:
            surnames[surname] += count
    return [_likeliest(sight.readings, votes, surnames) for sight in sights]


def _likeliest(
    readings: Sequence[FullName], votes: Mapping[tuple[str, str], int], surnames: Mapping[str, int]
) -> FullName:
    near = [name for name in readings if name.doubt <= readings[0].doubt + MAX_RIVAL]
    is_full = len(readings[0].given.rstrip(".")) > 1 and readings[0].surname

    def support(name: FullName) -> int:
        return votes.get((name.given, name.surname), 0) if is_full else surnames.get(name.surname, 0)

    best = max(near, key=support)
    return best if support(best) else near[0]


def _sights(words: Words) -> Iterator[Sight]:
    for run in _runs(words):
        at = 0
        while at < len(run):
            found = _sight(words, run, at)
            if found is None:
                at += 1
                continue
            sight, size = found
            yield sight
            at += size


def _runs(words: Words) -> Iterator[list[Unit]]:
    """Words with a capital that stand side by side."""
    run: list[Unit] = []
    for index in words.capitals:
        if run and index < run[-1].last:
            continue
        unit = _unit(words, index)
        if unit is not None and run and (particles := _particles(words, run[-1].last, index)):
            unit = replace(unit, first=run[-1].last, text=f"{particles} {unit.text}")
        if run and (unit is None or run[-1].last != unit.first):
            yield run
            run = []
        if unit is not None:
            run.append(unit)
    if run:
        yield run


_PARTICLES = frozenset("фон дер ден де ди да дос ван аль эль бин бен ибн ла ле тер".split())  # noqa: SIM905


def _particles(words: Words, first: int, last: int) -> str:
    """The particles that fill a gap between two words of a name ("Урсула фон дер Ляйен")."""
    found = words.texts[first:last]
    return " ".join(found) if 0 < len(found) < 3 and _PARTICLES.issuperset(found) else ""


def _unit(words: Words, index: int) -> Unit | None:
    texts = words.texts
    if _NAME.fullmatch(texts[index]):
        last = index + 1
        while last + 1 < len(texts) and texts[last] == "-" and _is_glued(words, last) and texts[last + 1].isalpha():
            last += 2
        return Unit(first=index, last=last, text="".join(texts[index:last]))
    if _INITIALS.fullmatch(texts[index]):
        last = index + 1
        if not texts[index].endswith("."):
            if texts[last : last + 1] != (".",):
                return None
            last += 1
        while texts[last : last + 1] == ("-",) and texts[last + 2 : last + 3] == (".",) and len(texts[last + 1]) == 1:
            last += 3  # "К.-Ж."
        return Unit(first=index, last=last, text=texts[index][0] + ".", is_initial=True)
    return None


def _is_glued(words: Words, hyphen: int) -> bool:
    """Whether no space stands beside a hyphen."""
    spans = words.spans
    return spans[hyphen - 1][1] == spans[hyphen][0] and spans[hyphen][1] == spans[hyphen + 1][0]


def _sight(words: Words, run: Sequence[Unit], at: int) -> tuple[Sight, int] | None:
    """The person whose name begins at a unit of a run, and how many units it has."""
    unit = run[at]
    if unit.is_initial or (run[at + 1 : at + 2] and run[at + 1].is_initial):
        return _initialled(words, run, at)
    if not _may_be_name(words, unit):
        return None
    before = _Before(words, run, at)
    return _with_patronymic(words, run, at) or _full(words, run, at, before) or _alone(words, run, at, before)


def _initialled(words: Words, run: Sequence[Unit], at: int) -> tuple[Sight, int] | None:
    """ "К. Токаев", "К.-Ж. Токаев", "Токаев К.К."."""
    end = at
    while end < len(run) and run[end].is_initial:
        end += 1
    if end > at:
        if end == len(run) or not _may_be_name(words, run[end]):
            return None
        surname, initial, last = run[end], run[at], end + 1
    else:
        end = at + 1
        while end < len(run) and run[end].is_initial:
            end += 1
        surname, initial, last = run[at], run[at + 1], end
        if end < len(run) or not _may_be_name(words, surname) or not _is_surname_form(surname.text):
            return None  # "Президент К. Токаев", "в городе А. Б."
    cases, _ = _asked_cases(words, run[at].first)
    readings = _surnames(surname.text, initial.text, cases)
    if not readings:
        return None
    sight = Sight(words=words, first=run[at].first, last=run[last - 1].last, readings=readings, is_sure=True)
    return sight, last - at


def _surnames(word: str, given: str, cases: frozenset[Case]) -> tuple[FullName, ...]:
    """The readings of a surname, with an initial or alone."""
    found = [
        FullName(
            given=given,
            surname=reading.nominative,
            gender=reading.gender,
            case=reading.case,
            doubt=reading.doubt
            + (0 if reading.case in (cases or "n") else 3)
            + (0 if is_surname_like(reading.nominative) else 2),
        )
        for reading in surname_readings(word)
    ]
    return tuple(sorted(found, key=lambda name: (name.doubt, name.gender != "m", name.surname)))


def _with_patronymic(words: Words, run: Sequence[Unit], at: int) -> tuple[Sight, int] | None:
    """ "Олег Иванович Савин", "Савин Олег Иванович", "Олег Иванович"."""
    units = run[at : at + 3]
    if len(units) > 1 and is_patronymic(units[1].text):
        has_surname = len(units) == 3 and _may_be_name(words, units[2]) and not units[2].is_initial
        given, between = units[0], units[1]
        surname = units[2] if has_surname else None
    elif len(units) == 3 and is_patronymic(units[2].text) and _is_known_given(units[1].text):
        surname, given, between = units
    else:
        return None
    if surname is not None and (readings := full_names(given.text, surname.text)):
        size = 3
    elif between is units[1] and _SURNAME_IN_ICH.search(between.text):
        return None
    else:
        readings, size = _given_only(given.text), 2
    middle = _nominative_of_patronymic(between.text, readings[0]) if readings else between.text
    last = run[at + size - 1].last
    return Sight(
        words=words, first=run[at].first, last=last, readings=readings, between=middle, is_sure=True
    ), size if readings else 1


_SURNAME_IN_ICH = re.compile(r"(?:к|ц|л|ш|н)(?:евич|ович)[а-я]{0,2}$")
"""Ends of words that stand behind a given name as a surname more often than as a father's name."""


def _given_only(word: str) -> tuple[FullName, ...]:
    found = [
        FullName(given=r.nominative, surname="", gender=r.gender, case=r.case, doubt=r.doubt)
        for r in given_readings(word)
    ]
    found = [replace(name, doubt=name.doubt + (0 if is_given(name.given) else 4)) for name in found]
    return tuple(sorted(found, key=lambda name: (name.doubt, name.case != "n", name.given)))


def _nominative_of_patronymic(word: str, name: FullName) -> str:
    """A patronymic in the nominative, as the case of the whole name is known.

    >>> _nominative_of_patronymic("Ивановичем", FullName(given="Олег", surname="", gender="m", case="i", doubt=0))
    'Иванович'
    """
    if name.case == "n":
        return word
    endings = ("а", "у", "ем", "е") if name.gender == "m" else ("ы", "е", "у", "ой")
    for ending in endings:
        if word.endswith(ending):
            return word[: -len(ending)] + ("" if name.gender == "m" else "а")
    return word


class _Before:
    """What stands before a unit: whether it begins a sentence, and the cases that a title or preposition asks for."""

    __slots__ = ("at", "cases", "first", "has_title", "run", "words")

    def __init__(self, words: Words, run: Sequence[Unit], at: int) -> None:
        self.words, self.run, self.at, self.first = words, run, at, run[at].first
        self.cases, self.has_title = _asked_cases(words, self.first)

    @property
    def begins_sentence(self) -> bool:
        return self.first == 0 or self.words.texts[self.first - 1] in SENTENCE_ENDS

    @property
    def follows_thing(self) -> bool:
        before = self.words.texts[self.first - 1].lower() if self.first else ""
        return before in thing_forms()

    @property
    def follows_street(self) -> bool:
        """Whether a street is named: it is no person, whoever it is called after."""
        return self.first > 0 and self.words.texts[self.first - 1].lower() in street_forms()


def _asked_cases(words: Words, first: int) -> tuple[frozenset[Case], bool]:
    """The cases of the title or preposition before a token, and whether a title stands there.

    A title in the genitive may belong to another ("заместитель министра"), a country to a title ("Президент
    Узбекистана"): what the whole of them begins with is in the case of the name.
    """
    texts = words.texts
    at = first - 1
    cases: frozenset[Case] = frozenset()
    has_title = False
    reach = max(-1, first - 1 - MAX_TITLE)
    while at > reach:
        found = title_forms().get(texts[at].lower(), frozenset())
        if found:
            cases, has_title = found, True
            if "g" not in found:
                break
        elif not _is_complement(texts[at]):
            break
        at -= 1
    if has_title:
        return cases, True
    return (_PREPOSITIONS.get(texts[first - 1].lower(), frozenset()) if first else frozenset()), False


MAX_TITLE = 9
"""Tokens of a title with what it is of: "заместитель министра труда и социальной защиты населения Бекланда"."""
_GENITIVES = ("а", "я", "ы", "и", "ой", "ей", "ых", "их", "ого", "его", "ов", "ев", "ств", "дел", "ций", "ний")


def _is_complement(word: str) -> bool:
    """Whether a word may stand between a title and a name: "иностранных дел Бекланда", "МИД", "по"."""
    return word in ("-", "по", "и", "на") or word.isupper() or word.endswith(_GENITIVES)


_PREPOSITIONS: Mapping[str, frozenset[Case]] = {
    **dict.fromkeys(("с", "со"), frozenset("ig")),
    **dict.fromkeys(("к", "ко", "благодаря", "согласно"), frozenset("d")),
    **dict.fromkeys(("от", "у", "для", "из", "до", "без", "против", "около", "кроме"), frozenset("g")),
    **dict.fromkeys(("словам", "мнению", "данным", "оценке", "версии", "поручению", "имени"), frozenset("g")),
    **dict.fromkeys(("участием", "инициативе", "указу", "указом", "просьбе", "приглашению"), frozenset("g")),
    **dict.fromkeys(("о", "об", "при"), frozenset("p")),
    **dict.fromkeys(("между", "над", "перед"), frozenset("i")),
}
"""Words before a name and the cases that they ask for."""


def _full(words: Words, run: Sequence[Unit], at: int, before: _Before) -> tuple[Sight, int] | None:
    """A given name and a surname that agree."""
    units = run[at : at + 4]
    is_known = _is_known_given(units[0].text)
    if before.follows_street or (not is_known and (eastern := _eastern(words, run, at, before)) is not None):
        return None if before.follows_street else eastern
    if len(units) < 2 or units[1].is_initial or not _may_be_name(words, units[1]):
        return None
    if is_known and len(units) > 2 and (found := _of_three(words, units, before)) is not None:
        return found, 3
    if not is_known and not _is_pair(words, run, at, before):
        return None
    readings = full_names(units[0].text, units[1].text, before.cases)
    if _is_reversed(units):
        readings = full_names(units[1].text, units[0].text, before.cases)
    readings = tuple(name for name in readings if name.doubt <= MAX_DOUBT)
    if not readings or (before.follows_thing and readings[0].doubt > 1):
        return None  # "компания Сары Арка"
    sight = Sight(
        words=words,
        first=units[0].first,
        last=units[1].last,
        readings=readings,
        is_sure=is_known or before.has_title,
    )
    return sight, 2


_FAMILIES = frozenset("Ким Пак Ли Си Ху Ван Чжан Чжао Чэнь Лю Нгуен Чан Хо Мун Юн Цой Чхве".split())  # noqa: SIM905
"""Family names of the East that stand before the given names and never change in Russian texts of two or three."""
MAX_SYLLABLE = 8


def _eastern(words: Words, run: Sequence[Unit], at: int, before: "_Before") -> tuple[Sight, int] | None:
    """ "Ким Чен Ын", "Си Цзиньпин": the family name first."""
    units = run[at : at + 3]
    if units[0].text not in _FAMILIES or not 1 < len(run) - at < 4 or before.follows_thing:
        return None
    if not all(len(unit.text) <= MAX_SYLLABLE and _may_be_name(words, unit) for unit in units[1:]):
        return None
    given = units[0].text
    rest = [unit.text for unit in units[1:]]
    readings = full_names(given, rest[-1], before.cases) if len(rest) == 1 else ()
    surname = readings[0].surname if readings else " ".join(rest)
    name = FullName(given=given, surname=surname, gender="m", case="n", doubt=0)
    return Sight(words=words, first=units[0].first, last=units[-1].last, readings=(name,), is_sure=True), len(units)


def _is_reversed(units: Sequence[Unit]) -> bool:
    """ "Савин Олег": a surname before a given name."""
    first, second = units[0].text, units[1].text
    return (
        not _is_known_given(first)
        and _is_known_given(second)
        and _is_surname_form(first)
        and not _is_surname_form(second)
    )


def _of_three(words: Words, units: Sequence[Unit], before: _Before) -> Sight | None:
    """A name of three words without a patronymic ("Реджеп Тайип Эрдоган")."""
    if len(units) > 3 and not units[3].is_initial and _may_be_name(words, units[3]):
        return None
    if units[2].is_initial or not _may_be_name(words, units[2]) or is_surname_like(units[1].text):
        return None
    readings = full_names(units[0].text, units[2].text, before.cases)
    seconds = {(name.given, name.case) for name in full_names(units[1].text, units[2].text, before.cases)}
    readings = tuple(name for name in readings if name.doubt <= MAX_DOUBT)
    if not readings:
        return None
    middle = sorted(given for given, case in seconds if case == readings[0].case)
    is_bound = before.has_title or len(middle) > 0
    if not is_bound or not middle:
        return None
    between = min(middle, key=lambda given: (not is_given(given), len(given)))
    return Sight(
        words=words, first=units[0].first, last=units[2].last, readings=readings, between=between, is_sure=True
    )


def _is_pair(words: Words, run: Sequence[Unit], at: int, before: _Before) -> bool:
    """Whether two capitals whose first no list knows are a name: nothing else begins so in the middle of a sentence.

    Bodies have one capital in Russian ("Министерство иностранных дел"), and most places of two words begin with an
    adjective ("Нижний Новгород"). What precedes two of three behind a title is what the title is of ("премьер-министр
    Бекланда Юхан Сторм").
    """
    if len(run) - at != 2 or before.begins_sentence or before.follows_thing:
        return False
    given, surname = run[at].text, run[at + 1].text
    if not before.has_title and (_is_adjectival(given, surname) or _is_town(surname)):
        return False
    if surname.lower().endswith(("ых", "ций", "ства")):
        return False
    if at and not before.has_title:  # the first word of a sentence has a capital of its own
        opener = run[0]
        starts = opener.first == 0 or words.texts[opener.first - 1] in SENTENCE_ENDS
        return at == 1 and starts and opener.text.lower() not in thing_forms()
    return True


def _is_adjectival(given: str, surname: str) -> bool:
    """Whether the first of two words looks like an adjective ("Нижнем Новгороде", but "Юханом Стормом")."""
    lower = given.lower()
    if lower.endswith(_ADJECTIVES):
        return True
    return lower.endswith(("ом", "ем")) and not surname.lower().endswith(("ом", "ем", "ым", "им"))


def _alone(words: Words, run: Sequence[Unit], at: int, before: _Before) -> tuple[Sight, int] | None:
    """A surname right behind a title ("министр Савин") that agrees with it."""
    unit = run[at]
    texts = words.texts
    title = texts[unit.first - 1].lower() if unit.first else ""
    mister = tuple(word.lower() for word in texts[max(0, unit.first - 3) : unit.first])
    if mister in _MISTERS:
        cases = _MISTERS[mister]
    elif title in title_forms() and len(run) - at == 1:
        cases = before.cases
    else:
        return None
    is_titled_by_nearest = not cases.isdisjoint(title_forms().get(title, cases))
    readings = tuple(
        name
        for name in _surnames(unit.text, "", cases)
        if name.case in cases and is_titled_by_nearest and _fits_alone(name, unit.text)
    )
    if not readings:
        return None
    return Sight(words=words, first=unit.first, last=unit.last, readings=readings, is_sure=True), 1


def _fits_alone(name: FullName, word: str) -> bool:
    """A surname by its ending, or a word that ends in a consonant and stands in the nominative."""
    if is_surname_like(name.surname):
        return True
    is_foreign = word == name.surname and word[-1] not in "аеёиоуыэюяйь" and len(word) > 3
    return is_foreign and name.case == "n" and name.gender == "m"


_MISTERS: Mapping[tuple[str, ...], frozenset[Case]] = {
    ("г", "-", "н"): frozenset("n"),
    ("г", "-", "на"): frozenset("ga"),
    ("г", "-", "ну"): frozenset("d"),
    ("г", "-", "ном"): frozenset("i"),
    ("г", "-", "жа"): frozenset("n"),
    ("г", "-", "жи"): frozenset("g"),
    ("г", "-", "же"): frozenset("dp"),
    ("г", "-", "жой"): frozenset("i"),
}


def _is_known_given(word: str) -> bool:
    """Whether a form is one of a given name that a list knows."""
    if any(is_given(reading.nominative) for reading in given_readings(word)):
        return True
    return "G" in cyrillic_marks().get(word, "") and len(word) > 4


def _is_surname_form(word: str) -> bool:
    return any(is_surname_like(reading.nominative) and reading.doubt < 2 for reading in surname_readings(word))


def _is_town(word: str) -> bool:
    """Whether a word is a town of the lists in some case, and no name."""
    forms = {word, *(reading.nominative for reading in surname_readings(word))}
    marks = "".join(cyrillic_marks().get(form, "") for form in forms)
    return "t" in marks.lower() and not any(mark in marks for mark in "GS") and not _is_surname_form(word)


def _may_be_name(words: Words, unit: Unit) -> bool:
    """Whether a unit can be part of a name: no title, country, body or other word that the lists know."""
    lower = unit.text.lower()
    if lower in no_person_forms() or unit.text in word_list("no_names.tsv") or unit.text in word_list("heads.tsv"):
        return False
    if lower.rsplit("-", 1)[-1] in title_forms() and not is_given(unit.text):
        return False
    if unit.text.replace("-", " ").split()[-1][0].islower():
        return False  # "Пресс-служба"
    for trie in (country_trie(), known_trie()):
        found = trie.at(words.texts, unit.first)
        if found is not None and unit.first + found[0] >= unit.last:
            return False
    return True
