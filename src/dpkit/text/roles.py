"""What each paragraph is for: title, lead, heading, body, list item, signature, furniture …, each by a named rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dpkit.model import Block, Role
from dpkit.text.boilerplate import BoilerplateRules, PhraseRule, words_of
from dpkit.text.paragraphs import Span, is_same_block

RoleAndRule = tuple[Role, str]

PROSE_CHARS = 110
"""A paragraph of this length that ends like a sentence is text; head and tail of a page lie outside of those."""
MAX_TITLE_CHARS = 250
MAX_HEADING_CHARS = 140
MAX_LEAD_CHARS = 900
TITLE_SEARCH = 12
SIGNATURE_LINES = 4

_SENTENCE_END = frozenset(".!?…")
_CLOSERS = "\"”’»'“)*_"
_BULLET = re.compile(r"(?:[•·●▪■◦‣►▶✓➢]|[-–—*+](?=\s)|\(?(?:\d{1,3}|[a-zA-Zа-яА-Я]|[ivxIVX]{1,5})[.)](?=\s))\s*(?=\S)")
_MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря год года г "
    "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан жылғы жыл жылы "
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня року рік "
    "am pm a.m p.m et est edt gmt utc at on of th st nd rd"
)
_DATE_WORDS = frozenset(_MONTHS.split())
_NUMERIC_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_FIRST_PERSON = re.compile(r"(?:i|we|my|our|dear|я|мы|ми|мен|біз|дорогие|дорогі|уважаемые|шановні|құрметті)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The paragraphs of a document and what is known of them before their roles."""

    text: str
    spans: Sequence[Span]
    quoted: Sequence[bool]
    """Whether a paragraph stands wholly in a quotation."""
    title: str | None
    publisher: str | None


def find_roles(page: Page, rules: BoilerplateRules, blocks: Sequence[Block | None]) -> list[RoleAndRule]:
    """The role of each paragraph and the rule that gave it, first what markup says, then furniture, then form."""
    texts = [page.text[start:end] for start, end in page.spans]
    roles: list[RoleAndRule | None] = [_of_markup(block) for block in blocks]
    _mark_phrases(page, texts, rules, roles)
    _mark_titles(page, texts, roles)
    _mark_forms(page, texts, roles)
    _mark_lead(page, texts, roles)
    return [role or ("body", "body.rest") for role in roles]


def _of_markup(block: Block | None) -> RoleAndRule | None:
    return (block.role, block.rule or "markup.block") if block is not None and block.role is not None else None


def _mark_phrases(
    page: Page, texts: Sequence[str], rules: BoilerplateRules, roles: list[RoleAndRule | None]
) -> None:
    """Furniture, source links, captions and closing formulae: strong rules first, weak ones where they may hold."""
    hits = [() if roles[n] or page.quoted[n] else rules.match(text, page.publisher) for n, text in enumerate(texts)]
    for number, text in enumerate(texts):
        if roles[number] is None and not page.quoted[number]:
            if not any(char.isalnum() for char in text):
                roles[number] = ("boilerplate", "boilerplate.signs")
            elif hits[number] and hits[number][0].strength == "strong":
                roles[number] = _named(hits[number][0])
    head, tail = _edges(texts, hits, roles)
    for number, found in enumerate(hits):
        if roles[number] is None and found:
            fitting = [rule for rule in found if _holds(rule, number, head, tail, roles)]
            if fitting:
                roles[number] = _named(fitting[0])
    _mark_block_mates(page, roles, tail)


def _named(rule: PhraseRule) -> RoleAndRule:
    return rule.role, f"{rule.role}.{rule.id}"


def _edges(
    texts: Sequence[str], hits: Sequence[tuple[PhraseRule, ...]], roles: Sequence[RoleAndRule | None]
) -> tuple[int, int]:
    """The first paragraph of text, and the first one after the last: before and after lie head and tail."""
    prose = [n for n, text in enumerate(texts) if not hits[n] and roles[n] is None and _is_prose(text)]
    head, tail = (prose[0], prose[-1] + 1) if prose else (len(texts), 0)
    links = [n for n, role in enumerate(roles) if role and n > head and _ends_text(role)]
    return head, min([tail, *links])


def _ends_text(role: RoleAndRule) -> bool:
    return role[0] == "source_link" or role[1] == "boilerplate.signs"


def _is_prose(text: str) -> bool:
    return len(text) >= PROSE_CHARS and _ends_sentence(text)


def _ends_sentence(text: str) -> bool:
    last = text[-12:].rstrip(_CLOSERS + " \xa0")
    return bool(last) and last[-1] in _SENTENCE_END


def _holds(rule: PhraseRule, number: int, head: int, tail: int, roles: Sequence[RoleAndRule | None]) -> bool:
    """Whether a weak rule may speak here: in its zone, or beside furniture."""
    if rule.zone == "anywhere" or (rule.zone in ("head", "edges") and number < head):
        return True
    if rule.zone in ("tail", "edges") and number >= tail:
        return True
    beside = roles[max(number - 1, 0) : number + 2]
    return any(role and role[0] in ("boilerplate", "source_link") for role in beside)


