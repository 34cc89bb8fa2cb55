"""The addresses of being told."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
