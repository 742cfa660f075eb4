"""What holds a plan back: shadow prices of its limits, ranked, in the user's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import xarray as xr

from gigaplan.catalogue.titles import title_of_chip, title_of_maker, title_of_plant
from gigaplan.plan.plan import Plan, once
from gigaplan.plan.wording import EARLIER, WORDS, Wording
from gigaplan.programme.times import MONTHS_IN_QUARTER

NEGLIGIBLE = 1e-6
SCALES = ((1e3, "billion "), (1.0, "million "), (1e-3, "thousand "), (1e-6, ""))
KINDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "plant": title_of_plant,
        "chip": title_of_chip,
        "foundry": title_of_maker,
        **dict.fromkeys(("pool", "work", "rule", "country", "permit"), lambda name: name.replace("_", " ")),
    }
)


@dataclass(frozen=True)
class Limit:
    """A binding limit: what one more of it is worth [MUSD_2026 per unit, present value], where and when.

    `whole_worth` is the worth of all of it that the plan uses [MUSD_2026], at the price of the last unit.
    """

    equation: str
    what: str
    unit: str
    place: Mapping[str, str]
    worth: float
    sentence: str
    whole_worth: float


def limits(plan: Plan, most: int = 1000) -> tuple[Limit, ...]:
    """Return the binding limits of a plan, most valuable first: by price times what the plan uses of them.

    The price of a limit is the dual of its row with whole numbers held; a limit that holds in every quarter
    counts them all, and money that is there in a quarter counts every later row that it eases. Where several
    prices fit one plan, any of them is told. What the plan uses is the row's own left side, evaluated on the solution. A limit of
    which nothing is used, such as chips before their first delivery, comes last.
    """
    return _ranked(plan)[:most]


@once
def _ranked(plan: Plan) -> tuple[Limit, ...]:
    found = [limit for equation, wording in WORDS.items() for limit in _limits(plan, equation, wording)]
    found += [limit for equation in EARLIER for limit in _earlier(plan, equation)]
    return tuple(sorted(found, key=lambda limit: -limit.whole_worth))


def _limits(plan: Plan, equation: str, wording: Wording) -> Iterator[Limit]:
    price = plan.prices.get(equation)
    if price is None or wording.told_by:
        return
    worth, whole = _lasting(plan, wording.lasts) if wording.lasts else _priced(plan, equation)
    if not wording.by_row:
        kept = plan.programme.inputs[wording.limit].dims
        summed = [dim for dim in price.dims if dim not in kept]
        worth, whole = worth.sum(summed), whole.sum(summed)
    for where, value in _places(worth):
        amount = value * wording.amount
        yield Limit(
            equation,
            wording.what,
            wording.unit,
            where,
            amount,
            f"{wording.more}{_named(plan, where, wording)} is worth {_dollars(amount)}.",
            float(whole.sel(where)),
        )


def _priced(plan: Plan, equation: str) -> tuple[xr.DataArray, xr.DataArray]:
    """Return the worth of one more in every row, and of all of it that the plan uses."""
    worth: xr.DataArray = abs(plan.prices[equation])
    return worth, worth * plan.law(equation).left.array


def _lasting(plan: Plan, lasts: Mapping[str, str]) -> tuple[xr.DataArray, xr.DataArray]:
    """Return the same where more of a limit in a quarter eases later rows too, told where a row binds itself."""
    worth, whole, binds = xr.DataArray(0.0), xr.DataArray(0.0), xr.DataArray(False)
    for equation, eased in lasts.items():
        own: xr.DataArray = abs(plan.prices[equation])
        later = plan.programme.inputs[eased]
        gained = (
            xr.dot(later, own, dim="quarter").rename(order="quarter").assign_coords(quarter=own["quarter"])
        )
        worth, binds = worth + gained, binds | (own > NEGLIGIBLE)
        whole = whole + gained * plan.law(equation).left.array
    return worth.where(binds, 0.0), whole


def _earlier(plan: Plan, equation: str) -> Iterator[Limit]:
    """Return what it is worth to have a thing a month earlier, with its capital paid as planned.

    Each quarter's additions, at the lower of what they would be worth in use in the quarter before they come and
    what they are worth once they are there: the first unit of a thing that is missing altogether is worth far
    more than the rest. So it is told low rather than high, in the cases tried up to five times where the plan could
    do more with the thing early than it does once it is there; and a thing for which the plan found another way,
    and which is then worth nothing more, is not told at all.
    """
    if equation not in plan.prices:
        return
    built = plan.law(equation).left.array.transpose(..., "quarter")
    names = (equation, *EARLIER[equation].with_it)
    in_use = -xr.concat([plan.prices[name] for name in names], "row").sum("row").transpose(*built.dims)
    added = np.maximum(np.diff(built.values, axis=-1), 0.0)
    least = np.maximum(np.minimum(in_use.values[..., :-1], in_use.values[..., 1:]), 0.0)
    gained = in_use.isel(quarter=slice(1, None)).copy(data=least * added / MONTHS_IN_QUARTER)
    what, over = EARLIER[equation].what, EARLIER[equation].over
    for where, value in _places(gained.sum([dim for dim in gained.dims if dim not in over])):
        sentence = (
            f"{what}{_named(plan, where)} a month earlier would be worth about {_dollars(value)} or more."
        )
        yield Limit(equation, what, "month", where, value, sentence, value)


def _dollars(millions: float) -> str:
    """Return an amount of money in words, in the unit that needs the fewest digits."""
    scale, word = next((one for one in SCALES if millions >= one[0]), SCALES[-1])
    return f"{millions / scale:,.3g} {word}dollars"


def _places(values: xr.DataArray) -> Iterator[tuple[dict[str, str], float]]:
    """Return label by dimension and value of every element that is not negligible."""
    for position in np.argwhere(values.values > NEGLIGIBLE):
        labels = zip(values.dims, position, strict=True)
        where = {str(dim): str(values[dim].values[index]) for dim, index in labels}
        yield where, float(values.values[tuple(position)])


def _named(plan: Plan, where: Mapping[str, str], wording: Wording | None = None) -> str:
    """Return kind, offer, place and date of a limit in words."""
    kind = next((f" of {called(where[dim])}" for dim, called in KINDS.items() if dim in where), "")
    offer = f" ({where['offer']} offer)" if "offer" in where else ""
    place = f" at {plan.scenario.sites[where['site']].title}" if "site" in where else ""
    date = _date(where["quarter"], wording) if "quarter" in where else ""
    return f"{kind}{offer}{place}{date}"


def _date(quarter: str, wording: Wording | None) -> str:
    """Return when a limit holds: in the quarter, up to its end, or in the calendar year that ends with it."""
    if wording is not None and wording.by_year:
        return f" in {quarter[:4]}"
    return f" {'by the end of' if wording is not None and wording.lasts else 'in'} {quarter}"
