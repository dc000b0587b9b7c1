"""Where anybody checks a paper."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
