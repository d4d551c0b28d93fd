"""A site that also answers services by the fields they are asked with, and can stand behind a wall."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Self
from urllib.parse import parse_qs, urlsplit

from tests.crawler.site import Answer, Site

WALL = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"
Service = Callable[[Mapping[str, str]], str]


class Town(Site):
    """Answers GET and POST, paths and services."""

    def __init__(self) -> None:
        super().__init__()
        self.services: dict[str, Service] = {}
        """Method and path → what answers it; the fields are those of address, form and JSON together."""
        self.headers: dict[str, dict[str, str]] = {}
        """Path of a service → headers of its answers."""
        self.is_walled = False
        """True when everything but robots.txt answers with a wall."""

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Self]:
        """Give a town that answers, and close it."""
        town = cls()
        town.start()
        try:
            yield town
        finally:
            town.stop()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        base = super()._handler()

        class Handler(base):  # type: ignore[misc, valid-type]  # made anew for each site
            def do_POST(self) -> None:  # noqa: N802 # the name that the base class asks for
                self.do_GET()

        return Handler

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer a service by its fields, anything else by its path."""
        parts = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        service = self.services.get(f"{request.command} {parts.path}")
        if self.is_walled and parts.path != "/robots.txt":
            self.answers[request.path] = Answer(body=WALL.encode(), status=521, validators=False)
        elif service is not None:
            fields = _fields(parts.query) | (json.loads(body) if body.startswith("{") else _fields(body))
            # No server heeds conditions at a POST.
            self.answers[request.path] = Answer(
                body=service(fields).encode(),
                validators=request.command == "GET",
                headers=self.headers.get(parts.path, {}),
            )
        super().answer(request)


def _fields(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
