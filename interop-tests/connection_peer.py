"""The other end of a connection of Java's, as client or as listener.

    python connection_peer.py talk connect 127.0.0.1:50000 unix:/tmp/socket --key secret
    python connection_peer.py talk listen 127.0.0.1:0 unix:@name --key secret

It prints where it listens, and then a line for each address: what was done, or the exception.
"""
from __future__ import print_function

import argparse
import os
import sys
from multiprocessing import AuthenticationError, connection

import items
import support

SIZES = 0, 1, 16383, 16384, 16385, 1000000


def open_end(role, address, listener, key, digest):
    """A connection; with a digest, asks for that in its own challenge."""
    own_key = None if digest else key
    if role == 'listen':
        end = listener.accept()
    else:
        end = connection.Client(address, authkey=own_key)
    if digest:
        steps = [lambda: connection.deliver_challenge(end, key, digest), lambda: connection.answer_challenge(end, key)]
        for step in steps if role == 'listen' else reversed(steps):
            step()
    return end


def ask(end, sizes):
    """Sends messages and objects, and wants each back."""
    end.send(len(sizes))
    for size in sizes:
        message = bytes(bytearray(i % 251 for i in range(min(size, 1000)))) + b'x' * (size - 1000)
        end.send_bytes(message)
        assert end.recv_bytes() == message, size
    end.send(len(items.all_own()) + len(items.SHAPES))
    for name, item in items.all_own():
        end.send(item)
        assert items.same(end.recv(), item), name
    for name, (item, is_right) in items.SHAPES.items():
        end.send(item)
        assert is_right(end.recv()), name
    return '%d messages, %d items and %d shapes' % (len(sizes), len(items.all_own()), len(items.SHAPES))


def answer(end):
    """Sends messages and objects back."""
    for _ in range(end.recv()):
        end.send_bytes(end.recv_bytes())
    for _ in range(end.recv()):
        end.send(end.recv())


def talk(end, sizes):
    done = ask(end, sizes)
    answer(end)
    try:
        end.recv()
    except EOFError:
        return 'talked about %s to the end of file' % done


def hold(end, _):
    """Says nothing until the other end closes."""
    try:
        end.recv_bytes()
    except EOFError:
        return 'end of file'


def twice(end, _):
    """Sends two messages back for each."""
    try:
        while True:
            message = end.recv_bytes()
            end.send_bytes(message)
            end.send_bytes(message)
    except EOFError:
        return 'end of file'


def one(options, address, listener):
    try:
        end = open_end(options.role, address, listener, options.key, options.digest)
        try:
            return globals()[options.task](end, options.sizes)
        finally:
            end.close()
    except (AuthenticationError, EOFError) as e:
        return type(e).__name__


def parsed():
    result = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    result.add_argument('task', choices=['talk', 'hold', 'twice'])
    result.add_argument('role', choices=['connect', 'listen'])
    result.add_argument('address', nargs='+', type=support.parse_address)
    result.add_argument('--key', type=lambda text: text.encode('utf-8'))
    result.add_argument('--digest')
    result.add_argument('--sizes', type=lambda text: [int(size) for size in text.split(',')], default=SIZES)
    return result.parse_args()


def main():
    options = parsed()
    listeners = [None] * len(options.address)
    if options.role == 'listen':
        own_key = None if options.digest else options.key
        listeners = [connection.Listener(address, authkey=own_key) for address in options.address]
        for listener in listeners:
            print('listening on ' + support.format_address(listener.address))
        sys.stdout.flush()
    for address, listener in zip(options.address, listeners):
        print(one(options, address, listener))
        sys.stdout.flush()
    if any('\0' in str(address) for address in options.address):
        os._exit(0)  # listeners up to 3.8 would unlink an abstract address


if __name__ == '__main__':
    main()
