# SPDX-License-Identifier: Apache-2.0
"""What installer/setup says to people who are not root, on a machine made of stand-ins. Nothing is installed, no network."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOOLS = ['awk', 'bash', 'cat', 'chmod', 'cp', 'dirname', 'env', 'find', 'grep', 'head', 'ls', 'mkdir', 'mv', 'rm', 'sed', 'tail', 'touch', 'tr', 'wc']


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.tools = self.root / 'tools'
        self.tools.mkdir()
        for tool in TOOLS:
            (self.tools / tool).symlink_to(shutil.which(tool))
        shutil.copytree(ROOT / 'installer', self.root / 'project' / 'installer')
        self.stand_in('uname', 'echo x86_64')
        self.stand_in('id', 'echo 1000')
        self.stand_in('python3', 'exit 0')  # the archives have a test of their own
        self.stand_in('dpkg-query', 'exit 1')
        # Like apt-get for somebody who is not root: only what locks nothing works.
        self.stand_in('apt-get', f'''
            echo "$ASROOT apt-get $*" >>{self.root}/calls
            case "$ASROOT $*" in
            *--print-uris*) echo "Need to get 12.3 MB of archives."; echo "After this operation, 45.6 MB of additional disk space will be used." ;;
            yes*) ;;
            *) echo "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)"; exit 100 ;;
            esac''')

    def stand_in(self, name, script):
        path = self.tools / name
        path.write_text(f'#!{shutil.which("bash")}\n{script}\n')
        path.chmod(0o755)

    def run_setup(self):
        done = subprocess.run([str(self.root / 'project' / 'installer' / 'setup')], capture_output=True, text=True,
                              env={'PATH': str(self.tools), 'ANY_DISTRIBUTION': '1', 'CUDA': '0'})
        return done.returncode, done.stderr

    def test_without_root_and_sudo_the_command_for_root_is_said(self):
        code, said = self.run_setup()
        self.assertEqual(code, 1, said)
        self.assertIn('needs root, and there is no sudo', said)
        self.assertIn('As root run:  apt-get update && apt-get install --no-install-recommends g++', said)

    def test_it_is_said_also_where_only_the_texts_are_missing(self):
        self.stand_in('dpkg-query', 'echo installed')
        code, said = self.run_setup()
        self.assertEqual(code, 1, said)
        self.assertIn('apt-get update needs root, and there is no sudo', said)
        self.assertIn('As root run:  apt-get update', said)

    def test_with_sudo_the_size_is_said_before_anything_is_installed(self):
        self.stand_in('sudo', 'shift; ASROOT=yes exec "$@"')
        _, said = self.run_setup()
        self.assertIn('Need to get 12.3 MB of archives. After this operation, 45.6 MB', said)
        self.assertIn('installed', said)
        calls = (self.root / 'calls').read_text()
        self.assertIn('yes apt-get', calls)
        self.assertLess(calls.index('--print-uris'), calls.index('install --yes --no-install-recommends g++'))

    def test_a_sudo_that_refuses_is_explained(self):
        self.stand_in('sudo', 'echo "tester is not in the sudoers file."; exit 1')
        code, said = self.run_setup()
        self.assertEqual(code, 1, said)
        self.assertIn('not in the sudoers file', said)
        self.assertIn('apt-get update failed', said)


if __name__ == '__main__':
    os.umask(0o022)
    unittest.main()
