"""The WSGI application: admin and API."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mason.settings")

application = get_wsgi_application()
