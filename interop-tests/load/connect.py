"""Proxies made and dropped by a stock client: four connections each, over TCP and over a Unix socket."""
import contextlib

from measure import Work
from workers import Workers


def run(settings):
    figures = []
    with contextlib.ExitStack() as stack:
        started = settings.sides(stack)
        ours = started.picklewire()
        sides = {'TCP': [ours, started.cpython()],
                 'Unix socket': [ours.on_unix_socket(), started.cpython_on_unix_socket()]}
        for name in sides:
            workers = {side: Workers(side, 1, stack) for side in sides[name]}
            figures += Work('connect', name, 'proxies/s').measure(
                sides[name], settings.rounds,
                lambda side, workers=workers: workers[side].work(settings.seconds, do='proxies'),
                lambda side, workers=workers: workers[side].work(settings.warm_up, do='proxies'))
    return figures
