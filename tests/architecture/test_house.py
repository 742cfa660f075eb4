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


BANNED = {
    "weight",
    "load",
    "capacity",
    "model",
    "value",
    "data",
    "rate",
}  # nouns with two meanings: STYLE 1, rule 1


def test_quantities_and_laws_are_named_without_words_of_two_meanings() -> None:
    import gigaplan.equations  # noqa: F401  registers everything
    from gigaplan.language import equations, quantities, terms

    assert not BANNED & {*quantities(), *equations(), *terms()}


def test_hours_are_never_called_a_weight() -> None:
    named = {}
    for part in ("equations", "language", "programme", "report", "finance", "physics"):
        for module in (one for one in MODULES if one.relative_to(SOURCE).parts[0] == part):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Name | ast.arg | ast.Attribute):
                    name = getattr(node, "id", getattr(node, "arg", getattr(node, "attr", "")))
                    if name in ("weight", "weights"):
                        named[f"{module.relative_to(SOURCE)}:{node.lineno}"] = name
    assert named == {}


def test_a_law_holds_no_numbers_but_0_and_1_and_no_branches() -> None:
    odd = []
    for module in (one for one in MODULES if one.relative_to(SOURCE).parts[0] == "equations"):
        for function in functions(ast.parse(module.read_text(encoding="utf-8"))):
            if not any(
                "equation" in ast.dump(one) or "adds_to" in ast.dump(one) for one in function.decorator_list
            ):
                continue
            for node in ast.walk(ast.Module(function.body, [])):
                number = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
                if (number and node.value not in (0, 1)) or isinstance(
                    node, ast.If | ast.IfExp | ast.For | ast.While
                ):
                    odd.append(f"{module.relative_to(SOURCE)}:{function.name}")
    assert odd == []


TESTED_ELSEWHERE = {  # packages of many small functions of one shape, tested together
    "equations": "equations/test_registry.py",
    "equations/power": "equations/test_registry.py",
    "report/sections": "unit/report/test_page.py",
    "sites/criteria": "unit/sites/test_screening.py",
}


def test_every_package_has_tests_where_its_path_says() -> None:
    tests = SOURCE.parents[1] / "tests"
    packages = sorted({str(module.parent.relative_to(SOURCE)) for module in MODULES} - {"."})
    homes = {one: tests / TESTED_ELSEWHERE.get(one, f"unit/{one}") for one in packages}
    alone = {one: home.with_name(f"test_{home.name}.py") for one, home in homes.items()}
    bare = [
        one
        for one, home in homes.items()
        if not (home.is_file() or any(home.glob("test_*.py")) or alone[one].is_file())
    ]
    assert bare == []
