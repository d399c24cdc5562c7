"""One CPython client that puts and gets large items."""
import contextlib

from measure import Work
from workers import Workers


def run(settings):
    figures = []
    with contextlib.ExitStack() as stack:
        started = settings.sides(stack)
        sides = [started.picklewire(), started.cpython(), started.floor()]
        workers = {side: Workers(side, 1, stack) for side in sides}
        for name in settings.payloads:
            figures += Work('payload', name, 'put + get/s').measure(
                sides, settings.rounds,
                lambda side, name=name: workers[side].work(settings.seconds, do='payload', of=name),
                lambda side, name=name: workers[side].work(settings.warm_up, do='payload', of=name))
    return figures
