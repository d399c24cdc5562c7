"""Kills the server at random moments while clients work, starts it again each time, and sees whether anything is lost.

    python3 kill.py                     100 kills
    python3 kill.py --kills 10          fewer
    python3 kill.py --relay             the clients are behind `picklewire relay`: none of them may see an error

Producers, consumers, workers with leases, dict writers and lock holders are CPython processes with stock proxies. In the end:
no put that was answered is lost; no item came twice but one that was on its way at a kill; the dict and the count are what was
answered; no lock is held.
"""
import argparse
import collections
import contextlib
import os
import random
import shlex
import shutil
import socket
import sys
import tempfile
import time

import driver
from processes import Failed, Process
from settings import JAR, LAUNCHER, MAIN

HERE = os.path.dirname(os.path.abspath(__file__))
ROLES = (('producer', 2), ('lease_producer', 1), ('consumer', 2), ('worker', 2), ('writer', 2), ('counter', 3))
# An answer that was written within that of a kill may not have been known to have arrived. The machine may be slow.
ON_ITS_WAY = 0.25
STARTING = 60
ENDING = 60


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--kills', type=int, default=100, help='how often the server is killed (default: 100)')
    parser.add_argument('--seed', type=int, default=None, help='of the moments (default: a new one, which is printed)')
    parser.add_argument('--longest', type=float, default=1.0, metavar='SECONDS',
                        help='how long the server lives at most (default: 1)')
    parser.add_argument('--sync', choices=('process', 'disk'), default='process')
    parser.add_argument('--relay', action='store_true', help='clients are behind a relay')
    parser.add_argument('--class-path', metavar='PATH', help='where the classes are, instead of the launcher')
    chosen = parser.parse_args(arguments)
    if chosen.kills < 0:
        parser.error('--kills %d: must not be negative' % chosen.kills)
    return chosen


class Server:
    """A server that is killed and started again at the same place."""

    def __init__(self, chosen, folder):
        self.port = free_port()
        program = [driver.java_tool('java'), '-cp', chosen.class_path, MAIN] if chosen.class_path else [LAUNCHER]
        self.program = program
        self.command = program + [
            'serve', '--address', '127.0.0.1:%d' % self.port, '--data', os.path.join(folder, 'data'),
            '--sync', chosen.sync, '--queue', 'items', '--queue', 'leased:lease', '--dict', 'numbers',
            '--object', 'lock=Lock']
        self.process = None
        self.kills = []
        self.away = []

    def start(self):
        self.process = Process(self.command, {'PICKLEWIRE_AUTHKEY': 'key'})
        self.process.line(STARTING)

    def kill(self):
        self.kills.append(time.time())
        self.process.kill()
        began = time.time()
        self.start()
        self.away.append(time.time() - began)


def free_port():
    with contextlib.closing(socket.socket()) as found:
        found.bind(('127.0.0.1', 0))
        return found.getsockname()[1]


def run(chosen):
    seed = chosen.seed if chosen.seed is not None else random.randrange(1 << 32)
    print('seed %d' % seed)
    moments = random.Random(seed)
    folder = tempfile.mkdtemp(prefix='picklewire-kill-')
    clients = []
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, True)
        server = Server(chosen, folder)
        server.start()
        stack.callback(lambda: server.process.kill())
        prepare(server.port)
        port = server.port
        if chosen.relay:
            port = relay(server, stack)
        for role, count in ROLES:
            for number in range(count):
                path = os.path.join(folder, '%s%d' % (role, number))
                clients.append((role, number, path, stack.enter_context(Process(
                    [sys.executable, os.path.join(HERE, 'kill_client.py'), role, str(number), '127.0.0.1', str(port), path]))))
        for number in range(chosen.kills):
            time.sleep(moments.uniform(0.05, chosen.longest))
            server.kill()
            if (number + 1) % 10 == 0:
                print('%d kills; the server was away for %.2f s at most' % (number + 1, max(server.away)))
                sys.stdout.flush()
        time.sleep(1)
        for _, _, _, client in clients:
            client.popen.stdin.close()
        for role, number, _, client in clients:
            end(client, '%s %d' % (role, number))
        return Findings(clients, server, chosen).tell()


def prepare(port):
    from kill_client import Manager
    manager = Manager(('127.0.0.1', port), b'key')
    manager.connect()
    manager.numbers()['count'] = 0


def relay(server, stack):
    port = free_port()
    process = stack.enter_context(Process(
        server.program + ['relay', '--to', '127.0.0.1:%d' % server.port, '--address', '127.0.0.1:%d' % port],
        {'PICKLEWIRE_AUTHKEY': 'key'}))
    process.line(STARTING)
    return port


def end(client, name):
    try:
        client.popen.wait(ENDING)
    except Exception:
        raise Failed('%s did not end' % name)


