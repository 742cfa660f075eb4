"""Bad inputs, each as a small file or command: tried in tests and written into the documentation."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BASE = "based_on: abilene\n"
STREAM = "50M users, 20 requests a day, 1200 in, 350 out"
Make = Callable[[Path], list[str]]


@dataclass(frozen=True)
class BadInput:
    """What was tried, the file written for it, and how it is run."""

    title: str
    make: Make
    full_disk: bool = False


def _plan_text(text: str, *arguments: str) -> Make:
    def make(folder: Path) -> list[str]:
        (folder / "plan.yaml").write_text(text, encoding="utf-8")
        return ["plan", "plan.yaml", *arguments]

    return make


def _plan_bytes(content: bytes) -> Make:
    def make(folder: Path) -> list[str]:
        (folder / "plan.yaml").write_bytes(content)
        return ["plan", "plan.yaml"]

    return make


def _command(*words: str) -> Make:
    return lambda folder: list(words)


def _cyclic(folder: Path) -> list[str]:
    (folder / "a.yaml").write_text("based_on: b.yaml\n", encoding="utf-8")
    (folder / "b.yaml").write_text("based_on: a.yaml\n", encoding="utf-8")
    return ["plan", "a.yaml"]


def _unreadable(folder: Path) -> list[str]:
    path = folder / "locked.yaml"
    path.mkdir()
    return ["plan", "locked.yaml"]


def _no_permission(folder: Path) -> list[str]:
    (folder / "plain_file").write_text("not a folder", encoding="utf-8")
    return ["plan", "tiny", "--out", "plain_file/run"]


def _existing_out(folder: Path) -> list[str]:
    (folder / "full").mkdir()
    (folder / "full" / "thesis.txt").write_text("do not overwrite", encoding="utf-8")
    return ["plan", "tiny", "--out", "full"]


def _site(entry: str) -> str:
    return BASE + "sites:\n  abilene1:\n" + "".join(f"    {line}\n" for line in entry.splitlines())


CASES = (
    BadInput("plain power without a flavour", _plan_text(_site('halls: {limit: "1.2 GW"}'))),
    BadInput("site power where IT power is needed", _plan_text(_site('halls: {limit: "824 MW_site"}'))),
    BadInput("a bare number where a unit is needed", _plan_text(_site("halls: {limit: 824}"))),
    BadInput("money in megawatts", _plan_text(BASE + 'money: {budget: "50 MW_it"}\n')),
    BadInput("money of a year long past", _plan_text(BASE + 'money: {budget: "50 GUSD_1850"}\n')),
    BadInput("a negative budget", _plan_text(BASE + 'money: {budget: "-5 GUSD_2026"}\n')),
    BadInput("not a number", _plan_text(BASE + 'money: {budget: "nan GUSD_2026"}\n')),
    BadInput("endless power", _plan_text(_site('halls: {limit: "inf MW_it"}'))),
    BadInput("a share above one", _plan_text(BASE + 'money: {debt: {share: "140 %", interest: "7 %/year"}}\n')),
    BadInput("an unknown key", _plan_text(BASE + 'money: {budgit: "50 GUSD_2026"}\n')),
    BadInput("an unknown key at a site", _plan_text(_site('hals: {limit: "824 MW_it"}'))),
    BadInput("an unknown region", _plan_text(_site("region: erctot"))),
    BadInput("an unknown chip", _plan_text(BASE + "supply: {chips: {gb3000: {}}}\n")),
    BadInput("an unknown plant", _plan_text(_site('plants: {fusion: "1 GW_plate"}'))),
    BadInput("an unknown supplier of wafers", _plan_text(BASE + 'supply: {wafers: {nvida: {share: "2 %"}}}\n')),
    BadInput("unknown manufacturing slots", _plan_text(BASE + 'supply: {slots: {engines: "100 MW_plate"}}\n')),
    BadInput("an unknown export rule", _plan_text(BASE + "policy: {export_rule: wassenaar}\n")),
    BadInput("an unknown objective", _plan_text(BASE + "programme: {objective: world peace}\n")),
    BadInput("a missing year in a path", _plan_text(BASE + 'workload:\n  training:\n    steps:\n      - {demand: {2025-Q1: "1 kH100e", 2026-Q4: "2 kH100e"}, worth: "2 USD_2026/H100e/hour"}\n')),
    BadInput("an impossible quarter", _plan_text(_site('grid: {first: {size: "200 MW_site", date: 2025-Q7}}'))),
    BadInput("a site that opens after the end", _plan_text(_site("earliest: 2044-Q1"))),
    BadInput("deliveries that end before they begin", _plan_text(BASE + "supply: {chips: {gb200: {first: 2026-Q1, last: 2025-Q1}}}\n")),
    BadInput("money after the end", _plan_text(BASE + 'money:\n  commitments: [{partner: Late, year: 2031, amount: "1 GUSD_2026", status: secured}]\n')),
    BadInput("a probability above one", _plan_text(BASE + 'money: {probability: {announced: "120 %"}}\n')),
    BadInput("announced money likelier than committed", _plan_text(BASE + 'money: {probability: {announced: "90 %", committed: "50 %"}}\n')),
    BadInput("debt that cannot be served", _plan_text(BASE + 'money:\n  debt: {share: "90 %", interest: "90 %/year", tenor: "1 year"}\n')),
    BadInput("halls both bought and leased", _plan_text(_site('halls: {cost: "12 MUSD_2026/MW_it", lease: {rent: "197 USD_2026/kW_it/month"}}'))),
    BadInput("no money as sure as asked", _plan_text(BASE + 'money:\n  counted: secured\n  commitments: [{partner: Hope, year: 2025, amount: "1 GUSD_2026", status: announced}]\n')),
    BadInput("nothing committed at all", _plan_text(BASE + "money: {commitments: []}\n")),
    BadInput("the same site twice", _plan_text(BASE + "sites:\n  abilene1: {title: One}\n  abilene1: {title: Two}\n")),
    BadInput("measured weather without prices", _plan_text(_site('hours: {weather: "tmy3:TX-Abilene_Regional_Ap_Ut", prices: null, price_year: null}'))),
    BadInput("solar power where every hour is the same", _plan_text(_site('plants: {solar: "100 MW_plate"}\nhours: {weather: null, prices: null, price_year: null, flat: {pue: "1.2 MW_site/MW_it", price: "40 USD_2026/MWh_site"}}'))),
    BadInput("a latitude off the globe", _plan_text(_site("latitude: 132.5"))),
    BadInput("blocks larger than the site", _plan_text(_site('halls: {limit: "100 MW_it", block: "103 MW_it", pace: 1}'))),
    BadInput("a missing entry", _plan_text("title: Nothing else\n")),
    BadInput("an empty file", _plan_text("")),
    BadInput("a list instead of entries", _plan_text("- one\n- two\n")),
    BadInput("a tab that breaks the YAML", _plan_text("title: x\n\tmoney: y\n")),
    BadInput("a binary file", _plan_bytes(bytes(range(256)) * 20)),
    BadInput("a huge file", _plan_bytes(b"# padding\n" * 600_000)),
    BadInput("aliases that multiply without end", _plan_text("a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)))),
    BadInput("an entry that refers to itself", _plan_text("title: &t\n  again: *t\n")),
    BadInput("scenarios based on each other", _cyclic),
    BadInput("no such file", lambda folder: ["plan", "missing.yaml"]),
    BadInput("a misspelt shipped scenario", lambda folder: ["plan", "stragate"]),
    BadInput("a folder instead of a file", _unreadable),
    BadInput("a run folder below a file", _no_permission),
    BadInput("a run folder that holds something else", _existing_out),
    BadInput("a data folder that does not exist", lambda folder: ["plan", "tiny", "--data", "nowhere"]),
    BadInput("a change without a value", lambda folder: ["plan", "tiny", "--set", "money.budget"]),
    BadInput("a change of an entry that does not exist", lambda folder: ["plan", "tiny", "--set", "money.budgets=5 GUSD_2026"]),
    BadInput("a gap that is not a number", lambda folder: ["plan", "tiny", "--gap", "nan"]),
    BadInput("an unknown catalogue entry", lambda folder: ["show", "chip", "gb3000"]),
    BadInput("a full disk while writing", lambda folder: ["plan", "tiny", "--out", "run"], full_disk=True),
    BadInput("vendor finance that is never given back", _plan_text(BASE + 'money:\n  commitments: [{partner: Maker, kind: vendor finance, year: 2025, amount: "9 GUSD_2026", status: secured}]\n')),
    BadInput("a model that fits on no instance of a chip", _command("size", f"{STREAM}, llama-3.1-405b in bf16 on h100")),
    BadInput("a model of an unknown name", _command("size", f"{STREAM}, llama-9 on gb200")),
    BadInput("a prompt of zero tokens", _command("size", "50M users, 20 requests a day, 0 in, 350 out, llama-3.1-70b on gb200")),
    BadInput("a prompt beyond the model's context", _command("size", "50M users, 20 requests a day, 12M in, 350 out, llama-3.1-70b on gb200")),
    BadInput("answers faster than any instance, sooner than the prompt is read", _command("size", f"{STREAM}, llama-3.1-70b on gb200, 5000 token/s, first token in 0.001 s")),
    BadInput("more than all of a prompt in the cache", _command("size", f"{STREAM}, llama-3.1-70b on gb200, 120% cached")),
    BadInput("a part of a workload that says nothing", _command("size", f"{STREAM}, llama-3.1-70b on gb200, blah")),
    BadInput("a training run in less time than any number of chips needs", _command("train", "llama-3.1-405b", "--days", "0.001")),
    BadInput("a training run on zero tokens", _command("train", "llama-3.1-405b", "--tokens", "0")),
    BadInput("a speed of training nobody published", _command("train", "deepseek-v3", "--precision", "bf16")),
    BadInput("an unknown kind of question", _command("think", "mathmatics")),
    BadInput("a price of compute of nothing", _command("think", "--price", "0")),
    BadInput("requests of an unknown model in a scenario", _plan_text("based_on: abilene-users\nworkload:\n  serving:\n    requests: {model: deepseek-v33}\n")),
    BadInput("a promise no chip of the supply keeps", _plan_text('based_on: abilene-users\nworkload:\n  serving:\n    requests: {tokens_per_second: "5000 token/s"}\n')),
    BadInput("a training run of zero tokens in a scenario", _plan_text('based_on: abilene-users\nworkload:\n  training:\n    runs:\n      - {model: llama-3.1-405b, tokens: "0 token", begin: 2026-Q1, quarters: 1, worth: "4 USD_2026/H100e/hour"}\n')),
)  # fmt: skip


def run_bad(case: BadInput, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a bad input in a folder as a user would; a full disk is a limit on the size of files."""
    arguments = [sys.executable, "-m", "gigaplan.cli.app", *case.make(folder)]
    if case.full_disk:
        quoted = " ".join(f"'{argument}'" for argument in arguments)
        arguments = ["bash", "-c", f"trap '' XFSZ; ulimit -f 8; exec {quoted}"]
    environment = {
        **os.environ,
        "COLUMNS": "200",
        "NO_COLOR": "1",
        "PYTHONPYCACHEPREFIX": str(folder / "cache"),
    }
    if case.full_disk:
        environment["NUMBA_DISABLE_CACHING"] = "1"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
