"""Mason's addresses, with a stream that a test controls in the place of its own."""

from django.urls import path

from mason.urls import handler400, handler500
from mason.urls import urlpatterns as of_mason
from tests.browser.streams import answer, lead

__all__ = ["handler400", "handler500", "urlpatterns"]

urlpatterns = [
    path("api/v1/execution-progress/stream", lead),
    path("live/stream", answer),
    *of_mason,
]
