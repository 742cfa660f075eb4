"""The studio: a local web page to change a scenario, run it, watch it, compare and take it along.

Why it is built so: decisions/ (the studio). It calls `load`, `solve` and `report`, and computes nothing itself.
"""
