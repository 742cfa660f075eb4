"""Stopping a run: Ctrl-C or the time limit is noticed between rounds and inside the solver, once."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Any


class Stop:
    """Whether a run was asked to stop, by Ctrl-C or by its time limit [s].

    As a context it takes Ctrl-C over in the main thread; a second Ctrl-C ends the process as usual.
    """

    def __init__(self, time_limit: float) -> None:
        self.deadline = time.perf_counter() + time_limit
        self.interrupted = False
        self._before: Any = None

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.interrupted = True
        signal.signal(signal.SIGINT, self._before)

    def asked(self) -> bool:
        """Whether to stop now."""
        return self.interrupted or time.perf_counter() > self.deadline

    def seconds_left(self) -> float:
        """Seconds to the time limit; none after Ctrl-C."""
        return 0.0 if self.interrupted else max(self.deadline - time.perf_counter(), 0.0)

    @property
    def reason(self) -> str:
        """Why the run stopped, in words."""
        return "interrupted" if self.interrupted else "time limit reached"
