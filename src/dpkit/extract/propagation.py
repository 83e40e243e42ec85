"""The document-level pass: every further occurrence of an accepted name, and of a person's surname, is a mention."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from dpkit.extract.dictionary import RANK_BODY
from dpkit.extract.gazetteer import titles, word_list
from dpkit.extract.kazakh_cases import kazakh_forms
from dpkit.extract.name_hits import Hit, Key, Words, is_capital, plain_words
from dpkit.extract.people import person_key
from dpkit.extract.russian_declension import russian_forms
from dpkit.extract.russian_nouns import title_forms
from dpkit.model import MentionKind

_Forms = dict[str, list[tuple[tuple[str, ...], Hit]]]


def propagated(text: str, paragraphs: Sequence[Words], accepted: Sequence[Hit], near: Sequence[Key] = ()) -> list[Hit]:
    """Mentions of names that were accepted elsewhere in the document, in words that no mention holds yet.

    `near` holds keys in scope without a mention (the issuer): persons among them are found in languages with cases.
    """
    forms = _forms(text, accepted, Counter(chain.from_iterable(words.texts for words in paragraphs)))
    found: list[Hit] = []
    taken = {hit.start: hit.end for hit in accepted}
    by_language: dict[str, _Forms] = {}
    for words in paragraphs:
        if words.language not in by_language:
            inflected = _inflected(accepted, near, words.language)
            by_language[words.language] = _joined(forms, inflected) if inflected else forms
        found.extend(_in_paragraph(words, by_language[words.language], taken))
    return found


_CASES: Mapping[str, Callable[[str], Iterator[tuple[str, ...]]]] = {"ru": russian_forms, "kk": kazakh_forms}
"""For languages with cases: the forms that a person's name in the nominative has, as words."""


def _inflected(accepted: Sequence[Hit], near: Sequence[Key], language: str) -> Mapping[tuple[str, ...], Hit]:
    """The forms of all persons in the cases of a language; none that two persons share."""
    if language not in _CASES:
        return {}
    persons = {key: _unseen(key) for key in near if key.entity_type == "person"}
    persons |= {hit.key: hit for hit in accepted if hit.key.entity_type == "person"}
    full = {plain_surname(hit.key.name).split()[-1] for key, hit in persons.items() if not key.is_bare}
    owners: dict[tuple[str, ...], Hit | None] = {}
    for key, hit in persons.items():
        if key.is_bare and (len(key.name.split()) > 1 or key.name in full):
            continue  # initials are found as they stand; a surname is that of the whole name
        for form in _CASES[language](key.name):
            other = owners.setdefault(form, hit)
            if other is not None and other.key.phrase != key.phrase:
                owners[form] = None
    return {form: hit for form, hit in owners.items() if hit is not None and _is_sure(form[0])}


def _unseen(key: Key) -> Hit:
    return Hit(start=0, end=0, paragraph=0, kind="name", method="propagated", key=key, rank=RANK_BODY)


def _joined(forms: _Forms, inflected: Mapping[tuple[str, ...], Hit]) -> _Forms:
    """The forms as they stand in the text and those of the cases, longest first."""
    joined = {first: list(entries) for first, entries in forms.items()}
    for form, hit in inflected.items():
        entries = [entry for entry in joined.get(form[0], ()) if entry[0] != form]
        joined[form[0]] = [*entries, (form, replace(hit, method="propagated"))]
    for entries in joined.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return joined


def surnames(accepted: Sequence[Hit]) -> Mapping[str, Hit | None]:
    """For each surname its person, or None where two persons of the document share it."""
    owners: dict[str, Hit | None] = {}
    for hit in accepted:
        names = plain_surname(hit.key.name).split()
        if hit.key.entity_type != "person" or len(names) < 2 or len(names[-1]) < 3:
            continue
        other = owners.setdefault(names[-1], hit)
        if other is not None and not may_be_same(other.key, hit.key):
            owners[names[-1]] = None
        elif other is not None and len(hit.key.name) > len(other.key.name):
            owners[names[-1]] = hit
    return owners


_SUFFIX_FOLDED = re.compile(r"(?: ,)? (?:jr|sr|ii|iii|iv)$")
_SUFFIX = re.compile(r",?\s+(?:Jr|Sr|II|III|IV)\.?$")


