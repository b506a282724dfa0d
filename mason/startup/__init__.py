"""From a fresh clone to a served Mason, step by step; everything here runs before any request."""
