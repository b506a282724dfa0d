"""Settings as a process of its own reads them, from a copy of the project."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.processes import ROOT, clean_environment, copy_checkout

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz",
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "DATABASE_URL": "postgres://mason@db.example.org/mason",
    "ALLOWED_HOSTS": "mason.example.org",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("settings") / "mason")


@pytest.fixture
def dotenv(project):
    path = project / ".env"
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture
def secrets_file(project):
    path = project / "var" / "secrets.env"
    path.parent.mkdir(exist_ok=True)
    yield path
    path.unlink(missing_ok=True)


def run(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )


def setting(project: Path, name: str, **environment: str) -> object:
    program = f"import json, mason.settings as s; print(json.dumps(s.{name}, default=str))"
    result = run(project, "-c", program, **environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def refusal(project: Path, **environment: str) -> str:
    """Return the last line of what loading the settings fails with."""
    result = run(project, "-c", "import mason.settings", **environment)
    assert result.returncode == 1
    return result.stderr.splitlines()[-1].removeprefix(
        "django.core.exceptions.ImproperlyConfigured: "
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRODUCTION", False),
        ("DEBUG", False),
        ("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"]),
        ("ENCRYPTION_KEYS", []),
        ("DATABASE_URL", ""),
        ("TIME_ZONE", "UTC"),
    ],
)
def test_development_needs_no_environment(project, name, value):
    assert setting(project, name) == value


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("SECRET_KEY", "SECRET_KEY must be a secret of your own"),
        ("ENCRYPTION_KEYS", "ENCRYPTION_KEYS must be set"),
        ("DATABASE_URL", "DATABASE_URL must be set"),
        ("ALLOWED_HOSTS", "ALLOWED_HOSTS must be set"),
    ],
)
def test_production_refuses_to_start_without(project, missing, sentence):
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    assert refusal(project, **environment) == f"{sentence} when ENVIRONMENT is 'production'."


def test_production_refuses_to_start_with_the_development_secret(project):
    secret = str(setting(project, "DEVELOPMENT_SECRET_KEY"))
    assert refusal(project, **PRODUCTION | {"SECRET_KEY": secret}) == (
        "SECRET_KEY must be a secret of your own when ENVIRONMENT is 'production'."
    )


def test_production_refuses_to_start_with_debug(project):
    assert refusal(project, **PRODUCTION, DEBUG="true") == (
        "DEBUG must be off when ENVIRONMENT is 'production'."
    )


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("ENVIRONMENT", "'development' or 'production'"),
        ("FILTER_CALIBRATION", "'step' or 'beta'"),
        ("ASSISTANT", "empty or 'agent' or 'anthropic' or 'openai'"),
    ],
)
def test_a_value_that_is_not_offered_is_refused_with_those_that_are(project, name, allowed):
    assert refusal(project, **{name: "staging"}) == (f"{name} is 'staging'; it must be {allowed}.")


@pytest.mark.parametrize("password", ["s3c/ret", "s3c?ret"])
def test_an_unreadable_database_url_is_refused_without_its_password(project, password):
    url = f"postgres://mason:{password}@127.0.0.1:5432/mason"
    result = run(project, "-c", "import mason.settings", DATABASE_URL=url)
    assert "s3c" not in result.stderr
    assert result.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: DATABASE_URL isn't an address:"
        " percent-encode the special characters of its password."
    )


@pytest.mark.parametrize(
    "url",
    ["s3cretpw", "mysql://u:s3cretpw@h/d", "sqlite:///s3cretpw", "postgres:s3cretpw", "//s3cretpw"],
)
def test_the_address_of_another_database_is_refused_without_repeating_it(project, url):
    result = run(project, "-c", "import mason.settings", DATABASE_URL=url)
    assert "s3cret" not in result.stderr
    assert result.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: DATABASE_URL must be the address of a"
        " PostgreSQL database: begin it with postgres:// or postgresql://."
    )


def test_a_number_that_is_none_is_refused_by_the_settings_name(project):
    result = run(project, "-c", "import mason.settings", **PRODUCTION | {"HSTS_SECONDS": "year"})
    expected = "HSTS_SECONDS must be a whole number."
    last = f"django.core.exceptions.ImproperlyConfigured: {expected}"
    assert (result.returncode, result.stderr.splitlines()[-1]) == (1, last)


def test_djangos_deployment_check_passes_with_the_production_settings(project):
    environment = PRODUCTION | {"DATABASE_URL": os.environ["DATABASE_URL"]}
    arguments = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    result = run(project, *arguments, **environment)
    assert (result.returncode, result.stdout) == (
        0,
        "System check identified no issues (1 silenced).\n",
    )


def test_dotenv_is_read(project, dotenv):
    dotenv.write_text("TIME_ZONE=Europe/Paris\n")
    assert setting(project, "TIME_ZONE") == "Europe/Paris"


def test_the_environment_wins_over_dotenv(project, dotenv):
    dotenv.write_text("TIME_ZONE=Europe/Paris\n")
    assert setting(project, "TIME_ZONE", TIME_ZONE="Asia/Tokyo") == "Asia/Tokyo"


def test_dotenv_wins_over_the_secrets_of_the_first_start(project, dotenv, secrets_file):
    dotenv.write_text("SECRET_KEY=of-dotenv\n")
    secrets_file.write_text("SECRET_KEY=of-the-first-start\n")
    assert setting(project, "SECRET_KEY") == "of-dotenv"


def test_the_secrets_of_the_first_start_are_read(project, secrets_file):
    secrets_file.write_text("SECRET_KEY=of-the-first-start\n")
    assert setting(project, "SECRET_KEY") == "of-the-first-start"


def test_an_empty_secret_counts_as_none(project):
    assert refusal(project, **PRODUCTION | {"SECRET_KEY": ""}) == (
        "SECRET_KEY must be a secret of your own when ENVIRONMENT is 'production'."
    )


def test_reading_settings_leaves_the_environment_alone(project, dotenv):
    dotenv.write_text("TIME_ZONE=Europe/Paris\n")
    program = "import os, mason.settings; raise SystemExit('TIME_ZONE' in os.environ)"
    assert run(project, "-c", program).returncode == 0


def test_reading_settings_writes_nothing(project):
    before = sorted(project.rglob("*"))
    run(project, "-B", "-c", "import mason.settings")
    assert sorted(project.rglob("*")) == before


def test_every_variable_is_explained_and_every_explained_one_is_read():
    source = (ROOT / "mason" / "settings.py").read_text()
    reading = r"(?:env\.[a-z]+\(|(?:whole_number|one_of|own_web_address)\(\s*env,)"
    read = set(re.findall(rf'{reading}\s*"([A-Z_]+)"', source))
    explained = re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(explained) == sorted(read)


def test_the_example_can_be_used_as_it_is(project, dotenv):
    dotenv.write_text((ROOT / ".env.example").read_text())
    assert setting(project, "ENVIRONMENT") == "development"


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("ENVIRONMENT", "ENVIRONMENT"),
        ("DEBUG", "DEBUG"),
        ("ALLOWED_HOSTS", "ALLOWED_HOSTS"),
        ("TRUST_PROXY_HEADERS", "TRUST_PROXY_HEADERS"),
        ("HSTS_SECONDS", "SECURE_HSTS_SECONDS"),
        ("LOG_LEVEL", "LOGGING"),
        ("TIME_ZONE", "TIME_ZONE"),
        ("API_REQUESTS_PER_MINUTE", "API_REQUESTS_PER_MINUTE"),
        ("API_BODY_BYTES", "DATA_UPLOAD_MAX_MEMORY_SIZE"),
        ("API_SUGGESTIONS_PER_BATCH", "API_SUGGESTIONS_PER_BATCH"),
        ("API_LOG_LINES_PER_BATCH", "API_LOG_LINES_PER_BATCH"),
        ("API_CLAIMED_AT_ONCE", "API_CLAIMED_AT_ONCE"),
        ("DATABASE_PREPARED_STATEMENTS", "PREPARED_STATEMENTS"),
        ("ANTHROPIC_MODEL", "ANTHROPIC_MODEL"),
        ("OPENAI_MODEL", "OPENAI_MODEL"),
        ("PROVIDER_TIMEOUT_SECONDS", "PROVIDER_TIMEOUT_SECONDS"),
        ("PROVIDER_AT_ONCE", "PROVIDER_AT_ONCE"),
        ("PROVIDER_RETRIES", "PROVIDER_RETRIES"),
        ("PROVIDER_OUTPUT_TOKENS", "PROVIDER_OUTPUT_TOKENS"),
        ("REVIEW_TOKEN_BUDGET", "REVIEW_TOKEN_BUDGET"),
    ],
)
def test_the_defaults_in_the_example_are_the_defaults(project, variable, name):
    example = (ROOT / ".env.example").read_text()
    (value,) = re.findall(rf"^# {variable}=(.+)$", example, re.MULTILINE)
    others = PRODUCTION if variable == "HSTS_SECONDS" else {}
    assert setting(project, name, **others | {variable: value}) == setting(project, name, **others)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("many", "API_REQUESTS_PER_MINUTE must be a whole number."),
        ("0", "API_REQUESTS_PER_MINUTE must be at least 1."),
    ],
)
def test_a_limit_of_the_api_is_a_whole_number(project, value, message):
    assert refusal(project, API_REQUESTS_PER_MINUTE=value) == message


def test_statements_are_prepared_unless_the_pooler_cant():
    source = "from mason.settings import DATABASES; print(DATABASES['default']['OPTIONS'])"
    assert run(ROOT, "-c", source).stdout.strip() == "{'prepare_threshold': 0}"
    switched_off = run(ROOT, "-c", source, DATABASE_PREPARED_STATEMENTS="false")
    assert switched_off.stdout.strip() == "{'prepare_threshold': None}"


@pytest.mark.parametrize("address", ["mason.example.org", "https://", "https://a; script-src *"])
def test_live_url_must_be_a_web_address(project, address):
    assert refusal(project, LIVE_URL=address) == (
        "LIVE_URL must be a web address: begin it with https:// and a host."
    )


def test_live_url_has_no_slash_at_its_end(project):
    assert setting(project, "LIVE_URL", LIVE_URL="https://a.example.org/live/") == (
        "https://a.example.org/live"
    )
