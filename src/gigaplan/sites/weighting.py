"""The weights and limits of a screening, read from a file in which each has its source."""

from __future__ import annotations

import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gigaplan.core.errors import Finding, InputError, raise_findings


@dataclass(frozen=True)
class Setting:
    """One criterion's weight, its source, and the lengths and limits its function needs."""

    title: str
    weight: float
    source: str
    limits: Mapping[str, Any]

    def __getitem__(self, name: str) -> float:
        return float(self.limits[name])


@dataclass(frozen=True)
class Weighting:
    """Settings by criterion, and the date they were set."""

    settings: Mapping[str, Setting]
    as_of: str

    def __getitem__(self, name: str) -> Setting:
        return self.settings[name]

    def without(self, names: frozenset[str]) -> Weighting:
        """Return the same with the weight of some criteria at nought."""
        settings = {
            name: Setting(
                setting.title, 0.0 if name in names else setting.weight, setting.source, setting.limits
            )
            for name, setting in self.settings.items()
        }
        return Weighting(settings, self.as_of)


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError("the weights cannot be read", [Finding(where, str(error), "TOML")]) from error


def shipped_weighting() -> Weighting:
    """Return the shipped weights."""
    resource = importlib.resources.files("gigaplan.sites") / "weights.toml"
    return _weighting(_parse(resource.read_text(encoding="utf-8"), "weights.toml"))


def _weighting(content: Mapping[str, Any]) -> Weighting:
    own = ("title", "weight", "source")
    settings = {
        name: Setting(
            str(entry["title"]),
            float(entry["weight"]),
            str(entry["source"]),
            {key: value for key, value in entry.items() if key not in own},
        )
        for name, entry in content["criteria"].items()
    }
    return Weighting(settings, str(content["as_of"]))


def read_weighting(path: Path) -> Weighting:
    """Return the shipped weights with those a file changes; InputError for what it may not hold."""
    content = _parse(path.read_text(encoding="utf-8"), str(path)).get("criteria", {})
    shipped = shipped_weighting()
    findings, settings = [], dict(shipped.settings)
    for name, entry in content.items():
        if name not in settings:
            findings.append(Finding(f"{path}, criteria.{name}", "no such criterion", ", ".join(settings)))
            continue
        allowed = {"title", "weight", "source", *settings[name].limits}
        for key, value in entry.items():
            if key not in allowed:
                findings.append(
                    Finding(f"{path}, criteria.{name}.{key}", "no such key", ", ".join(sorted(allowed)))
                )
            elif key == "weight" and not (isinstance(value, int | float) and 0 <= value < float("inf")):
                findings.append(
                    Finding(f"{path}, criteria.{name}.weight", str(value), "a number of 0 or more")
                )
    raise_findings("the weights cannot be used", findings)
    for name, entry in content.items():
        old = settings[name]
        limits = {key: entry.get(key, value) for key, value in old.limits.items()}
        settings[name] = Setting(
            str(entry.get("title", old.title)),
            float(entry.get("weight", old.weight)),
            str(entry.get("source", old.source if set(entry) <= {"title"} else f"given in {path.name}")),
            limits,
        )
    return Weighting(settings, shipped.as_of)
