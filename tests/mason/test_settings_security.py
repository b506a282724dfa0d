import pytest
from django.test import Client

STRICT = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
RELAXED = (
    f"{STRICT}; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " connect-src 'self' http://testserver:81"
)


@pytest.mark.django_db
def test_the_admin_may_evaluate_and_style_what_its_theme_needs(client: Client):
    assert client.get("/admin/login/").headers["Content-Security-Policy"] == RELAXED


@pytest.mark.parametrize("path", ["/healthz", "/no-such-page", "/administration"])
def test_all_other_pages_have_the_strict_policy(client: Client, path):
    assert client.get(path).headers["Content-Security-Policy"] == STRICT


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_carries_the_header(client: Client, header, value):
    assert client.get("/healthz").headers[header] == value
