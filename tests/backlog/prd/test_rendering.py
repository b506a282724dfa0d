import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.prd.rendering import RENDERED_CHARACTERS, rendered, rendered_line

ELEMENTS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "input",
    "label",
    "li",
} | {"ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def attributes(html):
    return {name for _, attrs in Elements(html).found for name in attrs}


def links(html):
    return [attrs.get("href") for tag, attrs in Elements(html).found if tag == "a"]


TABLE = """<table>
<thead>
<tr>
<th>a</th>
</tr>
</thead>
<tbody>
<tr>
<td>1</td>
</tr>
</tbody>
</table>
"""


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Some *stressed* `code`", "<p>Some <em>stressed</em> <code>code</code></p>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("1. one", "<ol>\n<li>one</li>\n</ol>\n"),
        (
            "| a |\n|---|\n| 1 |",
            TABLE,
        ),
        (
            "[docs](https://example.com/a)",
            '<p><a href="https://example.com/a" rel="noreferrer nofollow">docs</a></p>\n',
        ),
    ],
)
def test_markdown_becomes_plain_elements(markdown, html):
    assert rendered(markdown) == html


@pytest.mark.parametrize(("mark", "ticked"), [(" ", False), ("x", True), ("X", True)])
def test_task_is_a_labelled_tick_that_nobody_can_change(mark, ticked):
    elements = Elements(rendered(f"- [{mark}] Tests pass")).found

    assert [tag for tag, _ in elements] == ["ul", "li", "label", "input"]
    assert ("checked" in elements[3][1], "disabled" in elements[3][1]) == (ticked, True)


@pytest.mark.parametrize(
    ("markdown", "tag"), [("# a", "h3"), ("## a", "h4"), ("### a", "h5"), ("###### a", "h6")]
)
def test_headings_stand_below_those_of_the_page(markdown, tag):
    assert rendered(markdown) == f"<{tag}>a</{tag}>\n"


def test_line_has_no_block_around_it():
    assert rendered_line("Read `cart.py` *twice*") == ("Read <code>cart.py</code> <em>twice</em>")


@pytest.mark.parametrize("markdown", ["# a", "- a", "<b>a"])
def test_line_is_never_read_as_a_block(markdown):
    assert Elements(rendered_line(markdown)).found == []


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<style>* { display: none }</style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='/admin/logout/'><button>x</button></form>",
    "> - <b onclick=alert(1)>\n> - # <script>",
    "| <script> |\n|---|\n| <img onerror=x> |",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "<!-- --><script>alert(1)</script>",
    "&lt;script&gt;",
    '[a](<https://example.com/" onclick=alert(1) ">)',
    '[a](https://example.com "x\\" onclick=\\"alert(1)")',
    '![" onerror=alert(1) "](https://example.com/x.png)',
]


@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_text_brings_no_element_and_no_attribute_of_its_own(markdown):
    html = rendered(markdown)

    assert {tag for tag, _ in Elements(html).found} <= ELEMENTS
    assert attributes(html) <= {"href", "title", "rel"}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "file:///etc/passwd",
        "/admin/logout/",
        "//evil.example/x",
    ],
)
@pytest.mark.parametrize("form", ["[x]({})", "![x]({})", "[x][1]\n\n[1]: {}", "<{}>"])
def test_link_leads_only_to_a_web_or_mail_address(form, address):
    assert [found for found in links(rendered(form.format(address))) if found] == []


def test_image_is_a_link_so_that_nothing_is_loaded_from_elsewhere():
    assert rendered("![a plot](https://example.com/p.png)") == (
        '<p><a href="https://example.com/p.png" rel="noreferrer nofollow">a plot</a></p>\n'
    )


@pytest.mark.parametrize("part", ["word *a* ", "[", "> ", "- ", "`a``", "&a", "[a](", "*a_"])
def test_a_megabyte_is_rendered_in_a_sane_time_and_says_what_is_missing(part):
    text = (part * 1_000_000)[:1_000_000]
    begun = time.monotonic()

    html = rendered(text)

    assert html.endswith("<p><strong>900,000 more characters aren't shown here.</strong></p>")
    assert time.monotonic() - begun < 10


def test_text_of_the_greatest_shown_length_is_shown_whole():
    assert rendered("a" * RENDERED_CHARACTERS) == f"<p>{'a' * RENDERED_CHARACTERS}</p>\n"


@settings(deadline=None)
@given(st.text(alphabet="<>\"'&;:/()[]!`*_|-#= \nabjscript", max_size=80))
def test_no_text_brings_an_unknown_element_or_attribute(markdown):
    html = rendered(markdown)

    assert {tag for tag, _ in Elements(html).found} <= ELEMENTS
    assert attributes(html) <= {"href", "title", "rel", "start", "class", *TICK}


TICK = {"type", "checked", "disabled"}
