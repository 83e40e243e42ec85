"""What a Russian body is for: the words in the genitive, or behind "по", that follow its head."""

from collections.abc import Sequence

from dpkit.extract.gazetteer import word_list
from dpkit.extract.russian_nouns import title_forms

MAX_COMPLEMENT = 12
"""Words behind a head that belong to its name."""


def complement_end(texts: Sequence[str], start: int) -> int:
    """The word after the last one of what a body is for: "по делам религий", "труда и социальной защиты".

    >>> complement_end("Министерство труда и социальной защиты населения сообщило".split(), 1)
    6
    """
    end = start
    is_behind_by = start < len(texts) and texts[start] == "по"
    if is_behind_by:
        first = _element_end(texts, start + 1, is_dative=True)
        if first == start + 1:
            return start
        end = first
    while end - start < MAX_COMPLEMENT:
        is_joined = end > start and end < len(texts) and texts[end] in ("и", ",")
        if is_joined and texts[end] == "," and not _is_list(texts, end):
            break
        begin = end + 1 if is_joined else end
        following = _element_end(texts, begin, is_dative=is_joined and is_behind_by)
        if following == begin:
            break
        end = following
    return end


def _is_list(texts: Sequence[str], comma: int) -> bool:
    """Whether a comma is one of a list that ends with "и": "развития, инноваций и промышленности"."""
    at = comma
    for _ in range(MAX_COMPLEMENT):
        following = _element_end(texts, at + 1, is_dative=False)
        if following == at + 1 or following >= len(texts):
            return False
        if texts[following] == "и":
            return _element_end(texts, following + 1, is_dative=False) > following + 1
        if texts[following] != ",":
            return False
        at = following
    return False


def _element_end(texts: Sequence[str], start: int, *, is_dative: bool) -> int:
    """Past adjectives and a noun in the genitive, or behind "по" in the dative; the start where there are none."""
    at = start
    while at < len(texts) and at - start < 3 and _is_small_adjective(texts[at], is_dative=is_dative):
        at += 1
    if at < len(texts) and _is_complement_noun(texts[at], is_dative=is_dative):
        return at + 1
    return start


def _is_small_adjective(word: str, *, is_dative: bool) -> bool:
    endings = ("ому", "ему", "ой", "ей", "ым", "им") if is_dative else ("ого", "его", "ой", "ей", "ых", "их")
    return word.islower() and len(word) > 4 and word.endswith(endings)


_GENITIVES = tuple("ства ения ания ития ствия ики ны ты ры мы ды бы зы вы ки ги хи сти ии".split())  # noqa: SIM905
_PLURAL_GENITIVES = ("ций", "гий", "рий", "ний", "тий", "ов", "ев", "ей")
_DATIVES = ("ям", "ам", "ию", "ству", "ости", "ике", "ции", "ии", "анию", "ению")
_NO_NOUNS = (
    "ли",
    "ла",
    "ло",
    "исты",
    "таты",
    "еры",
    "оры",
    "ники",
    "тели",
    "ски",
    "чики",
    "граждан",
    "чки",
    "люди",
    "анты",
)


def _is_complement_noun(word: str, *, is_dative: bool) -> bool:
    """Whether a noun stands in the case that a body asks of what it is for."""
    if not word.islower() or word in title_forms():
        return False
    if word in word_list("complements.ru.tsv"):
        return True
    if len(word) < 5 or word.endswith(_NO_NOUNS):
        return False
    return word.endswith(_DATIVES) if is_dative else word.endswith((*_GENITIVES, *_PLURAL_GENITIVES))
