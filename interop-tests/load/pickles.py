"""CPython's C pickle on the values of the JMH benchmarks, beside their figures.

    mvn -q -Pbench -DskipTests test-compile exec:exec
    python3 interop-tests/load/pickles.py target/jmh.json

Without a file it prints CPython's figures alone. Each is the best of five rounds.
"""
import json
import os
import pickle
import sys
import timeit

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from report import aligned

PROTOCOL = 4
PUT = ('0123456789abcdef', 'put', (7, True, None), {})
LARGE = {'LIST': list(range(100000)), 'TEXTS': [str(i) for i in range(100000)], 'BYTES_1_MIB': bytes(1 << 20)}
TITLES = {'LIST': 'a list of 100,000 ints', 'TEXTS': 'a list of 100,000 strs', 'BYTES_1_MIB': 'bytes, 1 MiB'}


def seconds(action):
    timer = timeit.Timer(action)
    number = timer.autorange()[0]
    return min(timer.repeat(5, number)) / number


def dumping(value):
    return lambda: pickle.dumps(value, PROTOCOL)


def loading(value):
    pickled = pickle.dumps(value, PROTOCOL)
    return lambda: pickle.loads(pickled)


def rows():
    """What is done, the benchmark that does it (its name and data), and what CPython does for it."""
    yield 'request of a put, read', ('RequestBenchmark.parsePut', None), loading(PUT)
    yield 'reply of None, written', ('RequestBenchmark.replyNone', None), dumping(('#RETURN', None))
    yield 'reply of an item, written', ('RequestBenchmark.replyItem', None), dumping(('#RETURN', 7))
    for name, value in LARGE.items():
        request = PUT[0], 'put', (value,), {}
        title = TITLES[name]
        yield 'put of %s, read' % title, ('PickleBenchmark.scan', name), loading(request)
        yield 'get of %s, written' % title, ('PickleBenchmark.dumpSealed', name), dumping(('#RETURN', value))
        yield '%s, loaded' % title, ('PickleBenchmark.load', name), loading(value)
        yield '%s, dumped' % title, ('PickleBenchmark.dump', name), dumping(value)


def java_figures(path):
    """JMH's scores in seconds, by class.method and data."""
    units = {'ns/op': 1e-9, 'us/op': 1e-6, 'ms/op': 1e-3}
    with open(path) as file:
        return {('.'.join(one['benchmark'].split('.')[-2:]), one.get('params', {}).get('data')):
                one['primaryMetric']['score'] * units[one['primaryMetric']['scoreUnit']] for one in json.load(file)}


def microseconds(value):
    return '-' if value is None else '%.3g' % (value * 1e6)


def main(arguments):
    java = java_figures(arguments[0]) if arguments else {}
    cpython = 'CPython %d.%d, us' % sys.version_info[:2]
    lines = [['what', 'Picklewire, us', cpython, 'times as fast']]
    for title, benchmark, action in rows():
        ours, theirs = java.get(benchmark), seconds(action)
        lines.append([title, microseconds(ours), microseconds(theirs), '%.3g' % (theirs / ours) if ours else '-'])
    print('\n'.join(aligned(lines)))


if __name__ == '__main__':
    main(sys.argv[1:])
