"""The figures as tables and as JSON."""
import json
import os
import platform
import subprocess
import sys

import driver
from measure import amount
from sides import PICKLEWIRE
from targets import TARGETS

NUMBERS = 'median', 'p50 us', 'p99 us', 'rounds', 'found'


def tables(figures):
    """The figures of one program, and what is to be reached in it."""
    has_latencies = any(figure.p50 is not None for figure in figures)
    head = ['work', 'side', 'median', 'unit'] + (['p50 us', 'p99 us'] if has_latencies else []) + ['rounds']
    rows = [[figure.work, figure.side, amount(figure.value), figure.unit]
            + ([amount(figure.p50), amount(figure.p99)] if has_latencies else [])
            + [' '.join(amount(value) for value in figure.rounds)] for figure in figures]
    lines = aligned([head] + rows)
    judged = [judgement(target, value) for target, value in found(figures)]
    others = [[figure.work, 'against ' + figure.side, ratio_text(figure, figures), '', '']
              for figure in figures if ratio_text(figure, figures) and not is_judged(figure)]
    if judged or others:
        lines += [''] + aligned([['work', 'what', 'found', 'to reach', '']] + judged + others)
    return '\n'.join(lines)


def found(figures):
    """Each target that can be judged by these figures, with its value."""
    values = [(target, target.value(figures)) for target in TARGETS]
    return [(target, value) for target, value in values if value is not None]


def judgement(target, value):
    who = '' if target.side == PICKLEWIRE else target.side + ' '
    return [target.work, who + 'against ' + target.peer if target.peer else PICKLEWIRE, '%.3g' % value,
            '%s %g' % (target.sense, target.bound), 'reached' if target.is_reached(value) else 'NOT REACHED']


def is_judged(figure):
    return any((target.program, target.work, target.peer) == (figure.program, figure.work, figure.side)
               for target in TARGETS)


def ratio_text(figure, figures):
    """What this project's server has, against a side for which nothing is said; of rates."""
    if not figure.unit.endswith('/s'):
        return ''
    ours = [other.value for other in figures if (other.work, other.side) == (figure.work, PICKLEWIRE)]
    if figure.side == PICKLEWIRE or not ours or not figure.value:
        return ''
    return '%.3g' % (ours[0] / figure.value)


def aligned(rows):
    """Text to the left, numbers to the right; the first row says which column is what."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    right = [title in NUMBERS for title in rows[0]]
    return ['  '.join(cell.rjust(width) if to_right else cell.ljust(width)
                      for cell, width, to_right in zip(row, widths, right)).rstrip() for row in rows]


def machine(settings):
    """Where and by what it was measured."""
    java = subprocess.run([driver.java_tool('java'), '-version'], stderr=subprocess.PIPE).stderr
    java = java.decode('utf-8', 'replace')
    return {'processors': os.cpu_count(), 'processor': processor(),
            'system': '%s %s' % (platform.system(), platform.release()), 'python': platform.python_version(), 'java': java.splitlines()[0] if java else 'unknown',
            'load before': '%.1f' % settings.load, 'client and floor': settings.driver.name, 'rounds': settings.rounds,
            'server': ' '.join(settings.server_command)}


def processor():
    try:
        with open('/proc/cpuinfo') as file:
            return next((line.partition(':')[2].strip() for line in file if line.startswith('model name')), 'unknown')
    except OSError:
        return platform.processor() or 'unknown'


def write_json(path, settings, figures, failures):
    content = {'machine': machine(settings), 'size': settings.size, 'figures': [figure.json() for figure in figures],
               'targets': [target.json(value) for target, value in found(figures)],
               'notes': settings.notes, 'failures': failures}
    with (sys.stdout if path == '-' else open(path, 'w')) as file:
        json.dump(content, file, indent=1)
        file.write('\n')
