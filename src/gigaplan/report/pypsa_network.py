"""The power side of a plan as a PyPSA network: what was built, ready for PyPSA to dispatch again.

Needs the extra `network` (`pip install gigaplan[network]`). A bus for each site; capacities that change by quarter
are the largest ones with hourly shares (`p_max_pu`); prices are USD_2026/MWh_site, power is MW_site. Snapshots
carry common-year dates; their weightings say how many hours each stands for. A store is empty at the end
of each block of hours, where the plan forgets what it held.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError, raise_findings
from gigaplan.plan.plan import Plan
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
USD_IN_MUSD = 1e6
NOTHING = 1e-9
DISPATCH_TERMS = ("grid_energy", "plant_fuel", "lost_work")


def dispatch_cost(plan: Plan) -> float:
    """Return what the plan's hourly operation costs, work put off counted, undiscounted [USD_2026]."""
    operation = plan.ledger["operation"]
    return USD_IN_MUSD * float(sum(operation[term].sum() for term in DISPATCH_TERMS))


def _refuse_what_is_lost(programme: Programme) -> None:
    """Raise InputError where a plan keeps a law that a PyPSA network of this form does not have."""
    findings = []
    if programme.labels["cap"] or programme.labels["permit"]:
        do = (
            "plan without policy.carbon_cap and energy_caps to export it"  # PyPSA caps its whole horizon only
        )
        findings.append(
            Finding("the run", "a yearly cap on emissions or energy", "a plan without yearly caps", do)
        )
    waiting = programme.inputs["deferral_share"]
    names = [str(name) for name in waiting["deferral"].values if (waiting.sel(deferral=name) > 0).any()]
    if names:
        got = f"work that waits within a deadline: {', '.join(names)}"
        do = "plan without workload.*.deferral to export it: the network would draw all work in the hour it comes"
        findings.append(Finding("the run", got, "a plan in which all work is done in its hour", do))
    if programme.labels["switched"]:
        do = "plan without sites.X.switched to export it"
        findings.append(
            Finding("the run", "plant switched in whole units", "plant that gives what is asked of it", do)
        )
    raise_findings("a PyPSA network cannot be written", findings)


def network(plan: Plan) -> Any:
    """Return a plan's power side as a pypsa.Network.

    Raises InputError where PyPSA is not installed, or where the plan keeps a yearly cap, lets work wait or switches plant.
    """
    try:
        import pypsa
    except ImportError as problem:
        finding = Finding("pypsa", "not installed", "the extra `network`", "pip install 'gigaplan[network]'")
        raise InputError("a PyPSA network cannot be written", [finding]) from problem
    _refuse_what_is_lost(plan.programme)
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "pandas infers", FutureWarning
        )  # PyPSA on its own reading of strings
        return _network(plan, pypsa.Network(name=plan.scenario.title))


def _network(plan: Plan, made: Any) -> Any:
    """Return an empty network with a plan's power side added."""
    calendar = plan.programme.calendar
    made.set_snapshots(snapshots(plan.programme))
    made.snapshot_weightings["objective"] = calendar.hours_represented
    made.snapshot_weightings["generators"] = calendar.hours_represented
    made.snapshot_weightings["stores"] = calendar.step_hours
    for carrier in (
        "site power",
        "stored",
        *plan.programme.labels["plant"],
        "grid",
        "work put off",
        "spilled",
    ):
        made.add("Carrier", carrier)
    for key, site in plan.scenario.sites.items():
        made.add("Bus", key, carrier="site power", x=site.longitude, y=site.latitude)
        _Site(plan, key, made).add()
    return made


def write_network(plan: Plan, path: Path) -> None:
    """Write a plan's power side as a netCDF file that PyPSA opens; raises InputError or OSError."""
    network(plan).export_to_netcdf(path)


def snapshots(programme: Programme) -> pd.DatetimeIndex:
    """Return a date and hour for each hour of the programme; every year is a common one."""
    calendar = programme.calendar
    years = [int(calendar.quarters[position][:4]) for position in calendar.quarter_of_hour]
    starts = pd.to_datetime([f"{year}-01-01" for year in years])
    return pd.DatetimeIndex(starts + pd.to_timedelta(calendar.hour_of_year, unit="h"), name="snapshot")


