"""SharedMemoryManager, connected to the server: its blocks end with their users."""
import os
import subprocess
import sys
import unittest
from multiprocessing.managers import dispatch

import support

try:
    from multiprocessing import resource_tracker, shared_memory
    from multiprocessing.managers import SharedMemoryManager
except ImportError:  # Python 3.7 and older
    shared_memory = None

CLIENT = '''
import sys
from multiprocessing.managers import SharedMemoryManager
manager = SharedMemoryManager(%r, %r)
manager.connect()
block = manager.SharedMemory(1000)
print(block.name)
sys.stdout.flush()
sys.stdin.read()
'''


@unittest.skipIf(support.is_reference() or support.is_java(), 'of the server in Java')
@unittest.skipIf(shared_memory is None, 'Python 3.7 and older have no shared memory')
class SharedMemoryManagerTest(support.ServerTest):
    def setUp(self):
        self.blocks = SharedMemoryManager(support.address(), support.authkey())
        self.blocks.connect()

    def ask(self, function, *arguments):
        connection = self.blocks._Client(self.blocks._address, authkey=support.authkey())
        try:
            return dispatch(connection, None, function, arguments)
        finally:
            connection.close()

    def release(self, block):
        block.close()
        self.ask('release_segment', block.name)
        # This process has told its tracker of the block, which would warn that it is left.
        resource_tracker.unregister(block._name, 'shared_memory')

    def exists(self, name):
        return os.path.exists(os.path.join('/dev/shm', name.lstrip('/')))

    def test_a_block_until_it_is_released(self):
        block = self.blocks.SharedMemory(1000)
        block.buf[:5] = b'hello'
        self.assertIn(block.name, self.ask('list_segments'))
        again = shared_memory.SharedMemory(block.name)
        self.assertEqual(bytes(again.buf[:5]), b'hello')
        again.close()
        self.release(block)
        self.assertFalse(self.exists(block.name))
        self.assertNotIn(block.name, self.ask('list_segments'))

    def test_a_list(self):
        values = [1, -2.5, True, None, 'text', b'bytes', 'sp\xe4\xdfe']
        shared = self.blocks.ShareableList(values)
        again = shared_memory.ShareableList(name=shared.shm.name)
        self.assertEqual(list(again), values)
        again[0] = 7
        self.assertEqual(shared[0], 7)
        again.shm.close()
        self.release(shared.shm)
        self.assertFalse(self.exists(shared.shm.name))

    def test_blocks_of_a_killed_process_end(self):
        client = subprocess.Popen([sys.executable, '-c', CLIENT % (support.address(), support.authkey())],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  universal_newlines=True)
        name = client.stdout.readline().strip()
        self.assertTrue(self.exists(name))
        client.kill()
        client.communicate()
        self.assertEventually(lambda: not self.exists(name))
        self.assertEventually(lambda: name not in self.ask('list_segments'))

    def test_nothing_else_is_unlinked(self):
        other = '/dev/shm/sem.picklewire-%d' % os.getpid()
        open(other, 'w').close()
        self.addCleanup(os.remove, other)
        for name in '../tmp/x', os.path.basename(other), '', '.', 'a/b', 'psm_nothing', 5, None:
            with self.assertRaises(Exception) as raised:
                self.ask('track_segment', name)
            self.assertNotIn('EOFError', repr(raised.exception), name)
        self.assertTrue(os.path.exists(other))
        with self.assertRaises(Exception):
            self.ask('release_segment', 'psm_of_nobody')


if __name__ == '__main__':
    support.main()
