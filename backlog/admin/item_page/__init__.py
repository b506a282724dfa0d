"""The page of one item: panels that are read, a form that edits, a history."""
