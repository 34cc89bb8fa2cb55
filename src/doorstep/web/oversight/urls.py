"""The addresses of the auditors' pages."""

from django.urls import path

from doorstep.web.oversight import views

urlpatterns = [
    path("", views.log, name="audit"),
    path("<int:pk>/", views.event, name="audit-event"),
    path("export/", views.export, name="audit-export"),
    path("state/", views.state, name="audit-state"),
    path("state/check/", views.check, name="audit-check"),
    path("break-glass/", views.openings, name="break-glass-openings"),
    path("break-glass/<int:pk>/", views.opening, name="break-glass-opening"),
]
