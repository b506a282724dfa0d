"""Django's own admin over the same table, set up as its tutorial would: what Mason is held to."""

from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import include, path

from backlog.models import BacklogItem

stock_site: Final = AdminSite(name="stock")


class StockItemAdmin(ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """The list with the columns, filters and search that anybody would begin with."""

    list_display = [
        "title",
        "status",
        "priority_score",
        "impact_score",
        "effort_score",
        "complexity",
        "type",
        "repository",
        "created_at",
    ]
    list_filter = ["status", "area", "type", "complexity", "created_at"]
    search_fields = ["title", "problem", "solution"]
    list_per_page = 30


stock_site.register(BacklogItem, StockItemAdmin)

urlpatterns = [path("stock/", stock_site.urls), path("", include("mason.urls"))]

_TEMPLATES: Final = Path(django.__file__).parent / "contrib" / "admin" / "templates"


def stock_templates() -> list[dict[str, Any]]:
    """Give the TEMPLATES setting with which Django's own pages come before the theme's."""
    engine: dict[str, Any] = settings.TEMPLATES[0]
    return [{**engine, "DIRS": [_TEMPLATES]}]
