"""What the form of a paragraph says: a date line, an item, a heading, a line of contacts … (no look at neighbours)."""

import re
from collections.abc import Sequence

PROSE_CHARS = 110
"""A paragraph of this length that ends like a sentence is text; head and tail of a page lie outside of those."""
MAX_TITLE_CHARS = 250
MAX_HEADING_CHARS = 140
MAX_HEADING_WORDS = 10
MAX_HINT_CHARS = 160
FIRST_PERSON_CHARS = 300
MAX_LINE_CHARS = 120
"""Contacts, addresses and breadcrumbs are lines, not paragraphs."""

_SENTENCE_END = frozenset(".!?…")
_CLOSERS = "\"”’»'“)]*_ \xa0"
_BULLET = re.compile(
    r"[•·●▪■◦‣►▶✓➢]\s*\S|[-–—*+]\s{1,8}\S|\(?\d{1,2}[.)]\s{1,8}\S|\(?[a-zа-я]\)\s{1,8}\S|[A-Z]\)\s|[ivx]{1,5}[.)]\s|[IVX]{2,5}\.\s"
)
_OMISSIONS = ("…", "...", ". . .")
"""Signs for words that were left out of a text."""
_END_MARK = re.compile(r"[-–—#*~\s]{1,8}(?:30|end|ends|more|m o r e)[-–—#*~\s]{1,8}", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_PHONE = re.compile(r"\(?\d{3}\)?[-. \xa0/]{1,3}\d{3}[-. \xa0]\d{4}|\+\d[\d ()-]{8,18}")
_MAIL = re.compile(r"[^\s@]{1,64}@[\w-]{1,64}\.\w")
_WEB = re.compile(r"(?:https?://|www\.)\S+$|[\w-]{1,40}\.(?:house|senate)\.gov")
_POSTCODE = re.compile(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?$")
_NUMERIC_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_SALUTATION = re.compile(r"(?:dear|to whom|дорог|уважаем|шановн|құрметті)", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:By|BY|Автор:?|Авторы:?|Авторлары:?) [A-ZА-Я][\w.’'-]{1,30}"
    r"(?:(?:,? and|,? и|,|,? және)? [A-ZА-ЯҚҒӘӨҮҰІҢҺ][\w.’'-]{0,30}){1,8}(?:,|$)"
)
_FIRST_PERSON = re.compile(r"(?:i|we|my|our|dear|я|мы|ми|мен|біз|дорог|уважаем|шановн|құрметті)", re.IGNORECASE)
_SAYS_WE = re.compile(
    r"\b(?:we|our|us|ours|i|my|me|ми|нас|нам|наш\w{0,3}|я|мене|мені|мы|мой|моя|мне|мен|біз\w{0,4})\b", re.IGNORECASE
)
_LABEL = re.compile(r"[^\W\d_][^:.?!]{0,40}:")
_SUBJECT_WE = re.compile(r"\b(?:[Ww]e|I|[Яя]|[Мм]ы|[Мм]и|[Мм]ен|[Бб]із)\b")
_HINT = re.compile(
    r"[\W_]{0,4}(?:please )?(?:to )?(?:read|watch|view|see|listen|download|find|click|learn|visit|photos|video|text|"
    r"читать|читайте|смотреть|смотрите|подробнее|полный текст|скачать|видео|"
    r"толығырақ|толық мәтін|бейнежазба|оқу|көру|докладніше|дивіться|читайте)\b",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\b(?:here|здесь|тут|по ссылке|осында|мына сілтемеде|сілтеме бойынша|за посиланням)\W{0,4}$", re.IGNORECASE
)
_LIST_INTRODUCTION = re.compile(
    r"\b(?:to|by|would|will|also|includes?|including|like|that|are|of|for|with|must|should)$"
)
_TELLS = re.compile(r"\s[–—-]\s?[a-zа-я]")
"""Behind a dash in small letters a line says something of what it names: an item rather than a heading."""
_LEAD_IN = re.compile(
    r"\b(?:wrote|writes|said|says|stated?|states|follows|following|below|reads?|continued|added|included?|asked|asks|"
    r"сказал[аи]?|заявил[аи]?|следующее|сообщил[аи]?|сказав|заявив|наступне|таке|дейді|деді|былай)$",
    re.IGNORECASE,
)
"""A line that ends so before its colon leads in what follows; it stands over nothing."""
_REPORT = re.compile(
    r"[A-ZА-ЯІЇЄ][A-ZА-ЯІЇЄ., ]{3,40}\s{2,4}[A-Z][a-z.]|\([A-Z][\w .]{1,30}, [A-Z][\w.]{1,6}\)\s{0,4}[A-Z-–—]|"
    r"\(?[A-ZА-ЯІЇЄ][A-ZА-ЯІЇЄ ]{3,30},?(?: [A-Z][A-Za-z]{0,12}\.?(?:[A-Z]\.?)?)?\)?\s{0,3}[-–—−]{1,2}\s?[A-Z]"
    r"|[A-Z][a-z]{2,20}(?: [A-Z][a-z]{1,20})?, [A-Z][A-Za-z.]{1,5}\s{0,3}[-–—−]{1,2}\s?[A-Z]"
    r"|[A-Z][A-Za-z]{2,20}, [A-Z][A-Za-z.]{1,5}\s{1,3}(?:U\.S\.|Sen|Rep|Congress)|(?:Today|On)\b"
    r"|(?i:click here|watch:)",
)
"""A report begins so, with its place or day, even where it does not end like a sentence."""
_DATE_WORDS = frozenset(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря год года г
    қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан жылғы жыл жылы
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня року рік
    am pm a.m p.m et est edt gmt utc at on of th st nd rd
    """.split()  # noqa: SIM905
)


def is_sign_line(text: str) -> bool:
    """Whether a paragraph is an end mark, a rule or the letter of an icon: "###", "-30-", "* * *", "f"."""
    is_without_words = len(text) < 200 and not any(map(str.isalnum, text)) and text.strip("[]() ") not in _OMISSIONS
    return is_without_words or (len(text) == 1 and text.isalpha()) or (len(text) < 24 and is_end_mark(text))


def is_end_mark(text: str) -> bool:
    """Whether a line says that a release ends here."""
    return text.count("#") > 1 or bool(_END_MARK.fullmatch(text))


def ends_sentence(text: str) -> bool:
    """Whether a paragraph ends like a sentence, closing marks apart."""
    last = text[-12:].rstrip(_CLOSERS)
    return bool(last) and last[-1] in _SENTENCE_END


def is_prose(text: str) -> bool:
    """Whether a paragraph is long enough and ends so that it must be text."""
    return len(text) >= PROSE_CHARS and ends_sentence(text)


def is_report(text: str) -> bool:
    """Whether a paragraph ends like text, or at least begins like a report, with its place or day."""
    return ends_sentence(text) or text[-1] == ":" or opens_report(text)


def opens_report(text: str) -> bool:
    """Whether a paragraph begins with the place or the day of a report."""
    return bool(_REPORT.match(text))


def is_first_person(text: str) -> bool:
    """Whether a paragraph says "we" or "I" early on, outside quotation marks."""
    return bool(_SAYS_WE.search(text[:FIRST_PERSON_CHARS].partition('"')[0].partition("“")[0]))


def speaks_early(text: str) -> bool:
    """Whether a paragraph says "we" or "I" as its subject early on and does not begin with the place of a report."""
    early = text[:FIRST_PERSON_CHARS].partition('"')[0].partition("“")[0]
    return bool(_SUBJECT_WE.search(early)) and (not opens_report(text) or text.startswith(("Today", "On ")))


def is_reader_hint(text: str) -> bool:
    """Whether a line only sends its reader elsewhere.

    >>> is_reader_hint("Read the full letter HERE."), is_reader_hint("Read more widely than we do, he said.")
    (True, False)
    """
    return len(text) <= MAX_HINT_CHARS and bool(_HINT.match(text)) and bool(_HERE.search(text[-24:]))


def is_dateline(text: str) -> bool:
    """Whether a short line is a date, with a place or an hour at most.

    >>> is_dateline("Washington, January 21, 2013"), is_dateline("10 января 2022 года"), is_dateline("5 May won all")
    (True, True, False)
    """
    if len(text) > 80 or not any(map(str.isdigit, text)):
        return False
    words = [word.strip(".()–—-:") for word in text.replace(",", " ").replace("|", " ").split()]
    others = [word for word in words if word and word.lower() not in _DATE_WORDS and not word[:1].isdigit()]
    if len(others) > 4 or len(others) * 2 > len(words) or not all(word[:1].isupper() for word in others):
        return False
    return bool(_NUMERIC_DATE.search(text)) or any(word.lower() in _DATE_WORDS and len(word) > 2 for word in words)


def is_item(text: str) -> bool:
    """Whether a paragraph begins with a bullet or a number of a list."""
    return bool(_BULLET.match(text))


def is_title_like(text: str) -> bool:
    """Whether a line could be a title: some words, no full stop, no item of a list."""
    plain = text.strip("*_# ") if 8 <= len(text) <= MAX_TITLE_CHARS and "\n" not in text else ""
    if " " not in plain or plain[0].islower() or (plain.rstrip(_CLOSERS) or ".")[-1] in ".,;:…!":
        return False
    is_other = is_item(text) or is_furniture(text) or is_byline(text)
    return not is_other and "://" not in plain and not _REPORT.match(plain)


def is_heading_like(text: str) -> bool:
    """Whether a line could stand over a part of the text; a salutation does not."""
    plain = text.strip("*_# ") if len(text) <= MAX_HEADING_CHARS else ""
    if not plain or "\n" in text or plain[0].islower() or plain[0] == "[" or _SALUTATION.match(plain):
        return False
    if plain[-1] == ":":
        words = plain.split()
        is_short = len(words) <= 4 or (len(words) <= MAX_HEADING_WORDS and _is_in_title_case(words))
        return is_short and not introduces_list(plain) and not _LEAD_IN.search(plain[-16:-1])
    if _TELLS.search(plain):
        return False
    return plain[-1] not in '.,;!?…"”»—–' and not plain[-1].isdigit() and not plain.endswith((" and", " or"))


def _is_in_title_case(words: Sequence[str]) -> bool:
    """Whether the longer words of a line are capitalised."""
    return all(word[0].isupper() or word[0].isdigit() for word in words if len(word) > 4)


def is_question(text: str) -> bool:
    """Whether a paragraph asks, without the name of a speaker before it ("Chairman: …", "Q: …")."""
    return (text[-1] == "?" or text.startswith("Please ")) and text[0] not in '"“«„' and not _LABEL.match(text)


def introduces_list(text: str) -> bool:
    """Whether a paragraph that ends with a colon breaks off in a sentence that its items complete."""
    return bool(_LIST_INTRODUCTION.search(text[-12:-1].lower()))


def is_fragment(text: str) -> bool:
    """Whether a line is no sentence: an item or a cell rather than text."""
    return len(text) <= MAX_HEADING_CHARS and not ends_sentence(text) and text[-1] != ":"


def is_furniture(text: str) -> bool:
    """Whether a line holds contacts, an address or the path to a page; only at the edges of a page that is no text.

    >>> is_furniture("Jane Doe, (202) 555-0100"), is_furniture("Home > News > Statements"), is_furniture("He left.")
    (True, True, False)
    """
    if len(text) > MAX_LINE_CHARS:
        return False
    if " > " in text or ("@" in text and _MAIL.search(text)):
        return True
    if "." in text and _WEB.search(text):
        return True
    return bool(_DIGIT.search(text) and (_PHONE.search(text) or _POSTCODE.search(text)))


def is_byline(text: str) -> bool:
    """Whether a line names who wrote the text."""
    return len(text) <= MAX_LINE_CHARS and bool(_BYLINE.match(text))


def speaks_itself(text: str) -> bool:
    """Whether a paragraph begins in the first person or with an address: a speech, no report."""
    if len(text) <= MAX_LINE_CHARS and text.rstrip("*_ ").endswith(("!", ",")):
        return True
    match = _FIRST_PERSON.match(text.lstrip("*_ "))
    if match is None:
        return False
    rest = text.lstrip("*_ ")[match.end() :]
    return len(match.group()) > 4 or not rest[:1].isalnum()
