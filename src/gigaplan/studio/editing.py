"""Change an entry in a scenario's text, and keep the comments around it."""

from __future__ import annotations

from collections.abc import MutableMapping
from copy import deepcopy
from io import StringIO
from typing import Any

from gigaplan.core.errors import Finding, GigaplanError
from gigaplan.scenario.load import checked, open_text
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.text import Path_

NAME = "scenario.yaml"


def read(text: str) -> tuple[dict[str, Any], Scenario | None, tuple[Finding, ...]]:
    """Return plain data, the scenario where it has no findings, and the findings.

    Raises InputError where the text is no YAML of a scenario's form at all.
    """
    document = open_text(text, NAME)
    data: dict[str, Any] = deepcopy(document.data)
    try:
        return data, checked(document), ()
    except GigaplanError as problem:
        return data, None, problem.findings


def changed(text: str, path: Path_, value: Any) -> str:
    """Return a scenario's text with one entry changed; with None it is removed, and its default stands.

    Where the text cannot hold the change as it is written (an entry of its base, an alias), it is written
    anew without its comments. Raises InputError where the text is none of a scenario.
    """
    from ruamel.yaml.error import YAMLError

    wanted: dict[str, Any] = deepcopy(open_text(text, NAME).data)
    _put(wanted, path, value)
    try:
        kept = _kept(text, path, value)
        if open_text(kept, NAME).data == wanted:
            return kept
    except (GigaplanError, YAMLError, KeyError, IndexError, TypeError, ValueError):
        pass  # it is written anew below
    return _written(wanted)


def _kept(text: str, path: Path_, value: Any) -> str:
    yaml = _yaml()
    tree = yaml.load(text)
    _put(tree, path, value)
    return _text(tree)


def _written(data: Any) -> str:
    return _text(data)


def _text(tree: Any) -> str:
    target = StringIO()
    _yaml().dump(tree, target)
    return target.getvalue()


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _put(tree: Any, path: Path_, value: Any) -> None:
    here = tree
    for part in path[:-1]:
        if isinstance(here, MutableMapping):
            if not isinstance(here.get(part), MutableMapping | list):
                here[part] = {}
            here = here[part]
        else:
            here = here[part]
    if value is not None:
        here[path[-1]] = value
    elif isinstance(here, MutableMapping):
        here.pop(path[-1], None)
