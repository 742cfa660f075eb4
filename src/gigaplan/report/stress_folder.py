"""The run folder of a stress test: page, tables, worst draws and manifest, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from gigaplan.plan.plan import Plan
from gigaplan.report.run_folder import put_together, refuse_unusable, write_run
from gigaplan.report.stress_page import stress_page, stress_section
from gigaplan.report.stress_reading import stress_tables, year_ends
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.engine import CHUNKS
from gigaplan.study.stress.ensemble import Ensemble
from gigaplan.study.stress.outcome import GIGAWATTS
from gigaplan.study.stress.worst import as_scenario, worst_draws

PAGE = "stress.html"


def usable(folder: Path) -> None:
    """Raise InputError where a stress test cannot write into a folder; chunks of an interrupted one may stand there."""
    inside = {item.name for item in folder.iterdir()} if folder.is_dir() else set()
    if inside != {CHUNKS}:
        refuse_unusable(folder)


def write_stress(ensemble: Ensemble, plan: Plan, folder: Path) -> Path:
    """Write the plan's run folder with its stress test in it: everything beside it first, then moved into place."""
    tables = {"drawn": ensemble.drawn, "outcomes": ensemble.outcomes, "tornado": ensemble.tornado}
    if ensemble.indices is not None:
        tables["indices"] = ensemble.indices
    told = {"stress": stress_manifest(ensemble)}
    worst = worst_draws(ensemble)
    with put_together(folder) as partial:
        write_run(plan, partial, [stress_section(ensemble)], {**tables, **stress_tables(ensemble)}, told)
        (partial / "worst").mkdir()
        for name, draw in worst.items():
            _write_scenario(as_scenario(ensemble, draw, name), partial / "worst" / f"{name}.yaml")
        (partial / PAGE).write_text(stress_page(ensemble, worst), encoding="utf-8")
    return folder


def _write_scenario(scenario: Scenario, file: Path) -> None:
    yaml = YAML()
    yaml.width = 110
    with file.open("w", encoding="utf-8") as target:
        yaml.dump(scenario.model_dump(exclude_none=True), target)


def stress_manifest(ensemble: Ensemble) -> dict[str, Any]:
    """Return what a machine should know of a stress test."""
    return {
        "draws": len(ensemble.outcomes),
        "probability": {
            f"{amount:g} GW_it": {
                quarter: ensemble.probability(amount, quarter) for quarter in year_ends(ensemble)
            }
            for amount in GIGAWATTS
        },
        "error_of_chosen_days": {name: float(error) for name, error in ensemble.error.items()},
        "seconds": round(ensemble.seconds, 3),
    }
