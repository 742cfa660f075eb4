"""The laws of the house that a machine can see."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "gigaplan"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40
PRINTERS = {"cli"}


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_answers_one_question(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_a_function_is_one_thought() -> None:
    long = {}
    for module in MODULES:
        for function in functions(ast.parse(module.read_text(encoding="utf-8"))):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if length > LONGEST_FUNCTION:
                long[f"{module.relative_to(SOURCE)}:{function.name}"] = length
    assert long == {}


def test_library_code_is_silent() -> None:
    quiet = [module for module in MODULES if module.relative_to(SOURCE).parts[0] not in PRINTERS]
    loud = [
        f"{module.relative_to(SOURCE)}:{node.lineno}"
        for module in quiet
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert loud == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(module.relative_to(SOURCE))
        for module in MODULES
        if not ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_the_public_face_is_exactly_what_it_says() -> None:
    import gigaplan

    assert all(hasattr(gigaplan, name) for name in gigaplan.__all__)
    assert len(gigaplan.__all__) <= 12
