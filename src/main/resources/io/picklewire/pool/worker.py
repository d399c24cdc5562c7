# A worker of a pool: it takes tasks from a pipe that it shares with others, and sends their results to the pool.
import fcntl
import mmap
import socket
import struct

HEAD = struct.Struct('<qqi')


class Queues(object):
    """The queue of tasks, a pipe that all workers of one keeper read from, and that of results, a connection to the pool."""

    def __init__(self, connection, folder, number):
        self.put, self.receive = connection.send, connection.recv
        self.tasks = os.open(os.path.join(folder, 'tasks'), os.O_RDONLY | os.O_NONBLOCK)
        fcntl.fcntl(self.tasks, fcntl.F_SETFL, fcntl.fcntl(self.tasks, fcntl.F_GETFL) & ~os.O_NONBLOCK)
        fcntl.fcntl(self.tasks, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        with open(os.path.join(folder, 'w%d' % number), 'wb+') as slot:
            slot.write(struct.pack('<qq', -1, -1))
            slot.flush()
            self.begun = mmap.mmap(slot.fileno(), 16)
        with open(os.path.join(folder, 'over'), 'rb') as over:
            self.over = mmap.mmap(over.fileno(), 512, access=mmap.ACCESS_READ)
        self.jobs_over, self.number_over = (), b''
        self.is_ready = False

    def get(self):
        if not self.is_ready:
            self.is_ready = True
            self.put(())
        while True:
            record = os.read(self.tasks, 512)
            if not record:
                return None
            self.begun[:16] = record[:16]
            job, index, size = HEAD.unpack_from(record)
            if self.number_over != self.over[:8]:
                self.number_over = self.over[:8]
                self.jobs_over = struct.unpack('<63q', self.over[8:])
            if job in self.jobs_over:
                continue
            if size >= 0:
                return loads(record[20:20 + size])
            self.put((job, index))
            task = self.receive()
            if task is not None:
                return task


def work(start, key):
    from multiprocessing.connection import Client
    from multiprocessing.managers import dispatch
    from multiprocessing.pool import worker
    # Half a handshake would be news for the server's log. If the pool has ended, its pipe has too, and so does this process.
    terminated = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    connection = Client(start['address'], authkey=key)
    who = start['ident'], start['keeper'], os.getpid(), socket.gethostname()
    initializer, initargs, maxtasks = dispatch(connection, None, 'work', who)
    signal.signal(signal.SIGTERM, terminated or signal.SIG_DFL)  # None: a handler that is not Python's
    queues = Queues(connection, start['folder'], start['number'])
    wrap_exceptions = () if sys.version_info[0] == 2 else (True,)
    worker(queues, queues, initializer, initargs, maxtasks, *wrap_exceptions)


def be_daemonic(number):
    """As CPython's own workers are: they may have no children, and know their number."""
    from multiprocessing import current_process
    process = current_process()
    process._identity = (number,)
    process._daemonic = True
    if hasattr(process, '_config'):
        process._config['daemon'] = True


end_with_parent()
os.setpgrp()  # Ctrl-C is for those who ask for work
be_daemonic(start['number'])
key = unhexlify(start['key'])
prepare(start, key)
work(start, key)
