import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.checks.messages import CheckMessage

from mason.checks import check_encryption_keys, check_secrets_file


def identifiers(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def test_fernet_keys_are_fine(settings):
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode() for _ in range(2)]
    assert check_encryption_keys(None) == []


@pytest.mark.parametrize("key", ["", "short", "ü" * 44, "A" * 44])
def test_what_is_no_fernet_key_is_an_error_that_does_not_show_it(settings, key):
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), key]
    (error,) = check_encryption_keys(None)
    assert (error.id, error.msg) == (
        "mason.E001",
        "Entry 2 of ENCRYPTION_KEYS isn't a Fernet key.",
    )


@pytest.mark.parametrize(("mode", "expected"), [(0o600, []), (0o400, []), (0o640, ["mason.W001"])])
def test_secrets_that_others_can_read_are_a_warning(settings, tmp_path, mode, expected):
    settings.SECRETS_FILE = tmp_path / "secrets.env"
    settings.SECRETS_FILE.touch()
    settings.SECRETS_FILE.chmod(mode)
    assert identifiers(check_secrets_file(None)) == expected


def test_no_secrets_file_is_fine(settings, tmp_path):
    settings.SECRETS_FILE = tmp_path / "secrets.env"
    assert check_secrets_file(None) == []


@pytest.mark.django_db
def test_the_checks_are_registered(settings):
    settings.ENCRYPTION_KEYS = ["short"]
    assert "mason.E001" in identifiers(run_checks())
