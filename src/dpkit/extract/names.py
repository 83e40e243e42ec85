"""Who and where: the names of a document, found in layers, resolved to entities."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from dpkit.extract.acronyms import definitions
from dpkit.extract.bodies import body_hits
from dpkit.extract.datelines import dateline_hits, district_hits
from dpkit.extract.dictionary import RANK_ACRONYM, curated_trie, dictionary_hits
from dpkit.extract.gazetteer import Trie
from dpkit.extract.issuers import named_key, party_hits
from dpkit.extract.kazakh_bodies import kazakh_body_hits
from dpkit.extract.kazakh_names import in_nominative
from dpkit.extract.model_hits import model_hits
from dpkit.extract.name_hits import Hit, Key, Words, words_of
from dpkit.extract.name_rows import names_of
from dpkit.extract.people import person_hits
from dpkit.extract.propagation import propagated, surnames
from dpkit.extract.resolution import curated_keys, resolved, typed_key
from dpkit.extract.russian_bodies import russian_body_hits
from dpkit.extract.russian_people import russian_person_hits
from dpkit.extract.selection import curated_first, measured, select, supported
from dpkit.extract.states import state_hits
from dpkit.model import Authority, Context, Layout, Names
from dpkit.seams import Tagger

_WITHOUT_NAMES = frozenset(("boilerplate", "source_link"))


def name_document(layout: Layout, context: Context, authority: Authority, tagger: Tagger | None) -> Names:
    """The mentions of a document with their entities and aliases, and who issued and published it.

    Curation and acronyms that the text defines overrule; patterns and dictionaries come before the tagger, an outer
    name before one that stands in it.
    """
    paragraphs = _words(layout)
    curated = curated_trie(authority, context.document_id)
    keys = curated_keys(authority, context.document_id)
    issuer, publisher = (named_key(text, curated, keys) for text in (context.issuer, context.publisher))
    near = [key for key in (issuer, publisher) if key is not None]
    hits = [hit for words in paragraphs for hit in _rule_hits(words, curated, tagger)]
    hits += russian_person_hits([words for words in paragraphs if words.language == "ru"])
    hits += [hit for words in paragraphs for party in near for hit in party_hits(words, party)]
    hits += [hit for words in paragraphs for hit in _place_hits(layout, words)]
    hits += state_hits(paragraphs, near, hits)
    if tagger is not None:
        hits = _tagged(layout, paragraphs, hits, tagger)
        hits = in_nominative(hits, frozenset(words.paragraph for words in paragraphs if words.language == "kk"))
    accepted = _one_type(layout.text, select(supported(curated_first(hits))))
    accepted = _acronyms(layout.text, paragraphs, accepted)
    accepted = sorted([*accepted, *propagated(layout.text, paragraphs, accepted, near)], key=lambda hit: hit.start)
    return names_of(layout.text, context, authority, resolved(accepted, near, keys), issuer, publisher)


def _tagged(layout: Layout, paragraphs: Sequence[Words], hits: Sequence[Hit], tagger: Tagger) -> list[Hit]:
    """The hits with those of a tagger, each layer kept where measurement says so."""
    mine = [words for words in paragraphs if not tagger.languages or words.language in tagger.languages]
    spans = [(layout.paragraphs[words.paragraph].start, layout.paragraphs[words.paragraph].end) for words in mine]
    bounds = [(*span, words.paragraph, words.language) for span, words in zip(spans, mine, strict=True)]
    is_many = len(paragraphs) > 1
    headings = frozenset(words.paragraph for words in mine if words.is_title_case and is_many)
    read = {words.paragraph for words in mine}
    found = [*(hit for hit in hits if hit.paragraph in read), *model_hits(layout.text, bounds, tagger)]
    return [*(hit for hit in hits if hit.paragraph not in read), *measured(found, headings)]


def _words(layout: Layout) -> list[Words]:
    return [
        words_of(layout.text, paragraph.start, paragraph.end, index, paragraph.language.split("-", 1)[0].lower())
        for index, paragraph in enumerate(layout.paragraphs)
        if paragraph.role not in _WITHOUT_NAMES
    ]


def _place_hits(layout: Layout, words: Words) -> Iterator[Hit]:
    place = layout.paragraphs[words.paragraph]
    yield from dateline_hits(layout.text, place.start, place.end, words.paragraph)
    yield from district_hits(layout.text, place.start, place.end, words.paragraph)


_BODIES: Mapping[str, Callable[[Words], Iterator[Hit]]] = {"ru": russian_body_hits, "kk": kazakh_body_hits}
"""Languages with patterns of their own for bodies."""
_OWN_PATTERNS = frozenset(("ru",))
"""Languages with patterns of their own for persons."""
_TAGGER_KNOWS_BETTER = frozenset(("kk",))
"""Languages whose words between a given name and the end of a person's name the patterns do not tell apart."""


def _rule_hits(words: Words, curated: Trie, tagger: Tagger | None) -> Iterator[Hit]:
    yield from dictionary_hits(words, curated)
    yield from _BODIES.get(words.language, body_hits)(words)
    if words.language not in _OWN_PATTERNS and (tagger is None or words.language not in _TAGGER_KNOWS_BETTER):
        yield from person_hits(words)
    for first, end, acronym in definitions(words):
        yield from _pair(words, first, end, acronym)


def _pair(words: Words, first: int, end: int, acronym: int) -> Iterator[Hit]:
    """The two mentions of a defined acronym; both carry the key of the long name."""
    name = " ".join(words.texts[first:end])
    key = typed_key(name, "organisation")
    for start, stop, is_acronym in ((first, end, False), (acronym, acronym + 1, True)):
        yield Hit(
            start=words.spans[start][0],
            end=words.spans[stop - 1][1],
            paragraph=words.paragraph,
            kind="acronym" if is_acronym else "name",
            method="acronym",
            key=key,
            rank=RANK_ACRONYM,
        )


def _one_type(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """A single word that is a person's surname in this document is that person, whatever the tagger calls it."""
    owners = surnames(hits)
    mended: list[Hit] = []
    for hit in hits:
        shown = text[hit.start : hit.end]
        if hit.method in ("model", "backend") and hit.key.entity_type != "person" and owners.get(shown) is not None:
            hit = replace(hit, key=typed_key(shown, "person"), kind="name")
        mended.append(hit)
    return mended


def _acronyms(text: str, paragraphs: Sequence[Words], hits: Sequence[Hit]) -> list[Hit]:
    """Further occurrences of a defined acronym mean what it was defined as, also where another layer found them."""
    defined: dict[str, Key] = {}
    for hit in hits:
        if hit.method == "acronym" and hit.kind == "acronym":
            defined.setdefault(text[hit.start : hit.end], hit.key)
    return [
        replace(hit, key=defined[text[hit.start : hit.end]], kind="acronym")
        if hit.method not in ("curated", "acronym") and text[hit.start : hit.end] in defined
        else hit
        for hit in hits
    ]
