"""The criteria of a screening: one function each, from cells and layers to a score between 0 and 1."""

from gigaplan.sites.criteria.registry import CRITERIA, Reading, missing

__all__ = ["CRITERIA", "Reading", "missing"]
