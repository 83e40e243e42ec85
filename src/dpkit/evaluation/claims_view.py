"""A gold document for people: its text with every annotation below the words that it is about."""

from dpkit.evaluation.claims_gold import GoldClaim, GoldDate, GoldDocument, GoldQuantity

PLAIN = {"attribution": "own", "speech_act": "assertion", "polarity": "affirmed", "certainty": "certain"}
"""Labels that go without saying."""


def view(gold: GoldDocument, text: str) -> str:
    """The text in pieces, one claim a block, each with its labels, numbers and dates.

    >>> from dpkit.evaluation.claims_gold import read_gold
    >>> gold = read_gold(b"{id: a, split: dev, kind: page, language: en, type: other, text: a.txt, "
    ...     b"claims: [{at: 0-7, words: It fell}]}", "a.yaml")
    >>> print(view(gold, "It fell. Why?"))
    a (page, en)
    <BLANKLINE>
    [It fell]  AUTHOR
    . Why?
    """
    lines = [f"{gold.id} ({gold.kind}, {gold.language})", ""]
    items: list[GoldQuantity | GoldDate] = [*gold.quantities, *gold.dates]
    items.sort(key=lambda item: item.start)
    at = 0
    for claim in sorted(gold.claims, key=lambda claim: claim.start):
        lines.extend(_between(text, at, claim.start))
        lines.append(f"[{' '.join(text[claim.start : claim.end].split())}]  {_labels(claim)}")
        lines.extend(f"    {_item(item, text)}" for item in items if claim.start <= item.start < claim.end)
        at = max(at, claim.end)
    lines.extend(_between(text, at, len(text)))
    return "\n".join(lines)


def _between(text: str, start: int, end: int) -> list[str]:
    words = " ".join(text[start:end].split())
    return [words] if words else []


def _labels(claim: GoldClaim) -> str:
    labels = [" / ".join(claim.speakers) or "AUTHOR"]
    labels += [value for name, plain in PLAIN.items() if (value := str(getattr(claim, name))) != plain]
    labels += ["evaluative"] * claim.is_evaluative
    labels += [f"framing “{claim.framing}”"] if claim.framing else []
    labels += [f"group {claim.group}"] if claim.group else []
    labels += ["doubtful"] * claim.is_doubtful + ["optional"] * claim.is_optional
    return ", ".join(labels)


def _item(item: GoldQuantity | GoldDate, text: str) -> str:
    words = text[item.start : item.end]
    if isinstance(item, GoldDate):
        return f"“{words}” date {item.first} to {item.last}" if item.first else f"“{words}” date, optional"
    if item.low is None and item.high is None:
        return f"“{words}” quantity, optional"
    value = " to ".join(f"{value:g}" for value in dict.fromkeys((item.low, item.high)) if value is not None)
    return f"“{words}” {item.precision} {value} {item.unit or item.counted or ''}".rstrip()
