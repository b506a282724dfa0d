import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.exceptions import BadRemote
from accounts.remotes import REMOTE_PATTERN, RemoteName, parse_remote

LOCAL = "The remote is a folder of this machine, not a repository on a host."
RIGHT = "Give owner/name, https://github.com/owner/name or git@github.com:owner/name.git."

owners = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}", fullmatch=True)
names = st.from_regex(r"[A-Za-z0-9._-]{1,100}", fullmatch=True).filter(
    lambda name: name not in {".", ".."} and not name.endswith(".git")
)
forms = st.sampled_from(
    [
        "{owner}/{name}",
        "https://github.com/{owner}/{name}",
        "https://github.com/{owner}/{name}.git",
        "https://github.com/{owner}/{name}/",
        "https://user:p%40ss@github.com/{owner}/{name}.git",
        "http://github.com:8080/{owner}/{name}",
        "ssh://git@github.com:22/{owner}/{name}.git",
        "ssh://github.com/{owner}/{name}",
        "git+ssh://git@github.com/{owner}/{name}.git",
        "git://github.com/{owner}/{name}.git",
        "git@github.com:{owner}/{name}.git",
        "github.com:{owner}/{name}",
        "  https://github.com/{owner}/{name}.git \n",
    ]
)


@given(forms, owners, names)
def test_every_form_gives_owner_and_name(form: str, owner: str, name: str) -> None:
    remote = parse_remote(form.format(owner=owner, name=name))

    assert (remote.owner, remote.name) == (owner, name)


@given(forms, owners, names)
def test_the_pattern_knows_every_form(form: str, owner: str, name: str) -> None:
    remote = form.format(owner=owner, name=name).strip()

    assert re.fullmatch(REMOTE_PATTERN, remote)


@given(st.from_regex(REMOTE_PATTERN, fullmatch=True))
def test_what_the_pattern_knows_is_read(text: str) -> None:
    owner, name = parse_remote(text).full_name.split("/")

    assert f"{owner}/{name}" in text


def outcome(text: str) -> str:
    try:
        return parse_remote(text).full_name
    except BadRemote as refusal:
        return str(refusal)


@given(st.text())
def test_any_text_is_a_name_or_refused(text: str) -> None:
    result = outcome(text)

    assert result.endswith(RIGHT) or result.count("/") == 1


@pytest.mark.parametrize(
    ("text", "remote", "page"),
    [
        ("acme/shop", RemoteName("acme", "shop"), ""),
        (
            "git@GitHub.com:acme/shop.git",
            RemoteName("acme", "shop", "github.com"),
            "https://github.com/acme/shop",
        ),
        (
            "https://me:secret@git.acme.example:8443/acme/shop.js",
            RemoteName("acme", "shop.js", "git.acme.example"),
            "https://git.acme.example/acme/shop.js",
        ),
    ],
)
def test_host_makes_the_page(text: str, remote: RemoteName, page: str) -> None:
    assert parse_remote(text) == remote
    assert parse_remote(text).html_url == page


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "The name of the repository is empty."),
        ("   ", "The name of the repository is empty."),
        ("shop", "The remote doesn't name one owner and one repository."),
        ("acme/shop/tree", "The remote doesn't name one owner and one repository."),
        ("https://github.com/acme", "The remote doesn't name one owner and one repository."),
        ("https://github.com/a/b/c", "The remote doesn't name one owner and one repository."),
        ("-acme/shop", "The remote's owner isn't a name that GitHub allows."),
        ("acme-/shop", "The remote's owner isn't a name that GitHub allows."),
        ("ac--me/shop", "The remote's owner isn't a name that GitHub allows."),
        (f"{'a' * 40}/shop", "The remote's owner isn't a name that GitHub allows."),
        ("acme/sh op", "The remote's repository isn't a name that GitHub allows."),
        ("acme/..", "The remote's repository isn't a name that GitHub allows."),
        ("acme/.git", "The remote's repository isn't a name that GitHub allows."),
        (f"acme/{'a' * 101}", "The remote's repository isn't a name that GitHub allows."),
        ("acme/schöp", "The remote's repository isn't a name that GitHub allows."),
        ("/srv/git/shop.git", LOCAL),
        ("../shop", LOCAL),
        ("~/shop", LOCAL),
        ("file:///srv/shop", LOCAL),
        ("C:\\shop", LOCAL),
        ("ftp://acme/shop", "The remote isn't an address of a kind that git hosts use."),
        ("https://ho_st!/acme/shop", "The remote's host isn't a host name."),
    ],
)  # fmt: skip
def test_refusal_says_what_is_wrong_and_right(text: str, reason: str) -> None:
    with pytest.raises(BadRemote) as refusal:
        parse_remote(text)

    assert str(refusal.value) == f"{reason} {RIGHT}"


@pytest.mark.parametrize(
    "text",
    [
        "https://me:hunter2@github.com/acme",
        "https://hunter2@github.com/a/b/c",
        "ssh://me:hunter2@host!/a/b",
        "ftp://me:hunter2@github.com/a/b",
        "me:hunter2@github.com:a/b/c",
    ],
)
def test_password_is_never_repeated(text: str) -> None:
    with pytest.raises(BadRemote) as refusal:
        parse_remote(text)

    assert "hunter2" not in str(refusal.value)
