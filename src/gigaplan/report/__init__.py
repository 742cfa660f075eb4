"""What a plan is shown by. See docs/explanation/architecture.md.

`gigaplan.report` is this package and, as in `gigaplan.report(plan, folder)`, the function of that name: Python
lets a package and a function of one name stand in one place only if the package can be called.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gigaplan.plan.plan import Plan


class _Report(ModuleType):
    """A package that writes a report when it is called."""

    def __call__(self, plan: Plan, folder: Path | str) -> Path:
        """Write a plan's report page, tables and manifest into a folder; return its path."""
        from gigaplan.report.run_folder import report

        return report(plan, folder)


sys.modules[__name__].__class__ = _Report
