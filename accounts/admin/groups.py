"""Groups of users, as Django has them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group

from accounts.admin.access import AdministratorAdmin

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, AdministratorAdmin):  # type: ignore[misc]  # as Unfold says
    """Groups; nothing depends on their permissions yet."""

    addable = True
    changeable = True
    when_empty = "Groups gather users. Add one when you have users to tell apart."
    list_display: Any = ["name"]
