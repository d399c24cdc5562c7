"""How much is measured, and by what."""
import os
import resource
import shlex
import subprocess

import driver
from processes import Failed
from sides import Sides

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LAUNCHER = os.path.join(ROOT, 'picklewire')
JAR = os.path.join(ROOT, 'target', 'picklewire.jar')
MAIN = 'io.picklewire.cli.Picklewire'
# Files that a process has open besides its clients.
SPARE_FILES = 200
# How busy the machine may be otherwise.
QUIET = 0.5

FULL = dict(seconds=2.0, warm_up=3.0, lead_in=0.2, connections=(1, 64, 512), processes=(1, 8),
            payloads=('64 KiB', '1 MiB', '16 MiB', 'list of 100,000 ints'), waiting=10000, queued=1000000,
            pool_workers=(1, 2, 4), prime_tasks=(100000, 500))
QUICK = dict(FULL, seconds=0.7, warm_up=1.5, waiting=2000, queued=200000, pool_workers=(2,), prime_tasks=(50000, 500))
TINY = dict(FULL, seconds=0.05, warm_up=0, lead_in=0.0, connections=(1, 8), processes=(2,), waiting=50, queued=1000,
            payloads=('64 KiB',), pool_workers=(2,), prime_tasks=(2000, 500))
SIZES = {'full': FULL, 'quick': QUICK, 'tiny': TINY}


class Settings:
    """What the options come to; `folder` is for files that are wanted during the run only."""

    def __init__(self, options, size, folder):
        self.size, self.folder, self.notes = size, folder, []
        self.load = os.getloadavg()[0]
        if self.load > QUIET:
            self.notes.append('before it began other programs kept %.1f processors busy: no figure is to be relied on'
                              % self.load)
        self._sockets = 0
        self.rounds = options.rounds or (3 if size == 'full' else 1)
        self.__dict__.update(SIZES[size])
        self._choose_server(options)
        self.driver = driver.build(options.driver, folder)
        self.chart = options.chart or os.path.join(folder if size == 'tiny' else os.path.dirname(JAR), 'primes.svg')

    def sides(self, stack):
        """What starts servers that end with `stack`."""
        return Sides(self, stack)

    def socket_path(self):
        """A new one each time."""
        self._sockets += 1
        return os.path.join(self.folder, 'socket%d' % self._sockets)

    def _choose_server(self, options):
        class_path = options.class_path or JAR
        self.java_command = [driver.java_tool('java'), '-cp', class_path]
        self.relay_command = (self.java_command + [MAIN] if options.class_path else [LAUNCHER]) + ['relay']
        self.jar_command = None
        if options.server_command:
            self.server_command = shlex.split(options.server_command)
        elif options.class_path:
            self.server_command = self.java_command + [MAIN, 'serve']
        else:
            self.server_command = [LAUNCHER, 'serve']
            self.jar_command = [driver.java_tool('java'), '-jar', JAR, 'serve']
        if not options.class_path:
            build_jar()

    def need_files(self, connections):
        """Lets this process and those it starts have so many connections open."""
        wanted = connections + SPARE_FILES
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft >= wanted or soft == resource.RLIM_INFINITY:
            return
        limit = hard if hard == resource.RLIM_INFINITY else max(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, limit))
        except (ValueError, OSError):
            raise Failed('%d connections need as many open files; this user is allowed %d (ulimit -Hn)'
                         % (connections, hard))


def build_jar():
    """The launcher builds what is missing or older than its sources."""
    if subprocess.call([LAUNCHER, '--version'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL):
        raise Failed('%s could not be built' % JAR)
