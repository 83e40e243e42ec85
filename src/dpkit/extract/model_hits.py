"""Hits of a tagger, verified against the text and trimmed to what is a name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dpkit.extract.crf_tokens import word_spans
from dpkit.extract.dictionary import RANK_MODEL, country_trie
from dpkit.extract.gazetteer import titles, word_list
from dpkit.extract.model_spans import parts_of
from dpkit.extract.name_hits import Hit, Key, plain_words
from dpkit.extract.resolution import typed_key
from dpkit.extract.russian import mended
from dpkit.model import EntityType, Method, TaggedSpan
from dpkit.seams import Tagger

BUILT_IN = "dpkit-crf"
_PARTY = re.compile(r"[DRI]-[A-Z][A-Za-z.]*$|Ph\.?\s?D\b")
"""Party and state after a legislator's name ("D-CA"), a degree."""
_BILL = re.compile(r"(?:H|S)\.? ?(?:J\.|Con\.)? ?R?(?:es)?\.? ?\d+$")
"""A bill or resolution of Congress ("H.J. Res. 100")."""
_DASH = re.compile(r"\s*(?:\s[–—-]{1,2}\s|—|--)")
"""What parts a dateline from its text ("WASHINGTON – Today")."""

_ROUTES = frozenset(("kk",))
"""Languages that write roads and lines by their ends ("Астана – Қостанай") and have no datelines."""


def model_hits(text: str, bounds: Sequence[tuple[int, int, int, str]], tagger: Tagger) -> Iterator[Hit]:
    """What a tagger finds in paragraphs (start, end, index, language); spans that do not fit the text are dropped."""
    for language in sorted({bound[3] for bound in bounds}):
        mine = [bound for bound in bounds if bound[3] == language]
        found = tagger.tag([text[start:end] for start, end, _, _ in mine], language)
        for (start, end, paragraph, _), spans in zip(mine, found, strict=True):
            for span in mended(text[start:end], spans) if language == "ru" else spans:
                if 0 <= span.start < span.end <= end - start:
                    for part in parts_of(text, start, span):
                        yield from _hit(text, start, paragraph, part, tagger, language)


def _hit(text: str, offset: int, paragraph: int, span: TaggedSpan, tagger: Tagger, language: str) -> Iterator[Hit]:
    entity_type: EntityType = span.entity_type
    if entity_type == "organisation" and _is_titled(text[offset + span.start : offset + span.end]):
        entity_type = "person"  # "Senator Young"
    start, end = trimmed(text, offset + span.start, offset + span.end, entity_type)
    if language not in _ROUTES and (dash := _DASH.search(text, start, end)) is not None:
        end = dash.start()  # "WASHINGTON – Today"
    shown = text[start:end]
    if not _is_name(shown, language, entity_type) or (entity_type == "person" and _is_nobody(shown)):
        return
    method: Method = "model" if tagger.name == BUILT_IN else "backend"
    yield Hit(
        start=start,
        end=end,
        paragraph=paragraph,
        kind="acronym" if shown.isupper() and len(shown) <= 6 and shown.isalpha() else "name",
        method=method,
        key=key_of(shown, entity_type),
        rank=RANK_MODEL,
        model=f"{tagger.name} {tagger.version}",
        score=span.score,
    )


def key_of(shown: str, entity_type: EntityType) -> Key:
    """The key of a name of a known type; a country or body is keyed as the dictionaries key it."""
    shown = shown.removeprefix("The ")
    key = typed_key(shown, entity_type)
    if entity_type == "organisation" and key.is_bare:
        return replace(key, name=shown, is_bare=_is_generic(plain_words(shown)))
    return key


def _is_titled(shown: str) -> bool:
    """A title and one or two names: no body is called so."""
    words = plain_words(shown)
    heads = word_list("heads.tsv")
    rest = [word for word in words[1:] if word != "."]
    return (
        words[:1] != ()
        and words[0] in titles()
        and 0 < len(rest) < 3
        and not any(word in heads or word in titles() or not word[0].isupper() for word in rest)
    )


def _is_generic(words: Sequence[str]) -> bool:
    """A body whose name says neither where nor whose it is: each document may mean another."""
    return any(word in word_list("heads.tsv") for word in words)


