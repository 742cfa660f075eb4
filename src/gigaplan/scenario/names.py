"""Names and titles of the shipped scenarios, found without parsing any."""

from __future__ import annotations

from importlib.resources import files


def shipped() -> tuple[str, ...]:
    """Return the names of the shipped scenarios."""
    library = files("gigaplan.scenario") / "library"
    return tuple(
        sorted(item.name.removesuffix(".yaml") for item in library.iterdir() if item.name.endswith(".yaml"))
    )


def titles() -> dict[str, str]:
    """Return the title of each shipped scenario, as its own line states it."""
    library = files("gigaplan.scenario") / "library"
    found = {}
    for name in shipped():
        lines = (library / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        stated = next((line.partition(":")[2].strip() for line in lines if line.startswith("title:")), name)
        found[name] = stated.strip("'\"")
    return found
