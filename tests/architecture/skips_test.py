# SPDX-License-Identifier: Apache-2.0
"""tests/run_all.py fails a run in which a test fails, or one that is not labelled gpu skips with the test data at hand."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

WRAPPER = ROOT / 'resources' / 'cmake' / 'run_test'

# A test that says what a Qt Test program would, and ends with a code: called as resources/cmake/BafoTest.cmake calls them.
TREE = '''
add_test(passes "true")
set_tests_properties(passes PROPERTIES LABELS "fast")
add_test(skips "{wrapper}" "sh" "-c" "echo 'SKIP   : ATest::a() nothing here'; echo 'FAIL!  : ATest::b() wrong'; exit {code}")
set_tests_properties(skips PROPERTIES LABELS "{label}" SKIP_RETURN_CODE 77)
'''


def tree(label, code=0):
    return TREE.format(label=label, code=code, wrapper=WRAPPER)


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
        code, output = self.run_tree(tree('fast'))
        self.assertEqual(code, 1, output)
        self.assertIn('Not allowed', output)

    def test_a_skip_for_lack_of_a_device_is_counted_and_passes(self):
        code, output = self.run_tree(tree('gpu'))
        self.assertEqual(code, 0, output)
        self.assertIn('Skipped: 1 (skips)', output)

    def test_without_test_data_skips_pass(self):
        code, output = self.run_tree(tree('fast'), data_at_hand=False)
        self.assertEqual(code, 0, output)

    def test_a_failing_test_fails_the_run(self):
        code, output = self.run_tree('add_test(fails "false")\n')
        self.assertNotEqual(code, 0, output)

    def test_a_test_that_skips_one_part_and_fails_another_fails_the_run(self):
        for label in ('gpu', 'fast'):
            code, output = self.run_tree(tree(label, code=1))
            self.assertNotEqual(code, 0, output)
            self.assertIn('Skipped: 0', output)
            self.assertIn('FAIL!  : ATest::b()', output)

    def test_a_crash_after_a_skip_fails_the_run(self):
        code, output = self.run_tree(TREE.format(label='gpu', wrapper=WRAPPER, code='$(kill -SEGV $$)'))
        self.assertNotEqual(code, 0, output)

    def test_the_wrapper_ends_as_the_program_does(self):
        for code, seen in ((0, 0), (1, 1), (3, 3), (77, 1)):  # Qt's code is the number of failures
            self.assertEqual(subprocess.run([WRAPPER, 'sh', '-c', f'exit {code}']).returncode, seen)

    def test_every_qt_test_of_the_build_is_judged_that_way(self):
        listing = subprocess.run(['ctest', '--test-dir', os.environ['BAFO_BUILD_TREE'], '--show-only=json-v1'],
                                 capture_output=True, text=True, check=True)
        tests = [t for t in json.loads(listing.stdout)['tests'] if any('/test_' in word for word in t.get('command', []))]
        self.assertGreater(len(tests), 10)
        for test in tests:
            properties = {p['name']: p['value'] for p in test['properties']}
            self.assertNotIn('SKIP_REGULAR_EXPRESSION', properties, test['name'])
            self.assertEqual((pathlib.Path(test['command'][0]), properties['SKIP_RETURN_CODE']), (WRAPPER, 77), test['name'])

    def test_ctest_has_the_last_word(self):
        _, output = self.run_tree('add_test(passes "true")\n')
        closing = output[output.index('Skipped: 0'):]
        self.assertIn('100% tests passed, 0 tests failed out of 1', closing)
        self.assertIn('Total Test time', closing.strip().splitlines()[-1])


if __name__ == '__main__':
    unittest.main()