class Findings:
    """What the clients wrote down, beside what is there."""

    def __init__(self, clients, server, chosen):
        self.server, self.chosen = server, chosen
        self.lines = collections.defaultdict(list)
        self.wrong = []
        self.failures = 0
        for role, number, path, _ in clients:
            with open(path) as lines:
                for line in lines:
                    what, value, when = line.split(' ', 1)[0], line.split(' ', 1)[1].rsplit(' ', 1)[0], line.rsplit(' ', 1)[1]
                    if what == 'failures':
                        self.failures += int(value)
                    self.lines[role, what].append((number, value, float(when)))

    def check(self, holds, text):
        if not holds:
            self.wrong.append(text)

    def near_a_kill(self, when):
        """Whether a kill came so soon after that the answer may have been on its way."""
        return any(0 <= kill - when + 0.02 <= ON_ITS_WAY for kill in self.server.kills)

    def queue(self, producer, consumer, name):
        put = {item for _, item, _ in self.lines[producer, 'put']}
        tried = {item for _, item, _ in self.lines[producer, 'try']}
        got = collections.defaultdict(list)
        for _, item, when in self.lines[consumer, 'got']:
            got[item].append(when)
        lost = put - set(got)
        self.check(not lost, '%s: %d answered puts are lost: %s' % (name, len(lost), sorted(lost)[:5]))
        strange = set(got) - tried
        self.check(not strange, '%s: items that nobody put: %s' % (name, sorted(strange)[:5]))
        twice = {item: sorted(times) for item, times in got.items() if len(times) > 1}
        return put, got, twice

    def tell(self):
        put, got, twice = self.queue('producer', 'consumer', 'queue')
        early = {item: times for item, times in twice.items() if not all(self.near_a_kill(each) for each in times[:-1])}
        self.check(not early, 'queue: items came twice that were not on their way at a kill: %s' % sorted(early.items())[:3])
        leased, lent, again = self.queue('lease_producer', 'worker', 'lease')
        done = collections.defaultdict(list)
        for _, item, when in self.lines['worker', 'done']:
            done[item].append(when)
        after = [item for item, times in again.items() if item in done and times[-1] > done[item][0] + 0.01]
        self.check(not after, 'lease: items came again after they were acknowledged: %s' % [
            (item, done[item], again[item]) for item in after[:5]])
        for (role, what), lines in self.lines.items():
            self.check(what != 'wrong', '%s: raised what it must not: %s' % (role, [value for _, value, _ in lines[:3]]))
        self.numbers()
        print('kills %d, the server was away for %.2f s at the median, %.2f s at most' % (
            len(self.server.kills), sorted(self.server.away)[len(self.server.away) // 2] if self.server.away else 0,
            max(self.server.away or [0])))
        print('queue: %d puts answered, %d items got, %d of them twice (on their way at a kill)' % (
            len(put), len(got), len(twice)))
        print('lease: %d puts answered, %d items got, %d of them again' % (len(leased), len(lent), len(again)))
        print('errors that clients saw: %d' % self.failures)
        if self.chosen.relay: # whose clients have not gone, so that nothing comes back
            self.check(not twice, 'queue: items came twice behind the relay: %s' % sorted(twice)[:5])
            self.check(not again, 'lease: items came again behind the relay: %s' % sorted(again)[:5])
            self.check(self.failures == 0, 'behind the relay clients saw errors: %s' % [
                lines[:3] for (_, what), lines in self.lines.items() if what == 'failed'])
        for each in self.wrong:
            print('WRONG: ' + each)
        print('nothing is lost' if not self.wrong else '%d things are wrong' % len(self.wrong))
        return 1 if self.wrong else 0

    def numbers(self):
        from kill_client import Manager
        manager = Manager(('127.0.0.1', self.server.port), b'key')
        manager.connect()
        there = manager.numbers().copy()
        for number in range(dict(ROLES)['writer']):
            answered = max([int(value) for who, value, _ in self.lines['writer', 'set'] if who == number] or [0])
            tried = max([int(value) for who, value, _ in self.lines['writer', 'try'] if who == number] or [0])
            found = there.get(number, 0)
            self.check(answered <= found <= tried, 'dict: of %d numbers that were answered, and %d tried, %d is there' % (
                answered, tried, found))
        counted = [int(value) for _, value, _ in self.lines['counter', 'counted']]
        tried = len(self.lines['counter', 'try'])
        self.check(len(set(counted)) == len(counted), 'count: two holders of the lock at once: a number was counted twice')
        self.check(len(counted) <= there['count'] <= tried, 'count: %d were answered, %d tried; it is %d' % (
            len(counted), tried, there['count']))
        print('dict: %d sets answered; count: %d under the lock, %d answered' % (
            len(self.lines['writer', 'set']), there['count'], len(counted)))
        lock = manager.lock()
        self.check(lock.acquire(True, 5), 'the lock is held by nobody who lives')
        lock.release()


if __name__ == '__main__':
    try:
        sys.exit(run(options(sys.argv[1:])))
    except Failed as failure:
        print('cannot go on: %s' % failure, file=sys.stderr)
        sys.exit(2)
