"""One file of each format, made here, with the words that reading it must give."""

import gzip
import io
import json
from dataclasses import dataclass

import docx
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WORDS = "“The harbour stays open & safe,” the Minister said. Über 2,500 ships – ҚР – пришли."
"""Marks, an ampersand and three scripts: whatever a format escapes or encodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A raw file and what it is: the reader that must take it, how many documents it holds."""

    name: str
    data: bytes
    reader: str
    documents: int = 1
    has_byte_ranges: bool = True
    """A span leads to bytes of the record itself (not of an inner part, not only to a page)."""


def samples() -> tuple[Sample, ...]:
    return (
        Sample(name="a.txt", data=f"Title\r\n\r\n{WORDS}\r\n".encode(), reader="plain"),
        Sample(name="a.md", data=f"# Title\n\n{WORDS}\n".encode(), reader="markdown"),
        Sample(name="a.html", data=page(WORDS).encode("windows-1251", "xmlcharrefreplace"), reader="html"),
        Sample(name="a.jsonl", data=jsonl(), reader="jsonl", documents=2),
        Sample(name="a.csv", data=table(), reader="csv", documents=2),
        Sample(name="a.rss", data=rss().encode(), reader="feed", documents=2),
        Sample(name="a.xml", data=atom().encode("utf-16"), reader="feed"),
        Sample(name="a.warc", data=warc(is_gzipped=False), reader="warc", documents=2, has_byte_ranges=False),
        Sample(name="a.warc.gz", data=warc(is_gzipped=True), reader="warc", documents=2, has_byte_ranges=False),
        Sample(name="a.docx", data=word(), reader="docx", has_byte_ranges=False),
        Sample(name="a.pdf", data=pdf("The harbour stays open."), reader="pdf", has_byte_ranges=False),
    )


def page(words: str) -> str:
    escaped = words.replace("&", "&amp;").replace("2,500", "2,<b>500</b>")
    return f"<!doctype html><meta charset=windows-1251><title>T</title><article><p>{escaped}</p></article>"


def jsonl() -> bytes:
    first = json.dumps({"id": "one", "title": "T", "text": WORDS, "url": "https://tides.example/1"})
    second = json.dumps({"id": "two", "text": f"{WORDS}\n\nAgain."}, ensure_ascii=False)
    return f"{first}\n\n{second}\r\n".encode()


def table() -> bytes:
    quoted = WORDS.replace('"', '""')
    return f'id,title,text\r\none,T,"{quoted}"\r\ntwo,"T, ""2""","{quoted}\nAgain."\r\n'.encode()


def rss() -> str:
    item = "<item><title>T {0}</title><guid>{0}</guid><description>{1}</description></item>"
    escaped = WORDS.replace("&", "&amp;amp;")
    return f"<rss><channel>{item.format(1, escaped)}{item.format(2, f'<![CDATA[<p>{WORDS}</p>]]>')}</channel></rss>"


def atom() -> str:
    body = WORDS.replace("&", "&amp;")
    content = f'<content type="xhtml"><div><p>{body}</p></div></content>'
    return f"<?xml version='1.0'?><feed><entry><id>urn:1</id><title>T</title>{content}</entry></feed>"


def warc(*, is_gzipped: bool) -> bytes:
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=is_gzipped)
    for number, kind in enumerate(("text/html; charset=utf-8", "text/plain; charset=utf-8", "image/png")):
        body = page(WORDS).replace("windows-1251", "utf-8") if "html" in kind else WORDS
        payload = gzip.compress(body.encode(), mtime=0) if number == 0 else body.encode()
        headers = [("Content-Type", kind), *([("Content-Encoding", "gzip")] if number == 0 else [])]
        writer.write_record(
            writer.create_warc_record(
                f"https://tides.example/{number}",
                "response",
                payload=io.BytesIO(payload),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                warc_headers_dict={
                    "WARC-Date": "2022-01-10T10:00:00Z",
                    "WARC-Record-ID": f"<urn:uuid:0000000{number}-0000-0000-0000-000000000000>",
                },
            )
        )
    return target.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.core_properties.title = "T"
    document.add_heading("Title", 1)
    paragraph = document.add_paragraph(WORDS[:20])
    paragraph.add_run(WORDS[20:]).bold = True
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pdf(words: str) -> bytes:
    """The smallest PDF file that shows one line of ASCII words."""
    stream = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET"
    bodies = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return f"{out}xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
