"""The server alone: a client at native speed, N connections, one request in flight on each."""
import contextlib
import os

import plan
from measure import Sample, Work

WORKS = ('Queue', plan.queue_cycles), ('dict', plan.dict_cycles)


def run(settings):
    figures = []
    with contextlib.ExitStack() as stack:
        sides = settings.sides(stack)
        sides = [sides.picklewire(), sides.cpython(), sides.floor()]
        for typeid, cycles in WORKS:
            plans = {side: write_plan(settings, side, typeid, cycles) for side in sides}
            for number in settings.connections:
                figures += measure(settings, sides, plans, '%s, N = %d' % (typeid, number), number)
    return figures


def write_plan(settings, side, typeid, cycles):
    path = os.path.join(settings.folder, '%s at %s.plan' % (typeid, side.name))
    plan.write(path, side, cycles(side.share(typeid)[0]))
    return path


def measure(settings, sides, plans, name, number):
    def turn(side):
        return sample(settings.driver.client(side, number, plans[side], settings.lead_in, settings.seconds))

    def warm(side):
        settings.driver.client(side, number, plans[side], 0, settings.warm_up)

    return Work('raw', name, 'calls/s').measure(sides, settings.rounds, turn, warm)


def sample(said):
    return Sample(said['calls'] / said['seconds'], said['p50_us'], said['p99_us'])
