"""The addresses of sign-in and of one's own account."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
