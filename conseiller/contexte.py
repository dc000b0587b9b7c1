"""What every page needs to know."""

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {}
