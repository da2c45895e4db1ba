# SPDX-License-Identifier: Apache-2.0
"""The .deb of 'make package': what it holds, what it asks for, and that it brings no LibTorch. Environment, set by CMake: BAFO_BUILD_TREE."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

TREE = pathlib.Path(os.environ['BAFO_BUILD_TREE'])
# What 'bafo engine install' brings; dpkg knows no package of it.
FETCHED = {'libtorch_cpu.so', 'libc10.so', 'libgomp.so.1'}


def said_by(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout


def needed(program):
    return set(re.findall(r'\(NEEDED\)\s+Shared library: \[([^\]]+)\]', said_by('readelf', '--dynamic', '--wide', program)))


def package_of(library):
    path = next(line.split('=> ')[1] for line in said_by('/sbin/ldconfig', '-p').splitlines() if line.strip().startswith(library + ' ')
                and 'x86-64' in line)
    # dpkg knows /lib as /lib or as /usr/lib, whichever the package was made with.
    for name in (path, os.path.realpath(path), path.removeprefix('/usr'), '/usr' + path):
        found = subprocess.run(['dpkg-query', '-S', name], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split(':')[0]
    raise AssertionError(f'{library} ({path}) is of no package')


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name) / 'root'
        subprocess.run(['cpack', '--config', str(TREE / 'CPackConfig.cmake'), '-B', folder.name], check=True, capture_output=True, text=True)
        cls.deb = next(pathlib.Path(folder.name).glob('*.deb'))
        subprocess.run(['dpkg-deb', '-x', str(cls.deb), str(cls.root)], check=True)
        cls.depends = {word.split()[0] for word in said_by('dpkg-deb', '-f', cls.deb, 'Depends').strip().split(', ')}

    def programs(self):
        return [self.root / 'usr/bin/bafo', self.root / 'usr/bin/bafo-workbench', self.root / 'usr/lib/bafogpt-workbench/bafo-engine']

    def test_it_is_small_and_holds_no_torch(self):
        self.assertLess(self.deb.stat().st_size, 12e6)
        names = [path.name for path in self.root.rglob('*')]
        self.assertEqual([name for name in names if re.match(r'lib(torch|c10|cud|cupti)', name)], [])

    def test_window_and_command_line_need_no_torch(self):
        for program in self.programs()[:2]:
            self.assertFalse(needed(program) & FETCHED, program)

    def test_every_library_that_a_program_needs_is_in_a_package_that_it_asks_for(self):
        for program in self.programs():
            for library in needed(program) - FETCHED:
                if not library.startswith('ld-linux'):
                    self.assertIn(package_of(library), self.depends, f'{program.name} needs {library}')

    def test_no_program_looks_into_the_build_folder(self):
        for program in self.programs():
            self.assertNotIn('RUNPATH', said_by('readelf', '--dynamic', program))

    def test_the_desktop_finds_it(self):
        share = self.root / 'usr/share'
        entry = (share / 'applications/org.bafogpt.Workbench.desktop').read_text()
        self.assertRegex(entry, r'(?m)^Exec=bafo-workbench %f$')
        self.assertRegex(entry, r'(?m)^Icon=org\.bafogpt\.Workbench$')
        self.assertTrue((share / 'icons/hicolor/scalable/apps/org.bafogpt.Workbench.svg').exists())
        self.assertIn('org.bafogpt.Workbench.desktop', (share / 'metainfo/org.bafogpt.Workbench.metainfo.xml').read_text())
        self.assertTrue((share / 'doc/bafogpt-workbench/copyright').exists())

    def test_what_judges_packages_has_no_objection(self):
        """Each where it is installed: none of them is needed for anything else."""
        share = self.root / 'usr/share'
        for command in (['desktop-file-validate', share / 'applications/org.bafogpt.Workbench.desktop'],
                        ['appstreamcli', 'validate', '--no-net', share / 'metainfo/org.bafogpt.Workbench.metainfo.xml'],
                        ['lintian', '--allow-root', '--fail-on', 'error', self.deb]):
            if shutil.which(command[0]):
                done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_program_of_the_package_makes_the_example_and_tells_what_the_engine_costs(self):
        with tempfile.TemporaryDirectory() as home:
            environment = dict(os.environ, HOME=home, XDG_DATA_HOME=home)
            for words in (['init', f'{home}/BafoGPT/example', '--example'], ['engine', 'status']):
                done = subprocess.run([self.root / 'usr/bin/bafo', *words], env=environment, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("'bafo engine install' fetches 123.0 MB", done.stderr)


if __name__ == '__main__':
    unittest.main()
