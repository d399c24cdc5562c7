# The beginning of what a Python process runs that Java has started. It needs the standard library alone, Python 2.7 or 3. Before this
# text there is a line that sets `start`.
import os
import select
import signal
import sys
from binascii import unhexlify

try:
    from cPickle import loads
except ImportError:
    from pickle import loads


def end_with_parent():
    """Has the operating system kill this process when standard input ends, also while it is stopped or never leaves C."""
    parent = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    if sys.platform.startswith('linux'):
        import fcntl
        fcntl.fcntl(parent, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        fcntl.fcntl(parent, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(parent, getattr(fcntl, 'F_SETSIG', 10), signal.SIGKILL)
        fcntl.fcntl(parent, fcntl.F_SETFL, fcntl.fcntl(parent, fcntl.F_GETFL) | fcntl.FASYNC)
    else:
        import threading
        watcher = threading.Thread(target=end_after, args=(parent,))
        watcher.daemon = True
        watcher.start()
    if select.select([parent], [], [], 0)[0]:
        os.kill(os.getpid(), signal.SIGKILL)


def end_after(parent):
    os.read(parent, 1)
    os.kill(os.getpid(), signal.SIGKILL)


def leave_blocks():
    """Blocks of shared memory outlive this process, as they outlive one that multiprocessing has spawned.

    Python 3.8 to 3.12 would otherwise unlink, at the end of this process, each block that was opened in it.
    """
    try:
        from multiprocessing import resource_tracker as tracker
    except ImportError:
        return  # Python 3.7 and older have neither

    def without_blocks(function):
        return lambda name, kind: None if kind == 'shared_memory' else function(name, kind)

    tracker.register, tracker.unregister = without_blocks(tracker.register), without_blocks(tracker.unregister)


def prepare(start, key):
    """What multiprocessing does in a process that it has spawned, with the main module of the program that has asked for workers."""
    if sys.path and sys.path[0] == '':
        sys.path[0] = native(start['path'])
    data = {'name': start['name'], 'authkey': key, 'sys_argv': [native(word) for word in start['argv']], 'sys_path': sys.path}
    name, path = start['main_name'], start['main_path']
    if sys.version_info[0] == 2:
        from multiprocessing.forking import prepare
        prepare(data)
        path = file_of(name) if name else path
        if path:
            run_main_2(native(path), native(name))
    else:
        from multiprocessing.spawn import prepare
        if name and not is_package(name):
            data['init_main_from_name'] = name
        elif path:
            data['init_main_from_path'] = path
        prepare(data)
        leave_blocks()


def native(text):
    """A str of this Python's."""
    return text.encode('utf-8') if sys.version_info[0] == 2 and isinstance(text, unicode) else text


def run_main_2(path, name):
    """Python 2.7's own way does not find a file without .py, nor what the main module of a package imports from beside it."""
    import imp
    main = imp.new_module('__parents_main__')
    main.__file__ = path
    if name and '.' in name:
        main.__package__ = name.rpartition('.')[0]
        __import__(main.__package__)
    sys.modules['__main__'] = sys.modules['__parents_main__'] = main
    execfile(path, vars(main))
    main.__name__ = '__main__'
    for value in list(vars(main).values()):
        try:
            if value.__module__ == '__parents_main__':
                value.__module__ = '__main__'
        except Exception:
            pass


def is_package(name):
    """The program of a package is its __main__, which is not run again."""
    from importlib.util import find_spec
    spec = find_spec(name)
    return spec is None or spec.submodule_search_locations is not None


def file_of(name):
    import pkgutil
    loader = pkgutil.get_loader(name)
    return None if loader is None or loader.is_package(name) else loader.get_filename()
