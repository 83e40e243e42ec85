"""The weights of a conditional random field, read from a model file of CRFsuite.

A model file is a header, the features (type, source, target, weight), and two tables of strings, for labels and for
attributes (constant quark databases; format: https://www.chokkan.org/software/crfsuite/ and /cqdb/). Only first-order
models of one dimension exist, and only these are read.
"""

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_HEADER = struct.Struct("<4sI4sIIIIIIIII")
_QUARKS = struct.Struct("<4sIIIII")
_FEATURE = np.dtype([("type", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE, _TRANSITION = 0, 1
_LIST_HEAD = 12  # bytes of a chunk's own head: name, size, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of A attributes and L labels.

    `rows` says in which row of `states` (A+1, L) the weights of an attribute stand; the last row is zero, for those
    that the model does not know. `transitions` (L, L) are from label to label.
    """

    labels: tuple[str, ...]
    rows: dict[bytes, int]
    states: Floats
    transitions: Floats


def read_weights(content: bytes) -> Weights:
    """The weights of a model file.

    Raises: ValueError where the content is no such file.
    """
    try:
        magic, size, kind, _, _, _, _, at_features, at_labels, at_attributes, _, _ = _HEADER.unpack_from(content)
        if (magic, kind, size) != (b"lCRF", b"FOMC", len(content)):
            raise ValueError("no model file of CRFsuite, or not all of it")
        (count,) = struct.unpack_from("<I", content, at_features + 8)
        features = np.frombuffer(content, _FEATURE, count, at_features + _LIST_HEAD)
        labels, attributes = _strings(content, at_labels), _strings(content, at_attributes)
    except struct.error as error:
        raise ValueError(f"no model file of CRFsuite: {error}") from error
    states = np.zeros((len(attributes) + 1, len(labels)))
    transitions = np.zeros((len(labels), len(labels)))
    for table, number in ((states, _STATE), (transitions, _TRANSITION)):
        chosen = features[features["type"] == number]
        table[chosen["source"], chosen["target"]] = chosen["weight"]
    return Weights(
        labels=tuple(label.decode() for label in labels),
        rows={attribute: row for row, attribute in enumerate(attributes)},
        states=states,
        transitions=transitions,
    )


def _strings(content: bytes, start: int) -> list[bytes]:
    """The strings of a quark database in the order of their numbers."""
    magic, _, _, _, count, at_numbers = _QUARKS.unpack_from(content, start)
    if magic != b"CQDB":
        raise ValueError("no table of strings where the model file says that one is")
    found = []
    for offset in np.frombuffer(content, "<u4", count, start + at_numbers).tolist():
        _, length = struct.unpack_from("<II", content, start + offset)
        found.append(content[start + offset + 8 : start + offset + 7 + length])  # a zero byte ends each
    return found
