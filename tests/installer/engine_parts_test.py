# SPDX-License-Identifier: Apache-2.0
"""The two lists of what comes from PyPI tell the same, and the parts are what the archives hold."""
import hashlib
import pathlib
import sys
import unittest
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / 'installer'))
import engine_parts  # noqa: E402
import fetch_archives  # noqa: E402

LINES = [line.split() for line in (ROOT / 'installer' / 'engine-parts.txt').read_text().splitlines() if not line.startswith('#')]
ARCHIVES = {a.name: a for a in fetch_archives.read_list()}


def downloads():
    """(archive's file, its lines) of those that are at hand: the build folder of this tree, or the one that was told."""
    current = None
    for line in LINES:
        if line[0] == 'archive':
            path = ROOT / 'build' / 'downloads' / f'{line[1]}-{line[2]}' / line[3]
            current = path if path.exists() else None
        elif current:
            yield current, line


class EngineParts(unittest.TestCase):
    def test_every_archive_is_the_one_that_the_build_takes(self):
        archives = [line for line in LINES if line[0] == 'archive']
        self.assertEqual({line[1] for line in archives}, set(engine_parts.WANTED))
        for _, name, version, _, size, sha256 in archives:
            pinned = ARCHIVES[name]
            self.assertEqual((version, int(size), sha256), (pinned.version, pinned.size, pinned.sha256))

    def test_every_part_unpacks_to_what_its_hash_says(self):
        for path, (_, name, first, packed, size, sha256) in downloads():
            with open(path, 'rb') as file:
                file.seek(int(first))
                content = zlib.decompress(file.read(int(packed)), wbits=-15)
            self.assertEqual((len(content), hashlib.sha256(content).hexdigest()), (int(size), sha256), name)

    def test_the_library_that_the_engine_links_is_among_them(self):
        names = {line[1] for line in LINES if line[0] == 'part'}
        self.assertLessEqual({'torch/lib/libtorch_cpu.so', 'torch/lib/libc10.so', 'torch/lib/libgomp.so.1'}, names)
        self.assertEqual(sum('licenses' in name for name in names), 4)


if __name__ == '__main__':
    unittest.main()
