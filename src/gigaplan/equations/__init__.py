"""The mathematics of a programme: one function per law, by concept.

Importing this package registers every quantity, equation and ledger term. Each OBJECTIVE is a choice of
ledgers whose discounted sum is made as small as possible; LEDGERS are all that are told of a plan.
"""

from types import MappingProxyType

from gigaplan.equations import compute, money, site
from gigaplan.equations.power import balance, caps, deferral, grid, plants, stores, switching, water

OBJECTIVES = MappingProxyType(
    {
        "most compute": ("operation", "worth", "thrift"),
        "least cost": ("capital", "operation", "closing value"),
        "net present value": ("capital", "operation", "closing value", "worth"),
    }
)

LEDGERS = ("capital", "operation", "closing value", "worth", "financing", "debt", "thrift")

__all__ = ["LEDGERS", "OBJECTIVES", "balance", "caps", "compute", "deferral", "grid", "money", "plants", "site", "stores", "switching", "water"]
