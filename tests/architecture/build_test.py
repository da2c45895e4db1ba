# SPDX-License-Identifier: Apache-2.0
"""Of what was built: every header compiles alone (shown by the build where its own source includes it first), and the programs link what they may. Each with a planted violation.

Environment, set by CMake: BAFO_BUILD_TREE (with compile_commands.json), BAFO_BIN_DIR, BAFO_COMPILER.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import rules  # noqa: E402
from source_tree import source_files  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TREE = pathlib.Path(os.environ['BAFO_BUILD_TREE'])
BIN = pathlib.Path(os.environ['BAFO_BIN_DIR'])
COMPILER = shlex.split(os.environ['BAFO_COMPILER'])
TORCH = [r'libtorch', r'libc10', r'libcudart', r'libcupti']
QT = [r'libQt']
PAGE = 4096


def include_options(wanted):
    """Include folders and macros of the compilations whose file (relative to the root) is wanted."""
    options = {}
    for entry in json.loads((TREE / 'compile_commands.json').read_text()):
        path = pathlib.Path(entry['file'])
        if not path.is_relative_to(ROOT) or path.is_relative_to(TREE) or not wanted(path.relative_to(ROOT).parts):
            continue
        words = shlex.split(entry['command'])
        for index, word in enumerate(words):
            if word in ('-isystem', '-I'):
                options[f'{word} {words[index + 1]}'] = [word, words[index + 1]]
            elif re.match(r'-(I|D|std=)', word):
                options[word] = [word]
    return [word for option in options.values() for word in option]


def is_engine(parts):
    return parts[:2] == ('app', 'engine') or parts[0] == 'plugins' and parts[1] != 'sources' or parts[0] == 'core' and parts[1] in rules.ENGINE_FLOORS


def compile_header(header, options, folder):
    """What the compiler complains about when a file holds nothing but this include; empty where it is content."""
    source = pathlib.Path(folder) / (str(header).replace('/', '.') + '.cpp')
    source.write_text(f'#include "{header}"\n')
    command = [*COMPILER, *options, '-Wall', '-Wextra', '-Werror', '-O0', '-c', str(source), '-o', str(source.with_suffix('.o'))]
    done = subprocess.run(command, capture_output=True, text=True)
    return '' if done.returncode == 0 else f'{header} does not compile alone:\n' + '\n'.join(done.stderr.splitlines()[:6])


def headers_that_need_others(headers, options):
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [text for text in pool.map(lambda header: compile_header(header, options, folder), headers) if text]


def headers(engine):
    return [path for path in source_files(ROOT) if path.suffix == '.h' and is_engine(path.parts) == engine]


def unproven(headers):
    """Headers that the build itself does not show to stand alone: those that no source file of their name includes first.
    (Where a room has a precompiled header, Qt's or LibTorch's, alone means: after that.)"""
    return [header for header in headers if first_include((ROOT / header).with_suffix('.cpp')) != header.as_posix()]


def first_include(source):
    found = re.search(r'^#include "(.+)"', source.read_text(), re.MULTILINE) if source.exists() else None
    return found and found.group(1)


def light_options():
    return include_options(lambda parts: not is_engine(parts) and parts[0] != 'tests')


def segments(program_headers, kind):
    """Where every segment of a kind starts and ends in memory, from what 'readelf -lW' prints."""
    found = re.findall(rf'^ +{kind} +0x\w+ (0x\w+) 0x\w+ 0x\w+ (0x\w+)', program_headers, re.MULTILINE)
    return [(int(start, 16), int(start, 16) + int(size, 16)) for start, size in found]


def protects_only_what_it_loads(program_headers):
    """Whether the loader can make read-only what GNU_RELRO names: it ends with ENOMEM on a page that no LOAD segment brings in."""
    loaded = {page for start, end in segments(program_headers, 'LOAD') for page in range(start // PAGE, -(-end // PAGE))}
    return all(page in loaded for start, end in segments(program_headers, 'GNU_RELRO') for page in range(start // PAGE, end // PAGE))


class LightHeaders(unittest.TestCase):
    def test_every_light_header_compiles_alone_and_without_torch(self):
        options = light_options()
        self.assertFalse([option for option in options if '/torch/' in option], 'a light floor sees torch')
        self.assertGreater(len(headers(engine=False)), 5)
        found = headers_that_need_others(unproven(headers(engine=False)), options)
        self.assertEqual(found, [], '\n' + '\n'.join(found))

    def test_a_planted_header_that_needs_another_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / 'planted.h').write_text('#pragma once\nstd::string f();\n')
            (pathlib.Path(folder) / 'whole.h').write_text('#pragma once\n#include <string>\nstd::string f();\n')
            options = [f'-I{folder}', '-std=c++20']
            self.assertEqual(len(headers_that_need_others(['planted.h', 'whole.h'], options)), 1)

    def test_a_header_that_its_source_includes_second_is_unproven(self):
        with tempfile.TemporaryDirectory(dir=ROOT / 'build') as folder:
            first, second = (pathlib.Path(folder).relative_to(ROOT) / name for name in ('first.h', 'second.h'))
            (ROOT / first).with_suffix('.cpp').write_text(f'// One line.\n#include "{first}"\n#include "{second}"\n')
            (ROOT / second).with_suffix('.cpp').write_text(f'#include "{first}"\n#include "{second}"\n')
            self.assertEqual(unproven([first, second]), [second])

    def test_a_planted_light_header_with_torch_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / 'planted.h').write_text('#pragma once\n#include <ATen/core/Tensor.h>\n')
            self.assertEqual(len(headers_that_need_others(['planted.h'], light_options() + [f'-I{folder}'])), 1)


class EngineHeaders(unittest.TestCase):
    def test_every_header_of_the_engine_compiles_alone(self):
        options = include_options(lambda parts: parts[0] in ('core', 'plugins', 'app'))
        found = headers_that_need_others(unproven(headers(engine=True)), options)
        self.assertEqual(found, [], '\n' + '\n'.join(found))

    def test_a_planted_header_that_needs_another_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / 'planted.h').write_text('#pragma once\nat::Tensor f();\n')
            options = include_options(lambda parts: parts[0] in ('core', 'plugins', 'app')) + [f'-I{folder}']
            self.assertEqual(len(headers_that_need_others(['planted.h'], options)), 1)


class Program(unittest.TestCase):
    def assert_links_none_of(self, program, patterns):
        self.assertTrue((BIN / program).exists(), f'{BIN / program} is not built')
        self.assertEqual(rules.forbidden_libraries(BIN / program, patterns), [])

    def loaded(self, program):
        """Every library that the loader would bring in, directly or in turn."""
        return subprocess.run(['ldd', str(BIN / program)], capture_output=True, text=True, check=True).stdout


class Bafo(Program):
    def test_it_links_neither_torch_nor_qt(self):
        self.assert_links_none_of('bafo', TORCH + QT)

    def test_nothing_that_it_loads_in_turn_is_torch_or_qt_or_missing(self):
        self.assertIn('libc.so', self.loaded('bafo'))
        self.assertFalse(re.search('libtorch|libc10|libQt|not found', self.loaded('bafo')))

    def test_a_planted_library_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / 'a.cpp').write_text('extern "C" int f() { return 0; }\n')
            (folder / 'b.cpp').write_text('extern "C" int f();\nint main() { return f(); }\n')
            compiler = COMPILER[-1]
            subprocess.run([compiler, '-shared', '-fPIC', 'a.cpp', '-o', 'libtorch_planted.so', '-Wl,-soname,libtorch_planted.so'],
                           cwd=folder, check=True)
            subprocess.run([compiler, 'b.cpp', '-o', 'program', './libtorch_planted.so'], cwd=folder, check=True)
            self.assertEqual(rules.forbidden_libraries(folder / 'program', TORCH), ['program links libtorch_planted.so'])


class BafoEngine(Program):
    def test_it_links_torch_without_its_cuda_half_and_no_qt(self):
        self.assert_links_none_of('bafo-engine', QT + [r'libtorch_cuda', r'libc10_cuda', r'libcud', r'libcublas', r'libnccl'])
        self.assertEqual(len(rules.forbidden_libraries(BIN / 'bafo-engine', [r'libtorch_cpu\.so'])), 1)

    def test_every_library_that_it_loads_is_there_and_none_is_qt(self):
        self.assertFalse(re.search('libQt|not found', self.loaded('bafo-engine')))

    def test_it_starts(self):
        done = subprocess.run([str(BIN / 'bafo-engine'), '--help'], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)


class Protection(unittest.TestCase):
    GOOD = """  LOAD           0x000ff0 0x0000000000002ff0 0x0000000000002ff0 0x0001f0 0x001010 RW  0x1000
  GNU_RELRO      0x000000 0x0000000000002ff0 0x0000000000002ff0 0x0001f0 0x001010 R   0x1
"""
    # As mold 1.10 wrote it: the protected part begins seven bytes before the segment, on a page that is not there.
    BAD = """  LOAD           0x001000 0x0000000000003000 0x0000000000003000 0x0001b0 0x001000 RW  0x1000
  GNU_RELRO      0x000000 0x0000000000002ff9 0x0000000000002ff9 0x0001f7 0x001007 R   0x1
"""

    def test_no_program_protects_a_page_that_it_does_not_load(self):
        programs = [path for folder in (BIN, TREE / 'tests') for path in folder.iterdir() if path.is_file() and os.access(path, os.X_OK)]
        self.assertGreater(len(programs), 10)
        headers_of = {path: subprocess.run(['readelf', '-lW', str(path)], capture_output=True, text=True, check=True).stdout for path in programs}
        self.assertEqual([path.name for path, text in headers_of.items() if not protects_only_what_it_loads(text)], [])

    def test_a_planted_program_that_could_not_start_is_found(self):
        self.assertTrue(protects_only_what_it_loads(self.GOOD))
        self.assertFalse(protects_only_what_it_loads(self.BAD))


if __name__ == '__main__':
    unittest.main()
