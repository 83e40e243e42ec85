"""dpkit.toml: what it may say, and errors that name the line."""

import datetime as dt
import time

import pytest

from dpkit.errors import ConfigError
from dpkit.inputs.config import Contributor, TaggerSettings, read_config
from dpkit.inputs.requirement import fits, is_requirement

FULL = """\
requires-dpkit = ">=0.1,<0.2"

[package]
name = "tides"
title = "NO"
description = \"\"\"
Two
lines.\"\"\"
version = "1.10.0"
created = 2024-01-01T02:00:00+02:00
license = "CC-BY-4.0"
keywords = ["a", "b"]
homepage = "https://tides.example/"
committed = true

[[contributors]]
title = "Ada"
roles = ["curator"]

[[contributors]]
title = "Bo"
path = "https://bo.example/"
email = "bo@bo.example"

[paths]
raw = "data/raw"
datapackage = "data/package"

[extract]
tagger = "spacy"
tagger-version = "3.8"

[findings.severity]
DP230 = "info"
"""


def test_every_key_is_read() -> None:
    config = read_config(FULL.encode())
    assert (config.name, config.title, config.version, config.license) == ("tides", "NO", "1.10.0", "CC-BY-4.0")
    assert config.description == "Two\nlines."
    assert config.created == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    assert config.contributors == (
        Contributor(title="Ada", roles=("curator",)),
        Contributor(title="Bo", path="https://bo.example/", email="bo@bo.example"),
    )
    assert (config.raw_folder, config.package_folder, config.curation_folder) == (
        "data/raw",
        "data/package",
        "curation",
    )
    assert config.tagger == TaggerSettings(name="spacy", version="3.8")
    assert config.severities == {"DP230": "info"}
    assert config.is_committed


def test_a_name_is_enough() -> None:
    config = read_config(b'[package]\nname = "a"\n')
    assert not config.is_committed
    assert (config.raw_folder, config.package_folder, config.tagger, config.severities) == (
        "raw",
        "datapackage",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "dpkit.toml: the package has no name"),
        ("[package]\n", "dpkit.toml:1: the package has no name"),
        ('[pakage]\nname = "a"', "dpkit.toml:1: the key 'pakage' is not known (did you mean 'package'?)"),
        (
            '[package]\nname = "a"\nverson = "1.0.0"',
            "dpkit.toml:3: the key 'verson' is not known in [package] (did you",
        ),
        ("[package]\nname = 3", "dpkit.toml:2: name holds something else than text"),
        ('[package]\nname = "A b"', "dpkit.toml:2: name: 'A b' is no package name"),
        ('[package]\nname = "a"\nversion = "1.1"', "dpkit.toml:3: version: '1.1' is no version"),
        ('[package]\nname = "a"\nversion = "01.1.0"', "dpkit.toml:3: version: '01.1.0' is no version"),
        ('[package]\nname = "a"\ncreated = 2024-01-01', "dpkit.toml:3: created is no time with a zone"),
        ('[package]\nname = "a"\ncreated = 2024-02-30T00:00:00Z', "dpkit.toml:3"),
        ('[package]\nname = "a"\ncommitted = "yes"', "dpkit.toml:3: committed is neither true nor false"),
        ('[package]\nname = "a"\nkeywords = "b"', "dpkit.toml:3: keywords is no list"),
        ('[package]\nname = "a"\nhomepage = "javascript:x"', "dpkit.toml:3: homepage: 'javascript:x' is no address"),
        ('[package]\nname = "a"\nname = "b"', "dpkit.toml:3"),
        ('package = "a"', "dpkit.toml:1: package is no table"),
        ('[package]\nname = "a"\n[contributors]\ntitle = "b"', "dpkit.toml:3: contributors is no list of tables"),
        (
            '[package]\nname = "a"\n[[contributors]]\ntitle = "b"\n[[contributors]]\nroels = []',
            "dpkit.toml:6: the key 'roels'",
        ),
        ('[package]\nname = "a"\n[[contributors]]\nroles = []', "dpkit.toml:3: a contributor has no title"),
        ('[package]\nname = "a"\n[paths]\nraw = "../raw"', "dpkit.toml:4: raw: '../raw' is no folder"),
        ('[package]\nname = "a"\n[paths]\nraw = "/etc"', "dpkit.toml:4: raw: '/etc' is no folder"),
        ('[package]\nname = "a"\n[paths]\nraw = "a\\\\b"', "dpkit.toml:4: raw: 'a\\\\b' is no folder"),
        ('[package]\nname = "a"\n[paths]\nraw = "."', "dpkit.toml:4: raw: '.' is no folder"),
        ('[package]\nname = "a"\n[paths]\nraw = ".git"', "dpkit.toml:4: raw: '.git' is no folder"),
        (
            '[package]\nname = "a"\n[paths]\ndatapackage = "raw/x"',
            "dpkit.toml:4: raw and datapackage share the folder raw",
        ),
        (
            '[package]\nname = "a"\n[extract]\ntagger-version = "1"',
            "dpkit.toml:4: tagger-version stands without a tagger",
        ),
        ('[package]\nname = "a"\n[findings.severity]\nDP9 = "info"', "dpkit.toml:4: 'DP9' is no rule code"),
        ('[package]\nname = "a"\n[findings.severity]\nDP230 = "none"', "dpkit.toml:4: DP230 has no known severity"),
        (
            'requires-dpkit = "latest"\n[package]\nname = "a"',
            "dpkit.toml:1: requires-dpkit: 'latest' is no requirement",
        ),
        ("[package]\nname = ", "dpkit.toml:2"),
        ('[package]\nname = "\\u001b[31m"', "dpkit.toml:2: name: '\\x1b[31m' is no package name"),
        ('[package]\nname = "a"\ntitle = "\\u001b"', "dpkit.toml:3: title: the character U+001B"),
    ],
)
def test_an_error_names_line_and_expectation(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(text.encode())
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("expected")


@pytest.mark.parametrize(
    "data",
    [
        b"a = " + b"[" * 100_000,
        b"a = " + b"{b=" * 60_000,
        b"a = " + b"9" * 10_000,
        b"a" + b".a" * 100_000 + b" = 1",
        b"[" + b"a." * 100_000 + b"a]",
        b"a = '" + b"b" * 250_000,
        b"#" * 300_000,
        b"\xff\xfe",
        b"[[a]]\n" * 40_000,
        b"\x00",
    ],
)
def test_hostile_files_end_with_an_error_in_bounded_time(data: bytes) -> None:
    begin = time.process_time()
    with pytest.raises(ConfigError):
        read_config(data)
    assert time.process_time() - begin < 5


def test_requirements_are_compared_as_numbers() -> None:
    assert fits(">=0.9", "0.10.0")
    assert fits("==1.0", "1.0.0")
    assert not fits("!=1.0,>=0.5", "1.0.0")
    assert not fits("<=1.9", "1.10")
    assert fits(">=0.1", "0.1.0.dev3")
    assert not any(is_requirement(text) for text in ("", "1.0", ">=", ">=1.x", "~=1.0", ">=1,", ">= 1 " * 1000))
