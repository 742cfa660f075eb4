"""The catalogue: chips, power, facilities, regions, export rules, money, supply and work, one file per thing.

Every value carries its unit, date, source and grade. The files are read once, on first use, and without
any heavy import; units are converted only when `Entry.number` is asked.
"""

from gigaplan.catalogue.entries import GRADES, Entry, Series, Value
from gigaplan.catalogue.money import price_level
from gigaplan.catalogue.reading import KINDS, entry, kinds, names

__all__ = ["GRADES", "KINDS", "Entry", "Series", "Value", "entry", "kinds", "names", "price_level"]
