"""A seeded corpus of press releases as a dataset project: real ones where ../shared is there, else synthetic."""

import gzip
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT.parent / "shared" / "data" / "statements" / "en_congress_press.jsonl.gz"

OPENINGS = ("Today", "On Monday", "Earlier this week", "On {day} January 2022", "In a statement")
BODIES = ("the Ministry of Health of Norland", "the Northern Harbour Agency (NHA)", "Minister Ada Birk", "the Council")
ACTS = (
    "announced that {number} new clinics will open in the northern districts",
    "said that about {number} people had been vaccinated",
    "called on all parties to respect the agreement",
    "rejected reports that the harbour had been closed",
    "expressed its condolences to the families of the {number} victims",
)
QUOTES = (
    "“We will not leave anybody behind,” {who} said.",
    "“According to preliminary data, {number} houses were damaged. The work goes on.”",
    "{who} noted that prices rose by {number} percent over the year.",
)


def documents(count: int, seed: int) -> Iterator[tuple[dict[str, str], str]]:
    """Facts and text of `count` releases, the same for the same seed; real texts are repeated when they run out."""
    chance = random.Random(seed)
    real = list(real_releases())
    chance.shuffle(real)
    for index in range(count):
        if real:
            facts, text = real[index % len(real)]
            yield {**facts, "id": f"{facts['id']}-{index}"}, text
        else:
            yield synthetic(chance, index)


def real_releases() -> Iterator[tuple[dict[str, str], str]]:
    if not RELEASES.is_file():
        return
    with gzip.open(RELEASES, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            facts = {key: row[key] for key in ("id", "title", "url", "publisher", "author", "date") if row.get(key)}
            yield facts, row["text"]


def synthetic(chance: random.Random, index: int) -> tuple[dict[str, str], str]:
    day = date(2022, 1, 1) + timedelta(days=index % 365)
    facts = {
        "id": f"synthetic-{index}",
        "title": f"Release number {index}",
        "publisher": "norland.example",
        "date": day.isoformat(),
    }
    return facts, "\n\n".join(synthetic_paragraph(chance) for _ in range(chance.randint(6, 14)))


def synthetic_paragraph(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randint(1, 3)):
        who = chance.choice(BODIES)
        words = (chance.choice(QUOTES), f"{chance.choice(OPENINGS)}, {who} {chance.choice(ACTS)}.")
        sentence = chance.choice(words)
        parts.append(sentence.format(who=who, number=chance.randint(2, 9000), day=chance.randint(1, 28)))
    return " ".join(part[0].upper() + part[1:] for part in parts)


def write_project(folder: Path, count: int, seed: int = 1) -> Path:
    """A dataset project with one text file and one sidecar per release."""
    raw = folder / "raw"
    raw.mkdir(parents=True)
    (folder / "dpkit.toml").write_text(
        '[package]\nname = "bench"\ntitle = "Benchmark corpus"\nversion = "0.0.1"\nlicense = "CC0-1.0"\n'
        "created = 2026-01-01T00:00:00Z\n",
        encoding="utf-8",
    )
    for facts, text in documents(count, seed):
        target = raw / facts.get("publisher", "unknown").replace("/", "_")[:60]
        target.mkdir(exist_ok=True)
        (target / f"{facts['id']}.txt").write_bytes(text.encode("utf-8"))
        (target / f"{facts['id']}.txt.meta.yaml").write_text(sidecar(facts), encoding="utf-8")
    return folder


def sidecar(facts: dict[str, str]) -> str:
    lines = [f"id: {facts['id']}"]
    for key, name in (("title", "title"), ("publisher", "publisher"), ("author", "issuer")):
        if key in facts:
            lines.append(f"{name}: {json.dumps(facts[key], ensure_ascii=False)}")
    if "date" in facts:
        lines.append(f"published_on: {facts['date'][:10]}")
    if "url" in facts and facts["url"].startswith("http"):
        lines.append(f"source: {{url: {json.dumps(facts['url'], ensure_ascii=False)}}}")
    return "\n".join(lines) + "\n"
