"""How a text in Markdown will look, before it is saved."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from backlog.prd.rendering import rendered

LONGEST_PREVIEW: Final = 200_000
"""Characters of a text that is previewed."""


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Give the text `markdown` as HTML to put into the page; 413 for one that is too long."""
    markdown = request.POST.get("markdown", "")
    if len(markdown) > LONGEST_PREVIEW:
        refusal = f"The text has more than {LONGEST_PREVIEW:,} characters: too long to preview."
        return HttpResponse(refusal, status=413, content_type="text/plain; charset=utf-8")
    return HttpResponse(rendered(markdown))
