"""What stands before a person's name in Russian texts: titles and prepositions, with the cases they ask for."""

from collections.abc import Mapping, Sequence

from dpkit.extract.name_hits import Words
from dpkit.extract.russian_endings import Case
from dpkit.extract.russian_nouns import namesake_forms, thing_forms, title_forms
from dpkit.extract.russian_units import SENTENCE_ENDS, Unit


class Before:
    """What stands before a unit: whether it begins a sentence, and the cases that a title or preposition asks for."""

    __slots__ = ("at", "cases", "first", "has_title", "run", "words")

    def __init__(self, words: Words, run: Sequence[Unit], at: int) -> None:
        self.words, self.run, self.at, self.first = words, run, at, run[at].first
        self.cases, self.has_title = asked_cases(words, self.first)

    @property
    def begins_sentence(self) -> bool:
        return self.first == 0 or self.words.texts[self.first - 1] in SENTENCE_ENDS

    @property
    def follows_thing(self) -> bool:
        before = self.words.texts[self.first - 1].lower() if self.first else ""
        return before in thing_forms()

    @property
    def is_namesake(self) -> bool:
        """Whether a street or order is named: it is no person, whoever it is called after."""
        return self.first > 0 and self.words.texts[self.first - 1].lower() in namesake_forms()


def asked_cases(words: Words, first: int) -> tuple[frozenset[Case], bool]:
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
MISTERS: Mapping[tuple[str, ...], frozenset[Case]] = {
    ("г", "-", "н"): frozenset("n"),
    ("г", "-", "на"): frozenset("ga"),
    ("г", "-", "ну"): frozenset("d"),
    ("г", "-", "ном"): frozenset("i"),
    ("г", "-", "жа"): frozenset("n"),
    ("г", "-", "жи"): frozenset("g"),
    ("г", "-", "же"): frozenset("dp"),
    ("г", "-", "жой"): frozenset("i"),
}
