"""Takes what put_item.py of another Python put, and says whether each is what this Python would have put."""
from __future__ import print_function

import sys

import items
import support
from test_named import NamedManager


def main():
    shared = support.connect(NamedManager).get_queue()
    expected, wrong = dict(items.PORTABLE), []
    for _ in range(len(expected) + 1):
        try:
            got = shared.get(timeout=10)
        except Exception as error:
            wrong.append('%s: %s' % (type(error).__name__, error))
            continue
        if got == u'end':
            break
        name, item = got
        if not items.same(item, expected.pop(name)):
            wrong.append('%s came as %.200r of %s' % (name, item, type(item)))
    wrong.extend('%s did not come' % name for name in expected)
    print('\n'.join(wrong) if wrong else '%d items as they were put' % len(items.PORTABLE))
    sys.exit(bool(wrong))


if __name__ == '__main__':
    main()
