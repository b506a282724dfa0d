"""The addresses of the live pages, below the admin's own."""

from django.urls import path

from execution.admin.live import pages
from execution.admin.live.answering import data, page
from execution.admin.live.cancelling import cancel

app_name = "execution_live"

urlpatterns = [
    path("", page(pages.live), name="list"),
    path("worker.js", data(pages.worker), name="worker"),
    path("state.json", data(pages.list_state), name="list_state"),
    path("<uuid:item_id>/", page(pages.item), name="item"),
    path("<uuid:item_id>/cancel/", cancel, name="cancel"),
    path("<uuid:item_id>/state.json", data(pages.item_state), name="item_state"),
    path("<uuid:item_id>/log.json", data(pages.item_log), name="item_log"),
]
