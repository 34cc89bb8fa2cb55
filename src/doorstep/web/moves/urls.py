"""The addresses of moves from one person to another."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
