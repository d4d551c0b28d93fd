"""The desk: who may open the pages that change the archive."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from archive.captures import Captures
from archive.config import load_config
from archive.db import connect
from archive.errors import AskedWrongly
from archive.web.app import create_app
from archive.web.desk import desk, desk_link, who
from archive.web.guard import door

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have another HTTP library than the one that is installed
    from starlette.testclient import TestClient

Open = Callable[..., TestClient]


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Open]:
    """Opens the pages of an archive with `[web]` as given, with one desk page more that says who is there."""
    with ExitStack() as stack:

        def open_(ip: str = "127.0.0.1", **web: str) -> TestClient:
            lines = [f'{key} = "{value}"' for key, value in web.items()]
            (tmp_path / "jianbao.toml").write_text("\n".join(["[web]", *lines]), encoding="utf-8")
            config = load_config(tmp_path, environment={})
            engine = connect(config.database)
            stack.callback(engine.dispose)
            captures = Captures(engine, config.captures)
            stack.callback(captures.close)
            app = create_app(engine, captures, config, clock=lambda: datetime(2026, 3, 11, tzinfo=UTC))
            app.routes.append(Route("/for-the-desk", door(desk(_say_who)), methods=["GET", "POST"]))
            client = TestClient(app, base_url=web.get("public_url", "http://localhost"), client=(ip, 50000))
            return stack.enter_context(client)

        yield open_


def _say_who(request: Request) -> Response:
    return PlainTextResponse(who(request))


def _link(tmp_path: Path, name: str = "李编辑") -> str:
    return desk_link(load_config(tmp_path, environment={}), name)


def test_own_machine(pages: Open) -> None:
    """Whoever opens the pages on the machine itself is at the desk."""
    assert pages().get("/for-the-desk").text == "desk"


@pytest.mark.parametrize(
    ("ip", "web", "headers"),
    [
        ("192.0.2.7", {}, {}),
        ("127.0.0.1", {"public_url": "https://news.example.org"}, {}),
        ("127.0.0.1", {}, {"x-forwarded-for": "192.0.2.7"}),
        ("127.0.0.1", {"desk": "link"}, {}),
        ("127.0.0.1", {"desk": "off"}, {}),
    ],
)
def test_a_reader_is_told_the_way(pages: Open, ip: str, web: dict[str, str], headers: dict[str, str]) -> None:
    """A reader from elsewhere, through a proxy, or where a link is asked for, is refused and told of the link."""
    answer = pages(ip, **web).get("/for-the-desk", headers=headers)
    assert answer.status_code == 400
    assert "jianbao desk" in answer.text


def test_a_link_lets_in(pages: Open, tmp_path: Path) -> None:
    """The link of the command leads in, under the name it was made for, and stays good by its cookie."""
    client = pages("192.0.2.7", public_url="https://news.example.org")
    answer = client.get(_link(tmp_path), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "secure"))
    assert client.get("/for-the-desk").text == "李编辑"


def test_a_changed_link_does_not(pages: Open, tmp_path: Path) -> None:
    """A link with one character changed is not taken, nor is a cookie that somebody made up."""
    client = pages("192.0.2.7")
    link = _link(tmp_path)
    # Not the last one: of its six bits some carry nothing.
    assert client.get(f"{link[:-5]}{'A' if link[-5] != 'A' else 'B'}{link[-4:]}").status_code == 404
    client.cookies.set("desk", "made-up")
    assert client.get("/for-the-desk").status_code == 400


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_a_form_of_another_site(pages: Open, headers: dict[str, str]) -> None:
    """A form that another site's page sends in the owner's name is refused; our own is taken."""
    client = pages()
    assert client.post("/for-the-desk", headers=headers).status_code == 400
    own: dict[str, Any] = {"sec-fetch-site": "same-origin", "origin": "http://localhost"}
    assert client.post("/for-the-desk", headers=own).text == "desk"


def test_a_link_needs_a_name(tmp_path: Path) -> None:
    """A link for nobody is not made."""
    with pytest.raises(AskedWrongly, match="needs a name"):
        _link(tmp_path, "  ")
