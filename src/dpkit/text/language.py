"""Which language a text is in: letters and common words decide the plain cases, a statistical model the others."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

UNDETERMINED = "und"
SAMPLE_CHARS = 600
"""The model gains nothing from more text than this, and its time grows with it."""
MIN_LETTERS = 20
"""Below this a guess is a coin toss (names, dates, labels)."""
PARAGRAPH_CHARS = 60
"""A shorter paragraph has the language of its document, unless its letters contradict it."""
PARAGRAPH_SAMPLE_CHARS = 300
ENGLISH_SHARE = 0.18
"""Running English has 30 to 40 % of the words below; French, Spanish, Dutch and German stay under 10 %."""
FOREIGN_SHARE = 0.05
"""A paragraph of an English document with fewer of them is looked at by itself."""
FEW_LETTERS = 0.02
"""Foreign names bring as many letters of another alphabet; running Kazakh has 15 %, Ukrainian 5 % of i alone."""
LIST_SHARE = 0.5
"""A paragraph most of whose words are capitalised or numbers lists names: it says nothing about its language."""
STATE_LANGUAGES = tuple(
    "af am ar az be bg bn bs ca cs da de el en es et fa fi fr ga he hi hr hu hy id is it ja ka kk km ko ky lo lt lv mk "  # noqa: SIM905
    "mn ms mt my ne nl no pl ps pt ro ru si sk sl sq sr sv sw ta th tl tr uk ur vi xh zh zu".split()
)
"""Official languages in which governments publish: a model that knows more takes lists of names for small ones."""

_ENGLISH = frozenset(
    "the of and to that for with by was are this have has from will be as at on is in it which their our we a an not "  # noqa: SIM905
    "or you they who".split()
)
_ENGLISH_ALONE = _ENGLISH - {"a", "an", "as", "at", "in", "is", "it", "on", "or", "was", "are", "not", "be"}
"""Those that are no words of French, German, Dutch, Spanish and Nordic languages."""
_RUSSIAN = frozenset(
    ("и", "в", "на", "что", "с", "по", "не", "это", "как", "для", "из", "от", "к", "о", "при", "его", "также", "или")
)
_RUSSIAN_LETTERS = frozenset("ыэёъ")
_UKRAINIAN_LETTERS = frozenset("їєґ")
_KAZAKH_LETTERS = frozenset("әғқңөұүһ")
_OTHER_LETTERS = frozenset("ўҳӣӯҷҗҙҫӑӗӏђћџљњј")
"""Letters of other languages in Cyrillic script (Uzbek, Tajik, Tatar, Bashkir, Belarusian, Serbian …)."""
_LAST_CYRILLIC = "ԯ"
MIN_CYRILLIC_LETTERS = 4
"""So many different letters make a word rather than a sign among Latin letters."""
_WITH_RUSSIAN_LETTERS = ("be", "ky", "mn", "tg", "bg")
"""Languages with some of the letters that tell Russian from Ukrainian."""
_CYRILLIC_VOWELS = frozenset("аеиоуіы")
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]{1,64}@\S+")


def language_of(text: str) -> str:
    """The language of a text as a BCP 47 tag, or `und` where it holds too few words to tell.

    >>> language_of("The ministry of the republic is committed to the agreement that was signed by the parties.")
    'en'
    >>> language_of("10.01.2022")
    'und'
    """
    sample = text[: 4 * SAMPLE_CHARS]
    if "@" in sample or "://" in sample or "www." in sample:
        sample = _ADDRESS.sub(" ", sample)
    sample = sample.strip()[:SAMPLE_CHARS]
    words = _WORD.findall(sample.lower())
    if sum(map(len, words)) < MIN_LETTERS:
        return UNDETERMINED
    return _by_signs(words) or _by_model(sample)


def paragraph_languages(texts: Sequence[str], document_language: str) -> list[str]:
    """The language of each paragraph; short ones and those without contrary signs have their document's.

    >>> paragraph_languages(["Source link"], "ru")
    ['ru']
    """
    base = document_language.partition("-")[0].lower()
    return [
        _by_letters(text, base) or document_language
        if len(text) < PARAGRAPH_CHARS
        else document_language
        if _agrees(text[:PARAGRAPH_SAMPLE_CHARS], base)
        else _of_paragraph(text, document_language, base)
        for text in texts
    ]


def _by_letters(text: str, base: str) -> str | None:
    """The language that the letters of a short paragraph show where they are none of its document's."""
    if text.isascii():
        return None
    letters = set(text.lower())
    if sum(char > _LAST_CYRILLIC and char.isalpha() for char in letters) * 2 > len(letters):
        found = language_of(text)
        return found if found != UNDETERMINED else None
    if letters & _OTHER_LETTERS or sum("а" <= char <= _LAST_CYRILLIC for char in letters) < MIN_CYRILLIC_LETTERS:
        return None
    if base != "kk" and len(letters & (_KAZAKH_LETTERS | {"і"})) > 1 and letters & _KAZAKH_LETTERS:
        return "kk"
    if base not in ("uk", "kk") and letters & _UKRAINIAN_LETTERS and not letters & _RUSSIAN_LETTERS:
        return "uk"
    is_russian = bool(letters & _RUSSIAN_LETTERS) and not letters & (_UKRAINIAN_LETTERS | _KAZAKH_LETTERS | {"і"})
    return "ru" if is_russian and base not in ("ru", "kk", *_WITH_RUSSIAN_LETTERS) else None


