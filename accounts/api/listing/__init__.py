"""Lists of the API: what may be asked of them, in which order, page by page, as JSON.

A list is one SQL statement. Django makes it, from a queryset with its scope, filters and order;
its text is kept, so that the next request of the same kind only runs it. Its rows become JSON
without passing through model instances; the bytes are those that the serializer would give.
"""
