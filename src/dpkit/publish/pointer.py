"""`latest.json` beside the versions in a folder or bucket: which one is the newest."""

import json
from collections.abc import Iterable

from dpkit.package.versions import numbers

POINTER = "latest.json"


def pointer_to(versions: Iterable[str]) -> bytes:
    """The bytes of the pointer to the newest of some released versions.

    >>> pointer_to(["1.9.0", "1.10.0"])
    b'{"version": "1.10.0", "path": "1.10.0"}\\n'
    """
    newest = max(versions, key=numbers)
    return (json.dumps({"version": newest, "path": newest}) + "\n").encode()
