"""Persons by pattern: a title or a given name or initials before capitalised words; and how person names are keyed."""

import re
from collections.abc import Iterator, Sequence

from dpkit.extract.dictionary import RANK_BODY, RANK_KNOWN, country_trie, known_trie
from dpkit.extract.gazetteer import titles, word_list
from dpkit.extract.name_hits import Hit, Key, Words, folded, is_capital

_PARTICLES = frozenset(("de", "van", "von", "der", "bin", "al", "el", "la", "da", "di", "ibn", "Van", "De"))
_NOT_NAMES = frozenset(
    [
        "Of",
        "The",
        "And",
        "For",
        "In",
        "On",
        "At",
        "To",
        "With",
        "From",
        "By",
        "Foreign",
        "Affairs",
        "Minister",
        "Ministry",
        "State",
        "Defense",
        "Defence",
        "General",
        "House",
        "Senate",
        "Department",
        "Committee",
        "Act",
        "Bill",
        "Day",
        "Office",
        "Republic",
        "Court",
        "County",
        "City",
        "University",
        "Street",
        "Law",
    ]
)


_SURE_TITLES = frozenset(
    """
    President Senator Senators Sen Congressman Congressmen Congresswoman Representative Representatives Rep Reps
    Governor Gov Mr Mrs Ms Dr Judge Justice Minister Chancellor Ambassador Secretary Speaker Premier
    """.split()  # noqa: SIM905 - a list of words reads better so
)
"""What stands behind these is a person, whether or not the tagger agrees."""


UNTAGGED = frozenset({"uk"})
"""Languages in Cyrillic without patterns of their own: there two capitals in a row are all that tells a name."""
_SENTENCE_ENDS = frozenset({".", "!", "?", "…", "«", "“", "„", '"', ":", "–", "—"})
_CYRILLIC_NAME = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґ’]{1,20}")
_ADJECTIVES = tuple("ий ый ой ая яя ое ее ого его ому ему ую юю ые ие ых их ым им ом ем ыми ими ої ій".split())  # noqa: SIM905
_PLURALS = ("ых", "их", "ств", "ства", "ций")
_GIVEN_IN_Y = frozenset(
    "дмитрий юрий валерий анатолий геннадий аркадий василий григорий виталий евгений сергий николай артем".split()  # noqa: SIM905
)


def person_hits(words: Words) -> Iterator[Hit]:
    """Persons that a paragraph names after a title, by a given name, or by initials and surname.

    In a headline only those whose title and end are sure: all words have capitals there.
    """
    texts = words.texts
    known, given = titles(), word_list("given_names.tsv")
    is_cyrillic = words.language.partition("-")[0] in UNTAGGED
    done = 0
    for index in words.capitals:
        word = texts[index]
        end = index
        if index >= done and word not in known:
            is_after_title = index > 0 and _is_title(texts, index, known)
            if is_cyrillic and not words.is_title_case and not is_after_title and _is_full_name(texts, index):
                yield _hit(words, index, index + 2, RANK_KNOWN)
                done = index + 2
                continue
            if word in given or _is_initial(texts, index) or is_after_title:
                end = _name_end(texts, index, known)
                surname = texts[end - 1]
                is_name = end - index >= 2 or is_after_title
                if words.is_title_case and not (is_after_title and _is_sure(texts, index) and _ends(texts, index, end)):
                    is_name = False
                if not is_name or len(surname) < 2 or surname in _NOT_NAMES or _is_place(texts, index, end):
                    end = index
        if end > index:
            yield _hit(words, index, end, RANK_BODY if is_after_title and _is_sure(texts, index) else RANK_KNOWN)
        done = max(end, done)


def _hit(words: Words, first: int, last: int, rank: int) -> Hit:
    return Hit(
        start=words.spans[first][0],
        end=words.spans[last - 1][1],
        paragraph=words.paragraph,
        kind="name",
        method="rule",
        key=person_key(words.texts[first:last]),
        rank=rank,
    )


def _is_full_name(texts: Sequence[str], index: int) -> bool:
    """Whether exactly two capitalised words in Cyrillic stand here, neither of them an adjective: a name and a surname.

    Bodies have one capital there ("Министерство иностранных дел"), and most places of two words begin with an
    adjective ("Нижний Новгород"). The first word of a sentence has a capital of its own, unless a role stands there.
    """
    pair = texts[index : index + 2]
    if len(pair) < 2 or index == 0 or texts[index - 1] in _SENTENCE_ENDS:
        return False
    before = texts[index - 1]
    if is_capital(before) and not before.isupper() and before not in word_list("titles.tsv"):
        return False
    following = texts[index + 2 : index + 3]
    if following and is_capital(following[0]):
        return False
    is_name = all(_CYRILLIC_NAME.fullmatch(word) for word in pair)
    given, surname = (word.lower() for word in pair)
    is_adjective = given.endswith(_ADJECTIVES) and given not in _GIVEN_IN_Y
    no_names = word_list("no_names.tsv") | word_list("heads.tsv")
    return (
        is_name
        and not is_adjective
        and not surname.endswith(_PLURALS)
        and no_names.isdisjoint(pair)
        and not _is_place(texts, index, index + 2)
    )


