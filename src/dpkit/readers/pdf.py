"""PDF: one file is one document; needs the extra `dpkit[pdf]` (pypdfium2).

Keeps the text of each page in the order that the file draws it, page by page; a character leads to its page, because a
PDF has no byte range for it. Title and author come from the document information. Cannot know reading order where the
file does not keep it, nor text in pictures; words hyphenated at line ends stay so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from dpkit.model import ByteMap, Facts, Finding, Place, Reading, Record
from dpkit.readers.decoded import text_findings, unreadable

MAX_PAGES = 5_000


@dataclass(slots=True, kw_only=True)
class PdfReader:
    """PDF documents."""

    name: str = "pdf"
    media_types: tuple[str, ...] = ("application/pdf",)
    suffixes: tuple[str, ...] = (".pdf",)

    def records(self, stream: BinaryIO) -> Iterator[Record]:
        """The whole file as one record."""
        yield Record(locator=None, offset=0, data=stream.read())

    def read(self, record: Record, facts: Facts) -> Reading:
        """The text of the pages, one below the other."""
        try:
            import pypdfium2
        except ImportError:
            return self._bad("pypdfium2 is not installed; expected `pip install dpkit[pdf]`")
        try:
            with pypdfium2.PdfDocument(record.data) as document:
                if len(document) > MAX_PAGES:
                    return self._bad(f"{len(document)} pages; expected at most {MAX_PAGES}")
                pages = [_page_text(document[number]) for number in range(len(document))]
                information = document.get_metadata_dict(skip_empty=True)
        except pypdfium2.PdfiumError as error:
            return self._bad(f"{str(error)[:120]}; expected a PDF file that opens without a password")
        return self._reading(pages, information)

    def _reading(self, pages: list[str], information: dict[str, str]) -> Reading:
        text = "\n".join(pages)
        starts = [0]
        for page in pages:
            starts.append(starts[-1] + len(page) + 1)
        parts = tuple((start, f"page {number}") for number, start in enumerate(starts[:-1], 1))
        stated = {
            key: information[name][:500]
            for key, name in (("title", "Title"), ("issuer", "Author"))
            if name in information
        }
        stated = {key: value for key, value in stated.items() if value.isprintable()}
        places = {key: Place(path="document information") for key in stated}
        return Reading(
            text=text,
            byte_map=ByteMap(chars=(0, len(text)), offsets=(0, 0), widths=(0, 0), parts=parts),
            reader=self.name,
            media_type=self.media_types[0],
            encoding=None,
            facts=Facts(title=stated.get("title"), issuer=stated.get("issuer"), places=places),
            findings=text_findings(text),
        )

    def _bad(self, what: str) -> Reading:
        bad = Finding(code="DP166", severity="error", message=f"PDF: {what}")
        return unreadable(self.name, self.media_types[0], (bad,))


def _page_text(page: object) -> str:
    """The text of one page with LF line ends; the end-of-hyphenated-line mark of PDFium becomes a hyphen."""
    text: str = page.get_textpage().get_text_range()  # type: ignore[attr-defined]
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\uffff", "")
