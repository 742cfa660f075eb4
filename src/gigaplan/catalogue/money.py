"""Price levels between years, from the catalogue's price index."""

from __future__ import annotations

from gigaplan.catalogue.entries import choose
from gigaplan.catalogue.reading import entry


def price_level(from_year: int, to_year: int) -> float:
    """Return what one dollar of `from_year` is in dollars of `to_year` [USD_to / USD_from].

    Raises InputError for a year the index does not hold. Source: the entry `money/price_index`.
    """
    levels = entry("money", "price_index").series["price_index"].central
    where = "catalogue.money.price_index"
    return choose(str(to_year), levels, where) / choose(str(from_year), levels, where)
