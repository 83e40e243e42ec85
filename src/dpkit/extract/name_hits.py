"""What the name layers hand to each other: words of a paragraph, hits in it, and the keys that entities are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dpkit.extract.crf_tokens import word_spans
from dpkit.model import EntityType, MentionKind, Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one paragraph; `spans` count into the document."""

    paragraph: int
    language: str
    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    is_title_case: bool = False
    """Capitals say nothing here."""
    capitals: tuple[int, ...] = field(init=False)
    """Which words begin with a capital letter; names begin there."""

    def __post_init__(self) -> None:
        found = tuple([index for index, word in enumerate(self.texts) if word[:1].isupper()])
        object.__setattr__(self, "capitals", found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What an entity is called after. `phrase` is case-folded; `is_bare` says that it cannot stand alone."""

    entity_type: EntityType
    country: str | None
    phrase: str
    name: str
    is_bare: bool = False
    entity_id: str | None = None
    """Set for curated entities alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A candidate for a mention. The lower the rank, the more it is trusted."""

    start: int
    end: int
    paragraph: int
    kind: MentionKind
    method: Method
    key: Key
    rank: int
    model: str | None = None
    score: float | None = None


def words_of(text: str, start: int, end: int, paragraph: int, language: str) -> Words:
    """The words of one paragraph of a document."""
    part = text[start:end]
    found = word_spans(part)
    texts = tuple(part[a:b] for a, b in found)
    return Words(
        paragraph=paragraph,
        language=language,
        texts=texts,
        is_title_case=_is_title_case(texts),
        spans=tuple((start + a, start + b) for a, b in found),
    )


def _is_title_case(texts: Sequence[str]) -> bool:
    """Most long words begin with a capital and no full stop ends them."""
    if not texts or texts[-1] in (".", "!", "?", "”", '"'):
        return False
    long = [word for word in texts if len(word) > 3 and word[0].isalpha()]
    return len(long) > 3 and sum(word[0].isupper() for word in long) > 0.6 * len(long)


def is_capital(word: str) -> bool:
    """A word that begins with a capital letter."""
    return word[:1].isupper()


@lru_cache(maxsize=4_096)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a form, as the dictionaries compare them; a document says the same names again and again."""
    return tuple([text[a:b] for a, b in word_spans(text)])


def folded(words: Sequence[str]) -> str:
    """The phrase of a key: case-folded words without articles and full stops; the dots of ё may be left out."""
    return " ".join(
        word.casefold().replace("’", "'").replace("ё", "е") for word in words if word not in (".", "the", "The")
    )
