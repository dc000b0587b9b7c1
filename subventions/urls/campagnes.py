"""The statements of every agreement at once."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
