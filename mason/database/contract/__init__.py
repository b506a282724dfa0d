"""The 13 tables as the document describes them, to be compared with a live database."""

from mason.database.contract.comparison import differences, notes
from mason.database.contract.report import Difference, Note
from mason.database.contract.tables import CONTRACT

__all__ = ["CONTRACT", "Difference", "Note", "differences", "notes"]
