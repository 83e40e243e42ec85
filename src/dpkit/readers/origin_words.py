"""The words by which pages announce where a text comes from: on a link ("Source link") or before it ("Источник: …").

A photograph's or chart's source is none of the text.
"""

import re

_KIND = (
    r"(?:article|statement|text|version|source|post|press release|announcement|document|publication|story|page|report"
    r"|content|news)"
)
_WORDS = "|".join((
    r"sources?|original(?: source)?|source link|primary source|via",  # English
    r"(?:перво)?источник|оригинал",  # Russian
    r"дерек ?көз[іи]?|түпнұсқа(?:сы)?|ақпарат көзі",  # Kazakh
    r"(?:перш)?одж[её]рело|джерело|оригінал|крыніца|арыгінал|извор|источникът?|булак|манба|manba|mənbə|kaynak",
    r"quellen?|bron|källa|kilde|lähde|źródło|zdroj|vir|forrás|sursa|allikas|avots|šaltinis|burimi",
    r"fuentes?|fonte|font|πηγή|المصدر|מקור|منبع|स्रोत|nguồn|sumber|来源|來源|出处|出處|出典|원문|출처|原文|ที่มา",
))  # fmt: skip
_ON_LINK = re.compile(
    "|".join((
        r"(?:(?:read|see|view|visit|go to|link to) )?(?:the )?(?:full )?(?:original|source|primary source)"
        rf"(?: {_KIND})?(?: link)?(?: (?:here|in \w+|(?:on|at) .{{2,40}}))?",
        r"source link|link to (?:the )?(?:source|original)(?: here)?",
        r"(?:(?:перейти )?к |ссылка на )?(?:перво)?источник[уа]?(?: (?:информации|новости|материала|публикации))?",
        r"(?:(?:читать|смотреть|ссылка на) )?(?:в )?оригинале?(?: статьи| материала| текста| новости| публикации)?",
        r"дерек ?көз(?:і|ге сілтеме|ін оқу)?|түпнұсқа(?:сы|ға сілтеме|сын оқу|дан оқу)?|ақпарат көзі",
        r"посилання на (?:перш)?одж[её]рело|посилання на джерело|читати оригінал|zum original(?:artikel)?"
        r"|originalartikel|article original|artículo original|artigo original|articolo originale",
        rf"(?:{_WORDS})",
    )),
    re.IGNORECASE,
)  # fmt: skip
_LABEL = re.compile(
    rf"(?:{_WORDS}|source link|ссылка на (?:перво)?источник|(?:перво)?источник (?:информации|публикации|новости)"
    r"|ссылка на оригинал)[ \u00a0]*[:：—–|-][ \u00a0]*"
    r"|(?:originally|first) (?:published|posted|appeared)(?: (?:at|on|in))?[ \u00a0:]*"
    r"|(?:re)?published (?:with permission )?from[ \u00a0:]*|(?:по )?материалам (?:сайта|портала)[ \u00a0:]*",
    re.IGNORECASE,
)  # fmt: skip
_OTHER_THING = re.compile(
    r"(?:photo|image|picture|video|audio|data|chart|graphic|map|graph|open|code|фото|видео|данн\w*|сурет|бейне|bild|foto"
    r"|imagen|graphics)s?[ \u00a0]*$",
    re.IGNORECASE,
)
_LABEL_ENDS = (
    ":", "：", "—", "–", "|", "-", " at", " on", " in", "from", "published", "posted", "appeared", "сайта", "портала",
)  # fmt: skip
_TRIM = " \t\n\u00a0.:：;,!()[]»«→›>…—–-|↗"
MAX_LINK_CHARS = 80
"""A longer link text tells a story, it is no announcement."""
LABEL_CHARS = 60
"""As far back from a link as a label such as "Source:" reaches."""


def is_announcement(words: str) -> bool:
    """Whether the words of a link say that it leads to the origin of the text.

    >>> is_announcement("Read the original article."), is_announcement("Источник"), is_announcement("Source code")
    (True, True, False)
    """
    return len(words) <= MAX_LINK_CHARS and bool(_ON_LINK.fullmatch(" ".join(words.strip(_TRIM).split())))


def ends_in_label(before: str) -> bool:
    """Whether the words right before a link announce it as the origin of the text.

    >>> ends_in_label("text. Source: "), ends_in_label("Photo source: "), ends_in_label("resource: ")
    (True, False, False)
    """
    last = before.rstrip(" \u00a0")[-10:].lower()
    if not last.endswith(_LABEL_ENDS):  # most links are told apart by this at once
        return False
    before = before[-LABEL_CHARS:]
    for label in _LABEL.finditer(before):
        if label.end() == len(before) and not before[: label.start()][-1:].isalnum():
            return not _OTHER_THING.search(before[: label.start()])
    return False
