"""Benefits of a suggestion as people read them."""

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from backlog.choices import BenefitCategory


def benefits_list(benefits: Any) -> SafeString:
    """Give the benefits as HTML, one a line; what other writers stored in another shape as text."""
    rows = benefits if isinstance(benefits, list) else [benefits]
    return format_html_join("", "<p><strong>{}</strong> {}</p>", (_described(row) for row in rows))


def _described(benefit: Any) -> tuple[str, str]:
    if not isinstance(benefit, dict):
        return "", str(benefit)
    category = str(benefit.get("category", ""))
    label = str(dict(BenefitCategory.choices).get(category, category))
    return f"{label}:", f"{benefit.get('title', '')}. {benefit.get('description', '')}"
