"""The run folder of a stress test: page, tables, worst draws and manifest, written whole or not at all."""

from __future__ import annotations

import json
import shutil
import uuid
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from gigaplan.plan.plan import Plan
from gigaplan.report.page import page
from gigaplan.report.run_folder import refuse_unusable, replace
from gigaplan.report.stress_page import stress_page, stress_section
from gigaplan.report.stress_reading import year_ends
from gigaplan.report.summary import MANIFEST
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.engine import CHUNKS
from gigaplan.study.stress.ensemble import Ensemble
from gigaplan.study.stress.outcome import GIGAWATTS
from gigaplan.study.stress.worst import as_scenario, worst_draws

PAGE, REPORT = "stress.html", "report.html"


def usable(folder: Path) -> None:
    """Raise InputError where a stress test cannot write into a folder; chunks of an interrupted one may stand there."""
    inside = {item.name for item in folder.iterdir()} if folder.is_dir() else set()
    if inside != {CHUNKS}:
        refuse_unusable(folder)


def write_stress(ensemble: Ensemble, plan: Plan, folder: Path) -> Path:
    """Write an ensemble into a folder: everything beside it first, moved into place at the end, the manifest last."""
    partial = folder.parent / f".{folder.name}.{uuid.uuid4().hex[:8]}.partial"
    try:
        (partial / "tables").mkdir(parents=True)
        (partial / "worst").mkdir()
        worst = worst_draws(ensemble)
        for name, draw in worst.items():
            _write_scenario(as_scenario(ensemble, draw, name), partial / "worst" / f"{name}.yaml")
        tables = {"drawn": ensemble.drawn, "outcomes": ensemble.outcomes, "tornado": ensemble.tornado}
        if ensemble.indices is not None:
            tables["indices"] = ensemble.indices
        for name, table in tables.items():
            table.to_parquet(partial / "tables" / f"{name}.parquet", index=False)
        text = page(plan, [stress_section(ensemble)])
        (partial / REPORT).write_text(text, encoding="utf-8")
        (partial / PAGE).write_text(stress_page(ensemble, worst), encoding="utf-8")
        (partial / MANIFEST).write_text(
            json.dumps(stress_manifest(ensemble, plan), indent=2), encoding="utf-8"
        )
        folder.mkdir(parents=True, exist_ok=True)
        for item in sorted(partial.iterdir(), key=lambda path: path.name == MANIFEST):
            replace(item, folder / item.name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def _write_scenario(scenario: Scenario, file: Path) -> None:
    yaml = YAML()
    yaml.width = 110
    with file.open("w", encoding="utf-8") as target:
        yaml.dump(scenario.model_dump(exclude_none=True), target)


def stress_manifest(ensemble: Ensemble, plan: Plan) -> dict[str, Any]:
    """Return what a machine should know of a stress test."""
    return {
        "gigaplan": version("gigaplan"),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "title": ensemble.scenario.title,
        "draws": len(ensemble.outcomes),
        "plan": {
            "objective_value_MUSD_2026": plan.objective,
            "relative_gap": plan.gap,
            "status": plan.status,
        },
        "probability": {
            f"{amount:g} GW_it": {
                quarter: ensemble.probability(amount, quarter) for quarter in year_ends(ensemble)
            }
            for amount in GIGAWATTS
        },
        "error_of_chosen_days": {name: float(error) for name, error in ensemble.error.items()},
        "seconds": round(ensemble.seconds, 3),
        "scenario": ensemble.scenario.model_dump(exclude_none=True),
    }
