import pytest

from execution.engine.git.redaction import redacted


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("from https://user:pw@host/x", "from https://[redacted]@host/x"),
        ("from 'HTTPS://ghp_abc@host/x'", "from 'HTTPS://[redacted]@host/x'"),
        ("https://a:p@ss@host/x", "https://[redacted]@host/x"),
        ("ssh://git:pw@host/x", "ssh://git:[redacted]@host/x"),
        ("ssh://git@host/x", "ssh://git@host/x"),
        ("git@host:owner/name", "git@host:owner/name"),
        ("https://host/a@b", "https://host/a@b"),
        ("the token T0ken, again T0ken", "the token [redacted], again [redacted]"),
    ],
)
def test_secrets_and_passwords_in_addresses_are_taken_out(text, safe):
    assert redacted(text, ["T0ken", ""]) == safe
