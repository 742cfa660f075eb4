"""Names of the shipped scenarios, found without reading any."""

from __future__ import annotations

from importlib.resources import files


def shipped() -> tuple[str, ...]:
    """Return the names of the shipped scenarios."""
    library = files("gigaplan.scenario") / "library"
    return tuple(
        sorted(item.name.removesuffix(".yaml") for item in library.iterdir() if item.name.endswith(".yaml"))
    )
