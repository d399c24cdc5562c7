"""What it costs that nothing is lost: a server that keeps what it has, and a relay before it, beside those that keep nothing."""
import contextlib

import plan
import processes
import raw
from measure import Figure, Sample, Work
from sides import RELAY, STORE, STORE_ON_DISK
from workers import Workers

COST = 'us a call'


def run(settings):
    figures = []
    with contextlib.ExitStack() as stack:
        started = settings.sides(stack)
        store = started.durable(STORE)
        sides = [started.picklewire(), store, started.durable(STORE_ON_DISK, '--sync', 'disk'), started.relay(RELAY, store),
                 started.cpython()]
        for typeid, cycles in raw.WORKS:
            plans = {side: raw.write_plan(settings, side, typeid, cycles) for side in sides}
            for number in settings.connections[:2]:
                figures += raw_calls(settings, sides, plans, '%s, N = %d' % (typeid, number), number)
        for number in settings.processes:
            figures += clients(settings, sides, number, stack)
    return figures


def raw_calls(settings, sides, plans, name, number):
    costs = {}

    def turn(side):
        return costed(side, costs, settings.seconds, lambda: raw.sample(
            settings.driver.client(side, number, plans[side], 0, settings.seconds)))

    def warm(side):
        settings.driver.client(side, number, plans[side], 0, settings.warm_up)

    return measured(settings, sides, name, turn, warm, costs)


def clients(settings, sides, number, stack):
    workers = {side: Workers(side, number, stack) for side in sides}
    costs = {}

    def turn(side):
        return costed(side, costs, settings.seconds, lambda: workers[side].work(settings.seconds, do='calls'))

    return measured(settings, sides, 'clients, P = %d' % number, turn,
                    lambda side: workers[side].work(settings.warm_up, do='calls'), costs)


def costed(side, costs, seconds, work):
    """The sample of some work, whose processor time a call of all processes that serve it is noted."""
    before = sum(map(processes.processor_seconds, side.pids))
    sample = work()
    spent = sum(map(processes.processor_seconds, side.pids)) - before
    costs.setdefault(side.name, []).append(Sample(spent / max(1, sample.value * seconds) * 1e6))
    return sample


def measured(settings, sides, name, turn, warm, costs):
    figures = Work('durable', name, 'calls/s').measure(sides, settings.rounds, turn, warm)
    return figures + [Figure('durable', name + ', processor time', side.name, COST, costs[side.name]) for side in sides]
