"""Benefits of a suggestion as people read them."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from backlog.choices import BenefitCategory

SHOWN_BENEFITS: Final = 20

_ICON_NAME: Final = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class BenefitCard:
    """One benefit; whatever wasn't given is empty. `icon` names a symbol of the theme's font."""

    category: str
    icon: str
    title: str
    description: str


def benefit_cards(benefits: Any) -> list[BenefitCard]:
    """Give the benefits as cards; what other writers stored in another shape as text alone."""
    rows = benefits if isinstance(benefits, list) else [benefits]
    return [_card(row) for row in rows[:SHOWN_BENEFITS] if row]


def benefits_list(benefits: Any) -> SafeString:
    """Give the benefits as HTML, one a line; what other writers stored in another shape as text."""
    rows = benefits if isinstance(benefits, list) else [benefits]
    return format_html_join("", "<p><strong>{}</strong> {}</p>", (_described(row) for row in rows))


def _card(benefit: Any) -> BenefitCard:
    if not isinstance(benefit, dict):
        return BenefitCard("", "", "", str(benefit))
    icon = str(benefit.get("icon", ""))
    return BenefitCard(
        category=_category(benefit),
        icon=icon if _ICON_NAME.fullmatch(icon) else "",
        title=str(benefit.get("title", "")),
        description=str(benefit.get("description", "")),
    )


def _described(benefit: Any) -> tuple[str, str]:
    if not isinstance(benefit, dict):
        return "", str(benefit)
    text = f"{benefit.get('title', '')}. {benefit.get('description', '')}"
    return f"{_category(benefit)}:", text


def _category(benefit: dict[str, Any]) -> str:
    category = str(benefit.get("category", ""))
    return str(dict(BenefitCategory.choices).get(category, category))
