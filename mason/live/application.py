"""The ASGI application of the live process: streams of progress, and MCP over HTTP."""

import mason.wsgi  # noqa: F401 - sets Django up, which the rest needs

# isort: split
from mason.live.endpoints import make_application

application = make_application()