class _Site:
    """Adds one site's load, plants, grid and stores to a network."""

    def __init__(self, plan: Plan, key: str, made: Any) -> None:
        self.plan, self.key, self.made = plan, key, made
        self.calendar = plan.programme.calendar

    def add(self) -> None:
        work = self._input("work_shape") * self._hourly("work_power")
        drawn = (self._input("pue") * work).transpose("work", "hour")
        self.made.add("Load", f"{self.key} work", bus=self.key, p_set=self._series(drawn.sum("work").values))
        loss = self._each_hour(self._input("shed_loss")).transpose("work", "hour")
        for name, most, cost in zip(drawn["work"].values, drawn.values, loss.values, strict=True):
            self._generator(f"put off {name}", "work put off", most, cost * USD_IN_MUSD)
        self._plants()
        self._grid()
        self._stores()

    def _plants(self) -> None:
        most = (self._input("plant_availability") * self._hourly("plant_built")).transpose("plant", "hour")
        least = (self._input("plant_must_run_share") * most).transpose("plant", "hour")
        cost = self._each_hour(self._input("plant_energy_cost")).transpose("plant", "hour")
        for row, name in enumerate(most["plant"].values):
            price = cost.values[row] * USD_IN_MUSD
            self._generator(str(name), str(name), most.values[row], price, least.values[row])
        spilled = least.sum("plant").values
        if spilled.max(initial=0.0) > NOTHING:
            size = float(spilled.max())
            share = {"p_min_pu": self._series(-spilled / size), "p_max_pu": 0.0}
            self.made.add("Generator", f"{self.key} spilled", bus=self.key, carrier="spilled", p_nom=size, **share)  # fmt: skip

    def _grid(self) -> None:
        most = (self._input("grid_availability") * self._hourly("grid_peak")).transpose("offer", "hour")
        price = self._input("grid_energy_cost").values * USD_IN_MUSD
        for name, power in zip(most["offer"].values, most.values, strict=True):
            self._generator(f"grid {name}", "grid", power, price)

    def _stores(self) -> None:
        inputs = self.plan.programme.inputs
        power = self._hourly("store_power_built").transpose("store", "hour")
        energy = self._hourly("store_energy_built").transpose("store", "hour")
        for row, name in enumerate(power["store"].values):
            held, moved = energy.values[row], power.values[row]
            if held.max() <= NOTHING or moved.max() <= NOTHING:
                continue
            here = f"{self.key} {name}"
            held = np.where(self.calendar.last_of_block, 0.0, held)
            charging = float(inputs["charge_efficiency"].sel(store=name))
            giving = float(inputs["discharge_efficiency"].sel(store=name))
            lost = 1.0 - inputs["retention"].sel(store=name).values
            self.made.add("Bus", here, carrier="stored")
            self.made.add(
                "Store", here, bus=here, carrier="stored", e_nom=float(held.max()), e_initial=0.0,
                e_max_pu=self._series(held / held.max()), standing_loss=self._series(lost),
            )  # fmt: skip
            share = self._series(moved / moved.max())
            self.made.add(
                "Link", f"{here} charge", bus0=self.key, bus1=here, carrier="stored",
                p_nom=float(moved.max()), p_max_pu=share, efficiency=charging,
            )  # fmt: skip
            self.made.add(
                "Link", f"{here} discharge", bus0=here, bus1=self.key, carrier="stored",
                p_nom=float(moved.max()) / giving, p_max_pu=share, efficiency=giving,
            )  # fmt: skip

    def _generator(
        self, name: str, carrier: str, most: Floats, cost: Floats, least: Floats | None = None
    ) -> None:
        """Add a generator with an hourly limit [MW_site] and price [USD_2026/MWh_site]; none where it never runs."""
        size = float(most.max(initial=0.0))
        if size <= NOTHING:
            return
        floor = {} if least is None or not least.any() else {"p_min_pu": self._series(least / size)}
        self.made.add(
            "Generator", f"{self.key} {name}", bus=self.key, carrier=carrier, p_nom=size,
            p_max_pu=self._series(most / size), marginal_cost=self._series(cost), **floor,
        )  # fmt: skip

    def _series(self, values: Floats) -> pd.Series[float]:
        return pd.Series(values, index=self.made.snapshots)

    def _input(self, name: str) -> xr.DataArray:
        array = self.plan.programme.inputs[name]
        return array.sel(site=self.key) if "site" in array.dims else array

    def _hourly(self, name: str) -> xr.DataArray:
        """Return a state of the plan at the site in every hour, never below 0."""
        return self._each_hour(self.plan.solution[name].sel(site=self.key)).clip(min=0.0)

    def _each_hour(self, array: xr.DataArray) -> xr.DataArray:
        hourly = array.isel(quarter=self.calendar.quarter_of_hour).rename({"quarter": "hour"})
        return hourly.assign_coords(hour=self.calendar.hours)
