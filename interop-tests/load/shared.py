"""Bytes a second from one process to another's hands: in a block of shared memory, and through a queue."""
import contextlib
import time

import stock
from measure import Sample, Work

try:
    from multiprocessing import shared_memory
except ImportError:  # Python 3.7 and older
    shared_memory = None

SHARED = 'shared memory'
SIZES = {'1 MiB': 1 << 20, '16 MiB': 1 << 24}


class Queue:
    """A queue of a manager; the bytes go through it."""

    def __init__(self, side):
        self.name, self.queue = side.name, stock.manager(side.address, side.key).Queue()

    def send(self, data):
        self.queue.put(data)
        return self.queue.get()


class Block:
    """A block that both have open; the queue says that it is filled, and each side copies once."""

    def __init__(self, side, size):
        self.name, self.queue = SHARED, stock.manager(side.address, side.key).Queue()
        self.block = shared_memory.SharedMemory(create=True, size=size)

    def send(self, data):
        self.block.buf[:len(data)] = data
        self.queue.put(len(data))
        return bytes(self.block.buf[:self.queue.get()])

    def close(self):
        self.block.close()
        self.block.unlink()


def run(settings):
    figures = []
    if not shared_memory:
        settings.notes.append('shared: this Python has no shared_memory')
    with contextlib.ExitStack() as stack:
        sides = settings.sides(stack)
        servers = [sides.picklewire(), sides.cpython()]
        for name, size in SIZES.items():
            ways = [Queue(side) for side in servers]
            if shared_memory:
                ways.append(Block(servers[0], size))
                stack.callback(ways[-1].close)
            data = b'x' * size

            def turn(way):
                sent, start = 0, time.perf_counter()
                while time.perf_counter() - start < settings.seconds or not sent:
                    stock.expect(way.send(data), data)
                    sent += 1
                return Sample(sent * size / 1e6 / (time.perf_counter() - start))

            figures += Work('shared', name, 'MB/s').measure(ways, settings.rounds, turn, turn if settings.warm_up else None)
    return figures
