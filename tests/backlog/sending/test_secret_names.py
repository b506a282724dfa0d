"""Which paths are those of files with secrets."""

import pytest

from backlog.sending.secret_names import names_secrets


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.example",
        ".ENV.production",
        ".envrc",
        ".envs/.local/.postgres",
        "deploy/prod.env",
        "server.pem",
        "certs/Server.KEY",
        "id_rsa",
        "keys/id_ed25519.pub",
        "deploy_rsa",
        "cert.p12",
        "cert.pfx",
        "vault.kdbx",
        "release.keystore",
        ".netrc",
        "home/.npmrc",
        ".pypirc",
        ".pgpass",
        ".git-credentials",
        ".htpasswd",
        ".aws/config",
        ".ssh/config",
        ".kube/cache",
        "config/credentials.yml.enc",
        "credentials",
        "secrets.py",
        "config/secrets/database",
        "service-account.json",
        "service_account_prod.json",
        "client_secret_123.json",
        "app-firebase-adminsdk-x.json",
        "config/api_tokens.yaml",
        "db-passwords.txt",
        "main.tfstate",
        "prod.tfvars",
        ".bash_history",
    ],
)
def test_path_of_secrets(path):
    assert names_secrets(path)


@pytest.mark.parametrize(
    "path",
    [
        "environment.py",
        "app/env.py",
        "src/keys.py",
        "tokens.py",
        "secret_santa.py",
        "password_reset.html",
        "keyboard.js",
        "monkey.ts",
        "docs/keyed.md",
        "service_accounts.py",
        "package.json",
        "settings.json",
    ],
)
def test_path_of_something_else(path):
    assert not names_secrets(path)
