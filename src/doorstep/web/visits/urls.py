"""The addresses of visits, calls and contacts."""

from django.urls import URLPattern, path

from doorstep.web.visits import views

CHILD = "children/<str:child_id>"
urlpatterns: list[URLPattern] = [
    path(f"{CHILD}/visits/new/", views.record_visit, name="record-visit"),
    path(f"{CHILD}/calls/new/", views.record_call, name="record-call"),
    path(f"{CHILD}/contacts/new/", views.record_contact, name="record-contact"),
    path(f"{CHILD}/visits/<int:pk>/", views.visit, name="visit"),
    path(f"{CHILD}/visits/<int:pk>/correct/", views.correct, name="correct-visit"),
]
