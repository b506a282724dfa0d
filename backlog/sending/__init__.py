"""What is sent of a checkout to a model that can't look at it by itself.

Only text that git tracks, and nothing that looks like a secret.
"""
