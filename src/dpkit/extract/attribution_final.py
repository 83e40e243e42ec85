"""Attribution in languages whose verb stands last (Kazakh): what is said stands before its verb of saying."""

from dpkit.extract.clauses import Line, closes_quote, is_break
from dpkit.extract.cues import Hit
from dpkit.extract.reports import Report, announced_quote

SUBJECT_WORDS = 8
"""How many words before what it says a source may have at most."""


def verb_last_reports(line: Line) -> tuple[Report, ...]:
    """The attribution of a sentence: by "according to" at its start, else by its last verb of saying."""
    if not line.quoted and any(hit.rule.role == "leadin" for hit in line.hits):
        return ()
    announced = announced_quote(line)
    if announced is not None:
        return (announced,)
    hits = [hit for hit in line.hits if hit.rule.kind == "attribution" and not line.is_quoted(hit.first)]
    hits.sort(key=lambda hit: (hit.last, -hit.first))  # of verbs that end together the one with its object is last
    for hit in hits:
        if hit.rule.role == "according" and hit.first - line.first <= SUBJECT_WORDS:
            return _according(line, hit)
    for hit in reversed(hits):
        if hit.rule.role != "verb":
            continue
        is_behind = closes_quote(line, hit.first)
        report = _behind_quotation(line, hit) if is_behind else _before(line, hit)
        if report is not None:
            return (report,)
        if is_behind:  # whose words they are was said before the quotation
            return ()
    return ()


def _according(line: Line, hit: Hit) -> tuple[Report, ...]:
    """`Министрдің айтуынша, …`."""
    if hit.first == line.first or hit.last >= line.last:
        return ()
    cue = (line.begin(line.first), line.finish(hit.last))
    content = (line.begin(hit.last), line.end)
    return (Report(rule=hit.rule, cue=cue, source=(line.first, hit.first), contents=(content,)),)


def _behind_quotation(line: Line, hit: Hit) -> Report | None:
    """`«…», – деді министр`: the quotation, its verb, and who said it behind or before both."""
    quoted = next((q for q in reversed(line.quoted) if q.end <= line.begin(hit.first)), None)
    if quoted is None:
        return None
    source: tuple[int, int] | None = (hit.last, line.last) if hit.last < line.last else None
    if source is None and line.begin(line.first) < quoted.start:
        _, stop = line.words.range_of(line.start, quoted.start)
        source = (line.first, stop)
    if source is None:
        return None
    cue = (line.begin(hit.first), line.finish(source[1] if source[0] == hit.last else hit.last))
    return Report(rule=hit.rule, cue=cue, source=source, contents=((quoted.start, quoted.end),), is_past=True)


def _before(line: Line, hit: Hit) -> Report | None:
    """`Министр … деп мәлімдеді`, `… деп мәлімдеді министр`, `Президент … тапсырды`."""
    is_behind = hit.last < line.last
    source = (hit.last, line.last) if is_behind else _subject(line, hit.first)
    if source is None or (is_behind and not _is_somebody(line, *source)):
        return None
    start = line.first if is_behind else source[1]
    stop = hit.first - (line.form(hit.first - 1) == "деп")
    if stop - start < 2:
        return None
    first, last = (hit.first, line.last) if is_behind else (hit.first, hit.last)
    return Report(
        rule=hit.rule,
        cue=(line.begin(first), line.finish(last)),
        source=source,
        contents=((line.begin(start), line.finish(stop)),),
        is_past=True,
    )


def _subject(line: Line, verb: int) -> tuple[int, int] | None:
    """The words at the start of a sentence that name somebody: up to a known noun for people or bodies, or a name."""
    start = line.first
    while start < verb and line.form(start) in line.lexicon.words["adverb"]:
        start += 1
    if line.form(start) in line.lexicon.words["third"]:
        return start, start + 1
    last: int | None = None
    for index in range(start, min(verb - 1, start + SUBJECT_WORDS)):
        if index > start and is_break(line, index):
            break
        if _is_people(line, index):
            last = index + 1
        elif last is not None and line.words.is_capital(index) and index == last and not _is_object(line, index):
            last = index + 1  # "Президент Арне Лунд"
    if last is None:  # a full name: two capitals in a row
        last = start
        while last < min(verb - 1, start + SUBJECT_WORDS) and line.words.is_capital(last):
            last += 1
        # A capital at the start tells little: whoever reads on has to know the name.
        last = last if last > start else None
    return (start, last) if last is not None else None


def _is_people(line: Line, index: int) -> bool:
    """Whether a word is a noun for people or bodies, plain or of somebody ("сарапшы", "сарапшысы")."""
    form, nouns = line.form(index), line.lexicon.words["role_noun"]
    return form in nouns or any(form.removesuffix(ending) in nouns for ending in ("сы", "сі", "ы", "і"))


def _is_object(line: Line, index: int) -> bool:
    """Whether a word stands in a case that no subject has: to, with or over somebody."""
    return line.form(index).endswith(_OBJECT_ENDINGS)


_OBJECT_ENDINGS = (
    "ға",
    "ге",
    "қа",
    "ке",
    "ны",
    "ні",
    "ды",
    "ді",
    "ты",
    "ті",
    "мен",
    "пен",
    "бен",
    "дағы",
    "дегі",
    "тағы",
    "тегі",
)


def _is_somebody(line: Line, first: int, last: int) -> bool:
    forms = line.words.forms[first:last]
    people = line.lexicon.words["role_noun"] | line.lexicon.words["third"]
    return any(form in people for form in forms) or any(line.words.is_capital(at) for at in range(first, last))
