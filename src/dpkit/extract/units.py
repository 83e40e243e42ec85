"""The words of numbers, units, money and the calendar: package data made into one look-up per language."""

from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import yaml

ROMAN = ("I", "II", "III", "IV")
"""Numbers of quarters and halves."""


class Sense(NamedTuple):
    """What a word is to the patterns: one letter for its kind, its value, and what it measures."""

    kind: str
    value: float
    unit: str


@lru_cache(maxsize=16)
def lexicon(language: str) -> dict[str, Sense]:
    """Every form of every word that one language (and English) has for numbers and the calendar.

    >>> lexicon("ru")["миллионов"].value, lexicon("en").get("may"), lexicon("en")["May"].kind
    (1000000.0, None, 'M')
    """
    senses: dict[str, Sense] = {}
    for name in ("quantities", "calendar"):
        source = resources.files("dpkit.extract").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
        data = yaml.load(source, Loader=yaml.CSafeLoader)
        known = [language] if language in data else [key for key in data if key not in ("any", "en", "kk")]
        for part in (data[key] for key in ["en", *known]):
            endings = part.get("endings", "").split(",")
            if name == "calendar":
                _add(senses, part.get("cased", {}), endings, is_cased=True)
                _add(senses, part["any"], endings, is_cased=False)
            else:
                _add(senses, part, endings, is_cased=False)
        if name == "quantities":
            signs = data["any"]["signs"]
            senses.update({sign: Sense("$", 0.0, unit) for sign, unit in signs["$"].items()})
            senses.update({code: Sense("$", 0.0, code) for code in signs["codes"].split()})
            senses["%"] = Sense("%", 0.0, "%")
    for word, sense in senses.items():
        if sense.kind == "w" and sense.value == 1:  # mostly an article or pronoun
            senses[word] = Sense("i", 1.0, "")
        elif sense.kind == "M" and not word.isascii():  # a month that its day precedes
            senses[word] = Sense("L", sense.value, "")
    for word, sense in senses.items():  # "2022 года", "5 лет": a word of the date and a unit
        if sense.unit == "year" and not word.isascii():
            senses[word] = Sense("y", 0.0, "year")
    if language != "en":  # "II квартал"; in English "I" is a pronoun
        senses.update({form: Sense("O", float(number), "") for number, form in enumerate(ROMAN, start=1)})
    for word, sense in senses.items():
        if sense.unit in ("hour", "minute", "second") and not word.isascii():  # no part of "завтра" or "ертең"
            senses[word] = Sense("u", 0.0, sense.unit)
    senses.update({form: Sense("q", 0.0, "quarter") for form in ("Q", "q")} | {"FY": Sense("F", 0.0, "fiscal")})
    senses.update({form: Sense("U", 0.0, "") for form in ("http", "https", "www", "HTTP", "HTTPS", "WWW")})
    return senses


def _add(senses: dict[str, Sense], part: dict[str, object], endings: list[str], *, is_cased: bool) -> None:
    """The words of one section, in the letter cases that may stand for them."""
    for kind, words in part.items():
        if not isinstance(words, dict):
            continue
        for key, forms in words.items():
            sense = _sense(str(kind), key)
            for form in _forms(str(forms), endings):
                cases = {form, form.upper()} if is_cased else {form, form[:1].upper() + form[1:], form.upper()}
                if len(form) < 3 and kind != "w":  # "in", "ha", "т" are units only as written
                    cases = {form}
                for word in cases:
                    senses.setdefault(word, sense) if kind in ("x", "k") else senses.__setitem__(word, sense)


def _sense(kind: str, key: object) -> Sense:
    """A section's key as value (numbers, months) or as unit."""
    if isinstance(key, (int, float)):
        return Sense(kind, float(key), "")
    return Sense(kind, 0.0, str(key))


def _forms(text: str, endings: list[str]) -> list[str]:
    """The written forms of "stem(a,b) word stem~"."""
    forms: list[str] = []
    for item in text.split():
        stem, bracket, rest = item.partition("(")
        if bracket:
            forms.extend(stem + ending for ending in rest.rstrip(")").split(","))
        elif item.endswith("~"):
            forms.extend(item[:-1] + ending for ending in endings)
        else:
            forms.append(item)
    return forms
