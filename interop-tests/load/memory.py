"""What a queued item costs, and whether the last put costs more than the first."""
import contextlib
import os
import re

import driver
import plan
import processes
from measure import Figure, Sample, progress, told
from sides import CPYTHON, PICKLEWIRE

CONNECTIONS = 64
PARTS = 10


def run(settings):
    figures, rounds = [], {PICKLEWIRE: [], CPYTHON: []}
    for number in range(settings.rounds):
        with contextlib.ExitStack() as stack:
            started = settings.sides(stack)
            # CPython's manager is slow at it; a tenth shows what an item costs there.
            for start, items in (started.picklewire, settings.queued), (started.cpython, settings.queued // PARTS):
                side = start()
                found = fill(settings, side, items)
                rounds[side.name].append(found)
                progress('memory: round %d of %d: %s: %s' % (number + 1, settings.rounds, side.name, told(found)))
    for side, found in rounds.items():
        figures += [Figure('memory', work, side, unit, [Sample(each[work, unit]) for each in found])
                    for work, unit in found[0]]
    return figures


def fill(settings, side, items):
    path = os.path.join(settings.folder, 'memory.plan')
    ident = side.share('Queue')[0]
    plan.write(path, side, plan.queue_cycles(ident))
    settings.driver.client(side, CONNECTIONS, path, seconds=settings.warm_up)
    before = Memory(side)
    cycles = plan.put_cycles(ident)
    plan.write(path, side, cycles)
    queued, each = 2 * len(cycles), items // PARTS
    rates = [settings.driver.client(side, CONNECTIONS, path, calls=each) for _ in range(PARTS)]
    seconds = [said['seconds'] for said in rates]
    after = Memory(side)
    number = queued + sum(said['calls'] for said in rates)
    found = {('items queued', 'items'): number,
             ('resident memory before', 'MiB'): before.resident,
             ('resident memory, all queued', 'MiB'): after.resident,
             ('put, the first tenth', 'us'): seconds[0] * 1e6 / each,
             ('put, the last tenth', 'us'): seconds[-1] * 1e6 / each,
             ('cost of the last tenth against the median tenth', 'times'): seconds[-1] / sorted(seconds)[PARTS // 2]}
    if before.heap is not None and after.heap is not None:
        found['heap an item', 'bytes'] = (after.heap - before.heap) / number
    else:
        found['resident memory an item', 'bytes'] = (after.resident - before.resident) * 2 ** 20 / number
    return found


class Memory:
    """Resident memory in MiB and, of this project's server, what is alive in its heap, in bytes."""

    def __init__(self, side):
        self.resident = processes.memory_mib(side.process.pid)
        self.heap = live_heap(side.process.pid) if side.name == PICKLEWIRE else None


def live_heap(pid):
    """None for what is not a JVM, which the signal that a JVM is asked by would end."""
    tool = driver.java_tool('jcmd')
    if str(pid) not in (line.partition(' ')[0] for line in processes.run([tool, '-l'], 60).splitlines()):
        return None
    said = processes.run([tool, str(pid), 'GC.run\nGC.heap_info'], 60)
    heap = [line for line in said.splitlines() if ' total ' in line]
    return sum(int(kib) for line in heap for kib in re.findall(r'used (\d+)K', line)) * 1024
