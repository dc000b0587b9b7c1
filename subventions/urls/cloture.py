"""Closing a statement, and what is kept of it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
