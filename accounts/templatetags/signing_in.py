"""What the login page asks about the ways to sign in."""

from django import template
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import reverse

from accounts.github import is_configured

register = template.Library()


@register.simple_tag
def github_sign_in_url(next_page: str = "") -> str:
    """Give the address that starts signing in with GitHub; empty when that isn't set up."""
    if not is_configured():
        return ""
    query = {REDIRECT_FIELD_NAME: next_page} if next_page else None
    return reverse("github_sign_in:start", query=query)
