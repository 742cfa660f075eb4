"""Sizing: from users, tokens and training runs to chips, compute, megawatts and dollars."""

from gigaplan.sizing.size import NotServed, Sizing, Workload, size_on_all_chips, size_workload

__all__ = ["NotServed", "Sizing", "Workload", "size_on_all_chips", "size_workload"]
