"""Hits of the dictionaries: curated names first, then countries, well-known bodies and places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from dpkit.extract.gazetteer import Known, Trie, countries, data_rows, make_trie
from dpkit.extract.kazakh import CASE_ENDINGS
from dpkit.extract.name_hits import Hit, Key, Words, folded, plain_words
from dpkit.extract.russian_nouns import phrase_forms
from dpkit.model import AliasKind, Authority, MentionKind

RANK_CURATED, RANK_ACRONYM, RANK_BODY, RANK_KNOWN, RANK_MODEL = range(5)

_KINDS: dict[AliasKind, MentionKind] = {"acronym": "acronym", "demonym": "adjectival"}
_KAZAKH_ADJECTIVES = frozenset(["лық", "лік", "дық", "дік", "тық", "тік"])


def country_key(code: str) -> Key:
    """The key of a country: its code and usual English name, whatever the words of the text are."""
    name = countries()[code].name
    return Key(entity_type="place", country=code, phrase=folded(plain_words(name)), name=name)


@cache
def country_trie() -> Trie:
    """Names and demonyms of all countries, in English, Russian and Kazakh."""
    return make_trie(_country_entries())


def _country_entries() -> Iterator[tuple[tuple[str, ...], Known]]:
    for country in countries().values():
        english = (country.name, *country.forms)
        for form in (*english, *_upper(english), *_russian_cases(country.russian), *country.kazakh):
            kind: MentionKind = "acronym" if form.isupper() and len(form) <= 5 and " " not in form else "name"
            kind = "name" if form.upper() == form and form.title() in english else kind
            yield plain_words(form), Known(name=country.name, entity_type="place", country=country.code, kind=kind)
        for form in country.demonyms:
            for shown in (form, form + "s") if form[-1] in "ni" else (form,):
                yield (
                    plain_words(shown),
                    Known(name=country.name, entity_type="place", country=country.code, kind="adjectival"),
                )


def _upper(forms: Sequence[str]) -> list[str]:
    return [form.upper() for form in forms if len(form) > 4 and form.upper() != form]


def _russian_cases(forms: Sequence[str]) -> Iterator[str]:
    for form in forms:
        yield form
        if " " in form:
            yield from (" ".join(words) for words in _cases_of(form))
        elif not form.isupper() and form.isalpha():
            yield from (words[0] for words in _cases_of(form))


@cache
def known_trie() -> Trie:
    """Well-known bodies and places."""
    return make_trie(_known_entries())


def _known_entries() -> Iterator[tuple[tuple[str, ...], Known]]:
    for name, country, acronyms, others in _four(data_rows("organisations.tsv")):
        for form in (name, *others.split("|")):
            for words in _cases_of(form):
                yield words, Known(name=name, entity_type="organisation", country=country or None)
        for form in acronyms.split("|"):
            yield (
                plain_words(form),
                Known(name=name, entity_type="organisation", country=country or None, kind="acronym"),
            )
    for name, country, others, _ in _four(data_rows("places.tsv")):
        for form in (name, *others.split("|")):
            yield plain_words(form), Known(name=name, entity_type="place", country=country or None)


_CYRILLIC = re.compile(r"[А-ЯЁ][а-яё -]+(?:[А-ЯЁ][а-яё -]*)*")


def _cases_of(form: str) -> Iterable[tuple[str, ...]]:
    """A Russian name in all its cases, any other as it is."""
    words = plain_words(form)
    if not _CYRILLIC.fullmatch(form):
        return (words,)
    lower = phrase_forms(tuple(word.lower() for word in words))
    return (words, *(tuple(map(_like, words, changed)) for changed in sorted(lower)))


def _like(word: str, changed: str) -> str:
    return changed[:1].upper() + changed[1:] if word[:1].isupper() else changed


def _four(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    return ((row + [""] * 4)[:4] for row in rows)


def curated_trie(authority: Authority, document_id: str) -> Trie:
    """Names and aliases of the authority list that hold in a document; those for it alone come first."""
    entries: list[tuple[bool, tuple[str, ...], Known]] = []
    for entity in authority.entities:
        forms = [(entity.name, "full", None), *((item.text, item.kind, item.document_id) for item in entity.aliases)]
        for text, kind, scope in forms:
            if scope not in (None, document_id):
                continue
            known = Known(
                name=entity.name,
                entity_type=entity.entity_type,
                kind=_KINDS.get(kind, "name"),
                country=entity.country,
                entity_id=entity.id,
            )
            entries.append((scope is None, plain_words(text), known))
    return make_trie((form, known) for _, form, known in sorted(entries, key=lambda entry: entry[0]))


_PARTS = frozenset(("New", "South", "North", "West", "East", "Central", "Latin"))


def dictionary_hits(words: Words, curated: Trie) -> Iterator[Hit]:
    """What the dictionaries know of a paragraph; hits of different lists may overlap."""
    texts = words.texts
    for trie, rank in ((curated, RANK_CURATED), (country_trie(), RANK_KNOWN), (known_trie(), RANK_KNOWN)):
        if trie.forms.keys().isdisjoint(texts):
            continue
        for index in [index for index, word in enumerate(texts) if word in trie.forms]:
            if (found := trie.at(texts, index)) is None:
                continue
            # "New Mexicans", "South Americans": another place's people.
            is_other = found[1].kind == "adjectival" and index > 0 and texts[index - 1] in _PARTS
            is_other = is_other or (texts[index] in _ALSO_WORDS and _is_mere_word(words, index))
            if rank == RANK_CURATED or not is_other:
                yield _hit(words, index, found[0], found[1], rank)
    for index, word in enumerate(texts) if words.language == "kk" else ():
        if len(word) < 6 or word in country_trie().forms:
            continue
        if (inflected := _kazakh(word)) is not None:
            yield _hit(words, index, 1, inflected, RANK_KNOWN)


_ALSO_WORDS = frozenset({"Того"})
"""Countries that are called as words of Russian are."""
_TO_COUNTRIES = frozenset("в из Республика Республики Республике Республику Республикой".split())  # noqa: SIM905


def _is_mere_word(words: Words, index: int) -> bool:
    return words.language == "ru" and (index == 0 or words.texts[index - 1] not in _TO_COUNTRIES)


def _kazakh(word: str) -> Known | None:
    """A country with a Kazakh case ending."""
    for cut in range(len(word) - 2, max(3, len(word) - 8), -1):
        ending = word[cut:]
        if ending in CASE_ENDINGS or ending in _KAZAKH_ADJECTIVES:
            for form, known in country_trie().forms.get(word[:cut], ()):
                if len(form) == 1:
                    kind: MentionKind = "adjectival" if ending in _KAZAKH_ADJECTIVES else known.kind
                    return Known(name=known.name, entity_type="place", country=known.country, kind=kind)
    return None


def _hit(words: Words, index: int, size: int, known: Known, rank: int) -> Hit:
    key = Key(
        entity_type=known.entity_type,
        country=known.country,
        phrase=folded(plain_words(known.name)),
        name=known.name,
        entity_id=known.entity_id,
    )
    return Hit(
        start=words.spans[index][0],
        end=words.spans[index + size - 1][1],
        paragraph=words.paragraph,
        kind=known.kind,
        method="curated" if rank == RANK_CURATED else "gazetteer",
        key=key,
        rank=rank,
    )
