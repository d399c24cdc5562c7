"""Items of classes that Python 2 does not have, or cannot even read."""
import collections
import datetime
import enum
import pathlib
import sys
import types


class Colour(enum.Enum):
    RED = 1
    GREEN = 'g'


class Flags(enum.IntFlag):
    READ = 1
    WRITE = 2


OWN = collections.OrderedDict([
    ('enum', [Colour.RED, Colour.GREEN, Colour.RED]), ('flags', Flags.READ | Flags.WRITE),
    ('long range', range(1, 2**70, 3)), ('slice', slice(1, None, 2)), ('ellipsis', (Ellipsis, NotImplemented)),
    ('path', pathlib.PurePosixPath('/a/b')), ('simple namespace', types.SimpleNamespace(a=1)),
    ('zone', datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)),
    ('chain map', collections.ChainMap({'a': 1}, {'b': 2})),
])

if sys.version_info >= (3, 7):
    import dataclasses

    @dataclasses.dataclass
    class Data:
        name: str
        values: list

    @dataclasses.dataclass(frozen=True)
    class Frozen:
        name: str

    OWN['dataclass'] = Data('name', [Frozen('x')])
