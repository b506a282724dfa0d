"""The project's addresses and one more below the API's, whose view does what a test tells it."""

from collections.abc import Callable

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mason import urls

handler400 = urls.handler400
handler500 = urls.handler500


class Told(APIView):
    """Calls `action` with each request, whoever sends it."""

    permission_classes = ()
    action: Callable[[Request], object]

    def get(self, request: Request) -> Response:
        return Response(type(self).action(request))

    def post(self, request: Request) -> Response:
        return Response(type(self).action(request))


urlpatterns = [path("api/told", Told.as_view()), *urls.urlpatterns]
