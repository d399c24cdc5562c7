"""Thousands of connections that wait in `get` on one queue, and as many puts: each gets one item, in order of waiting."""
import collections
import contextlib
import time

import processes
import stock
from measure import Figure, Sample, progress, told
from sides import PICKLEWIRE

# So many can come from one address to one other, at the least, before its ports run out.
A_PORT_EACH = 10000
REHEARSAL = 200


def run(settings):
    settings.need_files(settings.waiting)
    rounds = []
    for number in range(settings.rounds):
        rounds.append(one_round(settings))
        progress('blocked: round %d of %d: %s' % (number + 1, settings.rounds, told(rounds[-1])))
    return [Figure('blocked', work, PICKLEWIRE, unit, [Sample(found[work, unit]) for found in rounds])
            for work, unit in rounds[0]]


def one_round(settings):
    with contextlib.ExitStack() as stack:
        hosts = 1 + (settings.waiting - 1) // A_PORT_EACH
        side = settings.sides(stack).picklewire(hosts)
        giver = stack.enter_context(contextlib.closing(stock.serving(side.address, side.key)))
        queue = Queue(side, giver)
        # What the JVM starts when it has work at all is there afterwards.
        dict(queue.serve(min(REHEARSAL, settings.waiting)))
        before = Server(side.process.pid)
        return dict(queue.serve(settings.waiting, lambda: before.compare(settings.notes)))


class Server:
    """What the server takes at one time."""

    def __init__(self, pid):
        self.pid, self.threads, self.resident = pid, processes.threads(pid), processes.memory_mib(pid)

    def compare(self, notes):
        now = Server(self.pid)
        yield ('resident memory before', 'MiB'), self.resident
        yield ('resident memory, all waiting', 'MiB'), now.resident
        if now.threads is not None:
            more = collections.Counter(now.threads) - collections.Counter(self.threads)
            if more:
                notes.append('blocked: threads that were not there before: ' + ', '.join(sorted(more.elements())))
            yield ('threads before', 'threads'), len(self.threads)
            yield ('threads more, all waiting', 'threads'), len(now.threads) - len(self.threads)


class Queue:
    """A queue, and a connection that puts."""

    def __init__(self, side, giver):
        self._side, self._giver = side, giver
        self._ident = side.share('Queue')[0]

    def serve(self, number, look=tuple):
        """Lets so many wait, gives each an item, and looks at the server while all wait and at the end."""
        start = time.perf_counter()
        links = [self._wait(self._side.addresses[n // A_PORT_EACH]) for n in range(number)]
        try:
            waiting = time.perf_counter()
            yield from look()
            given = time.perf_counter()
            for item in range(number):
                stock.ask(self._giver, (self._ident, 'put', (item,), {}), None)
            for item, link in enumerate(links):
                stock.expect(self._answer(link), ('#RETURN', item))
            end = time.perf_counter()
            stock.ask(self._giver, (self._ident, 'qsize', (), {}), 0)
        finally:
            for link in links:
                link.close()
        yield ('items that came once and in order', 'items'), number
        yield ('connections made and waiting', 'connections/s'), number / (waiting - start)
        yield ('items put and got', 'items/s'), number / (end - given)
        yield ('resident memory, at most', 'MiB'), processes.peak_memory_mib(self._side.process.pid)

    def _wait(self, address):
        link = stock.serving(address, self._side.key)
        link.send((self._ident, 'get', (), {}))
        # Answered after that get has been read: so the order of waiting is this one.
        stock.ask(self._giver, (self._ident, 'qsize', (), {}), 0)
        return link

    def _answer(self, link, seconds=60):
        if not link.poll(seconds):
            raise processes.Failed('a client that waits in get had no item after %d seconds' % seconds)
        return link.recv()
