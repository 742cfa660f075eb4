"""The pages: a scenario picked, changed, run, seen, compared and taken along."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from gigaplan.studio.store import Run, Store


def field_change(client: TestClient, run: Run, entry: str, value: str) -> str:
    answer = client.post(f"/runs/{run.id}/change", data={"entry": entry, "value": value})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_list_offers_every_shipped_scenario(client: TestClient) -> None:
    page = client.get("/").text
    assert "Stargate, as announced in January 2025" in page
    assert "Tiny, solvable by hand" in page


def test_a_draft_opens_in_its_form_with_unit_range_and_source(client: TestClient, draft: Run) -> None:
    page = client.get(f"/runs/{draft.id}").text
    assert 'value="10 GUSD_2026"' in page
    assert "0 to 1 1/year." in page  # the range of the discount rate
    assert "Cushman" in page  # the source of the halls' cost, from the catalogue


def test_a_wrong_unit_is_told_at_the_field(client: TestClient, draft: Run) -> None:
    told = field_change(client, draft, "money.budget", "5 MW_it")
    field, _, starter = told.partition('id="starter"')
    assert "got &#39;5 MW_it&#39;" in field
    assert "1 finding to mend first" in starter
    assert "Run it" not in starter


def test_a_mended_field_lets_the_run_start_again(client: TestClient, draft: Run) -> None:
    field_change(client, draft, "money.budget", "5 MW_it")
    assert "Run it" in field_change(client, draft, "money.budget", "5 GUSD_2026")


def test_a_finding_elsewhere_is_told_there(client: TestClient, draft: Run) -> None:
    told = field_change(client, draft, "programme.start", "2029-Q1")
    assert 'id="found-field-money-commitments-0-year"' in told


def test_an_entry_left_empty_takes_its_default_again(client: TestClient, draft: Run) -> None:
    field_change(client, draft, "programme.chosen_weeks", "")
    assert "chosen_weeks" not in draft.text


def test_a_change_keeps_the_comments(client: TestClient, draft: Run) -> None:
    field_change(client, draft, "money.budget", "5 GUSD_2026")
    assert draft.text.startswith("# Two sites, two quarters, solvable by hand")
    assert '"5 GUSD_2026"' in draft.text


def test_a_path_is_written_a_line_for_each_quarter(client: TestClient, draft: Run) -> None:
    field_change(client, draft, "sites.north.standing.halls", "2026-Q1: 50 MW_it\r\n2026-Q2: 100 MW_it")
    assert "2026-Q2: 100 MW_it" in client.get(f"/runs/{draft.id}/edit").text
    assert "Run it" in client.get(f"/runs/{draft.id}/edit").text


def test_an_entry_that_is_none_is_not_written(client: TestClient, draft: Run) -> None:
    before = draft.text
    answer = client.post(f"/runs/{draft.id}/change", data={"entry": "money.__class__", "value": "1"})
    assert answer.status_code == 404
    assert draft.text == before


def test_a_text_changed_elsewhere_meanwhile_is_not_overwritten(client: TestClient, draft: Run) -> None:
    opened = draft.version
    field_change(client, draft, "money.budget", "5 GUSD_2026")
    mine = draft.text.replace("Tiny", "Mine")
    answer = client.post(f"/runs/{draft.id}/text", data={"text": mine, "version": opened})
    assert answer.status_code == 409
    assert "Mine" not in draft.text
    assert "Mine" in answer.text  # nothing typed is lost


def test_a_text_that_is_no_yaml_is_refused_and_kept_on_the_page(client: TestClient, draft: Run) -> None:
    answer = client.post(f"/runs/{draft.id}/text", data={"text": "title: [", "version": draft.version})
    assert answer.status_code == 422
    assert "title: [" in answer.text
    assert "title: [\n" not in draft.text


def test_a_copy_does_not_disturb_its_original(client: TestClient, store: Store, draft: Run) -> None:
    client.post(f"/runs/{draft.id}/copy")
    (copied,) = [run for run in store.runs() if run.id != draft.id]
    field_change(client, copied, "money.budget", "5 GUSD_2026")
    assert '"10 GUSD_2026"' in draft.text


def test_a_draft_with_findings_does_not_start(
    client: TestClient, draft: Run, ended: Callable[[Run], str]
) -> None:
    field_change(client, draft, "money.budget", "5 MW_it")
    client.post(f"/runs/{draft.id}/start")
    assert ended(draft) == "draft"


def test_a_run_is_planned_seen_and_taken_along(
    client: TestClient, draft: Run, ended: Callable[[Run], str]
) -> None:
    assert client.post(f"/runs/{draft.id}/start").status_code == 200
    assert ended(draft) == "done"
    page = client.get(f"/runs/{draft.id}").text
    assert "See the report" in page
    assert "the seven answers" in page
    report = client.get(f"/runs/{draft.id}/report")
    assert report.headers["content-security-policy"].startswith("sandbox")
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"/runs/{draft.id}/download").content))
    names = {name.partition("/")[2] for name in packed.namelist()}
    assert {"scenario.yaml", "plan/report.html", "plan/manifest.json", "progress.jsonl"} <= names
    assert client.post(f"/runs/{draft.id}/start").status_code == 409


@pytest.mark.slow
def test_two_runs_are_compared_by_what_differs(
    client: TestClient, store: Store, draft: Run, ended: Callable[[Run], str]
) -> None:
    client.post(f"/runs/{draft.id}/copy")
    other = next(run for run in store.runs() if run.id != draft.id)
    field_change(client, other, "sites.south.hours.flat.price", "45 USD_2026/MWh_site")
    for run in (draft, other):
        client.post(f"/runs/{run.id}/start")
    assert [ended(draft), ended(other)] == ["done", "done"]
    compared = client.get("/compare", params={"run": [draft.id, other.id]}).text
    assert "sites.south.hours.flat.price" in compared
    assert "sites.north.hours.flat.price" not in compared
