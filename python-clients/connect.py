"""The command line and the connection that all these programs share."""
import argparse
import multiprocessing
import os


def parser(description):
    """A parser with --address and --authkey; add your own options to it."""
    result = argparse.ArgumentParser(description=description)
    result.add_argument('--address', type=address, default='127.0.0.1:50000',
                        help='HOST:PORT or unix:/PATH of the manager (default %(default)s)')
    result.add_argument('--authkey', default=os.environ.get('PICKLEWIRE_AUTHKEY'),
                        help='the shared secret (default: $PICKLEWIRE_AUTHKEY)')
    return result


def address(text):
    """'HOST:PORT' as multiprocessing wants it: ('HOST', PORT); 'unix:/PATH' as '/PATH'."""
    if text.startswith('unix:'):
        return text[len('unix:'):]
    host, separator, port = text.rpartition(':')
    if not separator or not port.isdigit():
        raise argparse.ArgumentTypeError('%r is neither HOST:PORT nor unix:/PATH' % text)
    return host, int(port)


def connect(manager_type, options):
    """A manager of the given type, connected."""
    if not options.authkey:
        raise SystemExit('no key: give --authkey or set PICKLEWIRE_AUTHKEY')
    key = options.authkey.encode('utf-8')
    # Proxies that travel to other processes find the key here.
    multiprocessing.current_process().authkey = key
    manager = manager_type(address=options.address, authkey=key)
    manager.connect()
    return manager
