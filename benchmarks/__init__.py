"""What `make bench` runs: a big backlog, and how long its pages take.

Importing it sets Django up, so that each module can be run with `python -m`.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mason.settings")
django.setup()
