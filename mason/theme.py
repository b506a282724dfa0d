"""How the admin looks: what Unfold is told."""

from typing import Any, Final

UNFOLD: Final[dict[str, Any]] = {
    "SITE_TITLE": "Mason",
    "SITE_HEADER": "Mason",
    "SITE_SUBHEADER": "Product manager for code",
    "SITE_SYMBOL": "foundation",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "mason.navigation.favicon"},
    ],
    "STYLES": ["mason.navigation.stylesheet"],
    "SCRIPTS": ["mason.navigation.names_script"],
    "SITE_URL": None,
    "SHOW_VIEW_ON_SITE": False,
    "ENVIRONMENT": "mason.navigation.environment_label",
    "DASHBOARD_CALLBACK": "mason.first_page.page.show",
    "SIDEBAR": {"navigation": "mason.navigation.sidebar"},
}
