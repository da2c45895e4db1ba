# SPDX-License-Identifier: Apache-2.0
"""libbafo_cuda.so gives one function, is linked with nothing of CUDA, knows no folder of this machine, and lacks only
what a process with LibTorch has. Where LibTorch's CUDA half is here, that too is looked up.

    symbols_test.py build/bin/libbafo_cuda.so build/dependencies/torch/lib
"""
import pathlib
import re
import subprocess
import sys
import unittest

LIBRARY, TORCH = (pathlib.Path(path) for path in sys.argv[1:3])
# Of libc10_cuda and of the CUDA runtime.
CUDA_NAMES = re.compile(r'_ZNK?3c104cuda|_ZT[VIS]N3c104cuda|cuda[A-Z]\w+$')


def symbols(path, *options):
    text = subprocess.run(['nm', '-D', *options, str(path)], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        *_, kind, name = line.split()
        yield kind, name.split('@')[0]


def dynamic(path):
    return subprocess.run(['readelf', '-d', str(path)], capture_output=True, text=True, check=True).stdout


class Symbols(unittest.TestCase):
    def test_it_gives_one_function(self):
        defined = {name for kind, name in symbols(LIBRARY, '--defined-only') if kind in 'TD'}
        self.assertEqual(defined, {'bafo_cuda_functions'})

    def test_it_is_linked_with_nothing_of_cuda_and_names_no_folder(self):
        text = dynamic(LIBRARY)
        self.assertNotRegex(text, r'RUNPATH|RPATH')
        needed = re.findall(r'NEEDED.*\[(.*)\]', text)
        self.assertTrue(needed)
        self.assertEqual([name for name in needed if re.search('cuda|nccl|torch|c10', name)], [])

    def test_what_it_lacks_is_in_a_process_with_libtorch(self):
        present = {name for name in ('libc10.so', 'libtorch_cpu.so', 'libgomp.so.1', 'libc10_cuda.so', 'libtorch_cuda.so')
                   if (TORCH / name).exists()}
        known = {name for library in present for _, name in symbols(TORCH / library, '--defined-only')}
        for needed in re.findall(r'NEEDED.*\[(.*)\]', dynamic(LIBRARY)):
            path = subprocess.run(['gcc', f'-print-file-name={needed}'], capture_output=True, text=True, check=True).stdout.strip()
            known |= {name for _, name in symbols(path, '--defined-only')}
        lacking = {name for kind, name in symbols(LIBRARY, '--undefined-only') if kind != 'w'} - known
        self.assertTrue(any(name.startswith('_ZN3c10') for _, name in symbols(LIBRARY, '--undefined-only')))
        if 'libc10_cuda.so' in present:
            lacking = {name for name in lacking if not name.startswith('cuda')}
            self.assertEqual(lacking, set())
        else:
            self.assertEqual({name for name in lacking if not CUDA_NAMES.match(name)}, set())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
