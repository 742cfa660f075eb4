"""Operate: a built programme in a world where dates slip, prices move and money may not come."""
