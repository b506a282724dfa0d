"""Looks for what has expired and only takes room."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from execution.models import RemoteExecutionRun
from mason.doctor.examination import Result


def examine_leftovers() -> Result:
    """Count what has expired; none of it is wrong."""
    now = timezone.now()
    sessions = Session.objects.filter(expire_date__lt=now).count()
    keys = RemoteExecutionRun.objects.filter(
        idempotency_key__isnull=False, idempotency_expires_at__lt=now
    ).count()
    found = [
        (sessions, "sessions have expired; manage.py clearsessions removes them"),
        (keys, "idempotency keys of remote runs have expired"),
    ]
    return Result(notes=[f"{count} {what}" for count, what in found if count])
