"""What can keep Mason from starting or from going on."""


class StartFailed(Exception):
    """Mason can't start or go on; the message says why and what to do."""
