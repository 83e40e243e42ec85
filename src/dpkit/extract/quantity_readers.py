"""What each shape of a number means: one number, a range, a fraction, an indefinite number, a rank."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dpkit.extract.contexts import phrases, without_ending, words, words_after, words_before
from dpkit.extract.number_values import Token, number_value
from dpkit.extract.quantity_context import counted_after, is_named, precision_of
from dpkit.model import Precision, Quantity, QuantityKind

HALF_AFTER = re.compile(r" (?:of|a|an|the|our|all|my|its|their|these|those)\b")
OF_AFTER = re.compile(r" of\b")
ONE_BEFORE = re.compile(r"(?<!\w)(?:an?|one)[ -]$", re.IGNORECASE)
ARTICLE_BEFORE = re.compile(r"(?<!\w)(?:half an?|an?|per|quarter)[ -]$", re.IGNORECASE)
SEVERAL_BEFORE = re.compile(r"(?<!\w)(?:a few|a couple|[^\W\d_]{3,10})(?: of)?[ -]$", re.IGNORECASE)
RANK_BEFORE = frozenset(("ranked", "ranks", "rank", "ranking", "placed", "finished", "number"))
RANK_AFTER = re.compile(
    r"[- ](?:(?!request|quest|interest|forest|protest|harvest|arrest|contest|guest|honest|midwest)[a-z]{3,12}est\b"
    r"|(?:most|least|in the (?:nation|country|world)|place|consecutive|straight)\b|место\b|орын)"
)
NTH_AFTER = re.compile(r" (?:day|anniversary|time|year|month|week|birthday|round|package|consecutive|annual|session)\b")
ABBREVIATED = re.compile(r"(?:тыс|млн|млрд|трлн)$")
SHARES = {"бірі": 1.0, "бірін": 1.0, "бірінің": 1.0, "екісі": 2.0, "екісін": 2.0, "үші": 3.0}
SHARE_AFTER = re.compile(rf"(?<=[дтн][ае]н) ({'|'.join(SHARES)})\b")
"""What makes a share of a Kazakh number in the ablative."""
SCALE_AFTER = re.compile(r"(?:bn|mn|[KMBT])(?!\w)", re.IGNORECASE)
SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12}
SEVERAL_FACTOR = 2.0
"""The least that "several" or "a few" of something are."""
SMALLEST_POPULATION = 3
"""Nobody says "one in two things" of less; more than one of many is said of five or ten."""
AND = ("and", "и", "және")
LONGEST_NUMBER = 9
"""Words in a number."""
DENOMINATORS = frozenset((2, 3, 4, 5, 8, 10))
UNIT_KINDS: dict[str, QuantityKind] = {
    "$": "money", "c": "money", "%": "percent", "u": "measure", "b": "measure", "y": "measure",
}  # fmt: skip


@dataclass(slots=True, kw_only=True)  # not frozen: see clauses.Line
class Where:
    """The paragraph that a number stands in."""

    text: str
    low: int
    high: int
    paragraph: int


Tokens = tuple[Token, ...]
QuantityReader = Callable[[Where, Tokens, Token | None], Iterator[Quantity]]
"""A paragraph, the tokens of a number and the unit after it give its quantities."""


def one_number(where: Where, tokens: Tokens, after: Token | None) -> Iterator[Quantity]:
    """One number with its sign, multiplier and unit ("$54 billion", "twenty-five", "12 percent")."""
    sign, digits, percent = _parts(tokens)
    value = None if any(token.kind == "X" for token in digits) else number_value(digits)
    if not digits or value is None:
        yield from _word_range(where, digits, after)
        return
    start, end = tokens[0].start, tokens[-1].end
    share = SHARE_AFTER.match(where.text, end) if len(digits) == 1 and digits[0].kind == "w" else None
    if share is not None:  # "үштен бірі", "бестен екісі"
        parts = round(SHARES[share[1]] / value, 4)
        yield _quantity(where, (start, share.end()), (parts, parts), None)
        return
    if digits[0].kind in "wihmx":
        if not sign and not _is_counting(where, digits, end, after):
            return
    elif not sign and not percent and is_named(where.text, start, end, where.low):
        return
    if sign and where.text[max(where.low, start - 2) : start] in ("US", "S."):
        start -= 2 if where.text[start - 2] == "U" else 4
    article = ONE_BEFORE.search(where.text[max(where.low, start - 5) : start]) if digits[0].kind == "h" else None
    start -= len(article[0]) if article else 0
    scale = SCALE_AFTER.match(where.text, end) if sign and digits[-1].kind not in "mk" else None
    if scale:  # "$1.5M"
        end, value = scale.end(), value * SCALES[scale[0].lower()]
    yield _quantity(where, (start, end), (value, value), sign or percent or after)


def _word_range(where: Where, tokens: Tokens, after: Token | None) -> Iterator[Quantity]:
    """Two number words joined by a hyphen as a range ("two-three", "екі-үш")."""
    for at in range(1, min(len(tokens), LONGEST_NUMBER)):
        if where.text[tokens[at - 1].end : tokens[at].start] in ("-", "–"):
            low, high = number_value(tokens[:at]), number_value(tokens[at:])
            if low is not None and high is not None and low < high:
                yield _quantity(where, (tokens[0].start, tokens[-1].end), (low, high), after, "between")
            return


def _parts(tokens: Tokens) -> tuple[Token | None, Tokens, Token | None]:
    """Currency sign, number and per cent of a token group."""
    sign = tokens[0] if tokens[0].kind == "$" else None
    percent = tokens[-1] if tokens[-1].kind in "%c" else None
    return sign, tokens[bool(sign) : len(tokens) - bool(percent)], percent


def _is_counting(where: Where, digits: Tokens, end: int, after: Token | None) -> bool:
    """Whether a number word counts: "two-way" does not, "one" only before what is counted."""
    text = where.text
    if text[end : end + 1] in ("-", "–") and not after:
        following = re.match(r"[-–](\w{1,12})", text[end : end + 14])
        return not (following and following[1] in words("no_compound")) and digits[0].kind != "i"
    if len(digits) > 1 or digits[0].kind != "i" or after:
        return text[max(where.low, digits[0].start - 1) : digits[0].start] not in ("-", "–")
    following_words = words_after(text, end)
    return bool(following_words) and following_words[0].rstrip(".,;:") in words("one_counts")


def _quantity(
    where: Where,
    span: tuple[int, int],
    values: tuple[float | None, float | None],
    unit: Token | None,
    precision: Precision | None = None,
) -> Quantity:
    """A quantity with kind, precision and what it counts worked out from the unit and the words around it."""
    start, end = span
    kind: QuantityKind = UNIT_KINDS[unit.kind] if unit else "count"
    if unit and unit.unit == "percentage point":
        kind, end = "percent", unit.end
        end += len(" points") if where.text[end : end + 6] == " point" and where.text[end + 6] == "s" else 0
    after_unit = without_ending(where.text, max(end, unit.end) if unit else end)
    if where.text[after_unit : after_unit + 1] == "." and ABBREVIATED.search(where.text[start:after_unit]):
        after_unit += 1  # "500 тыс. человек"
    low, high = values
    precise = precision or precision_of(where.text, start, after_unit, where.low)
    if precision is None:
        low, high = (None if precise == "at_most" else low), (None if precise == "at_least" else high)
    name = unit.unit if unit else None
    if name == "cent":
        name, low, high = "USD", (low / 100 if low else low), (high / 100 if high else high)
    counted = counted_after(where.text, after_unit, where.high) if kind in ("count", "percent") else None
    return Quantity(
        start=start,
        end=end,
        paragraph=where.paragraph,
        kind=kind,
        value_min=low,
        value_max=high,
        unit=name,
        counted=counted,
        precision=precise,
    )


def number_range(where: Where, tokens: Tokens, after: Token | None) -> Iterator[Quantity]:
    """Two numbers as one range ("5 to 10 percent"), or as two where they are none (votes 62-38, "from 5 to 10")."""
    middle = next((at for at in range(1, len(tokens)) if _parts_range(where.text, tokens[at - 1], tokens[at])), None)
    if middle is None:
        yield from one_number(where, tokens, after)
        return
    left, right = tokens[:middle], tokens[middle:]
    (left_sign, left_digits, left_unit), (sign, digits, unit) = _parts(left), _parts(right)
    low, high = number_value(left_digits), number_value(digits)
    if low is not None and high is not None and digits and digits[-1].kind in "mk" and left_digits[-1].kind not in "mk":
        low = low * digits[-1].value if low * digits[-1].value <= high else low
    before = words_before(where.text, where.low, tokens[0].start)
    is_from = bool(before) and before[0].lower() in ("from", "с", "от", "от", "з", "від")
    if low is None or high is None or low >= high or (is_from and where.text[left[-1].end : right[0].start] == " to "):
        yield from one_number(where, left, after)
        yield from one_number(where, right, after)
        return
    measured = left_sign or sign or unit or left_unit or after
    if not measured and is_named(where.text, tokens[0].start, tokens[-1].end, where.low):
        return
    yield _quantity(where, (tokens[0].start, tokens[-1].end), (low, high), measured, "between")


def _parts_range(text: str, left: Token, right: Token) -> bool:
    """Whether a range parts between two tokens: a dash or "to" that joins no compound ("twenty-five")."""
    gap = text[left.end : right.start].strip()
    if (
        gap not in ("-", "–", "—", "to", "-to-", "по", "до", "through", "and", "и", "және", "та")
        or right.kind in "mzhk%c"
    ):
        return False
    if left.kind in "hm" and right.kind in "wi" and gap.isalpha():  # "one hundred and twenty"
        return False
    return not (left.kind in "wi" and right.kind in "wi" and left.value >= 20 and right.value < 10)


def fraction(where: Where, tokens: Tokens, after: Token | None) -> Iterator[Quantity]:
    """Fractions: "two-thirds", "one third", "1/2", "three quarters"."""
    first, last = tokens[0], tokens[-1]
    if where.text[first.end : last.start].strip(" -")[:2] in ("in", "ou"):  # "1 in 4"
        if (
            first.value >= last.value
            or last.value < SMALLEST_POPULATION
            or (first.value > 1 and last.value not in (5, 10))
        ):
            yield from one_number(where, tokens[:1], None)
            yield from one_number(where, tokens[1:], after)
            return
        value = first.value / last.value
    elif last.kind == "D":
        joined = where.text[max(where.low, first.start - 1) : first.start] + where.text[last.end : last.end + 1]
        if first.value >= last.value or last.value not in DENOMINATORS or not set(joined) <= set(' ,.;:)("”“'):
            return
        value = first.value / last.value
    elif last.kind == "b":
        if last.unit != "quarter":
            return
        value = first.value * 0.25
    else:
        value = first.value * (1 / round(1 / last.value) if last.kind == "x" else 1 / last.value)
    yield _quantity(where, (first.start, last.end), (round(value, 4), round(value, 4)), None)


def indefinite(where: Where, tokens: Tokens, after: Token | None) -> Iterator[Quantity]:
    """ "millions", "tens of thousands": at least so many."""
    end = tokens[-1].end
    if len(tokens) > 1 and where.text[tokens[0].end : tokens[1].start].strip() in AND:  # "millions and millions"
        tokens = (tokens[0], *tokens[2:]) if tokens[0].value == tokens[1].value else tokens
    value = 1.0
    for token in tokens:
        value *= token.value
    yield _quantity(where, (tokens[0].start, end), (value, None), after, "at_least")


def multiplier(where: Where, tokens: Tokens, after: Token | None) -> Iterator[Quantity]:
    """ "several dozen", "a million", "a few hundred"; without either only where nouns are inflected ("миллион")."""
    text, start, end = where.text, tokens[0].start, tokens[-1].end
    before = text[max(where.low, start - 16) : start]
    value = number_value(tokens)
    several, article = SEVERAL_BEFORE.search(before), ARTICLE_BEFORE.search(before)
    if value is None:
        return
    if several and several[0].rstrip(" -").lower() in phrases("several"):
        yield _quantity(where, (start - len(several[0]), end), (SEVERAL_FACTOR * value, None), after, "at_least")
    elif article:
        value = value / 2 if article[0].lower().startswith("half") else value
        yield _quantity(where, (start - len(article[0]), end), (value, value), after)
    elif not text[start].isascii():
        is_plural = text[end - 1] in "иы" or text[start:end].endswith(("ами", "ах"))
        yield _quantity(
            where, (start, end), (value, None if is_plural else value), after, "at_least" if is_plural else None
        )


def part(where: Where, tokens: Tokens, after: Token | None) -> Iterator[Quantity]:
    """ "half of", "nearly half the", "половина"."""
    text, start, end = where.text, tokens[0].start, tokens[0].end
    is_vague = precision_of(text, start, end, where.low) != "exact"
    if tokens[0].value == 0.5 and (HALF_AFTER.match(text, end) or not text[start].isascii() or is_vague):
        yield _quantity(where, (start, end), (0.5, 0.5), None)
    elif not text[start].isascii():
        value = round(1 / round(1 / tokens[0].value), 4)
        yield _quantity(where, (start, end), (value, value), None)


def rank(where: Where, tokens: Tokens, after: Token | None) -> Iterator[Quantity]:
    """Ordinals that rank ("ranked 5th", "third largest") or part ("a fifth of"); those in names are none."""
    text, start, end, value = where.text, tokens[0].start, tokens[0].end, tokens[0].value
    article = ONE_BEFORE.search(text[max(where.low, start - 5) : start])
    if article and tokens[0].kind in "Ob" and value != 2 and OF_AFTER.match(text, end):
        share = 0.25 if tokens[0].kind == "b" else round(1 / value, 4)
        if tokens[0].unit in ("", "quarter"):
            yield _quantity(where, (start - len(article[0]), end), (share, share), None)
        return
    before = words_before(text, where.low, start)
    is_ranked = bool(before) and (before[0] in RANK_BEFORE or (len(before) > 1 and before[1] in RANK_BEFORE))
    is_nth = tokens[0].kind == "d" and NTH_AFTER.match(text, end) is not None
    if value == 1 and before[:2] == ["the", "in"]:  # "in the first place"
        return
    if tokens[0].kind != "b" and (is_ranked or is_nth or RANK_AFTER.match(text, end)):
        yield Quantity(
            start=start,
            end=end,
            paragraph=where.paragraph,
            kind="ordinal",
            value_min=value,
            value_max=value,
            unit=None,
            counted=None,
            precision="exact",
        )
