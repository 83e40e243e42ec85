"""HTML pages: everything shown is kept with its bytes, statement told from furniture, facts and source links found."""

import random

from made_pages import ARTICLE, SENTENCE, page, read, squeezed

from dpkit.readers.html_scan import scan_page


def test_every_span_leads_to_bytes_that_show_it() -> None:
    source = page(
        "<h1>Ёлка &amp; «дом»</h1>\r\n<p>Қазақстан &eacute;t&#233; <b>bo</b>ld<br>line &nbsp; x 😀</p><pre>a\n b</pre>"
    )
    reading = read(source)
    data = source.encode()
    chances = random.Random(3)
    assert reading.text == "Ёлка & «дом»\n\nҚазақстан été bold\nline \u00a0 x 😀\n\na\n b"
    for _ in range(300):
        start, end = sorted(chances.choices(range(len(reading.text) + 1), k=2))
        first, last = reading.byte_map.bytes_of(start, end)
        shown = scan_page(data[first:last].decode()).shown.text()
        assert squeezed(shown) == squeezed(reading.text[start:end])


def test_white_space_collapses_and_blocks_part() -> None:
    reading = read(page("  <p> a\n\n b <i> c </i> d</p>  <div>e</div>f<br><br>g<br>h "))
    assert reading.text == "a b c d\n\ne\nf\n\ng\nh"
    assert [reading.text[b.start : b.end] for b in reading.blocks] == ["a b c d", "e", "f", "g\nh"]


def test_statement_is_selected_and_furniture_stays_with_its_rule() -> None:
    nav, footer = "<nav><a href=/>Home</a> <a href=/x>Topics</a></nav>", "<footer>All rights reserved</footer>"
    body = f"{nav}<article><h1>Head line</h1>{ARTICLE}</article>{footer}"
    reading = read(page(body))
    roles = {reading.text[b.start : b.end]: (b.role, b.rule) for b in reading.blocks}
    assert roles["Home Topics"] == ("boilerplate", "html.nav")
    assert roles["All rights reserved"] == ("boilerplate", "html.footer")
    assert roles[SENTENCE.format("grain")] == (None, None)
    assert roles["Head line"] == ("title", "html.title")