def _mark_block_mates(page: Page, roles: list[RoleAndRule | None], tail: int) -> None:
    """In the tail, lines of one block of which most are furniture are furniture altogether."""
    first = tail
    for number in range(tail, len(roles)):
        is_last = number + 1 == len(roles) or not is_same_block(page.text, page.spans[number], page.spans[number + 1])
        if is_last:
            block = range(first, number + 1)
            furniture = sum(1 for n in block if (roles[n] or ("body", ""))[0] == "boilerplate")
            if furniture * 2 >= len(block):
                for n in block:
                    roles[n] = roles[n] or ("boilerplate", "boilerplate.same_block")
            first = number + 1


def _mark_titles(page: Page, texts: Sequence[str], roles: list[RoleAndRule | None]) -> None:
    """The known title where it stands at the top; else a first line that reads like one."""
    if any(role and role[0] == "title" for role in roles):
        return
    known = words_of(page.title) if page.title else []
    for number in range(min(TITLE_SEARCH, len(texts))):
        if known and roles[number] is None and len(texts[number]) <= 2 * MAX_TITLE_CHARS:
            if words_of(texts[number]) == known:
                roles[number] = ("title", "title.known")
                return
    first = next((n for n, role in enumerate(roles) if role is None and not _is_dateline(texts[n])), None)
    if first is None or first >= TITLE_SEARCH or first + 1 >= len(texts) or page.quoted[first]:
        return
    if _is_title_like(texts[first]) and any(_is_prose(text) for text in texts[first + 1 : first + 8]):
        roles[first] = ("title", "title.first_line")


def _is_title_like(text: str) -> bool:
    is_short = 8 <= len(text) <= MAX_TITLE_CHARS and "\n" not in text
    return is_short and text[-1] not in ".,;:…" and not text[0].islower() and not _BULLET.match(text) and " " in text


def _mark_forms(page: Page, texts: Sequence[str], roles: list[RoleAndRule | None]) -> None:
    """Datelines, list items, lines under a closing formula, headings: told by their form."""
    for number, text in enumerate(texts):
        role = roles[number]
        if role is not None:
            if role[0] == "signature":
                _mark_signers(texts, roles, number + 1)
            continue
        if _is_dateline(text):
            roles[number] = ("dateline", "dateline.date_only")
        elif _BULLET.match(text) and not page.quoted[number]:
            roles[number] = ("list_item", "list_item.marker")
        elif _is_heading(text) and not page.quoted[number] and _leads_to_text(texts, roles, number):
            roles[number] = ("heading", "heading.short_line")


def _is_dateline(text: str) -> bool:
    """Whether a short line is a date, with a place or an hour at most."""
    if len(text) > 80 or not any(char.isdigit() for char in text):
        return False
    words = text.replace(",", " ").replace("|", " ").split()
    kinds = [word.strip(".()–—-:") for word in words]
    dates = sum(1 for word in kinds if word.lower() in _DATE_WORDS or word[:1].isdigit())
    others = [word for word in kinds if word and word.lower() not in _DATE_WORDS and not word[:1].isdigit()]
    has_date = bool(_NUMERIC_DATE.search(text)) or any(word.lower() in _DATE_WORDS for word in kinds)
    return has_date and dates >= len(others) and len(others) <= 4 and all(word[:1].isupper() for word in others)


def _mark_signers(texts: Sequence[str], roles: list[RoleAndRule | None], first: int) -> None:
    for number in range(first, min(first + SIGNATURE_LINES, len(texts))):
        if roles[number] is not None or len(texts[number]) > 80 or _ends_sentence(texts[number]):
            return
        roles[number] = ("signature", "signature.after_formula")


def _is_heading(text: str) -> bool:
    plain = text.strip("*_# ")
    if not plain or len(plain) > MAX_HEADING_CHARS or "\n" in text or plain[0].islower():
        return False
    if plain[-1] == ":":
        return len(plain.split()) <= 4
    return plain[-1] not in ".,;!…\"”»" and not plain[-1].isdigit() and any(char.isalpha() for char in plain)


def _leads_to_text(texts: Sequence[str], roles: Sequence[RoleAndRule | None], number: int) -> bool:
    """Whether a longer paragraph or a list follows."""
    if number + 1 >= len(texts):
        return False
    following = texts[number + 1]
    return roles[number + 1] is None and (_ends_sentence(following) or bool(_BULLET.match(following)))


def _mark_lead(page: Page, texts: Sequence[str], roles: list[RoleAndRule | None]) -> None:
    """The first paragraph of text, where it opens a report in the voice of its writer and more follows."""
    open_ = [n for n, role in enumerate(roles) if role is None]
    has_title = page.title is not None or any(role and role[0] == "title" for role in roles)
    if not has_title or len(open_) < 2 or page.quoted[open_[0]]:
        return
    text = texts[open_[0]]
    if 30 <= len(text) <= MAX_LEAD_CHARS and not _FIRST_PERSON.match(text) and text[0] not in "\"“«„":
        roles[open_[0]] = ("lead", "lead.first_paragraph")
