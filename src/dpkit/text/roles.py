"""What each paragraph is for: title, lead, heading, body, list item, signature, furniture …, each by a named rule."""

from collections.abc import Sequence

from dpkit.model import Block
from dpkit.text import forms
from dpkit.text.boilerplate import BoilerplateRules, words_of
from dpkit.text.draft import Draft, Page, RoleAndRule
from dpkit.text.furniture import mark_edges, mark_phrases

MIN_LEAD_CHARS = 40
MAX_LEAD_CHARS = 900
TITLE_SEARCH = 12
"""A title stands among the first paragraphs; further down its words are a repetition."""
TITLE_SHARE = 0.75
"""Share of equal words at which a line counts as the known title (archives correct and shorten their titles)."""
SPEECH_PARAGRAPHS = 8
SIGNATURE_LINES = 4
MAX_ITEM_CHARS = 400
MAX_QUESTION_CHARS = 900
MIN_RUN = 3
"""So many lines in a row that are no sentences are a list or a table rather than headings."""

_OPENING_MARKS = '"“«„”'


def find_roles(page: Page, rules: BoilerplateRules, blocks: Sequence[Block | None]) -> list[RoleAndRule]:
    """The role of each paragraph and the rule that gave it: first what markup says, then furniture, then form."""
    draft = Draft(page=page, texts=page.texts, roles=[_of_markup(block) for block in blocks])
    mark_phrases(draft, rules)
    _mark_title(draft)
    _mark_forms(draft)
    mark_edges(draft)
    _mark_lists(draft)
    _mark_headings(draft)
    _mark_lead(draft)
    return [role or ("body", "body.rest") for role in draft.roles]


def _of_markup(block: Block | None) -> RoleAndRule | None:
    return (block.role, block.rule or "markup.block") if block is not None and block.role is not None else None


def _mark_title(draft: Draft) -> None:
    """The known title where it stands at the top; else a first line that reads like one."""
    if any(role is not None and role[0] == "title" for role in draft.roles):
        return
    known = words_of(draft.page.title) if draft.page.title else None
    for number, text in enumerate(draft.texts[:TITLE_SEARCH]):
        if (
            known
            and len(text) <= 2 * forms.MAX_TITLE_CHARS
            and draft.is_open(number)
            and _is_alike(words_of(text), known)
        ):
            draft.roles[number] = ("title", "title.known")
            return
    tops = (n for n, text in enumerate(draft.texts[:TITLE_SEARCH]) if draft.is_open(n) and not _is_preliminary(text))
    first = next(tops, None)
    if first is None or draft.page.quoted[first] or not forms.is_title_like(draft.texts[first]):
        return
    is_plausible = not known or _could_be(draft.texts[first], known)
    if is_plausible and any(map(forms.is_prose, draft.texts[first + 1 : first + 8])):
        draft.roles[first] = ("title", "title.first_line")


def _is_alike(words: Sequence[str], known: Sequence[str]) -> bool:
    """Whether a line is a title that is known, a slip of the pen apart."""
    common = len(set(words) & set(known))
    return words == known or (len(known) > 4 and common >= TITLE_SHARE * max(len(set(words)), len(set(known))))


def _could_be(text: str, known: Sequence[str]) -> bool:
    """Whether a first line may be another wording of the known title: common words, or another script."""
    words = words_of(text)
    return len(set(words) & set(known)) * 3 >= len(known) or "".join(words).isascii() != "".join(known).isascii()


def _is_preliminary(text: str) -> bool:
    return forms.is_dateline(text) or forms.is_furniture(text)


def _mark_forms(draft: Draft) -> None:
    """Datelines, marked items, bylines, and the lines under a closing formula."""
    for number, text in enumerate(draft.texts):
        role = draft.roles[number]
        if role is not None and role[0] == "signature":
            _mark_signers(draft, number + 1)
        elif role is None and not draft.page.quoted[number]:
            if forms.is_dateline(text):
                draft.roles[number] = ("dateline", "dateline.date_only")
            elif forms.is_item(text):
                draft.roles[number] = ("list_item", "list_item.marker")
            elif forms.is_byline(text):
                draft.roles[number] = ("signature", "signature.byline")


def _mark_signers(draft: Draft, first: int) -> None:
    for number in range(first, first + SIGNATURE_LINES):
        if not draft.is_open(number) or len(draft.texts[number]) > 80 or forms.ends_sentence(draft.texts[number]):
            return
        draft.roles[number] = ("signature", "signature.after_formula")


def _mark_lists(draft: Draft) -> None:
    """Items without a mark of their own: after a colon, ending in semicolons, questions, or lines in a row."""
    in_list = ""
    for number, text in enumerate(draft.texts):
        if in_list and _is_day_of_list(draft, number):
            draft.roles[number] = ("list_item", "list_item.after_colon")
        elif not draft.is_open(number) or draft.page.quoted[number] or text[0] in _OPENING_MARKS:
            in_list = ""
        elif text[-1] == ":":
            in_list = "introduced" if forms.introduces_list(text) else "announced"
        elif in_list and len(text) <= MAX_ITEM_CHARS and _goes_on(draft, number, in_list):
            draft.roles[number] = ("list_item", "list_item.after_colon")
            in_list = in_list if forms.ends_sentence(text) else "running"
        else:
            in_list = ""
    _mark_questions(draft)
    _mark_runs(draft)


def _is_day_of_list(draft: Draft, number: int) -> bool:
    """Whether a date stands in a list (a schedule) rather than over a text."""
    role = draft.roles[number]
    follows = draft.texts[number + 1] if number + 1 < len(draft.texts) else ""
    is_date = role is not None and role[1] == "dateline.date_only" and _is_item(draft, number - 1)
    return is_date and bool(follows) and forms.is_fragment(follows)


