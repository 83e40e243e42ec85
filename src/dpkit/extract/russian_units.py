"""Words with a capital in Russian texts, side by side, and whether they can be names of persons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dpkit.extract.dictionary import country_trie, known_trie
from dpkit.extract.gazetteer import cyrillic_marks, word_list
from dpkit.extract.name_hits import Words
from dpkit.extract.russian_cases import FullName, given_readings, is_given, is_surname_like, surname_readings
from dpkit.extract.russian_nouns import no_person_forms, title_forms

SENTENCE_ENDS = frozenset({".", "!", "?", "…", "«", "“", "„", '"', ":", "–", "—", ")", "•", "*"})
_NAME = re.compile(r"[А-ЯЁІҚҒҮҰӘӨҢҺ][а-яёіқғүұәөңһ’']{1,24}")
_INITIALS = re.compile(r"[А-ЯЁ](?:\.[А-ЯЁ])*\.?")


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


def runs_of(words: Words) -> Iterator[list[Unit]]:
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


def is_known_given(word: str) -> bool:
    """Whether a form is one of a given name that a list knows."""
    if any(is_given(reading.nominative) for reading in given_readings(word)):
        return True
    return "G" in cyrillic_marks().get(word, "") and len(word) > 4


def is_surname_form(word: str) -> bool:
    return any(is_surname_like(reading.nominative) and reading.doubt < 2 for reading in surname_readings(word))


def is_town(word: str) -> bool:
    """Whether a word is a town of the lists in some case, and no name."""
    forms = {word, *(reading.nominative for reading in surname_readings(word))}
    marks = "".join(cyrillic_marks().get(form, "") for form in forms)
    return "t" in marks.lower() and not any(mark in marks for mark in "GS") and not is_surname_form(word)


def may_be_name(words: Words, unit: Unit) -> bool:
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
