"""A tagger that remembers: the same texts give the same spans without being read again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from dpkit.model import EntityType, TaggedSpan
from dpkit.seams import Tagger

_TYPES: Mapping[str, EntityType] = {name: name for name in get_args(EntityType)}


@dataclass(frozen=True, slots=True)
class RememberedTagger:
    """`tagger` behind what it said before: `known` holds answers by question, `asked` those that were used now.

    `identity` names everything that an answer depends on beside its question: the tagger's code, model, libraries.
    """

    tagger: Tagger
    identity: str
    known: Mapping[str, str]
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.tagger.name

    @property
    def version(self) -> str:
        return self.tagger.version

    @property
    def languages(self) -> tuple[str, ...]:
        return self.tagger.languages

    def tag(self, texts: Sequence[str], language: str) -> list[tuple[TaggedSpan, ...]]:
        """For each text its spans: those remembered for just these texts together, else the tagger's."""
        key = self._key(texts, language)
        answer = self.known.get(key)
        if answer is None:
            answer = _written(self.tagger.tag(texts, language))
        self.asked[key] = answer
        return _read(answer)

    def _key(self, texts: Sequence[str], language: str) -> str:
        digest = hashlib.sha256(f"{self.identity}\n{language}\n".encode())
        for text in texts:
            data = text.encode("utf-8", "surrogatepass")
            digest.update(f"{len(data)} ".encode())
            digest.update(data)
        return digest.hexdigest()


def _written(answer: Sequence[Sequence[TaggedSpan]]) -> str:
    plain = [[[span.start, span.end, span.entity_type, span.score] for span in spans] for spans in answer]
    return json.dumps(plain, separators=(",", ":"))


def _read(answer: str) -> list[tuple[TaggedSpan, ...]]:
    plain: list[list[tuple[int, int, Any, float | None]]] = json.loads(answer)
    return [
        tuple(TaggedSpan(start=s, end=e, entity_type=_TYPES[kind], score=score) for s, e, kind, score in spans)
        for spans in plain
    ]
