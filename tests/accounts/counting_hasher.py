"""A quick hasher of passwords that notes what it hashes."""

from django.contrib.auth.hashers import MD5PasswordHasher

hashed: list[str] = []


class CountingHasher(MD5PasswordHasher):
    """Django's quickest hasher, under a name of its own."""

    algorithm = "counting"

    def encode(self, password: str, salt: str) -> str:
        hashed.append(password)
        return super().encode(password, salt)
