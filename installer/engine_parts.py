#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes installer/engine-parts.txt: which bytes of which PyPI archives an installed engine needs, so that 'bafo engine install'
fetches 123 MB of the 544 MB.

    installer/engine_parts.py [--downloads build/downloads] [--list installer/pypi-archives.txt] > installer/engine-parts.txt

A wheel is a zip file: each member lies in one piece, packed by deflate. Run this again whenever torch changes in pypi-archives.txt;
tests/installer/engine_parts_test.py compares the two lists, and the archives themselves where they are at hand.
"""
import argparse
import fnmatch
import hashlib
import pathlib
import struct
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import fetch_archives  # noqa: E402  (lies beside this file)

# What bafo-engine links, what those link in turn, and the licences that come with them.
WANTED = {
    'torch': ('torch/lib/libtorch_cpu.so', 'torch/lib/libc10.so', 'torch/lib/libgomp.so.1',
              'torch-*.dist-info/licenses/LICENSE', 'torch-*.dist-info/licenses/NOTICE'),
    'nvidia-cuda-runtime': ('nvidia/*/lib/libcudart.so.*', '*.dist-info/licenses/License.txt'),
    'nvidia-cuda-cupti': ('nvidia/*/lib/libcupti.so.*', '*.dist-info/licenses/License.txt'),
}
LOCAL_HEADER = struct.Struct('<4s5H3I2H')
HEAD = '''# SPDX-License-Identifier: Apache-2.0
# What 'bafo engine install' fetches: pieces of the archives of pypi-archives.txt. Made by installer/engine_parts.py; compiled into bafo.
# archive  name  version  file  bytes  sha256
# part  file inside, and its place in the engine's folder  first byte in the archive  packed bytes (deflate)  bytes  sha256 of the unpacked file'''


def first_byte(wheel, member):
    wheel.fp.seek(member.header_offset)
    fields = LOCAL_HEADER.unpack(wheel.fp.read(LOCAL_HEADER.size))
    return member.header_offset + LOCAL_HEADER.size + fields[-2] + fields[-1]


def parts_of(path, patterns):
    with zipfile.ZipFile(path) as wheel:
        for pattern in patterns:
            members = [m for m in wheel.infolist() if fnmatch.fnmatchcase(m.filename, pattern)]
            if len(members) != 1 or members[0].compress_type != zipfile.ZIP_DEFLATED:
                sys.exit(f'{path.name}: {len(members)} members for {pattern}, or one that deflate did not pack')
            member = members[0]
            digest = hashlib.sha256(wheel.read(member)).hexdigest()
            yield f'part {member.filename} {first_byte(wheel, member)} {member.compress_size} {member.file_size} {digest}'


def lines_of(archives, downloads):
    for archive in archives:
        if archive.name in WANTED:
            path = next((p for p in sorted((downloads / archive.folder_name).glob('*.whl'))), None)
            if path is None:
                sys.exit(f"{archive.folder_name} is not in {downloads}: 'make setup' fetches it")
            yield f'archive {archive.name} {archive.version} {path.name} {archive.size} {archive.sha256}'
            yield from parts_of(path, WANTED[archive.name])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--downloads', type=pathlib.Path, default=HERE.parent / 'build' / 'downloads')
    parser.add_argument('--list', type=pathlib.Path, default=fetch_archives.LIST)
    arguments = parser.parse_args()
    print(HEAD)
    for line in lines_of(fetch_archives.read_list(arguments.list), arguments.downloads):
        print(line)


if __name__ == '__main__':
    main()
