"""Bind and serve: on this machine alone, or with a token where others can reach it."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from gigaplan.core.errors import Finding, InputError
from gigaplan.studio.app import create_app
from gigaplan.studio.guard import Door
from gigaplan.studio.launch import Launcher
from gigaplan.studio.store import ALIVE, Store

BACKLOG = 2048


@dataclass(frozen=True)
class Served:
    """Where the studio is reached: its link, with the token where it has one."""

    link: str
    token: str | None


def serve(
    root: Path, host: str, port: int, at_once: int, data: Path | None, told: Callable[[Served], None]
) -> int:
    """Serve the runs of a folder until Ctrl-C; return how many runs go on without it.

    told: called with the link before the first request. Raises InputError where the folder cannot be
    written, or the address cannot be bound.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _cannot("--folder", str(root), problem, "a folder that can be written") from problem
    listening = _bound(host, port)
    port = listening.getsockname()[1]
    token = None if _is_loopback(host) else secrets.token_urlsafe(24)
    names = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    door = Door(frozenset(f"{name}:{port}" for name in names), token)
    store = Store(root.resolve())
    app = create_app(Launcher(store, at_once=at_once, data=data.resolve() if data else None), door)
    everywhere = host in ("0.0.0.0", "::")
    shown = socket.gethostname() if everywhere else (f"[{host}]" if ":" in host else host)
    told(Served(f"http://{shown}:{port}/" + (f"?token={token}" if token else ""), token))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, backlog=BACKLOG, lifespan="off"
    )
    uvicorn.Server(config).run(sockets=[listening])
    return sum(run.state in ALIVE for run in store.runs())


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as problem:
        raise _cannot(
            "--host, --port", f"{host}:{port}", problem, "a free address of this machine"
        ) from problem
    return listening


def _cannot(where: str, got: str, problem: OSError, want: str) -> InputError:
    reason = problem.strerror or str(problem)
    found = Finding(where, f"{got} ({reason[:1].lower() + reason[1:]})", want, f"choose another with {where}")
    return InputError("the studio cannot start", [found])
