"""Attack the studio as a stranger would and write down what came of it.

Run `uv run python -m scripts.try_attacks`; it writes docs/reference/attacks.md.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.studio_attacks import CASES
from tests.studio_server import served

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "attacks.md"
INTRODUCTION = """# Attacks on the studio and what came of them
Written by `uv run python -m scripts.try_attacks`; the same cases are tests. Each was tried against the real command,
one after the other against the same studio, which answered as usual after every one. Seconds are of two
cores, client and server together.

403 is refused as another site's request, 401 as without the token, 404 as not there, 413 as too large, 421 as meant
for another host, 422 as unreadable or with findings.

| tried | with | outcome | seconds |
|---|---|---|---|
"""
ENDING = """
## Fuzz
- **Every operation of the studio**: `uv run pytest tests/unit/studio/test_fuzz.py` reads the description of the 17
  operations and throws 25 requests of Schemathesis at each, a real draft's name among them. None is answered as a
  fault of the studio (5xx), and nothing is written beside its folder.
- **The loader**: `uv run pytest tests/unit/scenario/test_load.py` lets Hypothesis put anything in the place of any entry
  of three shipped scenarios, and cut and overwrite the text of one. Each is taken or told with its place.
- **The whole path in Chromium**: `uv run pytest -m slow tests/browser/test_studio.py`, with two visitors at once and a
  studio and its run killed and started again.

## What is not defended against
- **Others with an account on this machine** can reach a studio on loopback. Files of runs have the rights of your umask.
- **A listener on the network**, where the studio is served on another address: there is no encryption. Use SSH.
- **Large plans.** A scenario may ask for more than the machine can give; it is your own machine's time, one run at a
  time, and the time limit ends it.
"""


def main() -> None:
    """Write the page."""
    rows = []
    with tempfile.TemporaryDirectory() as name, served(Path(name) / "runs") as server:
        for case in CASES:
            began = time.perf_counter()
            outcome = case.attempt(server)
            seconds = time.perf_counter() - began
            sent = case.sent.replace("|", "\\|")
            rows.append(f"| {case.title} | `{sent}` | {outcome} | {seconds:.1f} |")
    PAGE.write_text(INTRODUCTION + "\n".join(rows) + "\n" + ENDING, encoding="utf-8")


if __name__ == "__main__":
    main()
