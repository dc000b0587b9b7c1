"""The life of a statement before it is closed: transmitted, answered, taken back."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
