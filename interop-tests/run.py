"""Runs the suite against the server that PICKLEWIRE_ADDRESS and PICKLEWIRE_AUTHKEY name.

    python run.py                        every module
    python run.py test_list test_dict    some
    python run.py --reference            against CPython's own manager
    python run.py --list                 the names of the modules
"""
from __future__ import print_function

import argparse
import glob
import os
import platform
import sys
import unittest

import support


def modules():
    found = glob.glob(os.path.join(support.HERE, 'test_*.py'))
    return sorted(os.path.splitext(os.path.basename(path))[0] for path in found)


def run(names, verbosity, pattern):
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite(
        test for test in flatten(loader.loadTestsFromNames(names)) if pattern in test.id())
    result = unittest.TextTestRunner(verbosity=verbosity).run(suite)
    for test, _ in result.expectedFailures:
        method = getattr(test, test.id().rpartition('.')[2])
        print("fails on CPython's own manager, as expected: %s: %s"
              % (test.id(), getattr(method, 'cpython_gets_this_wrong', '')))
    for test in result.unexpectedSuccesses:
        print('passed although it was expected to fail: %s' % test.id())
    for test, why in result.skipped:
        print('skipped: %s: %s' % (test.id(), why))
    print('python %s: %d run, %d failed, %d errors, %d skipped' % (
        platform.python_version(), result.testsRun, len(result.failures), len(result.errors),
        len(result.skipped)))
    # What CPython gets wrong it may get right by chance: that is printed, and no failure.
    return 1 if result.failures or result.errors else 0


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            for inner in flatten(test):
                yield inner
        else:
            yield test


def main(arguments):
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument('modules', nargs='*', help='the names of some (default: all)')
    options.add_argument('--reference', action='store_true', help="use CPython's own manager")
    options.add_argument('--list', action='store_true', help='only list the modules')
    options.add_argument('-k', default='', metavar='TEXT', help='only tests with TEXT in their name')
    options.add_argument('-v', '--verbose', action='store_true')
    options = options.parse_args(arguments)
    if options.list:
        print('\n'.join(modules()))
        return 0
    names, verbosity = options.modules or modules(), 2 if options.verbose else 1
    if options.reference:
        with support.Reference():
            return run(names, verbosity, options.k)
    if 'PICKLEWIRE_ADDRESS' not in os.environ or 'PICKLEWIRE_AUTHKEY' not in os.environ:
        print('set PICKLEWIRE_ADDRESS and PICKLEWIRE_AUTHKEY, or give --reference', file=sys.stderr)
        return 2
    return run(names, verbosity, options.k)


def leave(code):
    """Ends this process with its threads where they are: Python 2 now and then crashes when it ends before them."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == '__main__':
    leave(main(sys.argv[1:]))
