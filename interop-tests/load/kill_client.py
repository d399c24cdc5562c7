"""One client of kill.py, a process of its own with stock proxies: it writes down what was answered, and goes on when it fails.

    python3 kill_client.py ROLE NUMBER HOST PORT FILE

It ends when its standard input does, and writes one line for each call: what it was, and when it was answered.
"""
import os
import select
import sys
import threading
import time
from multiprocessing.managers import BaseManager

BETWEEN_TRIES = 0.02
LAST_GET = 1.0


class Manager(BaseManager):
    pass


for name in ('items', 'leased', 'numbers', 'lock', 'get_dict'):
    Manager.register(name)


class Ended(Exception):
    """The client is to end."""


class Client:
    """What all roles have in common: a life is what is done between two failures."""

    def __init__(self, role, number, address, log):
        self.number, self.address, self.log = number, address, log
        self.role = getattr(self, role)
        self.next = 0
        self.failures = 0

    def run(self):
        while not is_over():
            # A proxy does not connect again in a thread whose connection broke.
            life = threading.Thread(target=self.live)
            life.start()
            life.join()
            time.sleep(BETWEEN_TRIES)
        self.write('failures', self.failures)

    def live(self):
        try:
            manager = Manager(self.address, b'key')
            manager.connect()
            self.role(manager)
        except Ended:
            pass
        except (EOFError, OSError) as failure:
            self.failures += 1
            self.write('failed', repr(failure).replace('\n', ' '))
        except Exception as failure:
            # No kill of the server excuses it.
            self.write('wrong', repr(failure).replace('\n', ' '))

    def write(self, what, *values):
        line = ' '.join([what] + [str(value) for value in values] + ['%.6f' % time.time()])
        os.write(self.log, line.encode() + b'\n')

    def producer(self, manager):
        self.produce(manager.items())

    def lease_producer(self, manager):
        self.produce(manager.leased())

    def produce(self, queue):
        while not is_over():
            item = '%d-%d' % (self.number, self.next)
            self.next += 1
            self.write('try', item)
            queue.put(item)
            self.write('put', item)
            time.sleep(0.001)

    def consumer(self, manager):
        queue = manager.items()
        while True:
            item = self.get(queue)
            self.write('got', item)

    def worker(self, manager):
        queue = manager.leased()
        while True:
            item = self.get(queue)
            self.write('got', item)
            queue.task_done()
            self.write('done', item)

    def get(self, queue):
        """Waits; at the end until nothing comes any more."""
        if not is_over():
            # A long wait that a kill may fall into; the end is noticed after it.
            try:
                return queue.get(True, LAST_GET)
            except Empty:
                return self.get(queue)
        try:
            return queue.get(True, LAST_GET)
        except Empty:
            raise Ended()

    def writer(self, manager):
        numbers = manager.numbers()
        while not is_over():
            self.next += 1
            self.write('try', self.next)
            numbers[self.number] = self.next
            self.write('set', self.next)
            time.sleep(0.001)

    def counter(self, manager):
        """The count is right only if nobody else counts while this one holds the lock."""
        lock, numbers = manager.lock(), manager.numbers()
        while not is_over():
            lock.acquire()
            count = numbers['count']
            self.write('try', count + 1)
            numbers['count'] = count + 1
            self.write('counted', count + 1)
            lock.release()


def is_over():
    return bool(select.select([sys.stdin], [], [], 0)[0])


try:
    from queue import Empty
except ImportError:
    from Queue import Empty

if __name__ == '__main__':
    role, number, host, port, path = sys.argv[1:]
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    Client(role, int(number), (host, int(port)), file).run()