def _agrees(sample: str, base: str) -> bool:
    """Whether a look at letters and common words finds nothing against the document's language."""
    if base == "en":
        words = sample.split()
        if sum(map(_ENGLISH_ALONE.__contains__, words)) >= FOREIGN_SHARE * len(words):
            return True
        return sum(word[:1].isupper() or not word[0].isalpha() for word in words) > LIST_SHARE * len(words)
    letters = set(sample.lower())
    if base == "ru":
        return _is_cyrillic(letters) and not letters & (_KAZAKH_LETTERS | _UKRAINIAN_LETTERS | _OTHER_LETTERS | {"і"})
    if base == "uk":
        return "і" in letters and not letters & (_KAZAKH_LETTERS | _RUSSIAN_LETTERS)
    return base == "kk" and len(letters & _KAZAKH_LETTERS) > 1


def _of_paragraph(text: str, document_language: str, base: str) -> str:
    found = language_of(text)
    return document_language if found in (base, UNDETERMINED) else found


def _is_cyrillic(letters: set[str]) -> bool:
    return len(letters & _CYRILLIC_VOWELS) > 2


def _by_signs(words: Sequence[str]) -> str | None:
    """The language that letters and common words show beyond doubt: English, Russian, Ukrainian or Kazakh."""
    joined = "".join(words)
    letters = set(joined)
    if not _is_cyrillic(letters):
        return "en" if sum(map(_ENGLISH.__contains__, words)) >= ENGLISH_SHARE * len(words) else None
    if letters & _OTHER_LETTERS:
        return None
    if sum(map(joined.count, _KAZAKH_LETTERS)) > FEW_LETTERS * len(joined):
        is_kazakh = letters & {"қ", "ғ"} and letters & {"ұ", "і"} and len(letters & _KAZAKH_LETTERS) > 2
        return "kk" if is_kazakh else None
    if joined.count("і") > FEW_LETTERS * len(joined):
        return "uk" if letters & _UKRAINIAN_LETTERS and not letters & _RUSSIAN_LETTERS else None
    is_russian = letters & _RUSSIAN_LETTERS and sum(map(_RUSSIAN.__contains__, words)) > 2
    return "ru" if is_russian and not letters & _UKRAINIAN_LETTERS else None


def _by_model(sample: str) -> str:
    return str(_model().classify(sample)[0])


@lru_cache(maxsize=1)
def _model() -> Any:
    """The statistical model, bound to the languages of states; it is loaded only when the first text needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages([tag for tag in STATE_LANGUAGES if tag in set(model.labels)])
    return model
