"""The 13 tables as the document describes them, to be compared with a live database."""

from mason.database.contract.comparison import differences, notes
from mason.database.contract.report import Difference, Note
from mason.database.contract.tables import CONTRACT
from mason.database.contract.times import unreadable_times

__all__ = ["CONTRACT", "Difference", "Note", "differences", "notes", "unreadable_times"]
