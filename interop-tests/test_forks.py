"""Clients whose multiprocessing has another name, as multiprocess and billiard have: a copy of this interpreter's own."""
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import support

PROGRAM = r'''
import gc, os, sys
sys.path.insert(0, sys.argv[1])
sys.path.insert(0, sys.argv[2])
import NAME
import NAME.managers
import support

NAME.current_process().authkey = support.authkey()


def fill(queue, shared, lock):
    with lock:
        shared.append(queue.get())


if __name__ == '__main__':
    manager = NAME.managers.SyncManager(address=support.address(), authkey=support.authkey())
    manager.connect()
    inner, outer = manager.list([1, 2]), manager.list()
    outer.extend(inner)
    assert outer[:] == [1, 2], outer[:]
    if sys.version_info[0] > 2:  # there a copy travels
        outer.append(inner)
        ident = inner._token.id
        del inner
        gc.collect()
        got = outer[2]
        assert type(got).__module__ == 'NAME.managers' and got._token.id == ident, got
        got.append(3)
        assert outer[2][:] == [1, 2, 3]
        holder = manager.dict({'list': got})
        assert holder['list'][:] == [1, 2, 3] and str(ident) in str(holder)
    lock = manager.Lock()
    condition = manager.Condition(lock)
    with condition:
        assert lock.acquire(False) is False
    queue, shared = manager.Queue(), manager.list()
    worker = NAME.Process(target=fill, args=(queue, shared, lock))
    worker.start()
    queue.put('sent')
    worker.join()
    assert worker.exitcode == 0 and shared[:] == ['sent']
    try:
        queue.get_nowait()
    except Exception as error:
        assert type(error).__name__ == 'Empty', error
    print('ok')
'''


class ForksTest(unittest.TestCase):
    def test_clients_under_another_name(self):
        for name in 'multiprocess', 'billiard':
            folder = tempfile.mkdtemp()
            try:
                self.copy(os.path.join(folder, name), name)
                program = os.path.join(folder, 'program.py')
                with open(program, 'w') as out:
                    out.write(PROGRAM.replace('NAME', name))
                process = subprocess.Popen([sys.executable, '-B', program, folder, support.HERE],
                                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
                self.assertEqual(process.communicate()[0].strip(), 'ok')
            finally:
                shutil.rmtree(folder)

    def copy(self, target, name):
        """With every mention of its name replaced, but for the extension module's."""
        shutil.copytree(os.path.dirname(multiprocessing.__file__), target,
                        ignore=shutil.ignore_patterns('*.pyc', '__pycache__'))
        for folder, _, files in os.walk(target):
            for path in [os.path.join(folder, each) for each in files if each.endswith('.py')]:
                with open(path, 'rb') as source:
                    text = source.read()
                with open(path, 'wb') as out:
                    out.write(re.sub(br'\bmultiprocessing\b', name.encode('ascii'), text))


if __name__ == '__main__':
    unittest.main()
