"""How long the filter takes: judging, storing what was judged, and reading big reports."""