def trimmed(text: str, start: int, end: int, entity_type: EntityType) -> tuple[int, int]:
    """A span without white space, articles, titles and possessive endings at its ends."""
    words = [(start + a, start + b) for a, b in word_spans(text[start:end])]
    while words:
        first = text[words[0][0] : words[0][1]]
        if (
            first in ("the", "a", "of")
            or (first in ("The", "A") and _begins_sentence(text, words[0][0]))
            or (not first[0].isalnum() and not _is_partnered(text, words))
            or (entity_type == "person" and len(words) > 1 and (first in titles() or _is_country_of_title(text, words)))
        ):
            words.pop(0)
        else:
            break
    if entity_type == "person":
        words = _behind_title(text, words)
    while words and _ends_no_name(text[words[-1][0] : words[-1][1]]):
        words.pop()
    return (words[0][0], words[-1][1]) if words else (start, start)


def _is_partnered(text: str, words: Sequence[tuple[int, int]]) -> bool:
    """A guillemet that a name begins with and that closes inside it ("«Нұр» қоры")."""
    return text[words[0][0]] == "«" and "»" in text[words[0][1] : words[-1][0]]


def _ends_no_name(word: str) -> bool:
    """A possessive ending, or signs other than those that names end with ("Inc.", "Yahoo!")."""
    return word in ("'s", "’s") or (not any(map(str.isalnum, word)) and word not in (".", "!", ")"))


def _behind_title(text: str, words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words behind a title inside a span ("FEMA Administrator Criswell"); all of them where none is left."""
    for index in range(len(words) - 2, -1, -1):
        is_name = text[words[index + 1][0]].isupper()
        if is_name and text[words[index][0] : words[index][1]].endswith(_INNER_TITLES):  # "saidSenator" happens
            return list(words[index + 1 :])
    return list(words)


_INNER_TITLES = tuple(
    """
    Administrator Congresswoman Congressman Senator Secretary President Minister Governor Director Commissioner
    Chairman Chairwoman Ambassador Representative
    """.split()  # noqa: SIM905 - a list of words reads better so
)
_NO_ENDS = frozenset(("Day", "Week", "Month", "Act"))
"""Days of remembrance and laws are no entities."""
_EVENTS = frozenset(("Hurricane", "Typhoon", "Cyclone", "Hurricanes"))
"""What is called by a person's name after these is a storm."""


def _begins_sentence(text: str, start: int) -> bool:
    """Whether a word's capital says nothing: in the middle of a sentence "The Nature Conservancy" is called so."""
    before = text[max(start - 3, 0) : start].rstrip()
    return not before or before[-1] in '.!?:“"»«' or "\n" in text[max(start - 2, 0) : start]


def _is_country_of_title(text: str, words: Sequence[tuple[int, int]]) -> bool:
    """ "U.S." in "U.S. Senator Jane Example"."""
    first, second = (text[start:end] for start, end in words[:2])
    return first in country_trie().forms and second in word_list("titles.tsv")


def _is_nobody(shown: str) -> bool:
    """Titles without a name ("Vice President"), an acronym in the plural ("VISNs")."""
    return all(word in titles() for word in shown.split()) or (shown[:-1].isupper() and shown[-1] == "s")


def _tells(letter: str) -> bool:
    """A capital, or the digit of a numbered school or station."""
    return letter.isupper() or letter.isdigit()


def _is_name(shown: str, language: str, entity_type: EntityType) -> bool:
    if len(shown) < 2 or "\n\n" in shown or not any(map(_tells, shown)):
        return False
    if (
        shown.split()[0] in _EVENTS
        or _PARTY.match(shown)
        or _BILL.match(shown)
        or not (shown[0].isalnum() or (shown[0] == "«" and "»" in shown[:-1]))
        or shown in word_list("no_names.tsv")
    ):
        return False
    last = shown.split()[-1]
    if last in _NO_ENDS and entity_type != "person":
        return False
    if language == "en" and last.islower() and last.endswith("s"):
        return False  # "Islamist radicals": people of a kind, where "Qing dynasty" and "Syrian government" are names
    found = country_trie().forms.get(shown)
    return not (found and found[0][1].kind == "adjectival")
