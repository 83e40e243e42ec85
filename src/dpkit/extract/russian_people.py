"""Persons in Russian texts: by given name, patronymic, initials or title, in every case, called by the nominative."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from dpkit.extract.dictionary import RANK_BODY, RANK_KNOWN
from dpkit.extract.name_hits import Hit, Key, Words, folded
from dpkit.extract.russian_cases import FullName, full_names, is_given, is_surname_like
from dpkit.extract.russian_initials import initialled, surname_names, with_patronymic
from dpkit.extract.russian_nouns import thing_forms, title_forms
from dpkit.extract.russian_places import AREAS
from dpkit.extract.russian_titles import MISTERS, Before
from dpkit.extract.russian_units import (
    SENTENCE_ENDS,
    Sight,
    Unit,
    is_known_given,
    is_surname_form,
    is_town,
    may_be_name,
    runs_of,
)

_ADJECTIVES = tuple("ий ый ой ая яя ое ее ого его ому ему ую юю ые ие ых их ым им ыми ими".split())  # noqa: SIM905
MAX_DOUBT = 8
"""A pair that agrees in no likelier way is no name."""
MAX_DOUBT_REVERSED = 2
"""The same of a surname before the given name ("Слова Дарьи" is none)."""
MAX_RIVAL = 5
"""How much likelier another reading may be than the one that the rest of the document speaks for."""


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
    names = [_likeliest(sight.readings, votes, surnames) for sight in sights]
    return [_with_surname(sight, name, sights, names) for sight, name in zip(sights, names, strict=True)]


def _with_surname(sight: Sight, name: FullName, sights: Sequence[Sight], names: Sequence[FullName]) -> FullName:
    """Who is addressed by given name and patronymic: the one person of the document whom they fit."""
    if name.surname:
        return name
    fitting = {
        (other.given, other.surname): other
        for seen, other in zip(sights, names, strict=True)
        if other.surname and other.given == name.given and seen.between in ("", sight.between)
    }
    return next(iter(fitting.values())) if len(fitting) == 1 else name


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
    for run in runs_of(words):
        at = 0
        while at < len(run):
            found = _sight(words, run, at)
            if found is None:
                at += 1
                continue
            sight, size = found
            yield sight
            at += size


def _sight(words: Words, run: Sequence[Unit], at: int) -> tuple[Sight, int] | None:
    """The person whose name begins at a unit of a run, and how many units it has."""
    unit = run[at]
    if unit.is_initial or (run[at + 1 : at + 2] and run[at + 1].is_initial):
        return initialled(words, run, at)
    if not may_be_name(words, unit):
        return None
    before = Before(words, run, at)
    return with_patronymic(words, run, at) or _full(words, run, at, before) or _alone(words, run, at, before)


def _full(words: Words, run: Sequence[Unit], at: int, before: Before) -> tuple[Sight, int] | None:
    """A given name and a surname that agree."""
    units = run[at : at + 4]
    is_known = is_known_given(units[0].text)
    if before.is_namesake or (not is_known and (eastern := _eastern(words, run, at, before)) is not None):
        return None if before.is_namesake else eastern
    if len(units) < 2 or units[1].is_initial or not may_be_name(words, units[1]):
        return None
    if is_known and len(units) > 2 and (found := _of_three(words, units, before)) is not None:
        return found, 3
    if not is_known and not _is_reversed(units) and not _is_pair(words, run, at, before):
        return None
    readings = full_names(units[0].text, units[1].text, before.cases)
    is_reversed = _is_reversed(units)
    if is_reversed:
        readings = full_names(units[1].text, units[0].text, before.cases)
    readings = tuple(name for name in readings if name.doubt <= (MAX_DOUBT_REVERSED if is_reversed else MAX_DOUBT))
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


def _eastern(words: Words, run: Sequence[Unit], at: int, before: "Before") -> tuple[Sight, int] | None:
    """ "Ким Чен Ын", "Си Цзиньпин": the family name first."""
    units = run[at : at + 3]
    if units[0].text not in _FAMILIES or not 1 < len(run) - at < 4 or before.follows_thing:
        return None
    if not all(len(unit.text) <= MAX_SYLLABLE and may_be_name(words, unit) for unit in units[1:]):
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
    if len(units) > 2 and is_surname_form(units[2].text):
        return False  # "Слова Дарьи Белинской"
    return (
        not is_known_given(first) and is_known_given(second) and is_surname_form(first) and not is_surname_form(second)
    )


def _of_three(words: Words, units: Sequence[Unit], before: Before) -> Sight | None:
    """A name of three words without a patronymic ("Реджеп Тайип Эрдоган")."""
    if len(units) > 3 and not units[3].is_initial and may_be_name(words, units[3]):
        return None
    if units[2].is_initial or not may_be_name(words, units[2]) or is_surname_like(units[1].text):
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


def _is_pair(words: Words, run: Sequence[Unit], at: int, before: Before) -> bool:
    """Whether two capitals whose first no list knows are a name: nothing else begins so in the middle of a sentence.

    Bodies have one capital in Russian ("Министерство иностранных дел"), and most places of two words begin with an
    adjective ("Нижний Новгород"). What precedes two of three behind a title is what the title is of ("премьер-министр
    Бекланда Юхан Сторм").
    """
    if len(run) - at != 2 or before.begins_sentence or before.follows_thing:
        return False
    given, surname = run[at].text, run[at + 1].text
    if not before.has_title and (_is_adjectival(given, surname) or is_town(surname)):
        return False
    if given.lower().endswith("ии") or surname.lower().endswith(("ых", "ций", "ства")):
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


def _alone(words: Words, run: Sequence[Unit], at: int, before: Before) -> tuple[Sight, int] | None:
    """A surname right behind a title ("министр Савин") that agrees with it."""
    unit = run[at]
    texts = words.texts
    title = texts[unit.first - 1].lower() if unit.first else ""
    mister = tuple(word.lower() for word in texts[max(0, unit.first - 3) : unit.first])
    if mister in MISTERS:
        cases = MISTERS[mister]
    elif title in title_forms() and len(run) - at == 1:
        cases = before.cases
    else:
        return None
    is_titled_by_nearest = not cases.isdisjoint(title_forms().get(title, cases))
    following = texts[unit.last].lower() if unit.last < len(texts) else ""
    if following in AREAS and unit.text.endswith(("ой", "ого", "ому")):
        return None  # "аким Павлодарской области"
    readings = tuple(
        name
        for name in surname_names(unit.text, "", cases)
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
