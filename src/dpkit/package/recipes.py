"""How to load the tables with the tools that analysts have; every Python and SQL recipe runs in the tests."""

from collections.abc import Iterable

_LOAD = """\
## How to load it

Paths count from this folder; nothing is fetched from a network.

pandas:

```python
import pandas as pd

documents = pd.read_parquet("data/{first}.parquet")
```

polars:

```python
import polars as pl

documents = pl.read_parquet("data/{first}.parquet")
```

DuckDB:

```sql
SELECT * FROM 'data/{first}.parquet' LIMIT 10;
```

R:

```r
documents <- arrow::read_parquet("data/{first}.parquet")
```

Hugging Face `datasets` (each table that has rows is a configuration; give the whole path of this folder, not "."):

```python
from datasets import load_dataset

documents = load_dataset("/path/to/this/folder", "{first}", split="train")
```
"""

_STATEMENT_TEXT = """\
## The statement without what stands around it

`documents.text` is all that the page or file shows, menus and advertising included: nothing is thrown away. What is not
statement has the role `boilerplate` in `paragraphs`; leave it out by joining the other paragraphs.

DuckDB:

```sql
SELECT document_id, string_agg(text, chr(10) || chr(10) ORDER BY position) AS statement_text
FROM 'data/paragraphs.parquet'
WHERE role <> 'boilerplate'
GROUP BY document_id
ORDER BY document_id;
```

polars:

```python
import polars as pl

statements = (
    pl.scan_parquet("data/paragraphs.parquet")
    .filter(pl.col("role") != "boilerplate")
    .sort("document_id", "position")
    .group_by("document_id", maintain_order=True)
    .agg(pl.col("text").str.join("\\n\\n").alias("statement_text"))
    .collect()
)
```

R:

```r
library(dplyr)

statements <- arrow::read_parquet("data/paragraphs.parquet") |>
  filter(role != "boilerplate") |>
  arrange(document_id, position) |>
  summarise(statement_text = paste(text, collapse = "\\n\\n"), .by = document_id)
```
"""

_CLAIMS = """\
## Who said what

```sql
SELECT c.document_id, e.name AS speaker, c.attribution, c.certainty, c.text
FROM 'data/claims.parquet' AS c
LEFT JOIN 'data/entities.parquet' AS e ON e.entity_id = c.speaker_id
ORDER BY c.document_id, c.position;
```
"""

_MENTIONS = """\
## Which claim a mention stands in

Claims and mentions are spans of the same text; the innermost claim around a mention is the one that it belongs to.

```sql
SELECT m.mention_id, arg_min(c.claim_id, c.end_char - c.start_char) AS claim_id
FROM 'data/mentions.parquet' AS m
JOIN 'data/claims.parquet' AS c
  ON c.document_id = m.document_id AND c.start_char <= m.start_char AND m.end_char <= c.end_char
GROUP BY m.mention_id
ORDER BY m.mention_id;
```
"""

_NEEDS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"paragraphs"}), _STATEMENT_TEXT),
    (frozenset({"claims", "entities"}), _CLAIMS),
    (frozenset({"claims", "mentions"}), _MENTIONS),
)


def recipes(tables: Iterable[str]) -> str:
    """The sections of the README that show how to use those of the tables that are there."""
    names = list(tables)
    sections = [_LOAD.replace("{first}", names[0])] if names else []
    sections += [text for needed, text in _NEEDS if needed <= set(names)]
    return "\n".join(sections)
