"""How a run begins: the first cuts, and of many sites the plans of groups of them.

Most of what the master has to learn concerns each site alone. Of many sites it learns that in groups: each plans
on its own, with its share of all that sites share, in a problem as much smaller as it has fewer sites, several
side by side. The whole begins with the rows and cuts that bind in a group, watches every other inequality, and has the
groups' plans together as its incumbent: what keeps to its share keeps, added up, to every limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import wait
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import InfeasibleError, SolveError
from gigaplan.plan.decomposition.blocks import Block
from gigaplan.plan.decomposition.first_cuts import mixes
from gigaplan.plan.decomposition.lazy import LazyProblem
from gigaplan.plan.decomposition.master import Cut, Master
from gigaplan.plan.decomposition.rounds import State, continuous
from gigaplan.plan.highs import Answer

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
MOST_SITES = 20  # planned at once; fewer gain little from groups, see docs/explanation/solver.md
SITES_OF_A_GROUP = 10
GAP = 3e-3  # of a group's plan: what is left is how sites share, which only the whole can tell
MOST_ROUNDS = 20  # of a group: its gap is one of its own worth, which may be next to nothing
SHARED = -1


def begin(state: State) -> None:
    """Price usual mixes of power at every site and plan many sites in groups, unless cuts are there already."""
    if state.master.cuts:
        return
    points = mixes(state.blocks, len(state.problem.cost))
    cuts = [cut for point in points for cut in state.cost_of(point)[1]]
    if not (_site_count(state) > MOST_SITES and _plan_groups(state, cuts)):
        state.master.add(cuts)


class Part:
    """A master for some sites, with a share of what all share; its plans are plans of the whole, the rest nil.

    owned: the site to which each column and each row of the master belongs, SHARED for none.
    """

    def __init__(
        self, master: Master, owned: tuple[Integers, Integers], sites: Sequence[int], share: float
    ) -> None:
        self.columns, self.numbers = (np.flatnonzero(np.isin(of, [SHARED, *sites])) for of in owned)
        shares = [
            np.where(of[numbers] == SHARED, share, 1.0)
            for of, numbers in zip(owned, (self.columns, self.numbers), strict=True)
        ]
        self.master, self.first_cost = master, master.first_cost
        self.cuts: list[Cut] = []
        self.solver = LazyProblem(master.solver.columns.part(self.columns, shares[0]))
        self.solver.know(master.solver.rows.part(self.numbers, self.columns, shares[1]))
        self.solver.lay(np.flatnonzero(self.numbers < master.problem.shape[0]))

    def solve(self) -> Answer:
        """Solve the part's continuous problem; the answer's values are the whole master's."""
        found = self.solver.solve()
        values = np.zeros(len(self.master.solver.columns.cost))
        values[self.columns] = found.values
        return self.master.unfolded(replace(found, values=values))

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add cuts of the part's blocks as rows."""
        if cuts:
            self.cuts.extend(cuts)
            self.solver.lay(self.solver.know(self.master.rows_of(cuts).over(self.columns)))

    def binding(self) -> tuple[Integers, list[Cut]]:
        """Return the master's rows, and the part's cuts, that hold the part's last plan where it is."""
        binding = self.solver.binding()
        known, own = binding[binding < len(self.numbers)], binding[binding >= len(self.numbers)]
        return self.numbers[known], [self.cuts[number - len(self.numbers)] for number in own]


@dataclass(frozen=True)
class _Planned:
    """A group's part of the master, its plan, what that costs [MUSD_2026], its rounds."""

    part: Part
    point: Floats
    cost: float
    rounds: int


def _plan_groups(state: State, cuts: Sequence[Cut]) -> bool:
    """Plan all sites in groups and begin the whole from them; False where a group has no plan of its own."""
    sites = _site_count(state)
    count = -(-sites // SITES_OF_A_GROUP)
    owned = _owned(state)
    groups = [range(first, sites, count) for first in range(count)]
    alone = replace(state, effort=replace(state.effort, threads=1), progress=lambda *_: None)
    futures = [state.pool.submit(_planned, alone, owned, cuts, group) for group in groups]
    found: list[_Planned] = []
    try:
        for future in futures:
            found.append(future.result())
            done = sum(map(len, groups[: len(found)]))
            state.progress(f"{done} of {sites} sites", found[-1].rounds, np.inf, -np.inf)
    except (InfeasibleError, SolveError):
        state.progress("all sites at once", 0, np.inf, -np.inf)
        return False
    finally:
        for future in futures:
            future.cancel()
        wait(futures)
    _take_over(state, found)
    return True


def _planned(state: State, owned: tuple[Integers, Integers], cuts: Sequence[Cut], sites: range) -> _Planned:
    """Plan some sites with their share."""
    blocks = [block for block in state.blocks if block.site in sites]
    pieces = {piece for block in blocks for piece in block.pieces.tolist()}
    part = Part(state.master, owned, sites, len(blocks) / len(state.blocks))
    part.add([cut for cut in cuts if int(cut.pieces[0]) in pieces])
    own = replace(state, blocks=blocks)
    point, cost, _ = continuous(
        own, max(GAP, state.effort.continuous_gap), "", within=part, most_rounds=MOST_ROUNDS
    )
    return _Planned(part, point, cost, own.rounds)


def _take_over(state: State, found: Sequence[_Planned]) -> None:
    """Begin the whole with what binds in its groups, and with their plans together as the incumbent."""
    solver = state.master.solver
    rows, cuts = zip(*(planned.part.binding() for planned in found), strict=True)
    always = np.flatnonzero(solver.rows.lower == solver.rows.upper)
    solver.lay_only(np.unique(np.concatenate([always, *rows])))
    state.master.add([cut for some in cuts for cut in some])
    points = np.sum([planned.point for planned in found], axis=0)
    state.relaxed = points, sum(planned.cost for planned in found)
    state.rounds = max(planned.rounds for planned in found)


def _site_count(state: State) -> int:
    return len({block.site for block in state.blocks})


def _owned(state: State) -> tuple[Integers, Integers]:
    """Return the site to which each column and each row of the master belongs; SHARED where it is none or several."""
    own = np.full(len(state.problem.cost), SHARED)
    for numbers in state.problem.columns.values():
        if "site" in numbers.dims:
            by_site = numbers.transpose("site", ...).values
            for site, columns in enumerate(by_site):
                own[columns.ravel()] = site
    pieces = _site_of_pieces(state.blocks)
    columns = np.concatenate([own, pieces, pieces])
    matrix = state.master.solver.rows.matrix
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    least, most = np.full(matrix.shape[0], len(columns)), np.full(matrix.shape[0], SHARED)
    np.minimum.at(least, row, columns[matrix.indices])
    np.maximum.at(most, row, columns[matrix.indices])
    return columns, np.where(least == most, most, SHARED)


def _site_of_pieces(blocks: Sequence[Block]) -> Integers:
    found = np.zeros(sum(len(block.pieces) for block in blocks), dtype=np.int64)
    for block in blocks:
        found[block.pieces] = block.site
    return found
