"""Which paragraphs are no statement: phrase rules that people can read and extend, never corpus statistics."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Literal, TypeVar

import yaml

from dpkit.errors import ConfigError
from dpkit.model import Role

Strength = Literal["strong", "weak"]
Zone = Literal["anywhere", "head", "tail", "edges"]

T = TypeVar("T", bound=str)

MAX_CHARS = 300
"""A paragraph longer than this is no button, link or note of a page, whatever words it holds."""
MARGIN_CHARS = 40
_EDGES = "\"'“”«»()[]*_:;,.!?-–—"
_BULLETS = "#*•·●▪–—-|> \t\xa0"
"""What a page sets before a line that is no part of its words."""
_WORD = re.compile(r"\w+(?:['’.@&/+-]\w+)*|#(?=\s*#)|https?")
_KEYS = ("id", "role", "strength", "zone", "publisher", "note", "whole", "starts", "contains", "fingerprints")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseRule:
    """One rule: a paragraph whose words are, begin with or hold one of its phrases has its role.

    A strong rule holds anywhere, a weak one in its zone or beside a paragraph that a strong one holds for.
    `publisher` narrows a rule to the pages of one publisher; `fingerprints` pin exact paragraphs (see `fingerprint`).
    """

    id: str
    role: Role = "boilerplate"
    strength: Strength = "strong"
    zone: Zone = "edges"
    publisher: str | None = None
    whole: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()


_Phrases = Mapping[str, tuple[tuple[str, PhraseRule], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateRules:
    """Compiled rules; `match` is linear in the paragraph, whatever the phrases are."""

    rules: tuple[PhraseRule, ...]
    whole: Mapping[str, tuple[PhraseRule, ...]] = field(repr=False)
    starts: _Phrases = field(repr=False)
    contains: _Phrases = field(repr=False)
    fingerprints: Mapping[str, tuple[PhraseRule, ...]] = field(repr=False)
    firsts: frozenset[str] = field(default=frozenset(), repr=False)
    """The words that whole phrases and beginnings begin with."""
    longest_whole: int = 0
    """A paragraph longer than this (in code points) is no whole phrase, however much punctuation it has."""

    def match(self, text: str, publisher: str | None = None) -> tuple[PhraseRule, ...]:
        """The rules that a paragraph fulfils, strong ones first, in the order of the files."""
        found = list(self.pinned(text, publisher))
        if len(text) <= MAX_CHARS and (words := self._words_to_match(text)):
            joined = " ".join(words)
            found += self.whole.get(joined, ()) if len(text) <= self.longest_whole else ()
            found += (rule for phrase, rule in self.starts.get(words[0], ()) if f"{joined} ".startswith(phrase))
            for key in self.contains.keys() & set(words):
                found += (rule for phrase, rule in self.contains[key] if f" {phrase}" in f" {joined} ")
        if not found:
            return ()
        fitting = [rule for rule in found if rule.publisher in (None, publisher)]
        return tuple(sorted(dict.fromkeys(fitting), key=lambda rule: rule.strength))

    def pinned(self, text: str, publisher: str | None = None) -> tuple[PhraseRule, ...]:
        """The rules that pin exactly this paragraph."""
        if not self.fingerprints:
            return ()
        found = self.fingerprints.get(fingerprint(text), ())
        return tuple(rule for rule in found if rule.publisher in (None, publisher))

    def _words_to_match(self, text: str) -> list[str]:
        """The words of a paragraph, or none where a quick look shows that no phrase can stand in it."""
        folded = _folded(text).lstrip(_BULLETS)
        first = _WORD.search(folded)
        if first is None:
            return []
        if first[0] not in self.firsts:
            rough = folded.split()
            rough += [word.strip(_EDGES) for word in rough if not (word[0].isalnum() and word[-1].isalnum())]
            if self.contains.keys().isdisjoint(rough):
                return []
        return _WORD.findall(folded)

    def with_rules(self, rules: Iterable[PhraseRule]) -> "BoilerplateRules":
        """These rules and others, which come first: what a project adds wins over the built-in rules."""
        return compile_rules((*rules, *self.rules))


def words_of(text: str) -> list[str]:
    """The words of a short text as phrases are compared: case folded, without punctuation.

    >>> words_of("Source link: ")
    ['source', 'link']
    """
    return _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'").replace("ё", "е")


def fingerprint(text: str) -> str:
    """What pins one exact paragraph, white space apart: 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def compile_rules(rules: Iterable[PhraseRule]) -> BoilerplateRules:
    """Rules made ready to match; of equal ids the first one stands."""
    unique = tuple({rule.id: rule for rule in reversed(tuple(rules))}.values())[::-1]
    whole = _grouped((" ".join(words_of(phrase)), rule) for rule in unique for phrase in rule.whole)
    starts = _phrases_by(_first, ((phrase, rule) for rule in unique for phrase in rule.starts))
    return BoilerplateRules(
        rules=unique,
        whole=whole,
        starts=starts,
        contains=_phrases_by(_longest, ((phrase, rule) for rule in unique for phrase in rule.contains)),
        fingerprints=_grouped((mark, rule) for rule in unique for mark in rule.fingerprints),
        firsts=frozenset(starts) | {phrase.partition(" ")[0] for phrase in whole},
        longest_whole=max((len(phrase) for rule in unique for phrase in rule.whole), default=0) + MARGIN_CHARS,
    )


