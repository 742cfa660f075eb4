"""What stands before the studio: whose request it is, where it comes from, how large it is, what may answer it.

Cross-site requests are told by Sec-Fetch-Site, else by Origin against Host, as in Go's
http.CrossOriginProtection (F. Valsorda, "Cross-Site Request Forgery", 2025): a browser always sends one of
them with a request that changes something, and what sends neither is no browser.
"""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 300_000  # a scenario is 256 kB at most; a form says a little more
READING = ("GET", "HEAD", "OPTIONS")
COOKIE = "gigaplan_token"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# a report carries its own script and is shown as a stranger's page: no cookies, no requests, no studio
REPORT_POLICY = (
    "sandbox allow-scripts allow-popups allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; worker-src blob:; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Door:
    """Who may come in: the host names the studio is known by, or whoever has the token where there is one."""

    hosts: frozenset[str]
    token: str | None = None


class Guard:
    """Refuses what should not reach the studio, and puts the headers of safety on every answer."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope, receive)
        refusal = self._refusal(request)
        body = b""
        if refusal is None and request.method not in READING:
            refusal, body = await _body(request)
        await (refusal or self.app)(scope, _replay(body, receive), sealed)

    def _refusal(self, request: Request) -> Response | None:
        """Return why a request may not come in; nothing where it may."""
        host = request.headers.get("host", "")
        if self.door.token is None and host not in self.door.hosts:
            return _refuse(421, f"this studio is reached as {' or '.join(sorted(self.door.hosts))}")
        if self.door.token is not None:
            asked = _asked_for_token(request, self.door.token)
            if asked is not None:
                return asked
        if request.method in READING:
            return None
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None:
            foreign = site not in ("same-origin", "none")
        else:
            foreign = origin is not None and urlsplit(origin).netloc != host
        return _refuse(403, "a request from another site is not answered") if foreign else None


def _asked_for_token(request: Request, token: str) -> Response | None:
    """Return what to answer where the token is missing or just given; nothing where the cookie has it."""
    if secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), token.encode()):
        return None
    given = request.query_params.get("token", "")
    if not secrets.compare_digest(given.encode(), token.encode()):
        return _refuse(401, "open the link that `gigaplan studio` printed; it carries the token")
    rest = urlencode([(name, one) for name, one in request.query_params.multi_items() if name != "token"])
    answer = RedirectResponse(
        "/" + request.url.path.lstrip("/") + (f"?{rest}" if rest else ""), status_code=303
    )
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict")
    return answer


async def _body(request: Request) -> tuple[Response | None, bytes]:
    """Return the body of a request, or why it is too large; no more than the limit is ever held."""
    too_large = _refuse(413, f"at most {LARGEST_BODY // 1000} kB are taken")
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > LARGEST_BODY:
        return too_large, b""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            return too_large, b""
    return None, bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _refuse(status: int, why: str) -> Response:
    return PlainTextResponse(f"{why}\n", status_code=status)
