"""Where the manager is and what its key is: in the environment, as each of these programs finds it."""
import multiprocessing
import os


def address():
    text = os.environ['PICKLEWIRE_ADDRESS']
    if text.startswith('unix:'):
        return text[len('unix:'):]
    host, port = text.rsplit(':', 1)
    return host, int(port)


def authkey():
    return os.environ['PICKLEWIRE_AUTHKEY'].encode('utf-8')


def connect(manager_type):
    multiprocessing.current_process().authkey = authkey()
    manager = manager_type(address=address(), authkey=authkey())
    manager.connect()
    return manager
