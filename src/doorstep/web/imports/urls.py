"""The addresses of data that comes in."""

from django.urls import URLPattern, path

from doorstep.web.imports.views import add_child, doubles, imports, quality, questions

urlpatterns: list[URLPattern] = [
    path("", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="new-import"),
    path("imports/<int:pk>/", imports.one_import, name="import"),
    path("imports/<int:pk>/refused/", imports.import_refused, name="import-refused"),
    path("imports/<int:pk>/<str:what>/", imports.import_children, name="import-children"),
    path("missing/", questions.questions, name="questions"),
    path("missing/<int:pk>/", questions.question, name="question"),
    path("differences/", questions.differences, name="differences"),
    path("differences/<int:pk>/", questions.difference, name="difference"),
    path("children/new/", add_child.add_child, name="add-child"),
    path("quality/", quality.quality, name="quality"),
    path("doubles/", doubles.doubles, name="doubles"),
    path("doubles/<str:child_id>/<str:other_id>/", doubles.double, name="double"),
    path("merges/<int:pk>/undo/", doubles.undo_merge, name="undo-merge"),
]
