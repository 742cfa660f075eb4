"""Deferral: work that may wait is put off and caught up on chips that would idle, within its deadline."""

from gigaplan.language import adds_to, at_most, each_hour, equal, equation, previous, quantity, total

quantity("defers", r"\iota_{j,w}", "dimensionless", over="deferral work", text="1 where a kind of work may wait as the deferral says")
quantity("deferral_share", r"\sigma_{j}", "dimensionless", over="deferral", at_most=1, text="share of the work that may wait")
quantity("deferral_window", r"\Omega_{j,h}", "hour", over="deferral hour", text="hours of full work that came in the time up to the deadline and may wait; nil at the end of a block")
quantity("owed_before", r"\underline{B}_{s,j}", "MW_it*hour", over="site deferral", text="work that is owed when a block begins")

quantity("put_off", r"u_{s,j,h}", "MW_it", over="site deferral hour", role="decision", text="power of work that is put off")
quantity("caught_up", r"q_{s,j,h}", "MW_it", over="site deferral hour", role="decision", text="power of work put off before that is caught up")
quantity("backlog", r"B_{s,j,h}", "MW_it*hour", over="site deferral hour", role="decision", text="work that is owed at the end of the hour")


@equation
def put_off_limit(q):
    """No more work is put off than comes in the hour and may wait."""
    coming = total(q.defers * q.work_shape * each_hour(q.work_power), over="work")
    return at_most(q.put_off, q.deferral_share * coming)


@equation
def backlog_balance(q):
    """What is owed is what was owed, plus what is put off, less what is caught up."""
    moved = q.step_hours * (q.put_off - q.caught_up)
    return equal(q.backlog, previous(q.backlog, start=q.owed_before) + moved)


@equation
def deadline_is_kept(q):
    """No more is owed than came within the deadline, so the oldest work is done in time."""
    return at_most(q.backlog, q.deferral_window * total(q.defers * each_hour(q.work_power), over="work"))


@equation
def idle_chips_catch_up(q):
    """Work is caught up on chips of the site that would idle in the hour."""
    coming = total(q.work_shape * each_hour(q.work_power), over="work")
    moved = total(q.caught_up - q.put_off, over="deferral")
    return at_most(coming + moved, total(each_hour(q.work_power), over="work"))


@adds_to("site power")
def deferral_supply(q):
    """Work that is put off frees power, work that is caught up takes it."""
    return q.pue * total(q.put_off - q.caught_up, over="deferral")
