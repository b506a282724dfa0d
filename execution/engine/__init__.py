"""Carries items out on this machine, from the checkout to the pull request."""
