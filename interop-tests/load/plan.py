"""What the client at native speed sends, and what it must get.

A plan's replies are the server's own: each call is made here first, by CPython, and its result looked at; from then on the
client compares bytes. The file's layout is told in drivers/client.c.
"""
import pickle
import struct

import stock


class Call:
    """A call on a shared object, and its result."""

    def __init__(self, ident, method, args, result):
        self.message = stock.message((ident, method, args, {}))
        self.result = result


def queue_cycles(ident):
    """An item put and one got, which is the same whoever put it."""
    return [[Call(ident, 'put', (stock.ITEM,), None), Call(ident, 'get', (), stock.ITEM)]]


def dict_cycles(ident, keys=64):
    """A key set and got; connections with different keys have different values."""
    return [[Call(ident, '__setitem__', ('key %d' % key, stock.ITEM + (key,)), None),
             Call(ident, 'get', ('key %d' % key,), stock.ITEM + (key,))] for key in range(keys)]


def put_cycles(ident, numbers=64):
    """Small ints put."""
    return [[Call(ident, 'put', (1000 + number,), None)] for number in range(numbers)]


def write(path, side, cycles):
    """Makes the plan for a side, after a first look at what it answers."""
    link = stock.opened(side.address, side.key)
    hello = _step(link, stock.message(stock.HELLO), None, side.is_canned)
    steps = [_learn(link, cycle, side.is_canned) for cycle in cycles]
    link.close()
    with open(path, 'wb') as file:
        file.write(_frame(side.key.encode('ascii')))
        file.write(b''.join(_frame(_frame(part)) for part in hello))
        file.write(struct.pack('>II', len(cycles), len(cycles[0])))
        for step in (step for cycle in steps for step in cycle):
            file.write(b''.join(_frame(_frame(part)) for part in step))


def _learn(link, cycle, is_canned):
    first, again = ([_step(link, call.message, call.result, is_canned) for call in cycle] for _ in range(2))
    stock.expect(again, first)
    return first


def _step(link, message, result, is_canned):
    """The message and its reply; a server that answers all with the same may be wrong about the result."""
    link.send_bytes(message)
    reply = link.recv_bytes()
    kind, value = pickle.loads(reply)
    stock.expect((kind, None if is_canned else value), ('#RETURN', None if is_canned else result))
    return message, reply


def _frame(body):
    return struct.pack('>I', len(body)) + body
