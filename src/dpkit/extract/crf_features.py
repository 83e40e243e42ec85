"""What the statistical tagger sees of a word: feature strings, in groups that depend on one word or two.

Features (f) of each word: form, lower-case form, shape, prefixes and suffixes, word lists and clusters; of its
neighbours within two words form, shape and cluster; and whether a document-independent list knows the words as a name.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from dpkit.extract.gazetteer import common_marks, countries, cyrillic_marks, data_rows, word_list
from dpkit.extract.kazakh import stem, stems

AGGLUTINATING = "kk"
"""The language whose words carry their grammar as endings: of these it sees more, and the word without them."""
BEGIN, END = "\x02", "\x03"
MAX_QUOTED = 8
"""More words than this in quotation marks are speech."""
Forms = tuple[tuple[tuple[str, ...], str], ...]


def features_of(words: Sequence[str], language: str) -> list[list[bytes]]:
    """For each word its features, in an order that never changes.

    >>> [len(found) > 10 for found in features_of(["In", "Almaty"], "en")]
    [True, True]
    """
    padded = [BEGIN, BEGIN, *words, END, END]
    seen = [groups_of(word, language) for word in padded]
    tags = ["", *list_tags(words, language), ""]
    marks = quoted(words, language)
    sequence: list[list[bytes]] = []
    for index in range(len(words)):
        before, word, after = padded[index + 1 : index + 4]
        found = [
            *seen[index + 2].own,
            *placed("-1", seen[index + 1].beside),
            *placed("+1", seen[index + 3].beside),
            *placed("-2", seen[index].far),
            *placed("+2", seen[index + 4].far),
            f"-{pair(before, word)}",
            f"+{pair(word, after)}",
            *shapes(shape_of(before), shape_of(word), shape_of(after)),
        ]
        around = tags[index : index + 3]
        if any(around):
            found += listed(around[0], around[1], around[2])
        if marks[index]:
            found.append(marks[index])
        sequence.append([item.encode("utf-8", "replace") for item in found])
    return sequence


class Groups(NamedTuple):
    """What a word gives: features of its own, of its neighbours on either side, of the words two places away."""

    own: list[str]
    beside: list[str]
    far: list[str]


def groups_of(word: str, language: str) -> Groups:
    """The features of a word; those for other words are without the place where they see it (`placed`)."""
    lower, shape = word.lower(), shape_of(word)
    lists, clusters = _lists(word, language), _clusters(language).get(word, ())
    known = [*lists, *_cased(word, lower, language)]
    grains = [f"c{grain}={cluster}" for grain, cluster in enumerate(clusters)]
    own = ["b", f"w={word}", f"l={lower}", f"s={shape}", *_ends(lower), *known, *_inside(lower), *grains]
    beside = [f"l={lower}", f"s={shape}", f"e3={lower[-3:]}", *known, *grains[:2]]
    far = [f"l={lower}", f"s={shape}"]
    if language == AGGLUTINATING:
        bare = stem(word)
        own += _without_ending(lower, word, bare)
        beside += [f"e2={lower[-2:]}", f"p4={lower[:4]}", f"e5={lower[-5:]}"]
        beside += [f"st={bare.lower()}"] if bare != word else []
        far += [f"e3={lower[-3:]}", f"p4={lower[:4]}"]
    return Groups(own, beside, far)


def placed(place: str, group: Sequence[str]) -> list[str]:
    """Features of a word as another sees them: from one place behind it (`-1`), two places before it (`+2`)."""
    return [place + item for item in group]


def _ends(lower: str) -> list[str]:
    """Beginnings and ends of a word."""
    size = len(lower)
    found = [f"p2={lower[:2]}", f"p3={lower[:3]}", f"e2={lower[-2:]}", f"e3={lower[-3:]}"] if size > 2 else []
    found += [f"p4={lower[:4]}", f"e4={lower[-4:]}"] if size > 4 else []
    found += [f"p5={lower[:5]}", f"e5={lower[-5:]}"] if size > 5 else []
    return found


def pair(left: str, right: str) -> str:
    """Two words that follow each other; as a feature with `-` for a word and the one before, `+` for the one behind."""
    return f"{left.lower()}|{right.lower()}"


def shapes(before: str, word: str, after: str) -> tuple[str, str, str]:
    """The shapes of a word and its neighbours."""
    return f"s|{before}|{word}|{after}", f"-s{before}|{word}", f"+s{word}|{after}"


def listed(before: str, word: str, after: str) -> tuple[str, str, str]:
    """What the list of known names says of a word and its neighbours, where it says anything."""
    return f"g={word}", f"g-1={before}", f"g+1={after}"


def _without_ending(lower: str, word: str, bare: str) -> list[str]:
    """Long beginnings and ends, and what the clusters say of a word without its ending."""
    found = [f"p6={lower[:6]}", f"e6={lower[-6:]}"] if len(word) > 7 else []
    if bare != word:
        found += [f"st={bare.lower()}", f"sx={lower[len(bare) :]}"]
        clusters = enumerate(_clusters(AGGLUTINATING).get(bare, ()))
        found += [f"stc{grain}={cluster}" for grain, cluster in clusters]
    return found


def _lists(word: str, language: str) -> list[str]:
    if language == AGGLUTINATING:
        return _kazakh_lists(word)
    found = [f"in={name}" for name, members in _word_lists() if word in members]
    marks = common_marks().get(word, "")
    return [*found, *_marked(marks)]


def _marked(marks: str) -> list[str]:
    return [f"common={marks}", *[f"common~{mark}" for mark in marks]] if marks else []


def _kazakh_lists(word: str) -> list[str]:
    """What the lists say of a word, or of the longest stem of it that they know."""
    found: list[str] = []
    for name, members in (*_word_lists(), ("area", word_list("areas.kk.tsv"))):
        if any(form in members for form in stems(word)):
            found.append(f"in={name}")
    marks = next((cyrillic_marks()[form] for form in stems(word) if form in cyrillic_marks()), "")
    return [*found, *_marked(marks)]


def _cased(word: str, lower: str, language: str) -> list[str]:
    """How often a capitalised word has no capital elsewhere: from `a`, nearly always, to `e`, never; `?` unknown."""
    return [f"k={_cases(language).get(lower, '?')}"] if word[:1].isupper() else []


def _inside(lower: str) -> list[str]:
    """Every four letters of a word, its ends among them."""
    padded = f"^{lower[:20]}$"
    return [f"n={padded[at : at + 4]}" for at in range(len(padded) - 3)] if len(lower) > 3 and lower.isalpha() else []


@cache
def _cases(language: str) -> Mapping[str, str]:
    name = f"cases.{language}.tsv"
    if not resources.files("dpkit.extract").joinpath("data", name).is_file():
        return {}
    return {row[0]: row[1] for row in data_rows(name)}


@cache
def _clusters(language: str) -> Mapping[str, tuple[str, ...]]:
    """The clusters of a word, coarse to fine; none for languages without a list."""
    name = f"clusters.{language}.tsv"
    if not resources.files("dpkit.extract").joinpath("data", name).is_file():
        return {}
    return {row[0]: tuple(row[1:]) for row in data_rows(name)}


@lru_cache(maxsize=1)
def _word_lists() -> tuple[tuple[str, frozenset[str]], ...]:
    return (
        ("given", word_list("given_names.tsv")),
        ("title", word_list("titles.tsv")),
        ("head", word_list("heads.tsv")),
    )


@lru_cache(maxsize=20_000)
def shape_of(word: str) -> str:
    """Xx for Almaty, X for NATO, X.X. for U.S., d for digits; runs are one sign, except a single capital (x1)."""
    signs: list[str] = []
    for letter in word[:30]:
        sign = "X" if letter.isupper() else "x" if letter.isalpha() else "d" if letter.isdigit() else letter
        if not signs or signs[-1] != sign:
            signs.append(sign)
    return "".join(signs) + ("1" if len(word) == 1 else "")


def quoted(words: Sequence[str], language: str) -> list[str]:
    """For each word between guillemets what follows them without its ending ("« Нұр Отан » партиясы"), else empty."""
    found = [""] * len(words)
    if language != AGGLUTINATING or "«" not in words:
        return found
    opened = -1
    for index, word in enumerate(words):
        if word == "«":
            opened = index
        elif word == "»" and opened >= 0:
            if index - opened <= MAX_QUOTED:
                head = stem(words[index + 1]).lower() if index + 1 < len(words) else ""
                found[opened + 1 : index] = [f"q={head}"] * (index - opened - 1)
            opened = -1
    return found


def list_tags(words: Sequence[str], language: str) -> list[str]:
    """For each word what the list of known names says of it: `B-place`, `I-organisation`, empty."""
    if language == AGGLUTINATING:
        return _kazakh_tags(words)
    from_list = _known()
    tags = [""] * len(words)
    done = 0
    for index in [index for index, word in enumerate(words) if word in from_list]:
        for form, label in from_list[words[index]] if index >= done else ():
            if len(form) == 1 or tuple(words[index : index + len(form)]) == form:
                done = index + len(form)
                tags[index:done] = [f"B{label}", *[f"I{label}"] * (len(form) - 1)]
                break
    return tags


def _kazakh_tags(words: Sequence[str]) -> list[str]:
    """The same where the last word of a name may have an ending."""
    from_list = _known()
    tags = [""] * len(words)
    index = 0
    while index < len(words):
        size, label = _kazakh_name(words, index, from_list)
        if size:
            tags[index : index + size] = [f"B{label}", *[f"I{label}"] * (size - 1)]
        index += max(size, 1)
    return tags


def _kazakh_name(words: Sequence[str], index: int, known: Mapping[str, Forms]) -> tuple[int, str]:
    if not words[index][0].isupper():
        return 0, ""
    for first in (words[index],) if words[index] in known else stems(words[index]):
        for form, label in known.get(first, ()):
            size = len(form)
            if size == 1:
                return 1, label
            last = words[index + size - 1] if index + size <= len(words) else ""
            if tuple(words[index + 1 : index + size - 1]) == form[1:-1] and form[-1] in stems(last):
                return size, label
    return 0, ""


@lru_cache(maxsize=1)
def _known() -> dict[str, Forms]:
    from dpkit.extract.crf_tokens import word_spans

    labels: dict[tuple[str, ...], str] = {}
    for country in countries().values():
        for form in (country.name, *country.forms, *country.kazakh):
            labels.setdefault(tuple(form[a:b] for a, b in word_spans(form)), "country")
        for form in country.demonyms:
            labels.setdefault(tuple(form[a:b] for a, b in word_spans(form)), "demonym")
    for file, label in (("places.tsv", "place"), ("organisations.tsv", "body")):
        for row in data_rows(file):
            for form in (row[0], *[part for cell in row[2:] for part in cell.split("|") if part]):
                labels.setdefault(tuple(form[a:b] for a, b in word_spans(form)), label)
    for row in data_rows("long_places.tsv"):
        labels.setdefault(tuple(row[0][a:b] for a, b in word_spans(row[0])), "town")
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, label in labels.items():
        if words:
            found.setdefault(words[0], []).append((words, label))
    return {first: tuple(sorted(forms, key=lambda item: -len(item[0]))) for first, forms in found.items()}