_PATRONYMIC = re.compile(
    r"[А-ЯЁ][а-яё]{2,}(?:ович|евич|ич|овн|евн|ичн|иничн)(?:а|у|ем|е|ы|ой)?|[А-ЯЁІҚҒҮҰӘӨҢҺ]?[а-яёіқғүұәөңһ]*(?:ұлы|қызы|улы|кызы|оглы)"
)


def is_patronymic(word: str) -> bool:
    """Whether a word is a father's name in the middle of a Russian or Kazakh one.

    >>> is_patronymic("Ивановичем"), is_patronymic("Кемелұлы"), is_patronymic("Савин")
    (True, True, False)
    """
    return _PATRONYMIC.fullmatch(word) is not None


def person_key(texts: Sequence[str]) -> Key:
    """The key of a person: the whole name without a patronymic; one name or initials cannot stand alone.

    >>> person_key(["K", ".", "Tokayev"]).is_bare, person_key(["Kassym", "-", "Jomart", "Tokayev"]).phrase
    (True, 'kassym-jomart tokayev')
    >>> person_key(["Савин", "Олег", "Иванович"]).phrase, person_key(["Олег", "Иванович", "Савин"]).phrase
    ('олег савин', 'олег савин')
    """
    names = [word for word in texts if word not in (".", "-")]
    is_bare = len(names) < 2 or any(len(name) == 1 for name in names[:1])
    phrase = folded(_without_patronymic(texts)).replace(" - ", "-")
    name = " ".join(texts).replace(" .", ".").replace(" - ", "-").replace(" ,", ",")
    return Key(entity_type="person", country=None, phrase=phrase, name=name, is_bare=is_bare)


def _without_patronymic(texts: Sequence[str]) -> Sequence[str]:
    """Given name and surname of three Cyrillic words, in this order."""
    found = [
        index for index, word in enumerate(texts) if index and word[-1] in _ENDS_OF_PATRONYMICS and is_patronymic(word)
    ]
    if len(texts) < 3 or len(found) != 1:
        return texts
    at = found[0]
    return [*texts[:at], *texts[at + 1 :]] if at < len(texts) - 1 else [*texts[1:at], texts[0]]


_ENDS_OF_PATRONYMICS = frozenset("чауемыйиі")


def _is_title(texts: Sequence[str], index: int, known: frozenset[str]) -> bool:
    before = texts[index - 1]
    if before == "." and index > 1:
        return texts[index - 2] in known and len(texts[index - 2]) < 5
    return before in known


def _is_sure(texts: Sequence[str], index: int) -> bool:
    """A title that only persons have right before a name, which is not the first of a longer title or body."""
    title = texts[index - 2] if texts[index - 1] == "." else texts[index - 1]
    return title in _SURE_TITLES


_BEHIND = frozenset(("(", ",", "'", "’", "'s", "’s", "and", "&", ":"))
MAX_HEADLINE_NAME = 3


def _ends(texts: Sequence[str], first: int, end: int) -> bool:
    """Whether what stands behind a name in a headline shows that it ends there."""
    return end - first <= MAX_HEADLINE_NAME and texts[end : end + 1] != () and texts[end] in _BEHIND


def _is_initial(texts: Sequence[str], index: int) -> bool:
    word = texts[index]
    return len(word) == 1 and index + 2 < len(texts) and texts[index + 1] == "." and is_capital(texts[index + 2])


def _name_end(texts: Sequence[str], start: int, known: frozenset[str]) -> int:
    end = start
    while end < len(texts) and end - start < 7:
        word = texts[end]
        if len(word) == 1 and is_capital(word) and texts[end + 1 : end + 2] == (".",):
            end += 2
        elif (
            (is_capital(word) and word not in _NOT_NAMES and word not in known)
            or (word in _PARTICLES and end > start and end + 1 < len(texts) and is_capital(texts[end + 1]))
            or (word == "-" and end > start and end + 1 < len(texts) and is_capital(texts[end + 1]))
        ):
            end += 1
        else:
            break
    return end


def _is_place(texts: Sequence[str], start: int, end: int) -> bool:
    """The whole of it is a country or a known place, or it begins with one ("Jordan River" stays open)."""
    for trie in (country_trie(), known_trie()):
        found = trie.at(texts, start)
        if found is not None and found[0] >= min(end - start, 2):
            return True
    return False
