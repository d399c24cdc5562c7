"""From the start of a process to the first `dummy` that it answers, on a Unix socket."""
import sys
import time

import processes
import stock
from measure import Sample, Work
from sides import CPYTHON, PICKLEWIRE

KEY = 'startup'
MANAGER = '''
import sys
from multiprocessing.managers import SyncManager
if __name__ == '__main__':
    manager = SyncManager(address=sys.argv[1], authkey=%r)
    manager.start()
    sys.stdin.read()
    manager.shutdown()
''' % KEY.encode('ascii')


class Command:
    """A server that is yet to be started; the last argument says where it listens."""

    def __init__(self, name, command, prefix=''):
        self.name, self.command, self.prefix = name, command, prefix

    def seconds(self, path):
        start = time.perf_counter()
        with processes.Process(self.command + [self.prefix + path], {'PICKLEWIRE_AUTHKEY': KEY}) as process:
            link = connect(path, process, start + processes.STARTING)
            stock.ask(link, (None, 'dummy', (), {}), None)
            end = time.perf_counter()
            link.close()
        return end - start


def connect(path, process, deadline):
    while time.perf_counter() < deadline and process.is_alive():
        try:
            return stock.opened(path, KEY)
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.001)
    raise processes.Failed('%s did not listen' % ' '.join(process.command[:3]))


def run(settings):
    commands = [Command(PICKLEWIRE, settings.server_command + ['--address'], 'unix:')]
    if settings.jar_command:
        commands.append(Command('Picklewire by java -jar', settings.jar_command + ['--address'], 'unix:'))
    commands.append(Command(CPYTHON, [sys.executable, '-c', MANAGER]))

    def turn(command):
        return Sample(command.seconds(settings.socket_path()) * 1000)

    # The first start fills the system's file cache.
    return Work('startup', 'first answer', 'ms').measure(commands, settings.rounds, turn, turn if settings.warm_up else None)
