"""Titres, payments and the sheets handed to the treasury."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
