"""Numbered pages."""

from rest_framework.pagination import PageNumberPagination


class CountedPages(PageNumberPagination):
    """Pages with the count of all rows; `limit` is how many one page holds."""

    page_size = 50
    page_size_query_param = "limit"
