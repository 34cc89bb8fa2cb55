"""The addresses of documents for the case management system."""

from django.urls import path

from doorstep.web.documents import tables_page, views

ALL = "children/<str:child_id>/documents/"
ONE = f"{ALL}<str:kind>/<int:pk>/"

urlpatterns = [
    path("documents/to-copy/", views.to_copy, name="to-copy"),
    path("documents/tables/", tables_page.visit_tables, name="visit-tables"),
    path(ALL, views.documents, name="documents"),
    path(ONE, views.document, name="document"),
    path(f"{ONE}word/", views.word, name="document-word"),
    path(f"{ONE}pdf/", views.pdf, name="document-pdf"),
    path(f"{ONE}copied/", views.mark_copied, name="mark-copied"),
]
