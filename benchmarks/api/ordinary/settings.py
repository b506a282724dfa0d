"""Mason's settings with the ordinary API in the place of Mason's."""

from mason.settings import *  # noqa: F403 - all but what follows

ROOT_URLCONF = "benchmarks.api.ordinary.urls"
WSGI_APPLICATION = "benchmarks.api.ordinary.wsgi.application"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "benchmarks.api.ordinary.authentication.WritingKeyAuthentication"
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_PAGINATION_CLASS": "benchmarks.api.ordinary.pagination.CountedPages",
}
# As Django does when nobody says otherwise: a connection for each request, nothing prepared.
DATABASES["default"] |= {  # noqa: F405 - of the star
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
    "OPTIONS": {},
}
