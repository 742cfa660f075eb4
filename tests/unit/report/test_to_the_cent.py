"""All shipped scenarios, each planned once: ledger, objective, cash, balance sheet and workbook agree to the cent.

The workbook is recalculated by LibreOffice from nothing.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from gigaplan.plan.audit import objective_total
from gigaplan.plan.breakdown import breakdown
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.report.workbook import write_workbook
from gigaplan.scenario.load import load
from gigaplan.scenario.names import shipped
from gigaplan.study.accounts import accounts

CENT = 1e-8  # MUSD_2026
QUICK = ("tiny", "abilene")
ALL = [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in shipped()]
SHEETS = ("Inputs", "Schedule", "Power", "Compute", "Ledger", "Partners", "Profit", "Cash", "Balance", "Measures", "Well spent", "Return", "Sources")  # fmt: skip
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item>
</oor:items>"""
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


@cache
def planned(name: str) -> Plan:
    return solve(load(name), gap=0.01)


@pytest.mark.parametrize("name", ALL)
def test_cash_balance_and_ledger_agree_to_the_cent(name: str) -> None:
    plan = planned(name)
    told = accounts(plan)
    assert told.balance_difference < CENT
    capital = sum(amount.values for amount in plan.ledger["capital"].values())
    paid = told.cash.loc["investment"].drop("chips sold").sum().to_numpy()
    assert paid == pytest.approx(-capital, abs=CENT)
    costs = sum(amount.values for term, amount in plan.ledger["operation"].items() if term != "lost_work")
    assert told.profit.loc["running costs"].sum().to_numpy() == pytest.approx(-costs, abs=CENT)
    worth = -sum(amount.values for amount in plan.ledger["worth"].values())
    lost = plan.ledger["operation"]["lost_work"].values
    assert told.revenue + told.kept_by_buyers == pytest.approx(worth - lost, abs=CENT)
    assert (told.kept_by_buyers > -CENT).all()
    assert (told.cash.loc["cash"].loc["cash at the end"] > -1e-6).all()


@pytest.mark.parametrize("name", ALL)
def test_the_discounted_ledger_is_the_objective(name: str) -> None:
    plan = planned(name)
    scale = max(abs(plan.objective), 1.0)
    assert abs(objective_total(plan.programme, plan.ledger) - plan.objective) < max(CENT, 1e-12 * scale)


@pytest.mark.parametrize("name", ALL)
def test_partners_pay_the_capital_in_their_years_and_no_more_than_committed(name: str) -> None:
    plan = planned(name)
    told = accounts(plan)
    years = np.array([int(quarter[:4]) for quarter in plan.programme.calendar.quarters])
    called = sum(one.amounts for one in told.calls)
    assert called == pytest.approx(told.capital, abs=1e-5)
    for one in told.calls:
        assert one.amounts.sum() <= one.commitment.amount + CENT
        assert not one.amounts[years < one.commitment.year].any()


@pytest.mark.parametrize("name", ALL)
def test_every_term_is_the_sum_of_its_sites(name: str) -> None:
    plan = planned(name)
    for ledger in ("capital", "operation", "closing value"):
        for term, amount in plan.ledger[ledger].items():
            parts = breakdown(plan, term, ("site",))
            assert parts.sum("site").transpose("quarter").values == pytest.approx(
                amount.values, rel=1e-9, abs=CENT
            )


def forget_results(path: Path) -> None:
    """Set what every formula last gave to 987654321, so that only a recalculation can give the right number."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            text = re.sub(rb"(</f><v>)[^<]*(</v>)", rb"\g<1>987654321\g<2>", content)
            new.writestr(name, text if name.startswith("xl/worksheets/") else content)


def recalculated(path: Path, folder: Path) -> dict[str, list[list[str]]]:
    """Open a workbook in LibreOffice, recalculate it, and return the cells of every sheet."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    subprocess.run(
        [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", EVERY_SHEET,
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    found = {}
    for name in SHEETS:
        with (folder / f"{path.stem}-{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.reader(file))
    return found


def line(rows: list[list[str]], label: str, count: int) -> np.ndarray:
    (row,) = [row for row in rows if len(row) > 3 and row[1] == label]
    return np.array([float(cell) for cell in row[3 : 3 + count]])


@pytest.mark.parametrize("name", ALL)
def test_libreoffice_gives_the_ledgers_totals(name: str, tmp_path: Path) -> None:
    plan = planned(name)
    told = accounts(plan)
    path = tmp_path / "book.xlsx"
    write_workbook(plan, path)
    forget_results(path)
    sheets = recalculated(path, tmp_path)
    count = told.count
    for ledger, amounts in plan.ledger.items():
        whole = sum(amount.values for amount in amounts.values())
        assert line(sheets["Ledger"], f"all of {ledger}", count) == pytest.approx(whole, abs=CENT)
    objective = line(sheets["Ledger"], "objective: discounted sum of the ledgers", 1)[0]
    assert objective == pytest.approx(plan.objective, abs=max(CENT, 1e-12 * abs(plan.objective)))
    end = told.cash.loc["cash"].loc["cash at the end"].to_numpy()
    assert line(sheets["Cash"], "cash at the end", count) == pytest.approx(end, abs=CENT)
    assert line(sheets["Cash"], "owners, beyond commitments", count) == pytest.approx(told.gap, abs=CENT)
    net = sum(told.profit_lines.values())
    assert line(sheets["Profit"], "net profit", count) == pytest.approx(net, abs=CENT)
    for check in ("assets less debt less equity", "what stands less the lines above"):
        assert line(sheets["Balance"], check, count) == pytest.approx(0.0, abs=CENT)
    debt = told.balance_lines["debt", "debt"]
    assert line(sheets["Balance"], "debt", count) == pytest.approx(debt, abs=CENT)
