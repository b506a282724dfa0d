"""Every address that Mason answers."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from mason import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/github/", include("accounts.admin.signing_in")),
    path("admin/repository/", include("accounts.admin.choosing")),
    path("admin/execution/live/", include("execution.admin.live.addresses")),
    path("admin/", admin.site.urls),
    path("api/", include("mason.api")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "mason.problem_details.bad_request"
handler500 = "mason.problem_details.server_error"
