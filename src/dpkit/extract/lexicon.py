"""The cue lexicons: data files with rules, compiled so that one look-up per word finds every cue.

A lexicon file (`data/cues.<language>.yaml`) holds `words` (closed classes of the language that the grammar asks for)
and `rules`. Each rule has a stable `id`, a `kind` (that of `cues.kind`), what it sets, `about` (what it is for) and
its words: `phrases` as written (`*` at the end of a word stands for any ending), `verbs` by their base form, with
irregular forms after it ("say said", "write wrote written") and particles marked by a plus ("call +for"), `past` by
the masculine past of Russian, `endings` the ends of words.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal, cast

import yaml

from dpkit.model import Certainty, CueKind, Polarity, SpeechAct

VerbKind = Literal["auxiliary", "finite", "base", "noun"]
"""`noun`: a form in -s that is mostly a plural noun ("plans") and a verb only where its object follows."""
Form = Literal["", "base", "s", "past", "participle", "ing"]

LANGUAGES = ("en", "kk", "ru")
_NONE: frozenset[str] = frozenset()
_VOWELS = "aeiou"
_DOUBLED = frozenset({"admit", "refer", "commit", "brag", "slam", "plan", "dub", "permit", "nod", "tip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRule:
    """One row of a lexicon: what its words say about a claim."""

    id: str
    kind: CueKind
    role: str
    frames: frozenset[str] = frozenset()
    act: SpeechAct | None = None
    certainty: Certainty | None = None
    polarity: Polarity | None = None
    is_evaluative: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What may stand at a word: the words after it, the rule, and which form of a verb it is."""

    tail: tuple[str, ...]
    rule: CueRule
    form: Form = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What begins with one word: by the word after it, and on its own. Longest first, so that one look-up decides."""

    longer: Mapping[str, tuple[Entry, ...]]
    stemmed: tuple[Entry, ...]
    """Those whose second word is a stem."""
    alone: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The cues of one language: entries by their first word (or its stem), and the closed word classes."""

    language: str
    entries: Mapping[str, Entries] = field(default_factory=dict)
    stems: Mapping[str, Entries] = field(default_factory=dict)
    stem_lengths: tuple[int, ...] = ()
    endings: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """Rules that the end of a word answers to, by that ending."""
    ending_lengths: tuple[int, ...] = ()
    finite_endings: tuple[str, ...] = ()
    """Endings by which a word that no list knows is taken for a finite verb."""
    drops_copula: bool = False
    """Whether a sentence may do without a finite verb (Russian, Kazakh)."""
    verb_last: bool = False
    """Whether what is said stands before its verb of saying."""
    words: Mapping[str, frozenset[str]] = field(default_factory=lambda: defaultdict(frozenset))
    """The words of each closed class; empty where the language has no such."""
    verbs: Mapping[str, VerbKind] = field(default_factory=dict)
    """Every form that may be a finite verb, so that most words are settled by one look-up."""
    tenses: Mapping[str, str] = field(default_factory=dict)
    """The auxiliaries that place a claim in time, by form: future, past, perfect, present."""
    rules: tuple[CueRule, ...] = ()


def lexicon_of(language: str) -> Lexicon:
    """The shipped lexicon of a language (the first subtag decides); an empty one where there is none.

    >>> lexicon_of("en-GB").language, lexicon_of("uk").entries
    ('en', {})
    """
    base = language.split("-", 1)[0].lower()
    return _shipped(base) if base in LANGUAGES else Lexicon(language=base)


@cache
def _shipped(language: str) -> Lexicon:
    return compile_lexicon(_shipped_file(language))


def _shipped_file(language: str) -> Mapping[str, Any]:
    text = resources.files("dpkit.extract").joinpath("data", f"cues.{language}.yaml").read_text(encoding="utf-8")
    return _parsed(text)


def extended_lexicon(language: str, file: Mapping[str, Any]) -> Lexicon:
    """The shipped lexicon of a language with the rules of one more file."""
    first = _shipped_file(language) if language in LANGUAGES else {"language": language}
    return compile_lexicon(first, file)


