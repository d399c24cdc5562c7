"""Processes that are started here and ended by their id, and what the system says of them."""
import glob
import os
import select
import subprocess
import tempfile
import time

STARTING = 30
ENDING = 10
LISTENING = 'listening on '


class Failed(Exception):
    """What was being done cannot go on; the message says why."""


class Process:
    """A process whose standard input is a pipe, and which is ended at the end of the block."""

    def __init__(self, command, environment=None, folder=None):
        self.command = command
        self.log = tempfile.TemporaryFile()
        self.popen = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, cwd=folder,
            env=dict(os.environ, **(environment or {})))
        self.pid = self.popen.pid
        self._unread = b''

    def tell(self, line):
        try:
            self.popen.stdin.write(line.encode('utf-8') + b'\n')
            self.popen.stdin.flush()
        except OSError:
            raise Failed(self._says('ended'))

    def line(self, seconds=STARTING):
        """The next line that it prints."""
        deadline = time.monotonic() + seconds
        while b'\n' not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.popen.stdout], [], [], left)[0]:
                raise Failed(self._says('said nothing for %d seconds' % seconds))
            read = os.read(self.popen.stdout.fileno(), 1 << 20)
            if not read:
                raise Failed(self._says('ended'))
            self._unread += read
        line, _, self._unread = self._unread.partition(b'\n')
        return line.decode('utf-8')

    def addresses(self, number=1):
        """Where it says that it listens, in that order."""
        found = []
        while len(found) < number:
            line = self.line()
            if line.startswith(LISTENING):
                found.append(parse_address(line[len(LISTENING):]))
        return found

    def is_alive(self):
        return self.popen.poll() is None

    def _says(self, what):
        self.log.seek(0)
        said = self.log.read().decode('utf-8', 'replace').strip()
        return '%s %s%s' % (' '.join(self.command[:4]), what, ': ' + said[-2000:] if said else '')

    def kill(self):
        """At once, and without a word to it."""
        self.popen.kill()
        self.stop()

    def stop(self):
        if self.is_alive():
            self.popen.terminate()
        try:
            self.popen.stdin.close()
        except OSError:
            pass  # it ended before it had read everything
        try:
            self.popen.wait(ENDING)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        self.popen.stdout.close()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def run(command, seconds, environment=None, folder=None):
    """What a program prints that runs to its end."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=seconds, cwd=folder,
                              env=dict(os.environ, **(environment or {})))
    except subprocess.TimeoutExpired:
        raise Failed('%s did not end within %d seconds' % (' '.join(command[:3]), seconds))
    except OSError as failure:
        raise Failed('%s cannot be run: %s' % (command[0], failure.strerror))
    if done.returncode:
        said = (done.stderr or done.stdout).decode('utf-8', 'replace').strip()
        raise Failed('%s: exit status %d: %s' % (' '.join(command[:3]), done.returncode, said[-2000:]))
    return done.stdout.decode('utf-8')


def parse_address(text):
    """What multiprocessing takes as an address, of HOST:PORT or unix:/PATH."""
    if text.startswith('unix:'):
        return text[len('unix:'):]
    host, _, port = text.rpartition(':')
    return host, int(port)


# What the system knows of a process.

def memory_mib(pid):
    """The memory that is resident now, in MiB."""
    try:
        return _status(pid, 'VmRSS') / 1024.0
    except FileNotFoundError:  # no /proc here
        return int(run(['ps', '-o', 'rss=', '-p', str(pid)], 10)) / 1024.0


def peak_memory_mib(pid):
    """The most that was ever resident; what is now, where the system does not tell."""
    try:
        return _status(pid, 'VmHWM') / 1024.0
    except FileNotFoundError:
        return memory_mib(pid)


def threads(pid):
    """The names of its threads; None where the system does not tell."""
    names = []
    for path in glob.glob('/proc/%d/task/*/comm' % pid):
        try:
            with open(path) as file:
                names.append(file.read().strip())
        except OSError:
            pass  # it has ended meanwhile
    return sorted(names) or None


def _status(pid, field):
    with open('/proc/%d/status' % pid) as status:
        for line in status:
            if line.startswith(field + ':'):
                return int(line.split()[1])
    raise Failed('/proc/%d/status has no %s' % (pid, field))


def processor_seconds(root=None):
    """Of a process and all that it has started, and that those have; of this process where no other is named."""
    times, parents = {}, {}
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                with open('/proc/%s/stat' % entry) as stat:
                    fields = stat.read().rpartition(')')[2].split()
            except OSError:
                continue
            parents[int(entry)] = int(fields[1])
            times[int(entry)] = (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')
    return sum(times[pid] for pid in times if _is_below(pid, root or os.getpid(), parents))


def _is_below(pid, root, parents):
    while pid in parents and pid != root:
        pid = parents[pid]
    return pid == root
