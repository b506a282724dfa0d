"""Database functions for column defaults, spelled as the documented tables spell them."""

from django.db import models


class TransactionNow(models.Func):
    """`now()`: when the transaction began. Django's own `Now` is the statement's time."""

    function = "now"
    output_field = models.DateTimeField()


class ClockNow(models.Func):
    """`clock_timestamp()`: the moment itself, also within a long transaction."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()
