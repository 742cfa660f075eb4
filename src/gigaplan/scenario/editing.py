"""The scenario's JSON schema for editors, which complete entries and mark mistakes while one writes."""

from __future__ import annotations

from typing import Any

from gigaplan.scenario.schema import Scenario


def editor_schema() -> dict[str, Any]:
    """Return the JSON schema of a scenario file; an entry may be missing where `based_on` fills it."""
    schema = Scenario.model_json_schema()
    base = {"type": "string", "description": "a shipped scenario, or a file, that fills what is left out"}
    schema["properties"] = {"based_on": base, **schema["properties"]}
    for part in (schema, *schema["$defs"].values()):
        part.pop("required", None)
    return schema
