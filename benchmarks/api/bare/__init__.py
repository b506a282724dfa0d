"""The reference E: what a Python server without a framework does with the same questions."""
