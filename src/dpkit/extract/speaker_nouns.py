"""Nouns for people and bodies in languages with cases: which noun "министра" is, and whose head is called so."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from dpkit.extract.cues import Words
from dpkit.extract.kazakh import stems
from dpkit.extract.lexicon import Lexicon

_CASES = {
    "а": ("а", "ы", "и", "е", "у", "ой"),
    "я": ("я", "и", "е", "ю", "ей"),
    "о": ("о", "а", "у", "ом", "е"),
    "е": ("е", "я", "ю", "ем", "и"),
    "ь": ("ь", "я", "ю", "ем", "е", "и", "ью"),
    "й": ("й", "я", "ю", "ем", "е"),
    "": ("", "а", "у", "ом", "ем", "е"),
}
"""Endings of the singular by that of the noun: of several people nothing is taken up."""
_FLEETING = {"посол": "посл"}
HEAD_WORDS = 4
"""How many words a phrase has at most that takes somebody up: "глава внешнеполитического ведомства"."""
TITLE_WORDS = 7
"""How long a title before a name is at most: "министр труда и социальной защиты населения"."""
STEM_CHARS = 5
"""So many letters of a country's name are the same in every case."""
MIN_VERB = 4
_HEADS = ("глава", "руководитель", "басшы", "жетекші")
_HEADED: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("государств", "страны", "республик", "мемлекет", "ел"), ("президент",)),
    (("правительств", "кабмин", "кабинет", "үкімет"), ("премьер", "премьер-министр")),
    (("ведомств", "министерств", "министрлік", "мид", "мчс", "мвд", "мин", "внешнеполитическ"), ("министр",)),
    (("регион", "област", "края", "облыс", "өңір"), ("губернатор", "аким", "әкім")),
    (("город", "қала", "столиц"), ("мэр", "аким", "әкім")),
    (("банк", "регулятор", "центробанк", "нацбанк"), ("председатель", "төраға")),
)
"""What heads are called beside "глава" (by the noun behind it in Russian, before it in Kazakh)."""


def noun_of(lexicon: Lexicon, form: str, nouns: frozenset[str]) -> str | None:
    """The noun of a list that a word is in some case; None where it is none of them.

    >>> from dpkit.extract.lexicon import lexicon_of
    >>> noun_of(lexicon_of("ru"), "министром", frozenset({"министр"}))
    'министр'
    >>> noun_of(lexicon_of("kk"), "министрдің", frozenset({"министр"}))
    'министр'
    """
    if form in nouns:
        return form
    if lexicon.verb_last:
        found = next(((stem, base) for stem in stems(form) for base in _bases(stem) if base in nouns), None)
        # Of several people nothing is taken up.
        return found[1] if found is not None and not form[len(found[0]) :].startswith(_PLURAL) else None
    return _forms(nouns).get(form) if lexicon.drops_copula else None


def _bases(stem: str) -> tuple[str, ...]:
    """A Kazakh stem as it is and with the consonant that a possessive softens: "министрліг(і)" is министрлік."""
    hard = _HARDENED.get(stem[-1:])
    return (stem, stem[:-1] + hard) if hard is not None else (stem,)


_PLURAL = ("лар", "лер", "дар", "дер", "тар", "тер")
_HARDENED = {"г": "к", "ғ": "қ", "б": "п"}


@lru_cache(maxsize=16)
def _forms(nouns: frozenset[str]) -> dict[str, str]:
    """Every form that the nouns may have, to the noun; what is a noun itself stays that."""
    found: dict[str, str] = {}
    for noun in sorted(nouns):
        ending = noun[-1] if noun[-1] in _CASES and len(noun) > len("мэр") else ""
        stem = _FLEETING.get(noun) or noun.removesuffix(ending)
        found |= {stem + case: noun for case in _CASES[ending]}
    return found | {noun: noun for noun in nouns}


def joined(words: Words, first: int, last: int) -> list[str]:
    """The words of a range, those with a hyphen between them as one: "премьер-министр"."""
    found: list[str] = []
    for index in range(first, last):
        if index > first and words.gap(index) == "-":
            found[-1] = f"{found[-1]}-{words.forms[index]}"
        else:
            found.append(words.forms[index])
    return found


def called(lexicon: Lexicon, words: Words, first: int, last: int) -> Iterator[str]:
    """The nouns that a phrase takes somebody up by, its own last: "глава МИД" is a министр, too.

    Only short phrases: a noun with a few words of its own rank or body around it.
    """
    forms = joined(words, first, last)
    if not 0 < len(forms) <= HEAD_WORDS or _holds_name(words, first, last):
        return
    nouns = lexicon.words["anaphor"]
    if lexicon.verb_last:
        forms.reverse()  # the noun stands last, what it is of before it
    else:
        while len(forms) > 1 and _is_adjective(forms[0]) and noun_of(lexicon, forms[0], nouns) is None:
            forms = forms[1:]
    noun = noun_of(lexicon, forms[0], nouns)
    if noun is None:
        return
    yield from _also_called(noun, forms[1] if len(forms) > 1 else "")
    yield noun


