"""A place turned into hours: temperature, sun, wind and price, synthetic or read from files."""

from gigaplan.programme.hours.price_scenarios import with_prices
from gigaplan.programme.hours.real import real_hours
from gigaplan.programme.hours.region_statistics import region_names
from gigaplan.programme.hours.synthetic import synthetic_hours
from gigaplan.programme.hours.values import FieldSource, Hours

__all__ = ["FieldSource", "Hours", "real_hours", "region_names", "synthetic_hours", "with_prices"]
