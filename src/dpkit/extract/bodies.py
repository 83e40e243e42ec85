"""Bodies by pattern: "Ministry of Foreign Affairs of the Republic of X", "X Foreign Ministry", committees, courts."""

from collections.abc import Iterator, Sequence

from dpkit.extract.dictionary import RANK_BODY, country_trie
from dpkit.extract.gazetteer import word_list
from dpkit.extract.kazakh_bodies import kazakh_body
from dpkit.extract.name_hits import Hit, Key, Words, folded, is_capital
from dpkit.extract.russian_bodies import Body, russian_body

_HEADS = frozenset(
    [
        "Ministry",
        "Department",
        "Agency",
        "Committee",
        "Subcommittee",
        "Commission",
        "Council",
        "Office",
        "Bureau",
        "Court",
        "Parliament",
        "Senate",
        "Assembly",
        "Government",
        "Embassy",
        "Consulate",
        "Administration",
        "Authority",
        "Forces",
        "Service",
        "Institute",
        "University",
    ]
)
_MAX_WORDS = 12
"""A name of more words is a list that capitals joined."""
MAX_BETWEEN_HEADS = 3
MAX_PLACE_WORDS = 3
_WHOLE = frozenset(("Court", "Parliament", "Senate", "Assembly", "Government", "Forces"))
"""Heads that need no word beside them but whose they are."""
_STATES = frozenset(("Republic", "Kingdom", "State", "Federation", "Emirate", "Principality", "Commonwealth"))
_TOPICS = frozenset(
    """Affairs State Defence Defense Justice Interior Health Education Labor Labour Energy Finance Agriculture Commerce
    Trade Culture Security Development Planning Rights Justices Transport Transportation Environment Tourism Economy
    Secretary General President Minister Representatives Commons Lords Deputies Senators""".split()  # noqa: SIM905
)
"""What a body may be about or belong to, in the place of a country."""
_LINKS = frozenset(("of", "for", "on"))
_NOT_FIRST = frozenset(
    [
        "The",
        "A",
        "An",
        "This",
        "That",
        "Our",
        "Your",
        "Their",
        "His",
        "Her",
        "Its",
        "My",
        "In",
        "On",
        "At",
        "By",
        "To",
        "From",
        "For",
        "And",
        "But",
        "As",
        "When",
        "While",
        "If",
        "With",
        "Under",
        "Today",
        "Yesterday",
        "Former",
        "Acting",
        "New",
        "All",
        "Both",
        "Each",
        "Every",
        "No",
        "Some",
        "These",
        "Those",
        "After",
        "Before",
        "Since",
    ]
)
_SPELLINGS = {"defense": "defence", "labor": "labour", "interior affairs": "internal affairs", "and": "&"}
_ALONE = frozenset(("Armed", "Supreme", "Foreign", "Defence", "Defense", "Interior", "Senate", "House", "European"))


def body_hits(words: Words) -> Iterator[Hit]:
    """The bodies that a paragraph names by a head word with what belongs to it."""
    texts = words.texts
    done = 0
    for index in words.capitals:
        if index < done or texts[index] not in _HEADS:
            continue
        if _leads_to_another(texts, index):
            continue
        last = _right_end(texts, index)
        first = _left_end(texts, index, done, words.is_title_case)
        if last - first > _MAX_WORDS:
            done = last
        if last - first < 2 or last - first > _MAX_WORDS or texts[last : last + 1] in (("election",), ("elections",)):
            continue  # what is elected is named, not the body
        done = last
        yield Hit(
            start=words.spans[first][0],
            end=words.spans[last - 1][1],
            paragraph=words.paragraph,
            kind="name",
            method="rule",
            key=body_key(texts[first:last]),
            rank=RANK_BODY,
        )


def _leads_to_another(texts: Sequence[str], head: int) -> bool:
    """A head before which another stands in the same run of capitals: "Senate" in "U.S. Senate Judiciary Committee"."""
    end = head + 1
    while end < len(texts) and end - head <= MAX_BETWEEN_HEADS and _is_part(texts[end]):
        if texts[end] in _HEADS:
            return True
        end += 1
    return False


def body_key(texts: Sequence[str]) -> Key:
    """The key of a body: its country where the name says it, and the phrase without it.

    >>> body_key("Ministry of Foreign Affairs of the Republic of Kazakhstan".split()) == body_key(
    ...     "Ministry of Foreign Affairs of the Republic of Kazakhstan".split())
    True
    >>> found = body_key(["Kazakh", "Foreign", "Ministry"])
    >>> found.country, found.phrase
    ('KZ', 'ministry of foreign affairs')
    """
    cyrillic = cyrillic_body(texts)
    if cyrillic is not None:
        return cyrillic.key
    words = list(texts)
    country, rest = _country_of(words)
    rest, place = _place_of(rest) if country is None else (rest, None)
    return Key(
        entity_type="organisation",
        country=country,
        phrase=f"{_phrase(rest)} of {place}" if place else _phrase(rest),
        name=_joined(words),
        is_bare=country is None and place is None,
    )


