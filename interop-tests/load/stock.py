"""What CPython's own library does as a client: proxies, connections, requests as it writes them."""
import multiprocessing
from multiprocessing import connection, managers
from multiprocessing.reduction import ForkingPickler

ITEM = ('task', 12345, 'a work item of a modest length')
HELLO = (None, 'accept_connection', ('load',), {})


def manager(address, key):
    """A SyncManager that is connected to a server."""
    multiprocessing.current_process().authkey = key.encode('ascii')
    connected = managers.SyncManager(address=address, authkey=key.encode('ascii'))
    connected.connect()
    return connected


def proxy(typeid, address, key, ident, exposed):
    """A proxy for an object that somebody else keeps alive."""
    return managers.AutoProxy(managers.Token(typeid, address, ident), 'pickle',
                              authkey=key.encode('ascii'), exposed=exposed, incref=False)


def opened(address, key):
    """An authenticated connection."""
    return connection.Client(address, authkey=key.encode('ascii'))


def serving(address, key):
    """A connection on which objects can be called."""
    link = opened(address, key)
    ask(link, HELLO, None)
    return link


def ask(link, request, expected):
    """Makes a call whose result is known."""
    link.send(request)
    expect(link.recv(), ('#RETURN', expected))


def expect(answer, expected):
    if answer != expected:
        raise ValueError('the server answered %.300r, not %.300r' % (answer, expected))


def message(request):
    """The bytes of a request, as a proxy sends them."""
    return bytes(ForkingPickler.dumps(request))
