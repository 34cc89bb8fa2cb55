"""The addresses of caseload."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
