"""The addresses of a child's record."""

from django.urls import path

from doorstep.web.caseload import glass_views, restricting_views, views

CHILD = "children/<str:child_id>/"

urlpatterns = [
    path(CHILD, views.child, name="child"),
    path(f"{CHILD}timeline/", views.timeline, name="timeline"),
    path(f"{CHILD}readers/", views.readers, name="readers"),
    path(f"{CHILD}warnings/", views.warnings, name="warnings"),
    path(f"{CHILD}share-arrangements/", views.share_arrangements, name="share-arrangements"),
    path(f"{CHILD}restrict/", restricting_views.restrict, name="restrict"),
    path("break-glass/", glass_views.break_glass, name="break-glass"),
]
