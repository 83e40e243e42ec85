"""A small project with everything in it, and edits drawn by a seed: what a year of work does to a dataset."""

import json
import random
from collections.abc import Callable
from pathlib import Path

CONFIG = """[package]
name = "histories"
title = "Histories"
version = "0.1.0"
license = "CC0-1.0"

[extract]
tagger = "none"
"""
BODIES = ("Ministry of Tides", "Moon Office", "Kazakhstan", "CSTO", "Senator Jane Example", "Selenia", "Harbour Union")
VERBS = ("said that", "denied that", "promised that", "urged that", "reported that")
CONTENTS = ("2,500 people were helped", "no ship was stopped", "the harbour will open on 3 May 2021", "talks go on")


def make_project(root: Path, seed: int) -> None:
    """A project of some texts, a page and a corpus file, with curation."""
    random_source = random.Random(seed)
    for folder in ("raw/tides.example/2021", "raw/moon.example/2022", "curation"):
        (root / folder).mkdir(parents=True)
    (root / "dpkit.toml").write_text(CONFIG)
    (root / "raw/tides.example/defaults.meta.yaml").write_text("publisher: Ministry of Tides\nlanguage: en\n")
    for number in range(8):
        write_text(
            root, random_source, f"raw/{('tides', 'moon')[number % 2]}.example/202{1 + number % 2}/n{number}.txt"
        )
    write_corpus(root, random_source)
    write_entities(root, random_source)


def sentence(random_source: random.Random) -> str:
    """One made sentence."""
    choose = random_source.choice
    return f"The {choose(BODIES)} {choose(VERBS)} {choose(CONTENTS)}."


def write_text(root: Path, random_source: random.Random, path: str) -> None:
    """A text with a sidecar."""
    paragraphs = [sentence(random_source) for _ in range(random_source.randint(2, 4))]
    (root / path).write_text("\n\n".join([f"{random_source.choice(BODIES)} answers", *paragraphs, "Source link"]))
    write_sidecar(root, random_source, path)


def write_sidecar(root: Path, random_source: random.Random, path: str) -> None:
    """What a person might know of a text."""
    day = random_source.randint(1, 28)
    lines = [f"issued_on: 2021-0{random_source.randint(1, 9)}-{day:02d}", f"issuer: {random_source.choice(BODIES)}"]
    (root / f"{path}.meta.yaml").write_text("\n".join(lines) + "\n")


def write_corpus(root: Path, random_source: random.Random) -> None:
    """A file of several records."""
    rows = [{"id": f"r{n}", "text": sentence(random_source)} for n in range(random_source.randint(3, 6))]
    (root / "raw/moon.example/corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def write_entities(root: Path, random_source: random.Random) -> None:
    """An authority list with aliases that do and do not occur."""
    lines: list[str] = []
    for name in random_source.sample(BODIES, random_source.randint(0, 4)):
        entity_type = (
            "person" if "Senator" in name else "place" if name in ("Selenia", "Kazakhstan") else "organisation"
        )
        lines += [f"- id: {name.lower().replace(' ', '-')}", f"  name: {name}", f"  type: {entity_type}"]
        if random_source.random() < 0.6:
            forms = random_source.sample((*BODIES, "no such words", "Tides Ministry"), 2)
            lines += ["  aliases:", *(f"    - {{text: {form}, kind: short}}" for form in forms if form != name)]
    (root / "curation/entities.yaml").write_text("\n".join(lines) + "\n" if lines else "[]\n")


def edit(root: Path, random_source: random.Random) -> str:
    """One edit; what it was."""
    texts = sorted(path.relative_to(root).as_posix() for path in (root / "raw").rglob("*.txt"))
    chosen = random_source.choice(texts)
    edits: dict[str, Callable[[], object]] = {
        "change a text": lambda: write_text(root, random_source, chosen),
        "change a sidecar": lambda: write_sidecar(root, random_source, chosen),
        "drop a sidecar": lambda: (root / f"{chosen}.meta.yaml").unlink(missing_ok=True),
        "add a text": lambda: write_text(root, random_source, f"raw/moon.example/2022/x{random_source.random()}.txt"),
        "remove a text": lambda: _remove(root, chosen) if len(texts) > 3 else None,
        "rename a text": lambda: _rename(root, chosen, f"raw/moon.example/y{random_source.random()}.txt"),
        "change the corpus": lambda: write_corpus(root, random_source),
        "change the authority list": lambda: write_entities(root, random_source),
        "touch a text": lambda: (root / chosen).write_bytes((root / chosen).read_bytes()),
        "change defaults": lambda: (root / "raw/tides.example/defaults.meta.yaml").write_text(
            f"publisher: {random_source.choice(BODIES)}\n"
        ),
        "change boilerplate": lambda: (root / "curation/boilerplate.yaml").write_text(
            f"- {{id: answers, whole: [{random_source.choice(BODIES)} answers]}}\n"
        ),
        "give two documents one id": lambda: _same_id(root, random_source.sample(texts, 2)),
        "break a text": lambda: (root / chosen).write_bytes(b"\xff\xfe\x00broken\x81"),
        "nothing": lambda: None,
    }
    name = random_source.choice(sorted(edits))
    edits[name]()
    (root / "raw/raw.lock.json").unlink(missing_ok=True)  # what changed is accepted
    return f"{name} ({chosen})"


def _remove(root: Path, path: str) -> None:
    (root / path).unlink()
    (root / f"{path}.meta.yaml").unlink(missing_ok=True)


def _rename(root: Path, path: str, new: str) -> None:
    (root / path).rename(root / new)
    if (root / f"{path}.meta.yaml").exists():
        (root / f"{path}.meta.yaml").rename(root / f"{new}.meta.yaml")


def _same_id(root: Path, paths: list[str]) -> None:
    for path in paths:
        (root / f"{path}.meta.yaml").write_text("id: one-id\n")
