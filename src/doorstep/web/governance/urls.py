"""The addresses of governing records."""

from django.urls import path

from doorstep.web.governance.views import access, disposals, entries, records, start

CHILD = "children/<str:child_id>/"
REQUEST = f"{CHILD}requests/<int:pk>/"

urlpatterns = [
    path("", start.home, name="records"),
    path("due/", start.due, name="records-due"),
    path("holds/", start.holds, name="records-holds"),
    path("schedule/", start.schedule, name="retention-schedule"),
    path("disposed/", start.disposed, name="disposed"),
    path("disposals/", disposals.disposals, name="disposals"),
    path("disposals/<int:pk>/", disposals.disposal, name="disposal"),
    path(CHILD, records.record, name="records-child"),
    path(REQUEST, access.request_page, name="access-request"),
    path(f"{REQUEST}pack/<str:whose>/", access.pack, name="access-pack"),
    path(f"{REQUEST}names/", entries.names, name="access-names"),
    path(f"{REQUEST}entries/", entries.entries, name="access-entries"),
    path(f"{REQUEST}entries/<int:number>/", entries.entry, name="access-entry"),
]
