"""Dispatch instances for tests: drawn ones with every difficulty, HiGHS as a second implementation, checks."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import coo_array

from gigaplan.plan.dispatch import Dispatch, SiteProblem

Floats = NDArray[np.float64]
SIZES = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0, 7.0])
PRICES = st.sampled_from([-3.0, -1.0, 0.0, 0.0, 1.0, 2.0, 2.0, 5.0])


def flat(hours: int, value: float) -> Floats:
    """Return the same value in every hour."""
    return np.full(hours, float(value))


def plain_problem(hours: int, **given: object) -> SiteProblem:
    """Return a site that buys at 10 and sheds at 1,000 a MW, without a store, with what is given in its place."""
    rest: dict[str, object] = {
        "cost": np.vstack([flat(hours, 10.0), flat(hours, 1000.0)]),
        "limit": np.vstack([flat(hours, 5.0), flat(hours, 100.0)]),
        "demand": flat(hours, 4.0),
        "step_hours": flat(hours, 1.0),
        "charge_limit": flat(hours, 0.0),
        "discharge_limit": flat(hours, 0.0),
        "energy_limit": flat(hours, 0.0),
        "retention": flat(hours, 1.0),
    }
    return SiteProblem(**{**rest, **given})  # type: ignore[arg-type]


@st.composite
def problems(draw: st.DrawFn, longest: int = 24) -> SiteProblem:
    """Draw a site: ties, nil and uneven limits, negative prices, growing and nil tanks, any scale and step."""
    hours, segments = draw(st.integers(1, longest)), draw(st.integers(1, 5))
    whole = draw(st.booleans())
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = 10.0 ** draw(st.integers(-3, 5))
    money = 10.0 ** draw(st.integers(-2, 4))

    def hourly(values: st.SearchStrategy[float], rows: int) -> Floats:
        if whole:
            palette = np.array(draw(st.lists(values, min_size=1, max_size=4)))
            return random.choice(palette, (rows, hours))
        low, high = sorted((draw(values), draw(values)))
        return random.uniform(low, high, (rows, hours))

    cost = hourly(PRICES, segments)
    if draw(st.booleans()):
        cost = np.abs(cost)
    limit = hourly(SIZES, segments) * (random.random((segments, hours)) > draw(st.sampled_from([0.0, 0.3])))
    steps = random.choice([0.25, 0.5, 1.0, 4.0], hours) if draw(st.booleans()) else flat(hours, 1.0)
    power, energy = draw(SIZES), draw(SIZES) * draw(st.sampled_from([0.1, 1.0, 5.0]))
    tank = flat(hours, energy)
    if draw(st.booleans()):
        tank = np.sort(random.random(hours)) * energy
    retention = flat(hours, draw(st.sampled_from([1.0, 1.0, 0.999, 0.9, 0.5, 0.0])))
    if draw(st.booleans()):
        retention = random.choice([1.0, 0.97, 0.9], hours)
    opening = draw(st.sampled_from([0.0, 0.3, 1.0])) * tank[0]
    ending = draw(st.sampled_from([0.0, 0.0, 0.2, 1.0])) * tank[-1]
    shed = draw(st.sampled_from([10.0, 50.0]))
    return SiteProblem(
        cost=np.vstack([cost, flat(hours, shed)]) * money * steps,
        limit=np.vstack([limit, flat(hours, 40.0)]) * size,
        demand=hourly(SIZES, 1)[0] * size,
        step_hours=steps,
        charge_limit=flat(hours, power) * size,
        discharge_limit=flat(hours, power * draw(st.sampled_from([0.5, 1.0, 1.0, 2.0]))) * size,
        energy_limit=tank * size,
        retention=retention,
        charge_efficiency=draw(st.sampled_from([1.0, 0.95, 0.9, 0.7])),
        discharge_efficiency=draw(st.sampled_from([1.0, 0.95, 0.8])),
        start_level=opening * size,
        end_level=ending * size,
        **costs_of_use(draw, hours, money),
    )


def costs_of_use(draw: st.DrawFn, hours: int, money: float) -> dict[str, Floats]:
    """Draw what charging and discharging cost, nothing in most sites."""
    if draw(st.integers(0, 3)):
        return {}
    charging, drawing = draw(st.sampled_from([0.0, 0.1, 0.5])), draw(st.sampled_from([0.0, 0.2]))
    return {"charge_cost": flat(hours, charging * money), "discharge_cost": flat(hours, drawing * money)}


def used_cost(problem: SiteProblem, of: str) -> Floats:
    """Return what charging or discharging costs by hour; nil where the problem does not say."""
    given = getattr(problem, of)
    return np.zeros(len(problem.demand)) if given is None else np.asarray(given)


def scaled(problem: SiteProblem) -> tuple[SiteProblem, float, float]:
    """Return the problem with its largest power and price at 1, and both: HiGHS's tolerances are absolute."""
    power = (
        max(problem.demand.max(initial=0.0), problem.limit.max(initial=0.0), problem.energy_limit.max())
        or 1.0
    )
    money = float(np.abs(problem.cost).max()) or 1.0
    powers = (
        "limit",
        "demand",
        "charge_limit",
        "discharge_limit",
        "energy_limit",
        "start_level",
        "end_level",
    )
    small = {name: getattr(problem, name) / power for name in powers}
    costs = {of: used_cost(problem, of) / money for of in ("charge_cost", "discharge_cost")}
    return replace(problem, cost=problem.cost / money, **small, **costs), power, money


