"""Triage: going through the new items one after another, by the keyboard alone."""
