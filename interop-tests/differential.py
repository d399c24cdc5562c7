"""The same operation on a proxy and on a local object: the same result, error and state must come of it.

A table is a text of one operation a line, on an object named x. A line may end in a comment that says which
interpreters it is for: `# 3.9+` from that version on, `# 2` Python 2 only, `# 3` Python 3 only; or in `# not Java`,
for what a Java collection does in its own way.
"""
from __future__ import print_function

import re
import sys

import newest
import support

DIALECT = re.compile(r'\s+# (?:(2)|(3)|(\d)\.(\d+)\+|(not Java))$')


def operations(table):
    """The lines of a table that are for this interpreter."""
    for line in table.strip().splitlines():
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        dialect = DIALECT.search(line)
        if dialect:
            line = line[:dialect.start()]
            two, three, major, minor, not_java = dialect.groups()
            if not_java and support.is_java() or two and not support.PYTHON_2 or three and support.PYTHON_2:
                continue
            if major and sys.version_info < (int(major), int(minor)):
                continue
        yield line


def local_twin(proxy_type, referent):
    """An object of the proxy's own type whose calls go to a local object, as a server's would."""

    class Twin(proxy_type):
        def __init__(self):
            pass

        def _callmethod(self, methodname, args=(), kwds={}):
            try:
                method = getattr(referent, methodname)
            except AttributeError:
                if methodname == '#GETVALUE':
                    return referent
                raise
            result = method(*args, **kwds)
            if type(result).__name__ in ('dict_keys', 'dict_values', 'dict_items'):
                return list(result)  # this is how CPython pickles them for a reply
            return result

    Twin.__name__ = proxy_type.__name__  # errors name it
    return Twin()


class Outcome(object):
    """What came of an operation: the value it returned or the exception it raised."""

    def __init__(self, operation, x, names):
        self.returned = self.raised = None
        namespace = dict(names, x=x)
        try:
            try:
                code = compile(operation, operation, 'eval')
            except SyntaxError:
                exec(compile(operation, operation, 'exec'), namespace)
            else:
                self.returned = eval(code, namespace)
        except Exception as error:
            self.raised = error

    def agrees_with(self, expected):
        """Whether this, a proxy's, is what the local twin's is."""
        if self.raised is None or expected.raised is None:
            return (self.raised is None and expected.raised is None
                    and alike(self.returned, expected.returned))
        return (type(self.raised) is type(expected.raised)
                and (alike(self.raised.args, expected.raised.args)
                     or newest.accepts(expected.raised, self.raised)))

    def __str__(self):
        if self.raised is not None:
            return 'raised %s%r' % (type(self.raised).__name__, self.raised.args)
        return 'returned %r of %s' % (self.returned, type(self.returned).__name__)


def alike(left, right):
    """Equal, of equal types all the way down, and in the same order where there is one."""
    if support.is_java():
        left, right = support.as_java_has_it(left), support.as_java_has_it(right)
    if type(left) is not type(right):
        return False
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict):
        ordered = sys.version_info >= (3, 7)
        return (alike(list(left), list(right)) if ordered else set(left) == set(right)) and all(
            alike(left[key], right[key]) for key in right)
    if isinstance(left, float):
        return repr(left) == repr(right)
    if isinstance(left, BaseException):
        return alike(left.args, right.args)
    return left == right


class DifferentialTest(support.ServerTest):
    """Fill one with tables by `tests_of`."""

    def check(self, operation, proxy, twin, names=None):
        names = names or {}
        before = repr(getattr(twin._getvalue(), 'queue', twin._getvalue()))
        got = Outcome(operation, proxy, names)
        expected = Outcome(operation, twin, names)
        if not got.agrees_with(expected):
            self.fail('%s on %s: %s; a local one %s' % (operation, before, got, expected))
        got, expected = self.state(proxy), self.state(twin)
        if not alike(got, expected):
            self.fail('%s on %s left %r; a local one %r' % (operation, before, got, expected))

    def state(self, x):
        return x._getvalue()


def tests_of(test_class, table, check):
    """Adds one test for each operation of a table; check(test, operation) does it."""
    for number, operation in enumerate(operations(table)):
        def test(self, operation=operation):
            check(self, operation)
        words = re.sub(r'\W+', '_', operation).strip('_')[:40]
        test.__name__ = str('test_%03d_%s' % (number, words))
        test.__doc__ = operation
        setattr(test_class, test.__name__, test)