def titles_of(lexicon: Lexicon, words: Words, at: int) -> frozenset[str]:
    """What somebody is called by the title before a name (its first word's index): "глава МИД" is a министр, too.

    In Russian what the title is of stands behind its noun ("представитель МИД Елена …"), in Kazakh before it.
    """
    nouns = lexicon.words["anaphor"]
    forms = joined(words, _title_start(lexicon, words, at), at)
    found = [noun_of(lexicon, form, nouns) for form in forms]
    place = _title_place(lexicon, forms, found)
    noun = found[place] if place is not None else None
    if place is None or noun is None:
        return frozenset()
    owner = forms[place - 1 : place] if lexicon.verb_last else forms[place + 1 : place + 2]
    return frozenset((noun, *_also_called(noun, owner[0] if owner else "")))


def _title_start(lexicon: Lexicon, words: Words, at: int) -> int:
    """The first of the words before a name that may belong to its title."""
    first = at
    while first > max(0, at - TITLE_WORDS) and words.gap(first) in (" ", "-"):
        if _is_verb(lexicon, words, first - 1):
            break
        first -= 1
    return first


def is_title_of(lexicon: Lexicon, words: Words, at: int, body: str) -> bool:
    """Whether the title before a name names no country or body but those in a name ("Президент Узбекистана")."""
    nouns = lexicon.words["anaphor"]
    return not any(
        words.is_capital(index)
        and not words.is_capitals(index)
        and noun_of(lexicon, words.forms[index], nouns) is None
        and not is_called_after(words.forms[index], body)
        and not _opens_sentence(words, index)
        for index in _owner_words(lexicon, words, at)
    )


def _opens_sentence(words: Words, index: int) -> bool:
    gap = words.gap(index)
    return index == 0 or "\n" in gap or gap[:1] in ".!?"


def has_in_title(lexicon: Lexicon, words: Words, at: int, owner: str) -> bool:
    """Whether the title before a name holds a word of the stem of another: Алмерии, алмерийский."""
    stem = owner[:STEM_CHARS]
    return any(words.forms[index].startswith(stem) for index in _owner_words(lexicon, words, at))


def _owner_words(lexicon: Lexicon, words: Words, at: int) -> range:
    """The words of a title that may say whose it is: in Russian those behind its noun, in Kazakh all of them."""
    start = _title_start(lexicon, words, at)
    if lexicon.verb_last:
        return range(start, at)
    nouns = lexicon.words["anaphor"]
    return range(next((index for index in range(start, at) if noun_of(lexicon, words.forms[index], nouns)), at), at)


def is_called_after(owner: str, name: str) -> bool:
    """Whether a name holds a word of the stem of another."""
    return any(word.startswith(owner[:STEM_CHARS]) for word in name.lower().split())


def owner_of(lexicon: Lexicon, words: Words, first: int, last: int) -> str | None:
    """What the noun of a phrase is of, in languages with cases: "президент Алмерии", "алмерийский лидер"."""
    nouns = lexicon.words["anaphor"]
    if not nouns:
        return None
    for index in range(first, last):
        form = words.forms[index]
        is_of_people = form.endswith(("ский", "ская", "цкий", "цкая")) and index == first
        is_name = words.is_capital(index) and index > first and not words.is_capitals(index)
        if (is_of_people or is_name) and noun_of(lexicon, form, nouns) is None:
            return form
    return None


def _title_place(lexicon: Lexicon, forms: Sequence[str], found: Sequence[str | None]) -> int | None:
    """Which of the words before a name is the noun of its title."""
    if lexicon.verb_last:
        return len(found) - 1 if found and found[-1] is not None else None
    place: int | None = None
    for index in range(len(found) - 1, -1, -1):
        if found[index] is not None:
            place = index
        elif place is not None and not _is_adjective(forms[index]):
            break
    return place


def _also_called(noun: str, owner: str) -> Sequence[str]:
    """What else the head of a body is, by the body's first word."""
    if noun not in _HEADS or not owner:
        return ()
    return next((names for owners, names in _HEADED if owner.startswith(owners)), ("президент",))


def _is_verb(lexicon: Lexicon, words: Words, index: int) -> bool:
    form = words.forms[index]
    is_like = len(form) >= MIN_VERB and form.endswith(lexicon.finite_endings)
    return is_like and form not in lexicon.words["no_verb"] and not words.is_capital(index)


def _holds_name(words: Words, first: int, last: int) -> bool:
    """Whether two capitalised words in a row end a phrase: a full name that no list knows ("секретарь Берик Уали")."""
    if last - first < 3 or words.gap(last - 1) != " ":
        return False
    return all(words.is_capital(at) and not words.is_capitals(at) for at in (last - 2, last - 1))


def _is_adjective(form: str) -> bool:
    return form.endswith(("ый", "ий", "ой", "ая", "ого", "его", "ому", "ему", "ым", "им", "ую"))
