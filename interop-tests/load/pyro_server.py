"""A queue behind Pyro4, on a free port of 127.0.0.1; prints its URI and ends with its standard input."""
import os
import queue
import sys
import threading

import Pyro4


@Pyro4.expose
class Queue:
    def __init__(self):
        self._items = queue.Queue()

    def put(self, item):
        self._items.put(item)

    def get(self):
        return self._items.get()


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


def main():
    Pyro4.config.SERIALIZERS_ACCEPTED = {'pickle'}
    daemon = Pyro4.Daemon(host='127.0.0.1', port=0)
    print(daemon.register(Queue(), 'queue'))
    sys.stdout.flush()
    threading.Thread(target=end_with_parent, daemon=True).start()
    daemon.requestLoop()


if __name__ == '__main__':
    main()
