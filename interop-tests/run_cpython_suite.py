"""CPython's own tests of its managers, from this interpreter's own library, run against the server.

    python run_cpython_suite.py                                   every class WithManager..., and those of OTHERS
    python run_cpython_suite.py WithManagerTestQueue ...          classes by name
    python run_cpython_suite.py --reference                       against CPython's own manager

Nothing is left out but what left_out_of_cpython_suite.txt names, with the reason; it is printed. WithManagerTestValue and WithManagerTestArray are not among CPython's own classes (it runs those tests on ctypes only):
they are made here of its tests and its ManagerMixin, less the tests that fail on CPython's own manager too.
"""
from __future__ import print_function

import argparse
import fnmatch
import importlib
import multiprocessing
import os
import platform
import sys
import types
import unittest
from multiprocessing import managers

import support

try:
    if support.PYTHON_2:
        import test.test_multiprocessing as cpython
    else:
        import test._test_multiprocessing as cpython
except ImportError:
    print("this interpreter comes without CPython's own tests")
    sys.exit(3)

LEFT_OUT = os.path.join(support.HERE, 'left_out_of_cpython_suite.txt')
MADE_HERE = {'WithManagerTestValue': '_TestValue', 'WithManagerTestArray': '_TestArray'}
# Classes that have a manager of their own for each test; which of them there are depends on the version.
OTHERS = 'TestSyncManagerTypes', 'TestManagerExceptions', 'TestInitializers'
MODULE = 'picklewire_cpython_suite'


def no_operation(*_, **__):
    """In place of a manager's shutdown and join: the server is not this process's."""


class Connected(managers.SyncManager):
    """A manager of a server that others started."""
    shutdown = join = start = no_operation


class Origin(object):
    """Where the manager of the tests comes from: the server, or CPython's own for a while."""

    def __init__(self):
        self.make = multiprocessing.Manager
        self.made = 0

    def install(self):
        """To be called before the classes are made: their decorators keep what setUpClass is then."""
        origin = self

        def set_up_class(cls):
            super(cpython.ManagerMixin, cls).setUpClass()
            cls.manager = origin.manager()

        cpython.ManagerMixin.setUpClass = classmethod(set_up_class)

    def install_in_python_2(self, classes):
        """There the classes have the methods of one manager bound, which is to become another."""
        origin = self

        def set_up_class(cls):
            cls.kept = origin.manager()
            cls.manager.__dict__.update(cls.kept.__dict__)
            if hasattr(cls, 'test_map'):  # CPython's test run makes one pool for all classes
                cls.pool = cls.manager.Pool(4)

        def tear_down_class(cls):
            if hasattr(cls, 'test_map'):
                cls.pool.terminate()
                cls.pool.join()
            cls.kept.shutdown()

        for test_class in classes:
            test_class.setUpClass = classmethod(set_up_class)
            test_class.tearDownClass = classmethod(tear_down_class)

    def manager(self):
        self.made += 1
        return self.make()


ORIGIN = Origin()


def test_classes():
    """CPython's test classes by name, and those made here; they know their module, for its setUpModule."""
    ORIGIN.install()
    if support.PYTHON_2:
        sys.modules[MODULE] = types.ModuleType(MODULE)
        found = dict(cpython.testcases_manager)
    else:
        module = importlib.import_module(MODULE)
        found = {name: value for name, value in vars(module).items() if name.startswith('WithManager')}
    for name, base in MADE_HERE.items():
        found[name] = type(str(name), (getattr(cpython, base), cpython.ManagerMixin, unittest.TestCase),
                           {'__module__': MODULE})
    if support.PYTHON_2:
        ORIGIN.install_in_python_2(found.values())
    found.update((name, getattr(cpython, name)) for name in OTHERS if hasattr(cpython, name))
    if 'TestSyncManagerTypes' in found:
        found['TestSyncManagerTypes'].manager_class = lambda _: ORIGIN.manager()
    return found


def left_out():
    """(pattern of Class.test, reason) for every line of the file."""
    with open(LEFT_OUT) as lines:
        entries = [line.strip().split(': ', 1) for line in lines if line.strip() and not line.startswith('#')]
    return [(pattern, reason) for pattern, reason in entries]


def reason_to_leave_out(test):
    name = '.'.join(test.id().split('.')[-2:])
    return next((reason for pattern, reason in left_out() if fnmatch.fnmatchcase(name, pattern)), None)


def failing_on_cpython(test_class):
    """Name to reason of the tests of a class made here that CPython's own manager fails."""
    result = unittest.TestResult()
    ORIGIN.make = multiprocessing.Manager
    unittest.defaultTestLoader.loadTestsFromTestCase(test_class).run(result)
    return {test.id(): what.rstrip(' -\n').splitlines()[-1]
            for test, what in result.failures + result.errors}


def suite_of(found, names):
    """The tests to run, and how many the file leaves out."""
    unknown = [name for name in names if name not in found]
    if unknown:
        raise SystemExit('no %s here; there are %s' % (', '.join(unknown), ', '.join(sorted(found))))
    excluded = {}
    for name in names:
        if name in MADE_HERE:
            excluded.update(failing_on_cpython(found[name]))
    suite, omitted = unittest.TestSuite(), 0
    for name in names:
        for test in unittest.defaultTestLoader.loadTestsFromTestCase(found[name]):
            short, reason = '.'.join(test.id().split('.')[-2:]), reason_to_leave_out(test)
            if reason:
                print('left out: %s: %s' % (short, reason))
                omitted += 1
            elif test.id() in excluded:
                print("CPython's own manager fails it too: %s: %s" % (short, excluded[test.id()]))
            else:
                suite.addTest(test)
    return suite, omitted


def managers_of(suite):
    """How many managers the tests are to ask for: one a class, or one a test."""
    others = sum(type(test).__name__ in OTHERS for test in suite)
    return others + len(set(type(test) for test in suite if type(test).__name__ not in OTHERS))


def run(names, verbosity):
    found = test_classes()
    names = names or sorted(found)
    suite, omitted = suite_of(found, names)
    expected = managers_of(suite)
    ORIGIN.make, ORIGIN.made = lambda: support.connect(Connected), 0
    multiprocessing.Manager = ORIGIN.manager
    result = unittest.TextTestRunner(verbosity=verbosity).run(suite)
    for test, why in result.skipped:
        print('skipped: %s: %s' % (test.id(), why))
    expected -= sum(type(test).__name__ in OTHERS for test, _ in result.skipped)
    if ORIGIN.made != expected:
        raise SystemExit('the server was used %d times, not %d' % (ORIGIN.made, expected))
    failed = len(result.failures) + len(result.errors)
    print('interpreter %s: %d run, %d failed, %d skipped, %d left out' % (
        platform.python_version(), result.testsRun, failed, len(result.skipped), omitted))
    return 0 if result.wasSuccessful() and result.testsRun else 1


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument('classes', nargs='*', help='the names of some (default: all)')
    options.add_argument('--reference', action='store_true', help="use CPython's own manager")
    options.add_argument('-v', '--verbose', action='store_true')
    options = options.parse_args()
    verbosity = 2 if options.verbose else 1
    if options.reference:
        with support.Reference():
            return run(options.classes, verbosity)
    if 'PICKLEWIRE_ADDRESS' not in os.environ or 'PICKLEWIRE_AUTHKEY' not in os.environ:
        print('set PICKLEWIRE_ADDRESS and PICKLEWIRE_AUTHKEY, or give --reference', file=sys.stderr)
        return 2
    return run(options.classes, verbosity)


if __name__ == '__main__':
    sys.exit(main())
