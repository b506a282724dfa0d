"""Which texts look as if they held a secret. What looks like one here is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.sending.secret_texts import line_of_secret

RANDOM = "q7Xv2LmPz9Kd4RtYw8Bn3Hc6Jf5Sg1Va0EuQiToPaZ"
HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        "-----BEGIN PRIVATE KEY-----",
        "PuTTY-User-Key-File-3: ssh-ed25519",
        "AKIA" + "Q7XV2LMPZ9KD4RTY",
        "ghp_" + RANDOM[:36],
        "github_pat_" + RANDOM[:30],
        "glpat-" + RANDOM[:20],
        "sk-" + RANDOM[:32],
        "sk-ant-api03-" + RANDOM,
        "sk-proj-" + RANDOM,
        "sk_live_" + RANDOM[:24],
        "whsec_" + RANDOM[:32],
        "xoxb-" + "123456789012-abcdef",
        "https://hooks.slack.com/services/" + "T0123ABCD/B0/x",
        "AIza" + RANDOM[:35],
        "GOCSPX-" + RANDOM[:28],
        "npm_" + RANDOM[:36],
        "hf_" + RANDOM[:34],
        "mason_" + RANDOM,
        "SG." + RANDOM[:22] + "." + RANDOM,
        "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0In0." + RANDOM,
        "123456789:" + RANDOM[:35],
        "AccountKey=" + RANDOM + RANDOM + "==",
    ],
)
def test_known_form_is_found(line):
    assert line_of_secret(f"first line\nKEY: {line}\n") == 2


@pytest.mark.parametrize(
    "line",
    [
        f'SECRET_KEY = "{RANDOM}"',
        f"api_key: '{HEX}'",
        f'"accessToken": "{HEX}"',
        f"API_TOKEN={HEX}",
        f"client_secret: {HEX}  # of the shop",
        f'headers["X-Api-Key"] = "{HEX}"',
        f"private_key => `{HEX}`",
        'password = "tr0ub4dor&3"',
        'DB_PASSWD: "G7!tq92LmPz"',
        "postgres://shop:Sw0rdf1sh@db.example.org/shop",
        "redis://:letmein42@cache:6379",
    ],
)
def test_random_value_of_something_secret_is_found(line):
    assert line_of_secret(line) == 1


@pytest.mark.parametrize(
    "line",
    [
        "token = get_token(request)",
        'password = os.environ["DB_PASSWORD"]',
        'SECRET_KEY = env.str("SECRET_KEY")',
        'API_KEY = "your-api-key-goes-here-1"',
        'password = "changeme123"',
        'token = "<the token of the shop, 2 parts>"',
        'secret_name = "shop_settings_secret_name"',
        "password: str = Field(min_length=12)",
        "postgres://postgres:postgres@localhost/shop",
        "https://user:password@example.org/",
        "https://example.org:8443/path@2",
        f'digest = "{HEX}"',
        f"sha256:{HEX}",
        "mason_ai_provider_keys_user_id_provider_key_of_all",
        "the sk-learn-compatible-estimators-of-the-shop",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
    ],
)
def test_other_text_is_let_through(line):
    assert line_of_secret(line) is None


@given(
    st.text(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=36, max_size=36
    ),
    st.text("abc =:\"'\n", max_size=40),
)
def test_token_is_found_whatever_stands_before_it(token, before):
    assert line_of_secret(f"{before} ghp_{token}") == before.count("\n") + 1
