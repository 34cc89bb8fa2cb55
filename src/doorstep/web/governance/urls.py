"""The addresses of governing records."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
