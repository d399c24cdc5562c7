"""The client and the floor at native speed: built from C where there is a compiler, else from Java."""
import glob
import json
import os
import shutil

import processes
from processes import Failed

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'drivers')
BUILDING = 120
CALLING = 700
COMPILERS = 'cc', 'gcc', 'clang'


def compiler():
    return next((name for name in COMPILERS if shutil.which(name)), None)


def java_tool(name):
    home = os.environ.get('JAVA_HOME')
    return os.path.join(home, 'bin', name) if home else name


def build(kind, folder):
    """The driver in `c` or `java`; with `auto` in C where that can be."""
    if kind == 'java' or (kind == 'auto' and not compiler()):
        return _java(folder)
    if not compiler():
        raise Failed('there is no C compiler here: none of %s' % ', '.join(COMPILERS))
    return _c(folder)


class Driver:
    """How the two programs are started."""

    def __init__(self, name, client, floor):
        self.name, self._client, self.floor = name, client, floor

    def client(self, side, connections, plan, warm=0.0, seconds=0.0, calls=0):
        """The rate and the latencies of calls, for some seconds or a number of them."""
        host, port = side.address
        said = processes.run(self._client + [host, str(port), str(connections), str(warm), str(seconds), str(calls), plan],
                             CALLING)
        return json.loads(said)


def _c(folder):
    for name in 'client', 'floor':
        processes.run([compiler(), '-O2', '-std=gnu11', '-o', os.path.join(folder, name),
                       os.path.join(HERE, name + '.c'), '-lm'], BUILDING)
    return Driver('C', [os.path.join(folder, 'client')], [os.path.join(folder, 'floor')])


def _java(folder):
    processes.run([java_tool('javac'), '-d', folder] + sorted(glob.glob(os.path.join(HERE, '*.java'))), BUILDING)
    start = [java_tool('java'), '-cp', folder]
    return Driver('Java', start + ['Client'], start + ['Floor'])
