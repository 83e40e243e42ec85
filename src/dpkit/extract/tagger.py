"""The built-in statistical tagger: conditional random fields over our own features, one model per language."""

from collections.abc import Sequence
from functools import cache

from dpkit.extract.crf_model import LANGUAGES, tag_texts, version
from dpkit.model import TaggedSpan
from dpkit.seams import Tagger


class CrfTagger:
    """Finds persons, organisations and places in English and Kazakh; models are read when first needed."""

    name = "dpkit-crf"
    languages = LANGUAGES

    @property
    def version(self) -> str:
        """The models' own version: it changes with their weights."""
        return version()

    def tag(self, texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
        """For each text its spans; none for a language without a model."""
        base = language.split("-", 1)[0].lower()
        return tag_texts(texts, base) if base in self.languages else [() for _ in texts]


@cache
def built_in() -> Tagger:
    """The tagger that is used where dpkit.toml names none; picklable, the same in every process."""
    return CrfTagger()
