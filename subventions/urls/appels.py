"""Part payments, agreed adjustments, exit balances, end of the year."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
