"""The addresses of policies."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
