"""The addresses of data that comes in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
