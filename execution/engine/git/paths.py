"""Paths as git gives them: bytes, which need not be text."""


def decoded(path: bytes) -> str:
    """Give a path as text; bytes that aren't UTF-8 become lone surrogates."""
    return path.decode("utf-8", "surrogateescape")


def encoded(path: str) -> bytes:
    """Give the bytes of a path that `decoded` gave."""
    return path.encode("utf-8", "surrogateescape")


def decoded_list(output: bytes) -> list[str]:
    """Give the paths of an output that has a NUL after each."""
    return [decoded(path) for path in output.split(b"\0") if path]


def encoded_list(paths: list[str]) -> bytes:
    """Give an input with a NUL after each path."""
    return b"".join(encoded(path) + b"\0" for path in paths)


def shown(path: str) -> str:
    """Give a path for people, on one line and in valid Unicode."""
    text = encoded(path).decode("utf-8", "replace")
    return text if text.isprintable() else ascii(text)[1:-1]
