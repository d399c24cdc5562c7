"""Puts the items that every Python has on the server's queue get_queue, for get_item.py of another Python."""
from __future__ import print_function

import items
import support
from test_named import NamedManager


def main():
    shared = support.connect(NamedManager).get_queue()
    for name, item in items.PORTABLE.items():
        shared.put((u'' + name, item))
    shared.put(u'end')
    print('%d items put' % len(items.PORTABLE))


if __name__ == '__main__':
    main()
