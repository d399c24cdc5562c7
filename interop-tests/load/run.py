"""Measures Picklewire beside its peers: CPython's manager, the floor, Redis and Pyro4.

    python3 run.py                          all programs, three rounds
    python3 run.py raw clients --rounds 5   some
    python3 run.py --quick                  a look, in a minute or two
    python3 run.py --self-test              whether all of it still works, in seconds
"""
from __future__ import print_function

import argparse
import shutil
import signal
import sys
import tempfile

PROGRAMS = ('raw', 'clients', 'payload', 'connect', 'blocked', 'memory', 'startup', 'pool', 'shared', 'durable', 'primes')


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('programs', nargs='*', metavar='PROGRAM',
                        help='some of %s (default: all)' % ', '.join(PROGRAMS))
    parser.add_argument('--rounds', type=int, help='how often each is measured (default: 3; quick: 1)')
    parser.add_argument('--quick', action='store_true', help='smaller and shorter; the figures are a first look only')
    parser.add_argument('--json', metavar='FILE', help='writes the results there')
    parser.add_argument('--chart', metavar='FILE', help='where `primes` draws its chart (default: target/primes.svg)')
    parser.add_argument('--driver', choices=('auto', 'c', 'java'), default='auto',
                        help='what the client and the floor at native speed are made of (default: C where it compiles)')
    parser.add_argument('--server-command', metavar='COMMAND',
                        help='what starts the server, before its --address options (default: ./picklewire serve)')
    parser.add_argument('--class-path', metavar='PATH', help='where the classes are, instead of the jar')
    parser.add_argument('--self-test', action='store_true', help='tiny amounts of everything, and checks')
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.programs if name not in PROGRAMS]
    if unknown:
        parser.error('there is no program %s; there are %s' % (', '.join(unknown), ', '.join(PROGRAMS)))
    if chosen.rounds is not None and chosen.rounds < 1:
        parser.error('--rounds %d: at least 1 is needed' % chosen.rounds)
    return chosen


def measure(chosen, folder):
    import processes
    import report
    from settings import Settings
    try:
        settings = Settings(chosen, 'tiny' if chosen.self_test else 'quick' if chosen.quick else 'full', folder)
        if chosen.self_test:
            import self_test
            return self_test.run(settings)
    except processes.Failed as failure:
        print('cannot measure: %s' % failure, file=sys.stderr)
        return 2
    figures, failures = [], {}
    for key, value in sorted(report.machine(settings).items()):
        print('%s: %s' % (key, value))
    for name in chosen.programs or PROGRAMS:
        try:
            measured = program(name).run(settings)
            figures += measured
            print('\n%s\n\n%s' % (name, report.tables(measured)))
        except (processes.Failed, ValueError, EOFError, OSError) as failure:
            failures[name] = str(failure)
            print('\n%s\n\nfailed: %s' % (name, failure))
        sys.stdout.flush()
    for note in settings.notes:
        print('\n%s' % note)
    if chosen.json:
        report.write_json(chosen.json, settings, figures, failures)
    return 1 if failures else 0


def program(name):
    return __import__(name)


def main(arguments):
    if sys.version_info < (3, 6):
        print('the load programs need Python 3.6 or newer; this is %d.%d' % sys.version_info[:2], file=sys.stderr)
        return 2
    chosen = options(arguments)
    # Ends as after an exception, so that what was started is stopped.
    for number in signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, lambda *_: sys.exit(1))
    folder = tempfile.mkdtemp(prefix='picklewire-load-')
    try:
        return measure(chosen, folder)
    except KeyboardInterrupt:
        print('interrupted', file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(folder)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