def compile_lexicon(*files: Mapping[str, Any]) -> Lexicon:
    """The lexicon that lexicon files give together: later ones add rules and words to the first."""
    rules: list[CueRule] = []
    exact: dict[str, list[Entry]] = {}
    stems: dict[str, list[Entry]] = {}
    endings: dict[str, list[Entry]] = {}
    words: dict[str, frozenset[str]] = {}
    for file in files:
        for name, members in file.get("words", {}).items():
            words[name] = words.get(name, frozenset()) | frozenset(members)
        for row in file.get("rules", ()):
            rule = _rule(row)
            rules.append(rule)
            for surface, form in _surfaces(row):
                first, *tail = surface
                target = stems if first.endswith("*") else exact
                target.setdefault(first.rstrip("*"), []).append(Entry(tail=tuple(tail), rule=rule, form=form))
            for ending in row.get("endings", ()):
                endings.setdefault(ending, []).append(Entry(tail=(), rule=rule))
    if "verb" in words:
        words["verb_s"] = frozenset(_with_s(base) for base in words["verb"])
    return Lexicon(
        language=str(files[0].get("language", "und")),
        entries=_by_second_word(exact),
        stems=_by_second_word(stems),
        stem_lengths=tuple(sorted({len(stem) for stem in stems}, reverse=True)),
        endings={ending: tuple(entries) for ending, entries in endings.items()},
        ending_lengths=tuple(sorted({len(ending) for ending in endings}, reverse=True)),
        finite_endings=tuple(ending for file in files for ending in file.get("finite_endings", ())),
        drops_copula=files[0].get("drops_copula") == "true",
        verb_last=files[0].get("verb_last") == "true",
        words=defaultdict(frozenset, words),
        verbs=_verbs(words),
        tenses={form: name for name in _TENSES for form in words.get(name, _NONE)},
        rules=tuple(rules),
    )


_TENSES = ("present", "perfect", "past", "future")
"""In this order, so that a form of two classes has the later one."""


def _verbs(words: Mapping[str, frozenset[str]]) -> dict[str, VerbKind]:
    """What each verb form is; an auxiliary before a finite form before a base form."""
    kinds: dict[str, VerbKind] = dict.fromkeys(words.get("verb", _NONE), "base")
    kinds.update(dict.fromkeys(words.get("verb_s", _NONE), "finite"))
    kinds.update(dict.fromkeys((_with_s(base) for base in words.get("noun", _NONE)), "noun"))
    for name in ("finite", "past_form"):
        kinds.update(dict.fromkeys(words.get(name, _NONE), "finite"))
    kinds.update(dict.fromkeys(words.get("auxiliary", _NONE), "auxiliary"))
    return kinds


def _parsed(text: str) -> dict[str, Any]:
    # BaseLoader reads every scalar as a string: "no", "on" and "false" are words here.
    return cast("dict[str, Any]", yaml.load(text, Loader=yaml.CBaseLoader))


def _by_second_word(found: Mapping[str, list[Entry]]) -> dict[str, Entries]:
    return {word: _entries(sorted(entries, key=lambda entry: -len(entry.tail))) for word, entries in found.items()}


def _entries(ordered: list[Entry]) -> Entries:
    longer: dict[str, list[Entry]] = {}
    for entry in ordered:
        if entry.tail and not entry.tail[0].endswith("*"):
            longer.setdefault(entry.tail[0], []).append(entry)
    return Entries(
        longer={word: tuple(entries) for word, entries in longer.items()},
        stemmed=tuple(entry for entry in ordered if entry.tail and entry.tail[0].endswith("*")),
        alone=tuple(entry for entry in ordered if not entry.tail),
    )


def _rule(row: Mapping[str, Any]) -> CueRule:
    return CueRule(
        id=row["id"],
        kind=row["kind"],
        role=row.get("role", "word"),
        frames=frozenset(row.get("frames", ())),
        act=row.get("act"),
        certainty=row.get("certainty"),
        polarity=row.get("polarity"),
        is_evaluative=row.get("evaluative") == "true",
        about=row.get("about", ""),
    )


def _surfaces(row: Mapping[str, Any]) -> Iterator[tuple[list[str], Form]]:
    """The word sequences of a rule, split as tokens are."""
    for phrase in row.get("phrases", ()):
        yield phrase.lower().replace("-", " ").split(), ""
    for verb in row.get("verbs", ()):
        yield from inflected(verb)
    for verb in row.get("past", ()):
        first, *tail = verb.lower().split()
        yield from (([first + ending, *tail], "past") for ending in ("", "а", "о", "и"))


def inflected(verb: str) -> Iterator[tuple[list[str], Form]]:
    """The forms of an English verb entry, each with its particles.

    >>> [" ".join(words) for words, _ in inflected("call +for")]
    ['call for', 'calls for', 'called for', 'calling for']
    >>> [" ".join(words) for words, _ in inflected("say said")]
    ['say', 'says', 'said', 'saying']
    """
    parts = verb.split()
    particles = [part.lstrip("+") for part in parts[_first_particle(parts) :]]
    base, *irregular = parts[: _first_particle(parts)]
    past = irregular[0] if irregular else _with_ed(base)
    yield [base, *particles], "base"
    yield [_with_s(base), *particles], "s"
    yield [past, *particles], "past"
    yield from (([form, *particles], "participle") for form in irregular[1:] if form != past)
    yield [_with_ing(base), *particles], "ing"


def _first_particle(parts: Iterable[str]) -> int:
    count = 0
    for part in parts:
        if part.startswith("+"):
            break
        count += 1
    return count


def _with_s(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _with_ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if base in _DOUBLED else "") + "ed"


def _with_ing(base: str) -> str:
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return base + (base[-1] if base in _DOUBLED else "") + "ing"
