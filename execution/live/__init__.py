"""Who listens to executions: one connection that hears of changes, and all who want to know.

No model is used here: what is read stands in statements of its own, on that one connection.
"""
