"""Files of pickles: a run of records, each name, protocol and pickle, with their lengths in four bytes before them."""
import struct
import sys

PYTHON2 = sys.version_info[0] == 2


def record(out, name, protocol, data):
    for field in (name.encode('ascii'), b'%d' % protocol if not PYTHON2 else str(protocol), data):
        out.write(struct.pack('>I', len(field)) + field)


def read(path):
    with open(path, 'rb') as source:
        while True:
            fields = []
            for _ in range(3):
                header = source.read(4)
                if not header:
                    return
                fields.append(source.read(struct.unpack('>I', header)[0]))
            yield fields[0].decode('ascii'), int(fields[1]), fields[2]
