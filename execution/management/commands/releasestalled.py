"""`manage.py releasestalled`: what nobody works on any more is given back."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.actors import Actor
from execution.services.leases import find_stalled, release_stalled


class Command(BaseCommand):
    """Gives items back whose claimed attempt hasn't moved for 15 minutes."""

    help = "Give items back whose run hasn't reported for 15 minutes. For a schedule."

    def handle(self, *args: Any, **options: Any) -> None:
        """Release them, and say how many."""
        operator = Actor.operator()
        released = release_stalled(item_ids=find_stalled(actor=operator), actor=operator)
        self.stdout.write(f"Gave {len(released)} items back.", self.style.SUCCESS)
