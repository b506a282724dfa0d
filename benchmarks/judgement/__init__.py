"""How well the filter judges a set of suggestions that people labelled."""