def _mark_questions(draft: Draft) -> None:
    """Questions and requests in a row after a colon: two at least, none of them with the name of who asks."""
    run: list[int] = []
    for number in range(draft.head, len(draft.texts) + 1):
        is_after_colon = bool(run) or (number > 0 and draft.texts[number - 1][-1] == ":")
        if is_after_colon and number < len(draft.texts) and _is_question(draft, number):
            run.append(number)
            continue
        for n in run if len(run) > 1 else ():
            draft.roles[n] = draft.roles[n] or ("list_item", "list_item.question")
        run = []


def _is_question(draft: Draft, number: int) -> bool:
    text = draft.texts[number]
    is_candidate = (draft.is_open(number) or _is_item(draft, number)) and not draft.page.quoted[number]
    return is_candidate and len(text) <= MAX_QUESTION_CHARS and forms.is_question(text)


def _is_item(draft: Draft, number: int) -> bool:
    role = draft.roles[number]
    return role is not None and role[0] == "list_item"


def _goes_on(draft: Draft, number: int, state: str) -> bool:
    """Whether a paragraph is the next item of a list that a colon has opened."""
    text, before = draft.texts[number], draft.texts[number - 1]
    if text[-1] == ";" or text.endswith(("; and", "; or", ", and", ", or")) or before.endswith((";", "; and", "; or")):
        return True
    if state == "introduced":
        is_first = draft.roles[number - 1] is None
        return is_first or _shape(text) == _shape(before)
    follows = draft.texts[number + 1] if number + 1 < len(draft.texts) else ""
    return forms.is_fragment(text) and (state == "running" or (bool(follows) and forms.is_fragment(follows)))


def _shape(text: str) -> str:
    """How an item begins: items of one list begin alike."""
    first = text.split(None, 1)[0]
    return (
        "ing" if first.endswith("ing") else "lower" if first[0].islower() else "s" if first.endswith("s") else "other"
    )


def _mark_runs(draft: Draft) -> None:
    """Lines in a row within the text that are no sentences."""
    run: list[int] = []
    for number in range(draft.head, min(draft.tail, len(draft.texts)) + 1):
        if draft.is_open(number) and number < draft.tail and forms.is_fragment(draft.texts[number]):
            run.append(number)
            continue
        for n in run if len(run) >= MIN_RUN else ():
            draft.roles[n] = ("list_item", "list_item.run")
        run = []


def _mark_headings(draft: Draft) -> None:
    """Short lines that stand over text, and the line under a title."""
    has_title = any(role is not None and role[0] == "title" for role in draft.roles)
    after_title = draft.page.title is not None and not has_title
    for number, text in enumerate(draft.texts):
        role = draft.roles[number]
        if role is None and not draft.page.quoted[number]:
            if after_title and forms.is_title_like(text) and text[-1] != "?" and _has_more(draft, number + 1):
                draft.roles[number] = ("heading", "heading.subtitle")
            elif forms.is_heading_like(text) and _leads_to_text(draft, number):
                draft.roles[number] = ("heading", "heading.short_line")
        after_title = role is not None and (
            role[0] == "title" or (after_title and role[0] in ("dateline", "boilerplate"))
        )


def _has_more(draft: Draft, number: int) -> bool:
    """Whether open text follows, furniture and datelines apart."""
    nearby = range(number, min(number + 4, len(draft.texts)))
    return draft.is_open(next((n for n in nearby if not draft.is_furniture(n) and not _is_dateline(draft, n)), -1))


def _is_dateline(draft: Draft, number: int) -> bool:
    role = draft.roles[number]
    return role is not None and role[0] == "dateline"


def _leads_to_text(draft: Draft, number: int) -> bool:
    """Whether a paragraph of text or a list follows."""
    following = next((n for n in range(number + 1, len(draft.texts)) if not _is_hint(draft, n)), len(draft.texts))
    if following == len(draft.texts):
        return False
    role = draft.roles[following]
    return (role is None and forms.ends_sentence(draft.texts[following])) or _is_item(draft, following)


def _is_hint(draft: Draft, number: int) -> bool:
    """Whether a paragraph only points the reader to a picture or a page."""
    role = draft.roles[number]
    return role is not None and ".reader" in role[1]


def _mark_lead(draft: Draft) -> None:
    """The first paragraph of text, where it opens a report in the voice of its writer and more follows."""
    open_ = [n for n, role in enumerate(draft.roles) if role is None]
    has_title = draft.page.title is not None or any(role is not None and role[0] == "title" for role in draft.roles)
    if not has_title or len(open_) < 2 or draft.page.quoted[open_[0]]:
        return
    long = [n for n in open_[:3] if len(draft.texts[n]) >= MIN_LEAD_CHARS] or open_[:1]
    first = next((n for n in long if forms.is_report(draft.texts[n])), long[0])
    text = draft.texts[first]
    is_report = (
        not _is_speech(draft, open_, draft.texts[first])
        and not any(forms.speaks_itself(draft.texts[n]) for n in {open_[0], first})
        and text[0] not in _OPENING_MARKS
        and not draft.page.quoted[first]
    )
    if is_report and MIN_LEAD_CHARS <= len(text) <= MAX_LEAD_CHARS:
        draft.roles[first] = ("lead", "lead.first_paragraph")


def _is_speech(draft: Draft, open_: Sequence[int], first: str) -> bool:
    """Whether a text speaks in the first person throughout: an address or a letter has no lead."""
    if first[-1] == ":" or not forms.speaks_early(first):
        return False
    own = [draft.texts[n] for n in open_[:SPEECH_PARAGRAPHS] if not draft.page.quoted[n]]
    return len(own) > 2 and sum(map(forms.is_first_person, own)) * 2 >= len(own)
