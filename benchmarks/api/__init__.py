"""How fast the API is beside references of its own: see README.md one folder up."""
