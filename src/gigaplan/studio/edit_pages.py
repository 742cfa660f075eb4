"""Pages to change: pick, upload or copy a scenario; its form, field by field; its text."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gigaplan.core.errors import Finding, GigaplanError, InputError
from gigaplan.scenario.names import shipped
from gigaplan.studio.app import Studio, TheRun, TheStudio
from gigaplan.studio.editing import changed, read
from gigaplan.studio.forms import Group, findings_at, form, read_field
from gigaplan.studio.store import Run, version_of

router = APIRouter(default_response_class=HTMLResponse)
LARGEST_TEXT = 256_000
LONGEST_VALUE = 20_000
ENDINGS = (".yaml", ".yml")


def _to_edit(run: Run) -> RedirectResponse:
    return RedirectResponse(f"/runs/{run.id}/edit", status_code=303)


def _title(data: dict[str, Any]) -> str:
    return str(data.get("title") or "without a title")[:200]


@router.post("/drafts")
def pick(studio: TheStudio, source: Annotated[str, Form(max_length=100)]) -> Response:
    """Make a draft of a shipped scenario."""
    if source not in shipped():
        raise HTTPException(
            404, f"There is no shipped scenario of that name. There are {', '.join(shipped())}."
        )
    text = (files("gigaplan.scenario") / "library" / f"{source}.yaml").read_text(encoding="utf-8")
    return _to_edit(studio.store.make(text, _title(read(text)[0]), source))


@router.post("/drafts/upload")
def upload(studio: TheStudio, file: UploadFile) -> Response:
    """Make a draft of a scenario file; what is no scenario is refused with findings."""
    name = PurePath(file.filename or "").name
    if not name.lower().endswith(ENDINGS):
        raise _refused(repr(name[:80]), "a scenario file: .yaml or .yml", "save it as YAML text")
    content = file.file.read(LARGEST_TEXT + 1)
    if len(content) > LARGEST_TEXT:
        raise _refused("a larger file", f"at most {LARGEST_TEXT // 1000} kB", "keep hourly data out of it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("bytes that are no UTF-8 text", "a YAML text file", "save it as UTF-8 text") from None
    data, _, _ = read(text)
    return _to_edit(studio.store.make(text, _title(data), PurePath(name).stem))


def _refused(got: str, want: str, do: str) -> InputError:
    return InputError("the file cannot be taken", [Finding("the upload", got, want, do)])


@router.post("/runs/{name}/copy")
def copy(run: TheRun, studio: TheStudio) -> Response:
    """Make a draft of a run's scenario."""
    card = run.card
    made = studio.store.make(run.text, str(card.get("title", "")), str(card.get("origin", "copy")))
    return _to_edit(made)


@router.get("/runs/{name}/edit")
def edit(run: TheRun, studio: TheStudio) -> Response:
    """Show a draft's form."""
    if run.state != "draft":
        return RedirectResponse(f"/runs/{run.id}", status_code=303)
    try:
        group, found = _form(run.text)
    except GigaplanError:
        return RedirectResponse(f"/runs/{run.id}/text", status_code=303)
    return studio.page("edit.html.jinja", run=run, form=group, found=found, count=_count(found))


def _form(text: str) -> tuple[Group, dict[str, list[Finding]]]:
    data, _, findings = read(text)
    group = form(data)
    return group, findings_at(group, list(findings))


def _count(found: dict[str, list[Finding]]) -> int:
    return sum(len(one) for one in found.values())


@router.post("/runs/{name}/change")
def change(
    run: TheRun,
    studio: TheStudio,
    entry: Annotated[str, Form(max_length=400)],
    value: Annotated[str, Form(max_length=LONGEST_VALUE)] = "",
) -> Response:
    """Change one entry of a draft; answer with the field and what is found now."""
    with studio.changing:
        _draft(run)
        text = run.text
        group, before = _form(text)
        asked = next((one for one in group.every() if one.name == entry), None)
        if asked is None:
            raise HTTPException(404, "There is no such entry in this scenario.")
        new = changed(text, asked.path, read_field(asked, value))
        if len(new.encode()) > LARGEST_TEXT:
            raise HTTPException(422, f"A scenario has at most {LARGEST_TEXT // 1000} kB.")
        data = read(new)[0]
        run.write_text(new, _title(data))
    group, found = _form(new)
    one = next((one for one in group.every() if one.name == entry), asked)
    told = [one for one in group.every() if one.name in {*before, *found} and one.name != entry]
    return studio.page("changed.html.jinja", run=run, one=one, told=told, found=found, count=_count(found))


def _draft(run: Run) -> None:
    if run.state != "draft":
        raise HTTPException(409, "This scenario was started and stands. Copy it to change it.")


@router.get("/runs/{name}/text")
def text_page(run: TheRun, studio: TheStudio) -> Response:
    """Show a scenario as text; a draft's can be changed."""
    return _text(studio, run, run.text, ())


def _text(studio: Studio, run: Run, text: str, findings: tuple[Finding, ...], status: int = 200) -> Response:
    draft = run.state == "draft"
    return studio.page(
        "text.html.jinja", status, run=run, text=text, findings=findings, draft=draft, version=run.version
    )


@router.post("/runs/{name}/text")
def change_text(
    run: TheRun,
    studio: TheStudio,
    text: Annotated[str, Form(max_length=LARGEST_TEXT)],
    version: Annotated[str, Form(max_length=64)],
) -> Response:
    """Put a new text in the place of a draft's, unless somebody else changed it meanwhile."""
    text = text.replace("\r\n", "\n")
    try:
        data, _, _ = read(text)
    except GigaplanError as problem:
        return _text(studio, run, text, problem.findings, 422)
    with studio.changing:
        _draft(run)
        if version_of(run.text) != version:
            want, do = "the text as this page was opened", "copy your text, open the page anew and put it in"
            found = Finding("the text", "a change made elsewhere meanwhile", want, do)
            return _text(studio, run, text, (found,), 409)
        run.write_text(text, _title(data))
    return _to_edit(run)
