# SPDX-License-Identifier: Apache-2.0
"""Writes files in the layout of torch.save with the standard library alone: sound ones, and ones that try everything.

make_torch_zips.py lists them. A pickle is put together opcode by opcode here, because Python's own writer would not write these.
"""
import struct
import zlib


# --- pickles -------------------------------------------------------------------------------------------------------------

def text(value):
    return b'X' + struct.pack('<I', len(value)) + value.encode()


def integer(value):
    if 0 <= value < 256:
        return b'K' + bytes([value])
    if -(1 << 31) <= value < 1 << 31:
        return b'J' + struct.pack('<i', value)
    return b'\x8a\x09' + value.to_bytes(9, 'little', signed=True) if value >= 1 << 63 else b'\x8a\x08' + struct.pack('<q', value)


def name(module, what):
    return f'c{module}\n{what}\n'.encode()


def pickled(value):
    return b'\x80\x02' + value + b'.'


def group(*values):
    return b'(' + b''.join(values) + b't'


def dictionary(pairs):
    return b'}(' + b''.join(text(key) + value for key, value in pairs.items()) + b'u'


def call(module, what, *arguments):
    return name(module, what) + group(*arguments) + b'R'


def ordered(pairs):
    return name('collections', 'OrderedDict') + b')R(' + b''.join(text(key) + value for key, value in pairs.items()) + b'u'


def storage(key='0', kind='FloatStorage', count=6):
    return group(text('storage'), name('torch', kind), text(key) if isinstance(key, str) else integer(key), text('cpu'), integer(count)) + b'Q'


def tensor(shape=(2, 3), stride=(3, 1), offset=0, flags=(), **of_storage):
    shapes = [group(*map(integer, numbers)) for numbers in (shape, stride)]
    hooks = name('collections', 'OrderedDict') + b')R'
    return call('torch._utils', '_rebuild_tensor_v2', storage(**of_storage), integer(offset), *shapes, b'\x89', hooks, *flags)


# --- zip files -----------------------------------------------------------------------------------------------------------

class Member:
    """One member. Whatever differs from a sound one is said by keyword."""

    def __init__(self, name, data, *, method=0, flags=0, local_name=None, local_size=None, crc=None, size=None, shift=0, behind=b''):
        self.name, self.raw, self.method, self.flags = name.encode(), data, method, flags
        self.data = data if method == 0 else self.deflated(data)
        self.local_name = self.name if local_name is None else local_name.encode()
        self.crc = zlib.crc32(data) if crc is None else crc
        self.size = len(self.data) if size is None else size  # as both headers say it
        self.local_size = self.size if local_size is None else local_size
        self.shift, self.behind = shift, behind

    @staticmethod
    def deflated(data):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(data) + packer.flush()

    def local(self):
        head = struct.pack('<4s5H3I2H', b'PK\3\4', 20, self.flags, self.method, 0, 0, self.crc, self.local_size,
                           len(self.raw) if self.method else self.local_size, len(self.local_name), 0)
        return head + self.local_name + self.data + self.behind

    def central(self, offset):
        unpacked = len(self.raw) if self.method else self.size
        return struct.pack('<4s6H3I5H2I', b'PK\1\2', 20, 20, self.flags, self.method, 0, 0, self.crc, self.size, unpacked, len(self.name),
                           0, 0, 0, 0, 0, offset + self.shift) + self.name


def zip_file(members, *, comment=b'', directory_shift=0, zip64=None, count=None):
    body, directory = b'', b''
    for member in members:
        directory += member.central(len(body))
        body += member.local()
    number = len(members) if count is None else count
    begin = len(body) + directory_shift
    tail = b''
    if zip64 is not None:
        record = len(body) + len(directory)
        tail = struct.pack('<4sQ2H2I4Q', b'PK\6\6', 44, 45, 45, 0, 0, number, number, len(directory), zip64 if zip64 else begin)
        tail += struct.pack('<4sIQI', b'PK\6\7', 0, record, 1)
    tail += struct.pack('<4s4H2IH', b'PK\5\6', 0, 0, number, number, len(directory), begin, len(comment))
    return body + directory + tail + comment


def torch_file(pickle, storages=None, byteorder=b'little', more=(), **defects):
    """What torch.save would write for that pickle. Storages by key; the default is one of six floats."""
    storages = {'0': struct.pack('<6f', *range(6))} if storages is None else storages
    members = [Member('archive/data.pkl', pickle), Member('archive/byteorder', byteorder)]
    members += [Member(f'archive/data/{key}', data) for key, data in storages.items()]
    return zip_file([*members, Member('archive/version', b'3\n'), *more], **defects)
