"""Whether the load programs still work: tiny amounts of everything, on each driver that can be built here."""
import contextlib
import json
import os
import xml.dom.minidom

import driver
import plan
import processes
import report
from measure import progress
from run import PROGRAMS, program
from sides import CPYTHON, FLOOR, PICKLEWIRE, RELAY, STORE, STORE_ON_DISK, Sides

SIDES = {'raw': {PICKLEWIRE, CPYTHON, FLOOR}, 'clients': {PICKLEWIRE, CPYTHON, FLOOR},
         'payload': {PICKLEWIRE, CPYTHON, FLOOR},
         'durable': {PICKLEWIRE, CPYTHON, STORE, STORE_ON_DISK, RELAY},
         'blocked': {PICKLEWIRE}, 'primes': set()}


class KeptSides(Sides):
    """Starts each server once, for all programs."""

    def __init__(self, settings, stack):
        super().__init__(settings, stack)
        self._started = {}

    def _once(self, start, *values):
        if start not in self._started:
            self._started[start] = start(*values)
        return self._started[start]

    def picklewire(self, hosts=1):
        return self._once(super().picklewire, hosts)

    def cpython(self):
        return self._once(super().cpython)

    def foreign(self):
        return self._once(super().foreign)


def run(settings):
    """Prints what is wrong, or that nothing is; the exit status."""
    with contextlib.ExitStack() as stack:
        kept = KeptSides(settings, stack)
        settings.sides = lambda _: kept
        return check(settings)


def check(settings):
    wrong, figures = [], []
    for name in PROGRAMS:
        measured = program(name).run(settings)
        wrong += list(faults(name, measured))
        figures += measured
    wrong += list(faults_of_output(settings, figures))
    for kind in ('c', 'java') if driver.compiler() else ('java',):
        progress('self-test: the driver in %s' % kind)
        wrong += list(faults_of_driver(settings, kind))
    for note in settings.notes:
        print(note)
    print('\n'.join(wrong) or 'self-test: %d programs, %d figures, nothing wrong' % (len(PROGRAMS), len(figures)))
    return 1 if wrong else 0


def faults(name, figures):
    missing = SIDES.get(name, {PICKLEWIRE, CPYTHON}) - {figure.side for figure in figures}
    if missing or not figures:
        yield '%s has no figures of %s' % (name, ', '.join(missing) or 'anything')
    for figure in figures:
        if not figure.rounds or (figure.value <= 0 and figure.unit not in ('threads', 'bytes', 'us a task', 'us a call')):
            yield '%s: %s of %s: %r' % (name, figure.work, figure.side, figure.rounds)
    if not report.tables(figures):
        yield '%s has no table' % name


def faults_of_output(settings, figures):
    path = os.path.join(settings.folder, 'results.json')
    report.write_json(path, settings, figures, {})
    with open(path) as file:
        written = json.load(file)
    if len(written['figures']) != len(figures) or not written['targets']:
        yield 'the JSON has %d of %d figures' % (len(written['figures']), len(figures))
    drawn = xml.dom.minidom.parse(settings.chart)
    if len(drawn.getElementsByTagName('rect')) != 8:
        yield 'the chart has not a bar for each of the seven ways'


def faults_of_driver(settings, kind):
    """The client counts what it was told to, on both servers, and finds a wrong reply."""
    folder = os.path.join(settings.folder, kind)
    os.mkdir(folder)
    settings.driver = built = driver.build(kind, folder)
    started, path = settings.sides(None), os.path.join(folder, 'plan')
    for side, connections in (started.floor(), 1), (started.picklewire(), 3):
        plan.write(path, side, plan.queue_cycles(side.share('Queue')[0]))
        said = built.client(side, connections, path, calls=60)
        if said['calls'] != 60 or not 0 < said['p50_us'] <= said['p99_us']:
            yield '%s, %d connections at %s: %s' % (kind, connections, side.name, said)
    spoil(path)
    try:
        built.client(side, 1, path, calls=60)
        yield '%s: a wrong reply of %s was not seen' % (kind, side.name)
    except processes.Failed:
        pass


def spoil(path):
    """Expects another end of the last reply."""
    with open(path, 'r+b') as file:
        file.seek(-1, os.SEEK_END)
        file.write(b'!')
