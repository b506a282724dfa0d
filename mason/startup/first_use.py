"""What a new installation gets once: a curator to sign in as, and a review to decide on."""

import re
import secrets
import sys
from pathlib import Path
from signal import SIGINT
from typing import Final

from django.conf import settings

from accounts.exceptions import BadRemote
from accounts.models import User
from accounts.remotes import parse_remote
from accounts.services.users import create_curator
from backlog.choices import AnalysisStatus
from backlog.intake.checkout import Checkout
from backlog.models import AnalysisRun
from mason.processes.children import Child, Program
from mason.startup.saying import Say

FIRST_CURATOR: Final = "curator"
PASSWORD_BYTES: Final = 15
REVIEW_STOP_SECONDS: Final = 10.0
LOCAL_OWNER: Final = "local"


def ensure_curator(say: Say) -> None:
    """Make the first curator if there is no user at all, and say the password this once."""
    if User.objects.exists():
        return
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    create_curator(github_username=FIRST_CURATOR, password=password)
    say(f"Made the first curator. User name: {FIRST_CURATOR}  Password: {password}")
    say(f"  Shown only now; `manage.py changepassword {FIRST_CURATOR}` sets another.")


def ensure_review(say: Say) -> None:
    """Review this checkout if that was never done; a review that fails doesn't stop Mason."""
    curator = User.objects.deciding().order_by("created_at").first()
    remote = _remote_name()
    repository = remote or f"{LOCAL_OWNER}/{_slug(settings.BASE_DIR)}"
    if curator is None or _was_reviewed(repository):
        return
    say(f"Reviewing this checkout as {repository}")
    named = [] if remote else [f"--repository={repository}"]
    review = Child(_review_program(curator, *named))
    try:
        code = review.process.wait()
    finally:
        review.stop()
    if code != 0:
        say("The review failed; the reason is above. Mason starts all the same.")


def _remote_name() -> str | None:
    """Return owner/name from the checkout's git remote; None without one that has both."""
    remote = Checkout.at(settings.BASE_DIR).remote_url
    try:
        return parse_remote(remote).full_name if remote else None
    except BadRemote:
        return None


def _slug(folder: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-") or "mason"


def _was_reviewed(repository: str) -> bool:
    return AnalysisRun.objects.filter(
        repository__github_full_name__iexact=repository, status=AnalysisStatus.COMPLETED
    ).exists()


def _review_program(curator: User, *options: str) -> Program:
    path, user = str(settings.BASE_DIR), curator.github_username
    return Program(
        name="The review",
        command=[sys.executable, "manage.py", "review", path, f"--user={user}", *options],
        stop_signal=SIGINT,
        grace=REVIEW_STOP_SECONDS,
        folder=settings.BASE_DIR,
    )
