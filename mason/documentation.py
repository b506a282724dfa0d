"""The pages that show the API's schema; all that they need is served from here."""

from django.conf import settings
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.csp import csp_override
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerSplitView,
)


@method_decorator(csp_override(settings.DOCUMENTATION_CSP), name="dispatch")
class SwaggerPage(SpectacularSwaggerSplitView):
    """The schema in Swagger UI, to try requests out in."""


@method_decorator(csp_override(settings.DOCUMENTATION_CSP), name="dispatch")
class RedocPage(SpectacularRedocView):
    """The schema in ReDoc, to read; its own template fetches fonts from elsewhere."""

    template_name = "mason/redoc.html"


urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SwaggerPage.as_view(url_name="schema"), name="swagger"),
    path("redoc", RedocPage.as_view(url_name="schema"), name="redoc"),
]
