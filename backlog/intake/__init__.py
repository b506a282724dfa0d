"""Reading half of a review: what an analyser or an agent says becomes suggestions to decide on.

Plain Python without the ORM: sources read files and return a `Reading`; services store it.
"""