def plain_surname(name: str) -> str:
    """A person's name without what follows the surname.

    >>> plain_surname("Angus S. King, Jr.")
    'Angus S. King'
    """
    return _SUFFIX.sub("", name)


def may_be_same(one: Key, other: Key) -> bool:
    """Two person names with one surname fit: equal given names, or one of them only an initial.

    >>> tokayev = person_key(["Kassym", "Tokayev"])
    >>> may_be_same(tokayev, person_key(["K", ".", "Tokayev"])), may_be_same(tokayev, person_key(["Ali", "Tokayev"]))
    (True, False)
    """
    first, second = (_SUFFIX_FOLDED.sub("", key.phrase).split() for key in (one, other))
    if first[-1] != second[-1]:
        return False
    if len(first) == 1 or len(second) == 1:
        return True
    shorter = min(len(first[0]), len(second[0]))
    return first[0] == second[0] or (shorter == 1 and first[0][0] == second[0][0])


def _forms(text: str, accepted: Sequence[Hit], counts: Mapping[str, int]) -> _Forms:
    """What is looked for, by its first word; a word that the tagger alone knows as a body if it mostly is."""
    named = [(plain_words(text[hit.start : hit.end]), hit) for hit in accepted]
    seen = Counter(form[0] for form, _ in named if len(form) == 1)
    forms: dict[tuple[str, ...], Hit] = {}
    for form, hit in named:
        is_body = len(form) == 1 and hit.key.entity_type == "organisation"
        is_doubtful = is_body and hit.method == "model" and 2 * seen[form[0]] < counts[form[0]]
        if hit.kind != "adjectival" and not is_doubtful and (len(form) > 1 or _is_sure(form[0])):
            forms.setdefault(form, hit)
    for surname, owner in surnames(accepted).items():
        form = plain_words(surname)
        if owner is not None and form and _is_sure(form[0]):
            forms.setdefault(form, owner)
    by_first: _Forms = {}
    for form, hit in forms.items():
        by_first.setdefault(form[0], []).append((form, hit))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return by_first


def _is_sure(word: str) -> bool:
    return len(word) > 2 and is_capital(word) and word not in word_list("no_names.tsv")


def _in_paragraph(words: Words, forms: _Forms, taken: dict[int, int]) -> Iterator[Hit]:
    texts, spans = words.texts, words.spans
    if forms.keys().isdisjoint(texts):
        return
    blocked, seen, done = -1, 0, 0
    for index in [index for index, word in enumerate(texts) if word in forms]:
        if index < done:
            continue
        blocked = max(blocked, *[taken.get(start, -1) for start, _ in spans[seen : index + 1]])
        seen = index + 1
        for form, hit in forms[texts[index]] if spans[index][0] >= blocked else ():
            size = len(form)
            if texts[index : index + size] != form or any(a in taken for a, _ in spans[index : index + size]):
                continue
            if _is_part_of_more(texts, index, index + size, words.is_title_case):
                continue
            yield _again(words, index, size, hit, form)
            done = index + size
            break


def _is_part_of_more(texts: Sequence[str], first: int, end: int, is_title_case: bool) -> bool:
    """Words of a longer name that no layer knows: "Suez" in "Suez Crisis", "France" in "UK-France"."""
    if is_title_case:
        return False
    before, after = texts[first - 1 : first] or ("",), texts[end : end + 1] or ("",)
    is_titled = before[0] in titles() or before[0] == "." or before[0].lower() in title_forms()
    is_led = first > 1 and is_capital(before[0]) and texts[first - 2] not in (".", "!", "?") and not is_titled
    is_year = before[0].isdigit() and len(before[0]) == 4
    is_leading = is_capital(after[0]) and after[0] not in titles()  # "FEMA Administrator"
    return is_led or is_year or is_leading or before[0] == "-" or after[0] == "-"


def _again(words: Words, index: int, size: int, hit: Hit, form: tuple[str, ...]) -> Hit:
    is_surname = hit.key.entity_type == "person" and len(form) == 1
    kind: MentionKind = "acronym" if hit.kind == "acronym" and not is_surname else "name"
    return Hit(
        start=words.spans[index][0],
        end=words.spans[index + size - 1][1],
        paragraph=words.paragraph,
        kind=kind,
        method="propagated",
        key=person_key(form) if is_surname and hit.method != "propagated" else hit.key,
        rank=hit.rank,
    )
