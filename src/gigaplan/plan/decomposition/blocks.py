"""Blocks: one site over one programme year, as the dispatch kernel and the master both see it.

The operating cost of a block is a convex function of what is built and what runs there, and it is
homogeneous: twice the plant and twice the work cost twice as much. So a cut has no constant, and any
prices of the dispatch give a valid one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.decomposition.asked import (
    is_capped,
    refuse_beyond_the_kernel,
    stores_of,
    switches,
    work_waits,
)
from gigaplan.plan.decomposition.capped import Allowances, allowances_of
from gigaplan.plan.decomposition.linear import LinearBlock, linear_block
from gigaplan.plan.problem import Problem
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
PARTS_OF_A_QUARTER = 1
DISPATCHERS = ("kernel", "kernel within caps", "linear", "on/off")


@dataclass(frozen=True)
class Block:
    """One site and one block of hours. J segments: must-run floors, plants, grid offers, work that can be shed.

    availability[J, H]: power a unit of capacity gives [MW_site per unit]. cost[J, H]: discounted cost of a MW
    held over the step [MUSD_2026]. floor_cost[J, H]: cost that falls due with the capacity itself. columns[J, Q]:
    column of each segment's capacity in the master, by quarter of the block. sheds[J]: segment is work, which
    also asks for power. group[H]: quarter of the block. piece[H]: part of the block that has a cost of its own in
    the master; quarter_of_piece[P]; first_piece: number of its first among those of all blocks; first_level: the
    master's column of the energy that the first of all pieces hands on. store: position of the site's store; it
    and its columns [Q] are -1 where there is none. linear: what prices the block where the kernel cannot;
    switched: what operates it in whole units at the end. allowances: what yearly caps let the kernel use, None where nothing.
    """

    site: int
    block: int
    hours: slice
    availability: Floats
    cost: Floats
    floor_cost: Floats
    columns: Integers
    sheds: NDArray[np.bool_]
    names: tuple[tuple[str, int], ...]
    group: Integers
    quarters: Integers
    piece: Integers
    quarter_of_piece: Integers
    first_piece: int
    first_level: int
    step_hours: Floats
    store: int
    store_power_columns: Integers
    store_energy_columns: Integers
    retention: Floats
    charge_efficiency: float
    discharge_efficiency: float
    linear: LinearBlock | None = None
    switched: LinearBlock | None = None
    allowances: Allowances | None = None

    @property
    def dispatcher(self) -> str:
        """Who operates the block: "kernel", "kernel within caps", "linear" where more is asked, "on/off" for switched plant."""
        if self.switched is not None:
            return "on/off"
        if self.linear is not None:
            return "linear"
        return "kernel" if self.allowances is None else "kernel within caps"

    @property
    def starts(self) -> Integers:
        """First hour of each piece."""
        return np.searchsorted(self.piece, np.arange(len(self.quarter_of_piece)))

    @property
    def pieces(self) -> Integers:
        """Numbers of the block's pieces among those of all blocks."""
        return self.first_piece + np.arange(len(self.quarter_of_piece))

    @property
    def coupled_columns(self) -> Integers:
        """Every master column the block's cost depends on; a missing store's -1 is left out."""
        if self.linear is not None:
            return self.linear.columns
        every = np.concatenate(
            [
                self.columns.ravel(),
                self.store_power_columns,
                self.store_energy_columns,
                self.allowance_columns,
            ]
        )
        return every[every >= 0]

    @property
    def allowance_columns(self) -> Integers:
        """Master columns of what yearly caps let the block use, whoever operates it."""
        if self.linear is not None:
            return self.linear.columns[self.linear.allowance]
        return np.zeros(0, dtype=np.int64) if self.allowances is None else self.allowances.columns


def blocks_of(programme: Programme, problem: Problem, kernel_only: bool = False) -> list[Block]:
    """Cut a programme into its blocks; capacities are found in the columns of the master problem.

    kernel_only: every block as the kernel operates it, work that may wait at its own hour. Raises InputError
    there where a site takes several stores, has a yearly cap or switches plant; and for a cap over several blocks of a quarter.
    """
    calendar, blocks, pieces = programme.calendar, [], 0
    _refuse_split_caps(programme)
    for number in calendar.blocks:
        for site in range(len(programme.labels["site"])):
            blocks.append(_block(programme, problem, site, int(number), pieces, kernel_only))
            pieces += len(blocks[-1].quarter_of_piece)
    return blocks


def _pieces(group: Integers) -> tuple[Integers, Integers]:
    """Cut every quarter of a block into parts of nearly the same length; return piece by hour, quarter by piece."""
    first = np.searchsorted(group, group)
    length = np.bincount(group)[group]
    parts = np.minimum(length, PARTS_OF_A_QUARTER)
    piece = (np.arange(len(group)) - first) * parts // length + PARTS_OF_A_QUARTER * group
    numbers, piece = np.unique(piece, return_inverse=True)
    return piece, numbers // PARTS_OF_A_QUARTER


