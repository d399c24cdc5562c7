"""Objects that pickle as numpy's do, of both of its versions, for interpreters that are without it."""
import struct
import sys
import types

FORMATS = {'i1': 'b', 'i2': 'h', 'i4': 'i', 'i8': 'q', 'u1': 'B', 'u4': 'I', 'u8': 'Q', 'f4': 'f', 'f8': 'd', 'b1': '?'}


class dtype(object):
    def __init__(self, name, align=False, copy=True, order='<'):
        self.name, self.order = name, order

    def __reduce__(self):
        order = '|' if self.name[1] == '1' else self.order
        return dtype, (self.name, False, True), (3, order, None, None, None, -1, -1, 0)

    def __setstate__(self, state):
        self.order = '<' if state[1] == '|' else state[1]

    def format(self):
        return self.order + FORMATS[self.name]


class Scalar(object):
    """A number with the dtype of the name; version 1 or 2."""

    def __init__(self, name, value, version=2, order='<'):
        self.dtype, self.value, self.version = dtype(name, order=order), value, version

    def __reduce__(self):
        packed = struct.pack(self.dtype.format(), self.value)
        return MODULES[self.version].scalar, (self.dtype, packed)

    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, Scalar) else other)

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self.value)

    def __repr__(self):
        return 'Scalar(%s %r)' % (self.dtype.name, self.value)


class ndarray(object):
    """An array of one dimension, or of rows."""

    def __init__(self, name='i8', shape=(0,), data=b'', version=2):
        self.dtype, self.shape, self.data, self.version = dtype(name), shape, data, version

    def __reduce__(self):
        state = 1, self.shape, self.dtype, False, self.data
        return MODULES[self.version]._reconstruct, (ndarray, (0,), b'b'), state

    def __setstate__(self, state):
        _, self.shape, self.dtype, _, self.data = state

    def tolist(self):
        format = self.dtype.format()
        size = struct.calcsize(format)
        return [struct.unpack(format, self.data[at:at + size])[0] for at in range(0, len(self.data), size)]


def array(values, name='i8', version=2, shape=None):
    data = b''.join(struct.pack('<' + FORMATS[name], value) for value in values)
    return ndarray(name, shape or (len(values),), data, version)


def module(name):
    result = sys.modules[name] = types.ModuleType(name)
    return result


def functions(name, version):
    def scalar(type, packed):
        return Scalar(type.name, struct.unpack(type.format(), packed)[0], version, type.order)

    def _reconstruct(cls, shape, kind):
        return cls(version=version)

    result = module(name)
    for function in scalar, _reconstruct:
        function.__module__, function.__qualname__ = name, function.__name__
        setattr(result, function.__name__, function)
    return result


numpy = module('numpy')
numpy.dtype, numpy.ndarray = dtype, ndarray
numpy.core, numpy._core = module('numpy.core'), module('numpy._core')
dtype.__module__ = ndarray.__module__ = 'numpy'
MODULES = {1: functions('numpy.core.multiarray', 1), 2: functions('numpy._core.multiarray', 2)}
