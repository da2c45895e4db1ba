# SPDX-License-Identifier: Apache-2.0
"""tests/run_all.py fails a run in which a test that is not labelled gpu skips, with the test data at hand."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

TREE = '''
add_test(passes "true")
set_tests_properties(passes PROPERTIES LABELS "fast")
add_test(skips "echo" "SKIP   : nothing here")
set_tests_properties(skips PROPERTIES LABELS "{label}" SKIP_REGULAR_EXPRESSION "SKIP   :")
'''


class Skips(unittest.TestCase):
    def run_tree(self, text, data_at_hand=True):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / 'tree').mkdir()
            (folder / 'tree' / 'CTestTestfile.cmake').write_text(text)
            environment = dict(os.environ, BAFO_TEST_DATA=str(folder if data_at_hand else folder / 'absent'),
                               BAFO_JOINED_TESTS=str(folder / 'joined'))
            done = subprocess.run([sys.executable, '-B', str(ROOT / 'tests' / 'run_all.py'), str(folder / 'tree')],
                                  capture_output=True, text=True, env=environment)
            return done.returncode, done.stdout

    def test_a_skip_without_the_label_fails_the_run(self):
        code, output = self.run_tree(TREE.format(label='fast'))
        self.assertEqual(code, 1, output)
        self.assertIn('Not allowed', output)

    def test_a_skip_for_lack_of_a_device_is_counted_and_passes(self):
        code, output = self.run_tree(TREE.format(label='gpu'))
        self.assertEqual(code, 0, output)
        self.assertIn('Skipped: 1 (skips)', output)

    def test_without_test_data_skips_pass(self):
        code, output = self.run_tree(TREE.format(label='fast'), data_at_hand=False)
        self.assertEqual(code, 0, output)

    def test_a_failing_test_fails_the_run(self):
        code, output = self.run_tree('add_test(fails "false")\n')
        self.assertNotEqual(code, 0, output)

    def test_ctest_has_the_last_word(self):
        _, output = self.run_tree('add_test(passes "true")\n')
        closing = output[output.index('Skipped: 0'):]
        self.assertIn('100% tests passed, 0 tests failed out of 1', closing)
        self.assertIn('Total Test time', closing.strip().splitlines()[-1])


if __name__ == '__main__':
    unittest.main()
