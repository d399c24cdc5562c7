"""The sums of the primes below many numbers, worked out in seven ways by eight workers (or by one).

The ways are those of ../../python-clients/prime_sums.py and ../../examples/PrimeSums.java; each runs in a process of its own.
"""
import contextlib
import os
import re
import sys

import chart
import processes
from measure import Figure, Sample, Work, progress

WORKERS = 8
LIMIT_SECONDS = 600
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PYTHON = [sys.executable, os.path.join(ROOT, 'python-clients', 'prime_sums.py')]
JAVA = os.path.join(ROOT, 'examples', 'PrimeSums.java')
SAID = re.compile(r'\w+: (\d+) sums, together (\d+), in ([\d.]+) s$')
PLAIN, SERVED, OF_JAVA = '#98a2b3', '#3a7ca5', '#e07a1f'


class Way:
    """One of the ways, in a process of its own."""

    def __init__(self, name, colour, command, server=None):
        self.name, self.colour, self._command = name, colour, command
        self._environment = {'PICKLEWIRE_AUTHKEY': server.key} if server else {}
        self.sums = set()

    def turn(self):
        said = SAID.match(processes.run(self._command, LIMIT_SECONDS, self._environment, ROOT).strip())
        if not said:
            raise processes.Failed('%s does not tell its sums' % self.name)
        self.sums.add(said.group(1, 2))
        return Sample(float(said.group(3)))


def ways(settings, started):
    limit, step = settings.prime_tasks
    amounts = [str(limit), str(step), str(WORKERS)]

    def python(name, way, colour, server=None):
        options = ['--limit', str(limit), '--step', str(step), '--workers', str(WORKERS)]
        if server:
            options += ['--address', '%s:%d' % server.address]
        return Way(name, colour, PYTHON + [way] + options, server)

    ours = started.picklewire()
    java = settings.java_command + [JAVA]
    return [
        python('Python alone', 'alone', PLAIN),
        python('Python, %d threads' % WORKERS, 'threads', PLAIN),
        python('Python, %d processes' % WORKERS, 'processes', SERVED, ours),
        python('Python, pool of %d' % WORKERS, 'pool', SERVED, ours),
        Way("Java's Pool of %d Pythons" % WORKERS, SERVED, java + ['pool', sys.executable] + amounts),
        python('Java, for %d Python threads' % WORKERS, 'java', OF_JAVA,
               started.java_program(JAVA, 'serve', '127.0.0.1:0')),
        Way('Java, %d threads' % WORKERS, OF_JAVA, java + ['threads'] + amounts)]


def run(settings):
    with contextlib.ExitStack() as stack:
        chosen = ways(settings, settings.sides(stack))
        figures = Work('primes', '%d sums' % len(range(0, *settings.prime_tasks)), 's').measure(
            chosen, settings.rounds, Way.turn)
    if len(set.union(*(way.sums for way in chosen))) != 1:
        raise processes.Failed('the ways do not come to the same sums: %s' % [(way.name, way.sums) for way in chosen])
    draw(settings, figures, [way.colour for way in chosen])
    return figures + [Figure('primes', 'speed-up', figure.side, 'times', [Sample(figures[0].value / figure.value)])
                      for figure in figures]


def draw(settings, figures, colours):
    limit, step = settings.prime_tasks
    bars = [chart.Bar(figure.side, figure.value, '%.3g s' % figure.value,
                      '%.2g times as fast' % (figures[0].value / figure.value), colour)
            for figure, colour in zip(figures, colours)]
    bars[0].remark = ''
    chart.write(settings.chart, chart.Chart(
        'Sums of the primes below 0, {:,}, {:,} … {:,}'.format(step, 2 * step, limit - step),
        'seconds of wall clock on %d processors' % os.cpu_count(), bars))
    progress('primes: the chart is %s' % settings.chart)
