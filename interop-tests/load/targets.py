"""What is to be reached, and whether it was."""
from sides import CPYTHON, FLOOR, PICKLEWIRE, PYRO4, REDIS, STORE

AT_LEAST, AT_MOST = 'at least', 'at most'


class Target:
    """A bound on the figure of a side, this server mostly, or on its ratio to a peer's."""

    def __init__(self, program, work, bound, peer=None, sense=AT_LEAST, side=PICKLEWIRE):
        self.program, self.work, self.bound, self.peer, self.sense, self.side = program, work, bound, peer, sense, side

    def value(self, figures):
        """The ratio or the figure; None where something was not measured."""
        found = {figure.side: figure.value for figure in figures
                 if (figure.program, figure.work) == (self.program, self.work)}
        if self.side not in found or (self.peer and self.peer not in found):
            return None
        return found[self.side] / found[self.peer] if self.peer else found[self.side]

    def is_reached(self, value):
        return value >= self.bound if self.sense == AT_LEAST else value <= self.bound

    def json(self, value):
        return {'program': self.program, 'work': self.work, 'side': self.side, 'against': self.peer, self.sense.replace(' ', '_'): self.bound,
                'found': round(value, 3), 'reached': self.is_reached(value)}


def _against_both(program, work, cpython, floor):
    return [Target(program, work, cpython, CPYTHON), Target(program, work, floor, FLOOR)]


TARGETS = (
    _against_both('raw', 'Queue, N = 1', 2.5, 0.85)
    + _against_both('raw', 'Queue, N = 64', 10, 0.85)
    + _against_both('raw', 'Queue, N = 512', 14, 0.85)
    + _against_both('raw', 'dict, N = 64', 10, 0.85)
    + _against_both('clients', 'P = 1', 3, 0.9)
    + _against_both('clients', 'P = 8', 4.5, 0.85)
    + [Target('clients', work, 1, peer) for work in ('P = 1', 'P = 8') for peer in (REDIS, PYRO4)]
    + [Target('pool', '%s, %d worker%s' % (work, workers, '' if workers == 1 else 's'), bound, CPYTHON)
       for work, bound in (('map, chunksize 1', 1.5), ('map', 1), ('apply', 1)) for workers in (1, 2, 4)]
    + [Target('durable', work, bound, CPYTHON, side=STORE)
       for work, bound in (('Queue, N = 64', 4), ('dict, N = 64', 4), ('clients, P = 1', 1))]
    + [Target('payload', '64 KiB', 2.5, CPYTHON),
       Target('payload', '16 MiB', 3, CPYTHON),
       Target('payload', 'list of 100,000 ints', 2, CPYTHON),
       Target('connect', 'TCP', 40, CPYTHON),
       Target('connect', 'Unix socket', 2, CPYTHON),
       Target('blocked', 'resident memory, at most', 200, sense=AT_MOST),
       Target('blocked', 'threads more, all waiting', 0, sense=AT_MOST),
       Target('memory', 'cost of the last tenth against the median tenth', 1.5, sense=AT_MOST),
       Target('startup', 'first answer', 2.5, CPYTHON, AT_MOST)])
