# SPDX-License-Identifier: Apache-2.0
"""The bundle of 'make gpu-check' is small, holds no path of this machine, and its script comes to an end that is said.

    bundle_test.py build/bin build/dependencies/torch
"""
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN, TORCH = (pathlib.Path(path).resolve() for path in sys.argv[1:3])


def make(to, binaries=BIN):
    return subprocess.run([sys.executable, '-B', str(ROOT / 'resources/gpu-check/make_bundle.py'), '--bin', str(binaries), '--to', str(to),
                           '--version', 'test'], capture_output=True, text=True)


class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.made = make(cls.folder / 'bundle.tar.gz')
        if cls.made.returncode == 0:
            with tarfile.open(cls.folder / 'bundle.tar.gz') as bundle:
                bundle.extractall(cls.folder)
        cls.place = cls.folder / 'bafo-gpu-check'

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def run_script(self, version='2.11.0'):
        """With a torch package as pip would leave it, made of what the build has."""
        site = self.folder / f'site-{version}' / 'torch'
        site.mkdir(parents=True, exist_ok=True)
        (site / '__init__.py').write_text('raise RuntimeError("it must not be imported")\n')
        (site / 'version.py').write_text(f"__version__ = '{version}+cu130'\n")
        if not (site / 'lib').exists():
            (site / 'lib').symlink_to(TORCH / 'lib')
        environment = dict(os.environ, PYTHONPATH=str(site.parent))
        environment.pop('LD_LIBRARY_PATH', None)
        output = self.folder / 'report.json'
        done = subprocess.run([sys.executable, '-B', str(self.place / 'gpu_check.py'), '--quick', '--output', str(output)],
                              env=environment, capture_output=True, text=True, timeout=100)
        return done, json.loads(output.read_text())

    def test_it_is_made_and_small(self):
        self.assertEqual(self.made.returncode, 0, self.made.stderr)
        self.assertLess((self.folder / 'bundle.tar.gz').stat().st_size, 64 << 20)
        names = {path.name for path in self.place.iterdir()}
        self.assertEqual(names, {'bafo-engine', 'libbafo_cuda.so', 'lib', 'presets', 'gpu_check.py', 'version.txt', 'README.txt'})
        self.assertEqual([path.name for path in (self.place / 'lib').iterdir() if path.name.startswith(('libtorch', 'libc10', 'libc.so'))], [])

    def test_no_folder_of_this_machine_is_looked_into(self):
        # Names of headers may be in it, in messages of failed checks.
        folder = str(TORCH / 'lib').encode()
        for name in ('bafo-engine', 'libbafo_cuda.so'):
            data = (self.place / name).read_bytes()
            self.assertFalse(folder in data or str(BIN).encode() in data, name)
        self.assertTrue(folder in (BIN / 'bafo-engine').read_bytes())  # where it was cleared from

    def test_without_a_device_it_says_so_and_ends_with_a_code_of_its_own(self):
        done, report = self.run_script()
        if report['status'] in ('done', 'failed'):
            self.assertEqual(done.returncode, 0, done.stdout)
            self.skipTest('there is a device here: it was measured')
        self.assertEqual(done.returncode, 77, done.stdout + done.stderr)
        self.assertEqual(report['status'], 'no device')
        self.assertTrue(report['why'])
        self.assertIsNone(report['speed'])
        self.assertEqual(report['steps_compared'], [])
        self.assertIn('no device', done.stdout)

    def test_another_torch_is_refused(self):
        done, report = self.run_script('2.10.1')
        self.assertEqual(done.returncode, 1)
        self.assertEqual(report['status'], 'no torch')
        self.assertIn('2.10.1', report['why'])

    def test_a_build_without_the_library_gives_no_bundle(self):
        with tempfile.TemporaryDirectory() as empty:
            done = make(pathlib.Path(empty) / 'b.tar.gz', pathlib.Path(empty))
            self.assertEqual(done.returncode, 1)
            self.assertIn('bafo-engine is not there', done.stderr)
            self.assertFalse((pathlib.Path(empty) / 'b.tar.gz').exists())

    def test_the_steps_it_compares_are_equal_where_both_are_the_processors(self):
        environment = dict(os.environ, LD_LIBRARY_PATH=f'{TORCH}/lib:{self.place}/lib', OMP_NUM_THREADS='1')
        sys.path.insert(0, str(self.place))
        import gpu_check
        for model in gpu_check.SMALL_MODELS:
            for precision, (loss, gradient) in gpu_check.TOLERANCES.items():
                with self.subTest(model=model, precision=precision):
                    command = [str(self.place / 'bafo-engine'), 'device-check', 'compare', '--device', 'cpu', '--config',
                               str(self.place / 'presets' / f'{model}.json'), '--precision', precision, '--sequence-length', '48',
                               '--sequences', '2', '--micro-batch', '1', '--loss-tolerance', repr(loss), '--gradient-tolerance', repr(gradient), '--json']
                    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    result = json.loads(done.stdout)
                    self.assertEqual(result['gradient_error'] == 0, precision == 'fp32', result)
        command[command.index('--loss-tolerance') + 1] = '1e-9'  # of bf16
        self.assertNotEqual(subprocess.run(command, env=environment, capture_output=True, timeout=100).returncode, 0)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
