"""Corrections written for people: one entry of `corrections.yaml`, checked by reading it back."""

from collections.abc import Mapping

from dpkit.errors import UsageError
from dpkit.inputs.corrections import read_corrections
from dpkit.inputs.curation_edit import quoted

MAX_WORDS_CHARS = 200
"""Longer texts are shortened in the middle."""
KEPT_WORDS = 8


def correction_entry(
    document_id: str,
    target: str,
    action: str,
    words: str | None,
    occurrence: int | None,
    expect: Mapping[str, object],
    values: Mapping[str, str],
    who: str,
    why: str,
) -> str:
    """One entry, checked; values are written as the command line gave them.

    Raises: UsageError where it is no correction: the faults that reading it finds.
    """
    lines = [f"- document: {quoted(document_id)}", f"  target: {target}"]
    lines += [f"  action: {action}"] if action != "set" else []
    lines += [f"  words: {quoted(shortened(words))}"] if words else []
    lines += [f"  occurrence: {occurrence}"] if occurrence is not None else []
    lines += [f"  expect: {_flow({key: _plain(value) for key, value in expect.items()})}"] if expect else []
    lines += [f"  set: {_flow(values)}"] if values else []
    lines += [f"  who: {quoted(who)}", f"  why: {quoted(why)}"]
    entry = "\n".join(lines) + "\n"
    _, faults = read_corrections(entry.encode(), "the correction")
    if faults:
        raise UsageError("\n".join(fault.message for fault in faults))
    return entry


def shortened(words: str) -> str:
    """Words with those in the middle left out where they are long.

    >>> shortened("It fell.")
    'It fell.'
    """
    bare = " ".join(words.split())
    parts = bare.split(" ")
    if len(bare) <= MAX_WORDS_CHARS or len(parts) <= 2 * KEPT_WORDS:
        return bare
    return f"{' '.join(parts[:KEPT_WORDS])} … {' '.join(parts[-KEPT_WORDS:])}"


def _plain(value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _flow(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {quoted(value)}" for key, value in values.items()) + "}"
