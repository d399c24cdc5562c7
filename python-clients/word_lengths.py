"""Eight worker processes of a pool find the length of each word.

    picklewire serve --workers 8
    python word_lengths.py

The server starts the workers as this program was started, so they know its functions.
"""
from __future__ import print_function

import sys
from multiprocessing.managers import SyncManager

from connect import connect, parser

WORDS = 'the quick brown fox jumps over the lazy dog'


def length_and_word(word):
    return [len(word), word]


def main():
    options = parser('Finds the lengths of words in the workers of a pool.')
    options.add_argument('words', nargs='*', default=WORDS.split(), help='the words (default: %s)' % WORDS)
    options.add_argument('--workers', type=int, default=8, help='how many (default %(default)s)')
    options = options.parse_args()

    pool = connect(SyncManager, options).Pool(options.workers)
    lengths = pool.map(length_and_word, options.words)
    pool.close()
    pool.join()

    print(lengths)
    if lengths != [length_and_word(word) for word in options.words]:
        sys.exit('not every length is right')


if __name__ == '__main__':
    main()
