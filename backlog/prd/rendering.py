"""Markdown of agents and curators as HTML that is safe to show."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.tasklists import tasklists_plugin

RENDERED_CHARACTERS: Final = 100_000
"""Characters of a text that are rendered: hostile Markdown takes time with its length's square."""

HEADING_SHIFT: Final = 2
"""Levels that a text's headings go down: the page and its panels have the first two."""
LOWEST_HEADING: Final = 6

_TAGS: Final = frozenset(
    (
        *("h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br"),
        *("a", "code", "em", "s", "strong"),
        *("ul", "ol", "li", "label", "input"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    )
)
_ATTRIBUTES: Final[Mapping[str, set[str]]] = {
    "a": {"href", "title"},
    "input": {"checked", "disabled"},
    "ol": {"start"},
}
_CLASSES: Final[Mapping[str, set[str]]] = {"ul": {"contains-task-list"}, "li": {"task-list-item"}}


def rendered(markdown: str) -> SafeString:
    """Give the text as HTML of a few plain elements; HTML in it is shown as the text that it is."""
    shown, rest = markdown[:RENDERED_CHARACTERS], len(markdown) - RENDERED_CHARACTERS
    html = mark_safe(_sanitised(_MARKDOWN.render(shown)))  # noqa: S308 - sanitised just before
    if rest <= 0:
        return html
    remark = "<p><strong>{} more characters aren't shown here.</strong></p>"
    return html + format_html(remark, f"{rest:,}")


def rendered_line(markdown: str) -> SafeString:
    """Give a line of a text as HTML without a block around it."""
    line = _MARKDOWN.renderInline(markdown[:RENDERED_CHARACTERS])
    return mark_safe(_sanitised(line))  # noqa: S308 - sanitised just before


def _sanitised(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        allowed_classes={tag: set(names) for tag, names in _CLASSES.items()},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noreferrer nofollow",
    )


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = min(int(token.tag[1:]) + HEADING_SHIFT, LOWEST_HEADING)
            token.tag = f"h{level}"


def _linked_image(
    _: RendererProtocol, tokens: Sequence[Token], index: int, __: OptionsDict, ___: Any
) -> str:
    """Give a link to the image: nothing is loaded from elsewhere."""
    token = tokens[index]
    address = str(token.attrGet("src") or "")
    return format_html('<a href="{}">{}</a>', address, token.content or address)


def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.use(tasklists_plugin, label=True)
    markdown.core.ruler.push("lower_headings", _lower_headings)
    markdown.add_render_rule("image", _linked_image)
    return markdown


_MARKDOWN: Final = _parser()
