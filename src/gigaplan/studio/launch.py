"""Start, stop and go on with a run: each is a process of its own, which outlives the studio."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gigaplan.core.errors import Finding, InputError
from gigaplan.studio.lock import holding
from gigaplan.studio.store import ALIVE, Run, Store, write_json

ENDINGS = ("outcome.json", "cancel", "begun", "pid")


@dataclass(frozen=True)
class Launcher:
    """How many runs work at once, how many may wait, and the measured hours they read."""

    store: Store
    at_once: int = 1
    waiting: int = 20
    data: Path | None = None

    def start(self, run: Run, gap: float, seconds: float) -> None:
        """Start a run, or go on with one from its checkpoint. Raises InputError where it cannot be."""
        alive = sum(one.state in ALIVE for one in self.store.runs())
        if alive >= self.at_once + self.waiting:
            do = "wait for one to end, or cancel one"
            raise _refused(run, f"{alive} runs at work or waiting", f"at most {self.waiting} waiting", do)
        with holding(run.folder / "lock") as lock:
            if lock is None:
                raise _refused(
                    run, "a run that is at work", "one that is not", "watch it, or copy the scenario"
                )
            for name in ENDINGS:
                (run.folder / name).unlink(missing_ok=True)
            started = datetime.now(UTC).isoformat(timespec="seconds")
            write_json(run.folder / "run.json", {"gap": gap, "seconds": seconds, "started": started})
            self._spawn(run, lock)

    def _spawn(self, run: Run, lock: int) -> None:
        """Hand the lock to a process in a session of its own, so that nothing sent to the studio ends it."""
        command = [sys.executable, "-m", "gigaplan.studio.worker", str(run.folder), str(self.at_once)]
        command += [str(self.data)] if self.data is not None else []
        with (run.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                start_new_session=True,
            )
        threading.Thread(target=process.wait, daemon=True).start()


def cancel(run: Run) -> None:
    """Ask a run to stop with the best plan it has; asked again, end it at once."""
    if run.state not in ALIVE:
        return
    again = (run.folder / "cancel").exists()
    (run.folder / "cancel").touch()
    try:
        number = int((run.folder / "pid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return  # not yet begun: it looks for the file itself
    if run.state in ALIVE:
        try:
            os.kill(number, signal.SIGKILL if again else signal.SIGINT)
        except ProcessLookupError:
            return


def _refused(run: Run, got: str, want: str, do: str) -> InputError:
    return InputError("the run cannot start", [Finding(str(run.card.get("title", run.id)), got, want, do)])
