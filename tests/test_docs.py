"""What the documentation says exists: pages, commands, keys, targets."""

import re
import tomllib
from pathlib import Path

import pytest

from command_line import cli_of
from dpkit.inputs.config import read_config

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    local = [
        target.split("#")[0] for target in targets if "://" not in target and not target.startswith(("#", "mailto:"))
    ]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_example_configuration_is_valid_and_shows_every_key() -> None:
    text = (ROOT / "docs/reference/configuration.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert example
    read_config(example[1].encode())
    shown = tomllib.loads(example[1])
    known = re.findall(r"_known\(\s*(\w+),\s*([^)]+?),?\s*\)", (ROOT / "src/dpkit/inputs/config.py").read_text())
    keys = {key for _, names in known for key in re.findall(r'"([a-z-]+)"', names)}
    assert keys - _all_keys(shown) == set()


def _all_keys(table: object) -> set[str]:
    if isinstance(table, list):
        return {key for item in table for key in _all_keys(item)}
    if not isinstance(table, dict):
        return set()
    return set(table) | {key for value in table.values() for key in _all_keys(value)}


def test_every_command_that_the_readme_names_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    fenced = "\n".join(FENCED.findall(readme))
    named = {*re.findall(r"^dpkit ([a-z]+)", fenced, re.MULTILINE), *re.findall(r"`dpkit ([a-z]+)", readme)}
    shown = cli_of(capsys)("--help").out
    assert {command for command in named if not re.search(rf"^\W*{command}\s", shown, re.MULTILINE)} == set()


def test_every_make_target_that_the_readme_names_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", readme, re.MULTILINE)) - targets == set()
