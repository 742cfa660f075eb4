"""The studio's application: its pages, its settings, and how it tells what went wrong."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException as RoutingException

from gigaplan.core.errors import Finding, GigaplanError
from gigaplan.plan.gap import DEFAULT_GAP
from gigaplan.studio.forms import anchor_of
from gigaplan.studio.guard import Door, Guard
from gigaplan.studio.launch import Launcher
from gigaplan.studio.store import Run, Store

WORDS = {
    "draft": "draft",
    "waiting": "waits for its turn",
    "running": "running",
    "stopping": "stopping",
    "stopped": "stopped",
    "interrupted": "interrupted",
    "done": "done",
    "failed": "no plan",
}


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("gigaplan.studio"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["words"] = WORDS
    made.globals["usual_gap"] = DEFAULT_GAP
    made.filters["anchor"] = anchor_of
    return made


WHOLE_PAGE = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML"}


@dataclass(frozen=True)
class Studio:
    """What every page needs: the runs, how to start them, the templates, one change of a draft at a time."""

    store: Store
    launcher: Launcher
    environment: Environment = field(default_factory=_environment)
    changing: threading.Lock = field(default_factory=threading.Lock)

    def page(self, template: str, status: int = 200, **content: Any) -> HTMLResponse:
        """Return a page made from a template."""
        return HTMLResponse(self.environment.get_template(template).render(**content), status)


def studio_of(request: Request) -> Studio:
    """Return the studio a request came to."""
    found: Studio = request.app.state.studio
    return found


def run_of(name: str, request: Request) -> Run:
    """Return the run a link names; raises 404 where there is none."""
    run = studio_of(request).store.find(name)
    if run is None:
        raise HTTPException(404, "There is no such run. It may have been removed.")
    return run


TheStudio = Annotated[Studio, Depends(studio_of)]
TheRun = Annotated[Run, Depends(run_of)]


def create_app(launcher: Launcher, door: Door) -> FastAPI:
    """Return the application over the runs of a launcher's store, behind a door."""
    from gigaplan.studio import edit_pages, pages

    app = FastAPI(title="gigaplan studio", docs_url=None, redoc_url=None)  # both load scripts of other hosts
    app.state.studio = Studio(launcher.store, launcher)
    app.include_router(pages.router)
    app.include_router(edit_pages.router)
    app.mount("/static", StaticFiles(packages=[("gigaplan.studio", "static")]), name="static")
    app.add_middleware(Guard, door=door)
    app.add_exception_handler(GigaplanError, _tell_findings)
    app.add_exception_handler(RoutingException, _tell_refusal)
    app.add_exception_handler(RequestValidationError, _tell_unreadable)
    return app


def _tell_findings(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, GigaplanError)
    return _trouble(request, problem.summary, problem.findings, 422)


def _tell_refusal(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RoutingException)
    words = str(problem.detail)
    answer = _trouble(request, words, (), problem.status_code)
    answer.headers.update(problem.headers or {})
    return answer


def _tell_unreadable(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    findings = [
        Finding(".".join(map(str, one["loc"][1:])) or "the request", "what cannot be read", str(one["msg"]))
        for one in problem.errors()
    ]
    return _trouble(request, "the request cannot be read", findings, 422)


def _trouble(request: Request, summary: str, findings: Any, status: int) -> Response:
    """Tell what is wrong on a page of its own; a part of a page that asked has it in place of the whole."""
    studio, name = studio_of(request), request.path_params.get("name", "")
    run = studio.store.find(name) if name else None
    page = studio.page(
        "trouble.html.jinja",
        status,
        summary=summary[:1].upper() + summary[1:],
        findings=findings,
        back=f"/runs/{run.id}" if run else "",
    )
    if "HX-Request" in request.headers:
        page.headers.update(WHOLE_PAGE)
    return page
