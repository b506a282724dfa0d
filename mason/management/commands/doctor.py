"""`manage.py doctor`: is this installation as it should be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mason.doctor.examination import Report, run
from mason.doctor.registry import EXAMINATIONS


class Command(BaseCommand):
    """Prints a line for everything that is wrong, with what would mend it."""

    help = (
        "Compare settings and database with what Mason needs and documents."
        " Changes nothing; exits 1 if anything is wrong."
    )
    # Some of Django's checks ask the database, which may be what is wrong.
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run every examination; raises CommandError if one found something wrong."""
        faults = 0
        for report in run(EXAMINATIONS):
            faults += self._print(report)
        if faults:
            raise CommandError(f"{faults} wrong.")
        self.stdout.write(self.style.SUCCESS("Nothing is wrong."))

    def _print(self, report: Report) -> int:
        name, result = report.examination.name, report.result
        if result is None:
            self.stdout.write(f"skipped  {name}: needs {report.missing} to be right")
            return 0
        if not result.wrong:
            self.stdout.write(f"ok       {name}")
        for line in result.wrong:
            self.stdout.write(self.style.ERROR(f"wrong    {line}"))
        for line in result.notes:
            self.stdout.write(f"note     {line}")
        return len(result.wrong)
