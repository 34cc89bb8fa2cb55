"""The addresses of a child's photographs of documents."""

from django.urls import path

from doorstep.web.phone.views import photographs

urlpatterns = [
    path("", photographs.photographs, name="photographs"),
    path("new/", photographs.add_photograph, name="add-photograph"),
    path("<int:pk>/", photographs.photograph, name="photograph"),
    path("<int:pk>/picture/", photographs.picture, name="photograph-picture"),
]
