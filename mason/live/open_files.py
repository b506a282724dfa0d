"""How many files and connections the process may have open."""

import resource


def allow_open_files(number: int) -> None:
    """Raise the process's limit to this, or as far as its user may; it's never lowered."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        number = min(number, hard)
    if resource.RLIM_INFINITY != soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
