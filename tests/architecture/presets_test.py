# SPDX-License-Identifier: Apache-2.0
"""The presets worker and desktop are set up alone: worker where there is no Qt, desktop where there is no LibTorch.

Building them whole would take as long as everything else; what they would build, from what, and that all of it is there is known
once they are configured. Environment, set by CMake: BAFO_BUILD_TREE, of a preset that has everything.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TREE = pathlib.Path(os.environ['BAFO_BUILD_TREE'])
TORCH = r'libtorch|libc10|/torch/include|bafo_torch'
QT = r'Qt6|/qt6/|_autogen'


def uses(tree, pattern):
    return sorted(set(re.findall(pattern, (tree / 'build.ninja').read_text())))


class Presets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name) / 'tree'
        self.dependencies = pathlib.Path(folder.name) / 'dependencies'
        self.dependencies.mkdir()

    def configure(self, preset, *options):
        done = subprocess.run(['cmake', '--preset', preset, '-B', str(self.tree), *options], cwd=ROOT, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def assert_could_be_built(self, *programs):
        """Every file that the build would start from exists, and it would make these programs."""
        done = subprocess.run(['ninja', '-C', str(self.tree), '-n', '-v'], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)
        for program in ('bafo', 'bafo-engine'):
            self.assertEqual(bool(re.search(rf' -o \S*/bin/{program} ', done.stdout)), program in programs, program)

    def test_worker_needs_no_qt(self):
        code, said = self.configure('worker', '-DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON')
        self.assertEqual(code, 0, said)
        self.assertEqual(uses(self.tree, QT), [])
        self.assertTrue(uses(self.tree, TORCH))
        self.assert_could_be_built('bafo', 'bafo-engine')

    def test_desktop_needs_no_torch(self):
        (self.dependencies / 'sentencepiece').symlink_to(ROOT / 'build' / 'dependencies' / 'sentencepiece')
        code, said = self.configure('desktop', f'-DBAFO_DEPENDENCIES={self.dependencies}')
        self.assertEqual(code, 0, said)
        self.assertEqual(uses(self.tree, TORCH), [])
        self.assert_could_be_built('bafo')

    def test_what_is_hidden_is_missed_by_the_presets_that_need_it(self):
        self.assertTrue(uses(TREE, QT) and uses(TREE, TORCH), 'the patterns find nothing where everything is')
        code, said = self.configure('full', '-DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON')
        self.assertNotEqual(code, 0, said)
        shutil.rmtree(self.tree)
        (self.dependencies / 'sentencepiece').symlink_to(ROOT / 'build' / 'dependencies' / 'sentencepiece')
        code, said = self.configure('worker', f'-DBAFO_DEPENDENCIES={self.dependencies}')
        self.assertNotEqual(code, 0, said)


if __name__ == '__main__':
    unittest.main()
