"""Examines the settings, and whether what they encrypt can be read."""

from typing import Final

from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Tags, run_checks

from accounts.exceptions import UnreadableProviderKey
from accounts.models import AIProviderKey
from accounts.services.provider_keys import read_provider_key
from mason.doctor.examination import Result

LISTED_KEYS: Final = 20
"""How many unreadable provider keys are listed one by one."""


def examine_settings() -> Result:
    """Run Django's and Mason's checks of security; in production those for deployment too."""
    messages = run_checks(tags=[Tags.security], include_deployment_checks=settings.PRODUCTION)
    wrong = [
        _line(message)
        for message in messages
        if message.level >= WARNING and not message.is_silenced()
    ]
    if settings.ENCRYPTION_KEYS:
        return Result(wrong)
    note = "ENCRYPTION_KEYS is empty, so AI provider keys can't be stored"
    return Result(wrong, [note])


def examine_provider_keys() -> Result:
    """Decrypt every stored provider key."""
    rows = AIProviderKey.objects.select_related("user").order_by("id")
    if not settings.ENCRYPTION_KEYS:
        stored = rows.count()
        line = f"{stored} AI provider keys are stored, but ENCRYPTION_KEYS is empty"
        return Result([f"{line}; mend: put the keys back that encrypted them"] if stored else [])
    unreadable = [row for row in rows.iterator() if not _is_readable(row)]
    lines = [
        f"{AIProviderKey._meta.db_table}, row {row.pk}: can't be decrypted with ENCRYPTION_KEYS;"
        " mend: put the key back that encrypted it, or enter the provider key anew"
        for row in unreadable[:LISTED_KEYS]
    ]
    if len(unreadable) > LISTED_KEYS:
        lines.append(f"{len(unreadable) - LISTED_KEYS} more AI provider keys can't be decrypted")
    return Result(lines)


def _is_readable(row: AIProviderKey) -> bool:
    try:
        read_provider_key(row)
    except UnreadableProviderKey:
        return False
    return True


def _line(message: CheckMessage) -> str:
    mend = f"; mend: {message.hint}" if message.hint else ""
    return f"{message.msg.removesuffix('.')} ({message.id}){mend}"
