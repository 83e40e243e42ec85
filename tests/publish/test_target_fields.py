"""The table of fields in the guide says what the code sends."""

import re
from pathlib import Path

import yaml

from dpkit.publish.dataverse_record import dataset_version
from made_release import TIDES, facts_of
from sample_package import sample_parts

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = ROOT / "docs/guide/publishing-targets.md"


def named(column: int) -> set[str]:
    """The field names in a column of the table; 0 is the fact."""
    text = GUIDE.read_text(encoding="utf-8").rpartition("## Which fact goes into which field")[2]
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    return {name for row in rows[1:] for name in re.findall(r"`(\w+)`", row[column])}


def test_the_fields_of_dataverse() -> None:
    version = dataset_version(facts_of("0.1.0", "", **TIDES), "data@tides.example", "Social Sciences")
    fields = {each["typeName"] for each in version["metadataBlocks"]["citation"]["fields"]}
    assert named(3) == fields | (set(version) - {"metadataBlocks"})


def test_the_fields_of_github() -> None:
    source = (ROOT / "src/dpkit/publish/github.py").read_text(encoding="utf-8")
    assert named(2) == {"name", "body", "tag_name"}
    assert all(f'"{name}":' in source for name in named(2))


def test_the_front_matter_of_the_card() -> None:
    from dpkit.package.readme import write_readme

    front = write_readme(sample_parts()).decode().split("---\n")[1]
    assert named(1) == set(yaml.safe_load(front))
