"""The ASGI application: the same admin and API for servers that speak ASGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mason.settings")

application = get_asgi_application()
