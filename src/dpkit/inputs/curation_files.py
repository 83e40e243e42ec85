"""Which files a curation folder may hold: those that people write, and the ledger that dpkit keeps."""

import re

from dpkit.inputs.corrections import CORRECTIONS_NAME
from dpkit.inputs.curation import BOILERPLATE_NAME, ENTITIES_NAME, REDIRECTS_NAME
from dpkit.inputs.ledger import LEDGER_FOLDER
from dpkit.inputs.suggestions import SUGGESTIONS_NAME

CURATION_NAMES: tuple[str, ...] = (
    ENTITIES_NAME, CORRECTIONS_NAME, BOILERPLATE_NAME, "cues.en.yaml", SUGGESTIONS_NAME, REDIRECTS_NAME,
)  # fmt: skip
"""The names that people may write, cues for one language among them."""
_READ = re.compile(r"cues\.[A-Za-z0-9-]+\.yaml")
_SIDE_FILES = re.compile(r"(?i)(?:.*/)?(?:\..*|readme(?:\..*)?|.*~|thumbs\.db|desktop\.ini)")
"""What tools leave in folders, and notes of people to people."""


def is_stray(name: str) -> bool:
    """Whether nothing reads a file, by its path below the curation folder.

    >>> is_stray("entites.yaml"), is_stray("cues.en.yaml"), is_stray("ledger/releases.jsonl"), is_stray("README.md")
    (True, False, False, False)
    """
    if name in CURATION_NAMES or _READ.fullmatch(name) or _SIDE_FILES.fullmatch(name):
        return False
    return not (name.startswith(f"{LEDGER_FOLDER}/") and name.endswith(".jsonl"))