def _block(
    programme: Programme, problem: Problem, site: int, block: int, first_piece: int, kernel_only: bool
) -> Block:
    inputs, calendar = programme.inputs, programme.calendar
    hours = calendar.slice_of_block(block)
    quarter_of_hour = calendar.quarter_of_hour[hours]
    quarters = np.unique(quarter_of_hour)
    weight = inputs["discount"].values[quarter_of_hour] * inputs["hours_represented"].values[hours]
    parts = [part for kind in (_plants, _offers, _work) for part in kind(programme, problem, site, hours)]
    names = tuple(part.name for part in parts)
    store, beyond_the_kernel = _operated(programme, site, kernel_only)
    store_columns = _store_columns(problem, site, store, quarters)
    piece, quarter_of_piece = _pieces(quarter_of_hour - quarters[0])
    switched = switches(programme, site)
    capped = is_capped(programme, site) and not beyond_the_kernel
    linear = linear_block(programme, problem, site, block) if beyond_the_kernel or switched else None
    return Block(
        site=site,
        block=block,
        hours=hours,
        availability=np.ascontiguousarray([part.availability for part in parts]),
        cost=np.ascontiguousarray([weight * part.price for part in parts]),
        floor_cost=np.ascontiguousarray([weight * part.floor_price for part in parts]),
        columns=np.array([part.columns[quarters] for part in parts]),
        sheds=np.array([part.name[0] == "shed" for part in parts]),
        names=names,
        group=quarter_of_hour - quarters[0],
        quarters=quarters,
        piece=piece,
        quarter_of_piece=quarter_of_piece,
        first_piece=first_piece,
        first_level=len(problem.cost),
        step_hours=inputs["step_hours"].values[hours],
        store=store,
        store_power_columns=store_columns[0],
        store_energy_columns=store_columns[1],
        retention=inputs["retention"].values[max(store, 0), hours],
        charge_efficiency=float(inputs["charge_efficiency"].values[max(store, 0)]),
        discharge_efficiency=float(inputs["discharge_efficiency"].values[max(store, 0)]),
        linear=linear if beyond_the_kernel else None,
        switched=linear if switched else None,
        allowances=allowances_of(programme, problem, site, block, names) if capped else None,
    )


def method_of(blocks: Sequence[Block]) -> str:
    """Return how a programme in blocks is solved, with the dispatchers that operate them."""
    count = Counter(block.dispatcher for block in blocks)
    each = ", ".join(f"{name} {count[name]}" for name in DISPATCHERS if count[name] or name == "kernel")
    operated = "kernel" if count["kernel"] == len(blocks) else f"{each} site-years"
    return f"decomposition with exact dispatch ({operated})"


def _operated(programme: Programme, site: int, kernel_only: bool) -> tuple[int, bool]:
    """Return a site's first store, -1 where it takes none, and whether the site asks more than the kernel can follow."""
    stores = stores_of(programme, site)
    if kernel_only:
        refuse_beyond_the_kernel(programme, site)
    beyond = not kernel_only and (len(stores) > 1 or work_waits(programme))
    return (stores[0] if stores else -1), beyond


@dataclass(frozen=True)
class _Segment:
    name: tuple[str, int]
    availability: Floats
    price: Floats
    floor_price: Floats
    columns: Integers


def _plants(programme: Programme, problem: Problem, site: int, hours: slice) -> list[_Segment]:
    """Return plants as segments; a must-run plant's floor is a free segment whose cost falls due regardless."""
    inputs, quarter = programme.inputs, programme.calendar.quarter_of_hour[hours]
    columns = problem.columns["plant_built"].values[site]
    segments = []
    for plant in range(columns.shape[0]):
        if inputs["plant_limit"].values[site, plant] <= 0:
            continue
        availability = inputs["plant_availability"].values[site, plant, hours]
        price = inputs["plant_energy_cost"].values[site, plant, quarter]
        floor = float(inputs["plant_must_run_share"].values[plant])
        nothing = np.zeros_like(price)
        if floor > 0:
            segments.append(
                _Segment(
                    ("floor", plant),
                    floor * availability,
                    nothing,
                    floor * availability * price,
                    columns[plant],
                )
            )
        segments.append(
            _Segment(("plant", plant), (1.0 - floor) * availability, price, nothing, columns[plant])
        )
    return segments


def _offers(programme: Programme, problem: Problem, site: int, hours: slice) -> list[_Segment]:
    inputs = programme.inputs
    columns = problem.columns["grid_peak"].values[site]
    price = inputs["grid_energy_cost"].values[site, hours]
    offered = np.flatnonzero(inputs["offer_size"].values[site] > 0)
    availability = inputs["grid_availability"].values[site]
    return [
        _Segment(
            ("grid", int(offer)), availability[offer, hours], price, np.zeros_like(price), columns[offer]
        )
        for offer in offered
    ]


def _work(programme: Programme, problem: Problem, site: int, hours: slice) -> list[_Segment]:
    inputs, quarter = programme.inputs, programme.calendar.quarter_of_hour[hours]
    columns = problem.columns["work_power"].values[site]
    pue = inputs["pue"].values[site, hours]
    shapes, losses = inputs["work_shape"].values[:, hours], inputs["shed_loss"].values
    return [
        _Segment(("shed", work), pue * shapes[work], losses[work, quarter], np.zeros_like(pue), columns[work])
        for work in range(columns.shape[0])
    ]


def _refuse_split_caps(programme: Programme) -> None:
    """Raise InputError where a quarter's allowance would have to be shared between blocks of hours."""
    if not any(is_capped(programme, site) for site in range(len(programme.labels["site"]))):
        return
    calendar = programme.calendar
    parts = np.unique(np.stack([calendar.quarter_of_hour, calendar.block_of_hour]), axis=1).shape[1]
    if parts > len(calendar.quarters):
        finding = Finding(
            "programme.chosen_weeks",
            "several weeks that stand for a quarter, and a yearly cap",
            "all hours (0), or one week for each quarter (4)",
            "choose one of these, or solve it as one problem (--method reference)",
        )
        raise InputError("a yearly cap is kept over all hours of a quarter", [finding])


def _store_columns(problem: Problem, site: int, store: int, quarters: Integers) -> tuple[Integers, Integers]:
    if store < 0:
        nothing = np.full(len(quarters), -1)
        return nothing, nothing
    power, energy = problem.columns["store_power_built"].values, problem.columns["store_energy_built"].values
    return power[site, store, quarters], energy[site, store, quarters]
