"""Pages to see: the list, a run with its progress and answers, the report, a comparison, everything to take along."""

from __future__ import annotations

import os
import tempfile
import zipfile
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from gigaplan.core.errors import raise_findings
from gigaplan.plan.gap import DEFAULT_GAP
from gigaplan.scenario.names import shipped
from gigaplan.scenario.text import read_text
from gigaplan.studio.app import TheRun, TheStudio
from gigaplan.studio.editing import read
from gigaplan.studio.guard import REPORT_POLICY
from gigaplan.studio.launch import cancel
from gigaplan.studio.progress import chart, read_steps
from gigaplan.studio.store import ALIVE, Run

router = APIRouter(default_response_class=HTMLResponse)
Gap = Annotated[float, Form(ge=1e-4, le=50.0)]
Minutes = Annotated[float, Form(ge=0.05, le=10_000.0)]
FEWEST, MOST = 2, 3  # runs to compare
PLAIN_POLICY = "default-src 'none'; sandbox"


@cache
def library() -> tuple[tuple[str, str, str], ...]:
    """Return name, title and description of every shipped scenario."""
    found = []
    for name in shipped():
        text = (files("gigaplan.scenario") / "library" / f"{name}.yaml").read_text(encoding="utf-8")
        data = read_text(text, name).data
        found.append((name, str(data.get("title", name)), str(data.get("description", ""))))
    return tuple(found)


def to_run(run: Run) -> RedirectResponse:
    """Send a browser to a run's page."""
    return RedirectResponse(f"/runs/{run.id}", status_code=303)


@router.get("/")
def home(studio: TheStudio) -> HTMLResponse:
    """Show the shipped scenarios and every run."""
    return studio.page("home.html.jinja", library=library(), runs=studio.store.runs())


@router.get("/runs/{name}")
def show(run: TheRun, studio: TheStudio, request: Request) -> Response:
    """Show a run; a draft is shown in its form."""
    if run.state == "draft":
        return RedirectResponse(f"/runs/{run.id}/edit", status_code=303)
    link = str(request.url.replace(query=""))
    return studio.page("run.html.jinja", run=run, link=link, **_progress(run))


@router.get("/runs/{name}/progress")
def progress(run: TheRun, studio: TheStudio) -> Response:
    """Show where a run stands; when it has ended, have the browser load its page anew."""
    answer = studio.page("progress.html.jinja", run=run, **_progress(run))
    if run.state not in ALIVE:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _progress(run: Run) -> dict[str, Any]:
    state, steps = run.state, read_steps(run.folder)
    return {
        "state": state,
        "alive": state in ALIVE,
        "step": steps[-1] if steps else None,
        "chart": chart(steps),
        "outcome": run.outcome,
        "manifest": run.manifest,
    }


@router.post("/runs/{name}/start")
def start(run: TheRun, studio: TheStudio, gap: Gap = 100 * DEFAULT_GAP, minutes: Minutes = 60.0) -> Response:
    """Start a run, or go on with it, to a gap [%] and for so many minutes; back to its page."""
    if run.state == "done":
        raise HTTPException(409, "This run is done. Copy its scenario to plan it anew.")
    raise_findings("the scenario has findings", read(run.text)[2])
    studio.launcher.start(run, gap / 100, 60 * minutes)
    return to_run(run)


@router.post("/runs/{name}/cancel")
def stop(run: TheRun) -> Response:
    """Ask a run to stop with the best plan it has; asked again, end it at once."""
    cancel(run)
    return to_run(run)


@router.post("/runs/{name}/remove")
def remove(run: TheRun, studio: TheStudio) -> Response:
    """Remove a run that nobody works on."""
    if not studio.store.remove(run):
        raise HTTPException(409, "This run is at work. Cancel it first.")
    return RedirectResponse("/", status_code=303)


@router.get("/runs/{name}/report")
def report(run: TheRun) -> Response:
    """Show the report, fenced off from the studio."""
    path = run.plan / "report.html"
    if not path.is_file():
        raise HTTPException(404, "This run has no report yet.")
    return FileResponse(path, media_type="text/html", headers={"Content-Security-Policy": REPORT_POLICY})


@router.get("/runs/{name}/scenario.yaml")
def scenario_text(run: TheRun) -> Response:
    """Give the scenario as a file."""
    headers = {
        "Content-Disposition": f'attachment; filename="{run.id}.yaml"',
        "Content-Security-Policy": PLAIN_POLICY,
    }
    return Response(run.text, media_type="application/yaml", headers=headers)


@router.get("/runs/{name}/download")
def download(run: TheRun) -> Response:
    """Give everything of a run as one archive."""
    handle, name = tempfile.mkstemp(suffix=".zip")
    os.close(handle)
    path = Path(name)
    try:
        _pack(run, path)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    packed = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type="application/zip", filename=f"{run.id}.zip", background=packed)


def _pack(run: Run, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(run.folder.rglob("*")):
            plain = (
                path.is_file()
                and not path.is_symlink()
                and path.resolve().is_relative_to(run.folder.resolve())
            )
            if plain and path.name not in ("lock", "pid") and not path.name.endswith(".partial"):
                archive.write(path, f"{run.id}/{path.relative_to(run.folder)}")


@router.get("/compare")
def comparison(
    studio: TheStudio, run: Annotated[list[str], Query(min_length=FEWEST, max_length=MOST)]
) -> HTMLResponse:
    """Show two or three runs side by side: the page of `gigaplan compare`, fenced off like a report."""
    from gigaplan.report.comparison import comparison_page
    from gigaplan.report.summary import read_summary

    found = [studio.store.find(name) for name in run]
    known = [one for one in found if one is not None and one.manifest]
    if len(known) < len(found):
        raise HTTPException(404, "A run to compare has no plan yet, or was removed.")
    page = comparison_page([replace(read_summary(one.plan), name=one.id) for one in known])
    return HTMLResponse(page, headers={"Content-Security-Policy": REPORT_POLICY})
