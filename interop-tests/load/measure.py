"""Rounds in which each side has its turn, and the medians of what came out."""
import sys
import time


class Sample:
    """One round of one side: a rate or another amount, and two latencies in microseconds where there are any."""

    def __init__(self, value, p50=None, p99=None):
        self.value, self.p50, self.p99 = value, p50, p99


class Figure:
    """What one side reached at one piece of work."""

    def __init__(self, program, work, side, unit, samples):
        self.program, self.work, self.side, self.unit = program, work, side, unit
        self.rounds = [sample.value for sample in samples]
        self.value = median(self.rounds)
        self.p50 = median([sample.p50 for sample in samples])
        self.p99 = median([sample.p99 for sample in samples])

    def json(self):
        latencies = {} if self.p50 is None else {'p50_us': round(self.p50, 1), 'p99_us': round(self.p99, 1)}
        return dict(latencies, program=self.program, work=self.work, side=self.side, unit=self.unit,
                    median=round(self.value, 3), rounds=[round(value, 3) for value in self.rounds])


def median(values):
    if None in values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2.0


def sample_of(latencies_us, rate):
    ordered = sorted(latencies_us)
    return Sample(rate, ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)])


class Work:
    """A piece of work for several sides."""

    def __init__(self, program, name, unit):
        self.program, self.name, self.unit = program, name, unit

    def measure(self, sides, rounds, turn, warm=None):
        """`turn(side)` gives a Sample; `warm(side)` comes once before. Who begins changes from round to round."""
        samples = {side: [] for side in sides}
        for side in sides if warm else []:
            progress('%s: %s: warming up %s' % (self.program, self.name, side.name))
            warm(side)
        for number in range(rounds):
            first = number % len(sides)
            for side in sides[first:] + sides[:first]:
                sample = turn(side)
                samples[side].append(sample)
                progress('%s: %s: round %d of %d: %s: %s %s' % (
                    self.program, self.name, number + 1, rounds, side.name, amount(sample.value), self.unit))
        return [Figure(self.program, self.name, side.name, self.unit, samples[side]) for side in sides]


START = time.monotonic()


def progress(text):
    print('%6.1f s  %s' % (time.monotonic() - START, text), file=sys.stderr)
    sys.stderr.flush()


def amount(value):
    """A number with three digits or more."""
    if value is None:
        return '-'
    return '{:,.0f}'.format(value) if abs(value) >= 1000 else '{:.4g}'.format(value)


def told(amounts):
    """Amounts by work and unit, in a line."""
    return ', '.join('%s %s %s' % (work, amount(value), unit) for (work, unit), value in amounts.items())