def least_cost_by_highs(problem: SiteProblem) -> float | None:
    """Return the least cost HiGHS finds for the same linear problem, None where it proves there is none."""
    small, power, money = scaled(problem)
    highs = loaded(small)
    for solver in ("simplex", "ipm"):
        highs.setOptionValue("solver", solver)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(highs.getInfo().objective_function_value) * power * money
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        highs.clearSolver()
    raise AssertionError(f"HiGHS ended with {status}")


def loaded(problem: SiteProblem) -> highspy.Highs:
    """Return HiGHS holding the linear problem: supply, charge, discharge and level by hour, two rows an hour."""
    segments, hours = problem.cost.shape
    hour = np.arange(hours)
    charge, discharge, level = (segments * hours + place * hours + hour for place in range(3))
    one, step = np.ones(hours), problem.step_hours
    triples = [(hour, segment * hours + hour, one) for segment in range(segments)]
    triples += [(hour, charge, -one), (hour, discharge, one), (hours + hour, level, one)]
    triples += [(hours + hour, charge, -step * problem.charge_efficiency)]
    triples += [(hours + hour, discharge, step / problem.discharge_efficiency)]
    triples += [(hours + hour[1:], level[:-1], -problem.retention[1:])]
    rows, columns, values = (np.concatenate(part) for part in zip(*triples, strict=True))
    matrix = coo_array((values, (rows, columns)), shape=(2 * hours, level[-1] + 1)).tocsr()
    lower = np.zeros(matrix.shape[1])
    lower[-1] = problem.end_level
    right = np.concatenate([problem.demand, np.zeros(hours)])
    right[hours] = problem.retention[0] * problem.start_level
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    uses = [used_cost(problem, "charge_cost"), used_cost(problem, "discharge_cost"), np.zeros(hours)]
    model.col_cost_ = np.concatenate([problem.cost.ravel(), *uses])
    limits = [problem.limit.ravel(), problem.charge_limit, problem.discharge_limit, problem.energy_limit]
    model.col_lower_, model.col_upper_ = lower, np.concatenate(limits)
    model.row_lower_ = model.row_upper_ = right
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_row_, model.a_matrix_.num_col_ = matrix.shape
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for tolerance in (
        "primal_feasibility_tolerance",
        "dual_feasibility_tolerance",
        "ipm_optimality_tolerance",
    ):
        highs.setOptionValue(tolerance, 1e-10)
    highs.passModel(model)
    return highs


def size_of(problem: SiteProblem) -> float:
    """Return the largest power of a problem, against which a residual is measured."""
    store = (problem.charge_limit + problem.discharge_limit).max(initial=0.0)
    return max(problem.demand.max(), problem.limit.max(), store, problem.energy_limit.max(), 1e-300)


def worst_residual(problem: SiteProblem, found: Dispatch) -> float:
    """Return by how much the operation breaks a law of the problem at most, relative to its largest power."""
    balance = found.supply.sum(axis=0) + found.discharge - found.charge - problem.demand
    before = np.append(problem.start_level, found.level[:-1])
    stored = problem.charge_efficiency * found.charge - found.discharge / problem.discharge_efficiency
    store = found.level - problem.retention * before - problem.step_hours * stored
    broken = [np.abs(balance), np.abs(store) / problem.step_hours, problem.end_level - found.level[-1:]]
    for value, limit in (
        (found.supply, problem.limit),
        (found.charge, problem.charge_limit),
        (found.discharge, problem.discharge_limit),
        (found.level, problem.energy_limit),
    ):
        broken += [-value, value - limit]
    return max(float(one.max()) for one in broken) / size_of(problem)


def cost_of(problem: SiteProblem, found: Dispatch) -> float:
    """Return what an operation costs, added up from its arrays."""
    total = (problem.cost * found.supply).sum() + used_cost(problem, "charge_cost") @ found.charge
    return float(total + used_cost(problem, "discharge_cost") @ found.discharge)


def turnover(problem: SiteProblem, found: Dispatch) -> float:
    """Return the money against which a difference counts: gains and costs without signs, or a share of the dearest."""
    total = (np.abs(problem.cost) * found.supply).sum() + used_cost(problem, "charge_cost") @ found.charge
    total += used_cost(problem, "discharge_cost") @ found.discharge
    return float(max(total, 1e-3 * np.abs(problem.cost).max() * size_of(problem)))