def rules_of(entries: Iterable[Mapping[str, object]], where: str, publisher: str | None = None) -> list[PhraseRule]:
    """The rules that a parsed rule file states. Raises: ConfigError with the rule that cannot be used."""
    return [_rule_of(entry, f"{where}: rule {number}", publisher) for number, entry in enumerate(entries, start=1)]


@lru_cache(maxsize=1)
def default_rules() -> BoilerplateRules:
    """The built-in rules: English, Russian, Kazakh and Ukrainian, from `text/data/roles_*.yaml`."""
    folder = resources.files("dpkit.text").joinpath("data")
    names = sorted(item.name for item in folder.iterdir() if item.name.startswith("roles_"))
    rules: list[PhraseRule] = []
    for name in names:
        content = yaml.load(folder.joinpath(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        rules += rules_of(content["rules"], name)
    return compile_rules(rules)


def _grouped(pairs: Iterable[tuple[str, PhraseRule]]) -> dict[str, tuple[PhraseRule, ...]]:
    groups: dict[str, tuple[PhraseRule, ...]] = {}
    for key, rule in pairs:
        groups[key] = (*groups.get(key, ()), rule)
    return groups


def _phrases_by(choose: Callable[[list[str]], str], pairs: Iterable[tuple[str, PhraseRule]]) -> _Phrases:
    """Phrases, each word with a space behind it, by the word that is to be looked for."""
    split = [(words_of(phrase), rule) for phrase, rule in pairs]
    keyed = [(choose(words), " ".join(words) + " ", rule) for words, rule in split if words]
    return {
        key: tuple((phrase, rule) for other, phrase, rule in keyed if other == key) for key in {one[0] for one in keyed}
    }


def _first(words: list[str]) -> str:
    return words[0]


def _longest(words: list[str]) -> str:
    """The longest word of a phrase: it stands in few other texts."""
    return max(words, key=len)


def _rule_of(entry: Mapping[str, object], where: str, publisher: str | None) -> PhraseRule:
    unknown = sorted(set(entry) - set(_KEYS))
    if unknown:
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; expected one of {', '.join(_KEYS)}")
    return PhraseRule(
        id=_text(entry, "id", where),
        role=_choice(entry, "role", where, _ROLES, "boilerplate"),
        strength=_choice(entry, "strength", where, _STRENGTHS, "strong"),
        zone=_choice(entry, "zone", where, _ZONES, "edges"),
        publisher=_text(entry, "publisher", where) if "publisher" in entry else publisher,
        whole=_phrases(entry, "whole", where),
        starts=_phrases(entry, "starts", where),
        contains=_phrases(entry, "contains", where),
        fingerprints=_phrases(entry, "fingerprints", where),
    )


_ROLES: tuple[Role, ...] = ("boilerplate", "source_link", "caption", "signature", "heading", "dateline")
_STRENGTHS: tuple[Strength, ...] = ("strong", "weak")
_ZONES: tuple[Zone, ...] = ("anywhere", "head", "tail", "edges")


def _text(entry: Mapping[str, object], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise ConfigError(f"{where}: {key} is {value!r}; expected a text")
    return value


def _choice(entry: Mapping[str, object], key: str, where: str, choices: tuple[T, ...], default: T) -> T:
    value = entry.get(key, default)
    for choice in choices:
        if value == choice:
            return choice
    raise ConfigError(f"{where}: {key} is {value!r}; expected one of {', '.join(choices)}")


def _phrases(entry: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ConfigError(f"{where}: {key} is no list of texts; expected phrases, each in quotation marks")
    return tuple(value)
