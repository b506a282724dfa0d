import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

PAGES = ["/api/v1/docs", "/api/v1/redoc"]


@pytest.mark.parametrize("path", PAGES)
def test_the_schema_can_be_read_as_a_page_without_a_key(path):
    page = APIClient().get(path)

    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "/api/v1/schema" in APIClient().get(f"{path}?script=").content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_fetches_is_served_here(path):
    sources = re.findall(r'(?:src|href)="([^"#]+)"', APIClient().get(path).content.decode())
    static = f"/{settings.STATIC_URL.strip('/')}/"
    fetched = [source for source in sources if not source.startswith("data:")]

    assert fetched
    for source in fetched:
        assert source.startswith("/"), source
        assert not source.startswith(static) or finders.find(source.removeprefix(static))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_may_run_scripts_of_its_own_or_of_others(path):
    policy = APIClient().get(path).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "script-src" not in policy


def test_the_schema_is_openapi_3_1():
    schema = APIClient().get("/api/v1/schema", headers={"accept": "application/json"}).json()

    assert schema["openapi"] == "3.1.1"
    assert schema["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
