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

if sys.version_info >= (3, 8):
    class Set:
        """Its state is set by a function of its own, the sixth item of what __reduce__ returns."""

        def __init__(self, state=None):
            self.state = state

        def __reduce__(self):
            return Set, (), self.state, None, None, set_state

        def __eq__(self, other):
            return type(other) is Set and self.state == other.state

        def __hash__(self):
            return 5

        def __repr__(self):
            return 'Set(%r)' % (self.state,)

    class SetList(list):
        """The same, of what has items too."""

        def __reduce__(self):
            return SetList, (), self.state, iter(self), None, set_state

        def __eq__(self, other):
            return type(other) is SetList and list(self) == list(other) and self.state == other.state

    def set_state(target, state):
        target.state = state

    def set_list(*items):
        result = SetList(items)
        result.state = Set('of a list')
        return result

    SET = Set('twice')
    OWN.update([
        ('set by a function', Set({'k': [1]})), ('set inside', [Set(1), (Set(2), {'k': Set(3)}), {Set(4)}]),
        ('set as a key', {Set('key'): 1, ('a', Set('b')): 2}), ('set in what is set', Set(Set(Set('innermost')))),
        ('list set by a function', set_list(1, Set(2))), ('set and said twice', [SET, SET, 'text', 'text', SET]),
        ('set, then others', (Set(0), 'text', Set('text'), 5)),
    ])


    def set_to_itself():
        result = Set()
        result.state = [result, Set('other')]
        return result
