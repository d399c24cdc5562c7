"""Real CPython client processes that put and get through stock proxies, beside Redis and Pyro4."""
import contextlib

from measure import Work
from workers import Workers


def run(settings):
    figures = []
    for number in settings.processes:
        with contextlib.ExitStack() as stack:
            started, missing = settings.sides(stack), []
            sides = [started.picklewire(), started.cpython(), started.floor()]
            foreign, missing = started.foreign()
            figures += measure(settings, sides + foreign, number, stack)
    settings.notes.extend(missing)
    return figures


def measure(settings, sides, number, stack):
    workers = {side: Workers(side, number, stack) for side in sides}
    return Work('clients', 'P = %d' % number, 'calls/s').measure(
        sides, settings.rounds,
        lambda side: workers[side].work(settings.seconds, do='calls'),
        lambda side: workers[side].work(settings.warm_up, do='calls'))
