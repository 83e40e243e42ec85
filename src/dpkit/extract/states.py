"""States that no list knows: a document that names a ministry or envoy of one means a place wherever it names it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dpkit.extract.bodies import cyrillic_body
from dpkit.extract.dictionary import RANK_BODY
from dpkit.extract.kazakh_cases import endings_of
from dpkit.extract.name_hits import Hit, Key, Words, folded, is_capital, plain_words
from dpkit.extract.russian_declension import declined_given
from dpkit.extract.russian_endings import CASES
from dpkit.extract.russian_nouns import title_forms
from dpkit.extract.russian_places import unknown_state


def state_hits(paragraphs: Sequence[Words], near: Iterable[Key], hits: Sequence[Hit]) -> Iterator[Hit]:
    """Where Russian and Kazakh paragraphs name a state that is known by its bodies or officers alone, in every case."""
    bodies = [*near, *(hit.key for hit in hits)]
    persons = frozenset(hit.start for hit in hits if hit.key.entity_type == "person")
    found = {_state_of(key) for key in bodies} | {name for words in paragraphs for name in _of_officers(words, persons)}
    names = sorted(name for name in found if name is not None)
    by_language = {language: _forms(names, cases) for language, cases in _CASES.items()} if names else {}
    for words in paragraphs:
        forms = by_language.get(words.language, {})
        for index in words.capitals:
            name = forms.get(words.texts[index])
            if name is None or _is_joined(words.texts, index):
                continue
            start, end = words.spans[index]
            yield Hit(
                start=start,
                end=end,
                paragraph=words.paragraph,
                kind="name",
                method="rule",
                key=Key(entity_type="place", country=None, phrase=folded((name,)), name=name),
                rank=RANK_BODY,
            )


def _state_of(key: Key) -> str | None:
    """The state that a body is of, where it is in no list."""
    if key.entity_type != "organisation" or key.country is not None or key.is_bare:
        return None
    body = cyrillic_body(plain_words(key.name))
    return body.place.title() if body is not None and body.is_state and body.place else None


_ENVOYS = frozenset("посол посла послу послом после".split())  # noqa: SIM905


def _of_officers(words: Words, persons: frozenset[int]) -> Iterator[str]:
    """The states in the genitive between a title and a name ("премьер-министр Бекланда Юхан Сторм") or of an envoy."""
    texts = words.texts
    for index in words.capitals if words.language == "ru" else ():
        title = texts[index - 1].lower() if index else ""
        if title not in title_forms():
            continue
        is_before_person = index + 1 < len(texts) and words.spans[index + 1][0] in persons
        state = unknown_state(texts, index) if is_before_person or title in _ENVOYS else None
        if state is not None and state.place and words.spans[index][0] not in persons:
            yield state.place.title()


def _russian(name: str) -> Iterator[str]:
    for case in CASES:
        yield from declined_given(name, "f" if name[-1] in "ая" else "m", case)


def _kazakh(name: str) -> Iterator[str]:
    yield from (name + ending for ending in ("", *endings_of(name)))


_CASES: Mapping[str, Callable[[str], Iterator[str]]] = {"ru": _russian, "kk": _kazakh}


def _forms(names: Iterable[str], cases: Callable[[str], Iterator[str]]) -> Mapping[str, str]:
    return {form: name for name in names for form in cases(name)}


def _is_joined(texts: Sequence[str], index: int) -> bool:
    """Whether a word is a part of a longer name: beside a hyphen, or a surname behind a given name."""
    beside = (*texts[max(0, index - 1) : index], *texts[index + 1 : index + 2])
    return "-" in beside or (index > 1 and is_capital(texts[index - 1]) and is_capital(texts[index - 2]))
