# SPDX-License-Identifier: Apache-2.0
"""Every C++ file is laid out as clang-format 14 with .clang-format does it; a planted disorder is found. Also that clang-tidy's list works."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from source_tree import source_files  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def disordered(root, paths):
    done = subprocess.run(['clang-format', '--dry-run', '-Werror', f'--style=file:{ROOT}/.clang-format', *map(str, paths)],
                          cwd=root, capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines() if 'code should be clang-formatted' in line]
    return sorted({line.split(':')[0] for line in lines}) if done.returncode else []


class Layout(unittest.TestCase):
    def test_every_file_of_this_tree_is_laid_out(self):
        found = disordered(ROOT, source_files(ROOT, ('app', 'core', 'plugins', 'ui', 'tests')))
        self.assertEqual(found, [], 'run clang-format -i on: ' + ' '.join(found))

    def test_a_planted_disorder_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / 'planted.cpp').write_text('int  f( ){return 1 ;}\n')
            (pathlib.Path(folder) / 'tidy.cpp').write_text('int f()\n{\n    return 1;\n}\n')
            self.assertEqual(disordered(folder, ['planted.cpp', 'tidy.cpp']), ['planted.cpp'])


class Tidiness(unittest.TestCase):
    def findings(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'planted.cpp'
            path.write_text(text)
            return subprocess.run(['clang-tidy', '--quiet', f'--config-file={ROOT}/.clang-tidy', str(path), '--', '-std=c++20'],
                                  capture_output=True, text=True).stdout

    def test_a_planted_use_after_move_is_found_and_clean_code_passes(self):
        head = '#include <string>\n#include <utility>\nvoid g(std::string);\n'
        self.assertIn('bugprone-use-after-move',
                      self.findings(head + 'int f(std::string s)\n{\n    g(std::move(s));\n    return static_cast<int>(s.size());\n}\n'))
        self.assertEqual(self.findings(head + 'void f(std::string s)\n{\n    g(std::move(s));\n}\n'), '')


if __name__ == '__main__':
    unittest.main()
