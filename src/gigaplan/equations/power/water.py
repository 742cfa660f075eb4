"""Water: what cooling evaporates and blows down; told of a plan, no part of its cost."""

from gigaplan.language import adds_to, each_hour, quantity, total

quantity("water_use", r"\omega_{s,h}", "kL/(MW_it*hour)", over="site hour", text="water that cooling takes for each unit of IT energy")


@adds_to("water")
def cooling_water(q):
    """Cooling takes water for the work that runs: the hour's own, less what is shed and put off, plus what is caught up."""
    coming = total(q.work_shape * each_hour(q.work_power), over="work")
    moved = total(q.caught_up - q.put_off, over="deferral")
    running = coming + moved - total(q.shed, over="work") / q.pue
    return q.water_use * running