def head_phrase(texts: Sequence[str]) -> tuple[str, str | None]:
    """The phrase of a body without whose it is, and whose: a country's code, or a place that no list knows.

    >>> head_phrase("Foreign Ministry of Norland".split())
    ('ministry of foreign affairs', 'norland')
    """
    cyrillic = cyrillic_body(texts)
    if cyrillic is not None:
        return cyrillic.phrase, cyrillic.country or cyrillic.place
    country, rest = _country_of(list(texts))
    if country is not None:
        return _phrase(rest), country
    rest, place = _place_of(rest)
    return _phrase(rest), place


def cyrillic_body(texts: Sequence[str]) -> Body | None:
    """The body that Russian or Kazakh words and no more name, in any case."""
    if not texts or not any("\u0400" <= word[0] <= "\u04ff" for word in texts):
        return None
    return russian_body(texts) or kazakh_body(texts)


def _place_of(words: list[str]) -> tuple[list[str], str | None]:
    """The words of a body before the place that its name ends with, and that place, folded; None where it says none.

    A body that is whole without it stands before the place: "Foreign Ministry of Norland", "Parliament of Norland",
    not "Ministry of Defence".
    """
    at = len(words) - 2
    while at > 0 and words[at] != "of":
        at -= 1
    name = words[at + 2 :] if words[at + 1 : at + 2] == ["the"] else words[at + 1 :]
    if at < 1 or not 0 < len(name) <= MAX_PLACE_WORDS or not all(map(is_capital, name)):
        return words, None
    rest = words[:at]
    while len(rest) > 2 and rest[-1] in _STATES:  # "of the Republic of Norland"
        rest = rest[: -3 if rest[-3:-1] == ["of", "the"] else -1]
    is_whole = not _LINKS.isdisjoint(rest) or rest[-1] in _WHOLE or (len(rest) > 1 and rest[-1] in _HEADS)
    if not is_whole or rest[0] == "State" or not _TOPICS.isdisjoint(name) or not _HEADS.isdisjoint(name):
        return words, None
    return rest, folded(name)


def _country_of(words: list[str]) -> tuple[str | None, list[str]]:
    """The country that a body's name ends or begins with, and the words that are left."""
    trie = country_trie()
    for index in range(1, len(words)):
        if words[index] == "of":
            start = index + 2 if words[index + 1 : index + 2] in (["the"], ["The"]) else index + 1
            if start < len(words) and (found := trie.at(words, start)) and start + found[0] == len(words):
                return found[1].country, words[:index]
    start = 1 if words[0] in ("The", "the") else 0
    if start < len(words) and (found := trie.at(words, start)) and start + found[0] < len(words):
        return found[1].country, words[start + found[0] :]
    return None, words[start:]


def _phrase(words: Sequence[str]) -> str:
    lower = folded(words).split()
    if len(lower) > 1 and lower[-1] in ("ministry", "department") and "of" not in lower:
        lower = [lower[-1], "of", *lower[:-1]]
    phrase = " ".join(_SPELLINGS.get(word, word) for word in lower)
    return phrase + " affairs" if phrase == "ministry of foreign" else phrase


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).replace(" ,", ",").replace(" '", "'").replace(" ’", "’")


def _right_end(texts: Sequence[str], head: int) -> int:
    """The word after the last one that belongs to a head: `of …`, with lists joined by commas and `and`."""
    end = head + 1
    while end - head <= _MAX_WORDS and end + 1 < len(texts) and texts[end] in _LINKS:
        start = end + 2 if texts[end + 1] == "the" else end + 1
        if start >= len(texts) or not _is_part(texts[start]):
            break
        end = _run(texts, start)
        end = _listed(texts, end)
    return end


def _run(texts: Sequence[str], start: int) -> int:
    end = start
    while end < len(texts) and end - start <= _MAX_WORDS and _is_part(texts[end]):
        end += 1
        if end + 1 < len(texts) and texts[end] == "-" and _is_part(texts[end + 1]):
            end += 1
    return end


def _listed(texts: Sequence[str], end: int) -> int:
    """Past `, Industry and Trade`, but not past `and NATO` or a country."""
    probe = end
    while (
        probe - end <= _MAX_WORDS
        and probe + 1 < len(texts)
        and texts[probe] in (",", "and", "&")
        and _may_join(texts, probe + 1)
    ):
        is_last = texts[probe] != ","
        probe = _run(texts, probe + 1)
        if is_last:
            return probe
    return end


def _may_join(texts: Sequence[str], index: int) -> bool:
    word = texts[index]
    if word == "and":
        return False
    return (
        _is_part(word)
        and not (word.isupper() and len(word) > 1)
        and word not in country_trie().forms
        and word not in word_list("titles.tsv")
        and word not in _HEADS
        and word not in _NOT_FIRST
    )


def _left_end(texts: Sequence[str], head: int, floor: int, is_title_case: bool) -> int:
    """The first word that belongs to a head: capitalised words before it; in a headline only sure ones."""
    first = head
    while first > floor and head - first < 6 and _is_part(texts[first - 1]) and texts[first - 1] not in _NOT_FIRST:
        word = texts[first - 1]
        if is_title_case and word not in _ALONE and word not in country_trie().forms:
            break
        first -= 1
        if first - 1 > floor and texts[first - 1] == "-" and _is_part(texts[first - 2]):
            first -= 1
    return first


def _is_part(word: str) -> bool:
    return is_capital(word) and word[-1:] != "’"
