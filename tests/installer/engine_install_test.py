# SPDX-License-Identifier: Apache-2.0
"""'bafo engine install' against an index on this machine that does everything wrong that a network can. Environment, set by CMake:
BAFO_BIN_DIR, BAFO_FULL_DISK (tests/bafo/full_disk.cpp)."""
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BAFO = pathlib.Path(os.environ['BAFO_BIN_DIR']) / 'bafo'
WHEELS = {'torch': ('2.11.0', 'torch-2.11.0-cp311-fake.whl'), 'nvidia-cuda-runtime': ('13', 'nvidia_cuda_runtime-13-fake.whl'),
          'nvidia-cuda-cupti': ('13', 'nvidia_cuda_cupti-13-fake.whl')}
# The names and sizes of the pinned list: where these lie, bafo takes the engine for installed.
LIBRARY, LIBRARY_BYTES = 'torch/lib/libtorch_cpu.so', 3 << 20


def members_of(package):
    if package == 'torch':
        noise = hashlib.shake_128(b'seed').digest(LIBRARY_BYTES)
        return {'torch/nn/other.py': b'x' * 99999, LIBRARY: noise, 'torch/lib/libc10.so': b'c10' * 5000, 'torch/lib/libgomp.so.1': b'gomp' * 99,
                'torch-2.11.0.dist-info/licenses/LICENSE': b'may', 'torch-2.11.0.dist-info/licenses/NOTICE': b'note'}
    name = 'libcudart.so.13' if package.endswith('runtime') else 'libcupti.so.13'
    return {f'nvidia/cu13/lib/{name}': name.encode() * 1000, f'{package}.dist-info/licenses/License.txt': b'may'}


def make_downloads(folder):
    """Wheels as 'make setup' keeps them, and the list of their parts, made by the script that makes the real one."""
    lines = []
    for package, (version, file_name) in WHEELS.items():
        place = folder / f'{package}-{version}'
        place.mkdir(parents=True)
        with zipfile.ZipFile(place / file_name, 'w', zipfile.ZIP_DEFLATED) as wheel:
            for name, content in members_of(package).items():
                wheel.writestr(name, content)
        data = (place / file_name).read_bytes()
        lines.append(f'build {package} {version} {len(data)} {hashlib.sha256(data).hexdigest()}\n')
    (folder / 'archives.txt').write_text(''.join(lines))
    made = subprocess.run([sys.executable, '-B', ROOT / 'installer' / 'engine_parts.py', '--downloads', folder, '--list', folder / 'archives.txt'],
                          capture_output=True, text=True, check=True)
    (folder / 'parts.txt').write_text(made.stdout)


class Index(http.server.ThreadingHTTPServer):
    """files, and the hashes that its pages tell: by name. cut_after: so many bytes of an answer come, then the connection ends; None: all. stall: it stays open instead, and
    'stalled' is set. sent: (file, first byte, bytes) of each answer."""
    daemon_threads = True

    def __init__(self, folder):
        super().__init__(('127.0.0.1', 0), Handler)
        self.files = {path.name: path.read_bytes() for path in folder.rglob('*.whl')}
        self.hashes = {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}
        self.cut_after, self.num_cuts, self.stall, self.knows_ranges, self.status = None, 0, False, True, 206
        self.sent, self.stalled, self.go_on = [], threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.server_port}/simple'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        name = self.path.rsplit('/', 1)[-1].split('?')[0]
        if self.path.startswith('/simple/'):
            package = self.path.split('/')[2]
            links = ''.join(f'<a href="../../files/{file}?a=1&amp;b=2#sha256={self.server.hashes[file]}">{file}</a>\n'
                            for file in self.server.files if file.startswith(package.replace('-', '_') + '-'))
            self.answer(200, links.encode(), {'Content-Type': 'text/html'})
        elif name not in self.server.files:
            self.answer(404, b'not here', {})
        else:
            self.give(name, self.server.files[name])

    def give(self, name, data):
        server = self.server
        wanted = re.fullmatch(r'bytes=(\d+)-(\d+)', self.headers.get('Range', ''))
        if server.status != 206:
            self.answer(server.status, b'busy', {})
            return
        first, last = (int(wanted[1]), int(wanted[2])) if wanted and server.knows_ranges else (0, len(data) - 1)
        body = data[first:last + 1]
        cut = len(body) if server.cut_after is None else min(server.cut_after, len(body))
        server.sent.append((name, first, cut))
        code = 206 if wanted and server.knows_ranges else 200
        self.answer(code, body, {'Content-Range': f'bytes {first}-{last}/{len(data)}'} if code == 206 else {}, cut)
        if cut < len(body):
            server.num_cuts -= 1
            if server.num_cuts == 0:
                server.cut_after = None
            if server.stall:
                server.stalled.set()
                server.go_on.wait(60)
            self.close_connection = True

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            pass  # bafo has gone

    def answer(self, code, body, headers, cut=None):
        self.send_response(code)
        for name, value in {**headers, 'Content-Length': str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body[:cut])
            self.wfile.flush()
        except OSError:
            self.close_connection = True  # bafo has gone

    def log_message(self, *_):
        pass


class EngineFolder(unittest.TestCase):
    """A bafo as a package installs it, with a stand-in for its engine."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.downloads = pathlib.Path(cls.folder.name) / 'downloads'
        make_downloads(cls.downloads)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=self.folder.name)
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for place, source in (('bin', BAFO), ('lib/bafogpt-workbench', None)):
            (self.root / 'usr' / place).mkdir(parents=True)
            if source:
                shutil.copy2(source, self.root / 'usr' / place)
        self.program = self.root / 'usr/lib/bafogpt-workbench/bafo-engine'
        self.program.write_text('#!/bin/sh\necho "libraries: $LD_LIBRARY_PATH"\n')
        self.program.chmod(0o755)
        self.index = Index(self.downloads)
        self.addCleanup(self.index.server_close)
        self.addCleanup(self.index.shutdown)
        self.addCleanup(self.index.go_on.set)
        self.list = self.downloads / 'parts.txt'
        self.home = self.root / 'data' / 'bafo' / 'engine'
        self.engine = self.home / 'torch-2.11.0'


class EngineInstall(EngineFolder):
    def start(self, *arguments, **variables):
        environment = {name: value for name, value in os.environ.items() if not re.search('proxy|PIP_', name, re.IGNORECASE)}
        environment |= {'XDG_DATA_HOME': str(self.root / 'data'), 'BAFO_PYPI_INDEX': self.index.url, **variables}
        command = [str(self.root / 'usr/bin/bafo'), 'engine', *map(str, arguments), '--list', str(self.list), '--json']
        if arguments[0] == 'install':
            command += ['--first-pause-ms', '20']
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run_engine(self, *arguments, code=0, **variables):
        process = self.start(*arguments, **variables)
        out, words = process.communicate(timeout=60)
        self.assertEqual(process.returncode, code, words + out)
        lines = [json.loads(line) for line in out.splitlines()]
        if code:
            self.assertTrue(lines[-1]['error']['hint'], lines[-1])
            return lines[-1]['error']['message'] + ' -> ' + lines[-1]['error']['hint']
        return lines

    def state(self):
        return self.run_engine('status')[-1]['engine']

    def assert_installed(self):
        self.assertEqual(self.state()['state'], 'ready')
        for package in WHEELS:
            for name, content in members_of(package).items():
                if name != 'torch/nn/other.py':
                    self.assertEqual((self.engine / name).read_bytes(), content, name)
        self.assertFalse((self.engine / 'torch/nn').exists())
        self.assertEqual(sorted(p.name for p in self.home.iterdir()), ['.lock', 'torch-2.11.0'])

    def test_only_the_pieces_that_are_needed_are_fetched(self):
        self.assertEqual(self.state()['state'], 'absent')
        lines = self.run_engine('install')
        self.assert_installed()
        self.assertEqual(sum(count for _, _, count in self.index.sent), lines[-1]['engine']['download_bytes'])
        self.assertLess(lines[-1]['engine']['download_bytes'], sum(map(len, self.index.files.values())))
        progress = [line['progress'] for line in lines if 'progress' in line]
        self.assertEqual({step['phase'] for step in progress}, {'fetch', 'unpack'})
        self.assertEqual([step['done_bytes'] for step in progress], sorted(step['done_bytes'] for step in progress))

    def test_a_second_call_fetches_nothing(self):
        self.run_engine('install')
        self.index.sent.clear()
        self.run_engine('install')
        self.assertEqual(self.index.sent, [])

    def test_a_cut_connection_goes_on_where_it_ended(self):
        self.index.cut_after, self.index.num_cuts = 1 << 20, 2
        lines = self.run_engine('install')
        self.assert_installed()
        self.assertTrue([line for line in lines if 'trouble' in line.get('progress', {})])
        self.assertEqual(sum(count for _, _, count in self.index.sent), lines[-1]['engine']['download_bytes'])

    def test_after_a_kill_only_the_rest_is_fetched(self):
        self.index.cut_after, self.index.stall = 2 << 20, True
        process = self.start('install')
        self.assertTrue(self.index.stalled.wait(30))
        while self.state()['kept_bytes'] < 1 << 20:
            self.assertIsNone(process.poll())  # what was sent is on its way to the disk
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kept = self.state()['kept_bytes']
        self.assertEqual(self.state()['state'], 'partial')
        self.index.go_on.set()
        self.index.cut_after, self.index.stall = None, False
        self.index.sent.clear()
        lines = self.run_engine('install')
        self.assert_installed()
        self.assertEqual(sum(count for _, _, count in self.index.sent), lines[-1]['engine']['download_bytes'] - kept)

    def test_a_server_that_ends_every_answer_is_given_up_and_what_came_is_kept(self):
        self.index.cut_after = 0
        said = self.run_engine('install', code=5)
        self.assertIn('what came is kept', said)

    def test_wrong_bytes_are_thrown_away_and_the_next_try_begins_anew(self):
        name = WHEELS['torch'][1]
        good = self.index.files[name]
        # Inside the library, behind every header: the page still tells the hash that is pinned.
        self.index.files[name] = good[:200000] + bytes(b ^ 0xff for b in good[200000:200100]) + good[200100:]
        said = self.run_engine('install', code=5)
        self.assertIn('SHA-256', said)
        self.assertFalse((self.home / 'torch-2.11.0').exists())
        self.index.files[name] = good
        self.run_engine('install')
        self.assert_installed()

    def test_an_index_whose_file_has_another_hash_is_refused_before_a_byte_of_it_comes(self):
        self.index.hashes[WHEELS['torch'][1]] = '0' * 64
        said = self.run_engine('install', code=5)
        self.assertIn('hash', said)
        self.assertEqual(self.index.sent, [])

    def test_an_index_without_the_file_is_told(self):
        self.index.files.clear()
        self.assertIn('does not have', self.run_engine('install', code=5))

    def test_a_server_that_sends_whole_files_only_is_told_before_it_has_cost_much(self):
        self.index.knows_ranges = False
        said = self.run_engine('install', code=5)
        self.assertIn('whole files', said)
        self.assertIn('--from', said)

    def test_a_server_that_is_busy_for_good_is_told(self):
        self.index.status = 503
        self.assertIn('503', self.run_engine('install', code=5))

    def test_an_index_that_is_not_there_is_told(self):
        self.assertIn('network', self.run_engine('install', '--index', 'http://127.0.0.1:1/simple', code=5))

    def test_files_from_a_stick_need_no_network(self):
        stick = self.root / 'stick'
        stick.mkdir()
        for path in self.downloads.rglob('*.whl'):
            shutil.copy2(path, stick)
        self.run_engine('install', '--from', stick)
        self.assert_installed()
        self.assertEqual(self.index.sent, [])

    def test_another_computers_engine_will_do_too(self):
        self.run_engine('install')
        shutil.move(self.home, self.root / 'carried')
        self.index.sent.clear()
        for folder in ('carried', 'carried/torch-2.11.0'):
            self.run_engine('install', '--from', self.root / folder)
            self.assert_installed()
            self.run_engine('remove')
        self.assertEqual(self.index.sent, [])

    def test_a_file_that_lacks_on_the_stick_is_named(self):
        stick = self.root / 'stick'
        stick.mkdir()
        shutil.copy2(next(self.downloads.rglob('torch*.whl')), stick)
        said = self.run_engine('install', '--from', stick, code=5)
        self.assertIn(WHEELS['nvidia-cuda-runtime'][1], said)
        self.assertIn('https://pypi.org/project/nvidia-cuda-runtime/13/', said)

    def test_a_damaged_file_on_the_stick_is_refused(self):
        self.run_engine('install')
        shutil.move(self.engine, self.root / 'carried')
        library = self.root / 'carried' / LIBRARY
        library.write_bytes(library.read_bytes()[:-1] + b'!')
        self.assertIn('SHA-256', self.run_engine('install', '--from', self.root / 'carried', code=5))

    def test_a_small_disk_is_told_before_a_byte_comes(self):
        said = self.run_engine('install', code=6, LD_PRELOAD=os.environ['BAFO_FULL_DISK'], BAFO_TEST_FREE_BYTES='20000000')
        self.assertIn('20.0 MB are free', said)
        self.assertEqual(self.index.sent, [])

    def test_two_at_a_time_do_not_meet(self):
        self.index.cut_after, self.index.stall = 1 << 20, True
        process = self.start('install')
        self.assertTrue(self.index.stalled.wait(30))
        self.assertIn('somebody else', self.run_engine('install', code=2))
        process.kill()
        process.communicate()

    def test_a_folder_that_is_not_there_is_named(self):
        said = self.run_engine('install', '--from', self.root / 'nowhere', code=5)
        self.assertIn(f'{self.root}/nowhere is not there', said)
        self.assertNotIn('fetching', said)

    def test_removing_tells_what_it_frees(self):
        self.run_engine('install')
        lines = self.run_engine('remove')
        self.assertGreater(lines[-1]['removed']['freed_bytes'], LIBRARY_BYTES)
        self.assertFalse(self.home.exists())
        self.assertEqual(self.state()['state'], 'absent')
        self.run_engine('remove', code=2)

    def test_a_package_without_the_program_offers_nothing(self):
        self.program.unlink()
        self.assertEqual(self.state()['state'], 'unavailable')
        self.assertIn('make build', self.run_engine('install', code=2))


class EngineVerbs(EngineFolder):
    """The list that is compiled in: what other verbs look for."""

    def verb(self, *arguments):
        environment = dict(os.environ, XDG_DATA_HOME=str(self.root / 'data'))
        environment.pop('LD_LIBRARY_PATH', None)
        return subprocess.run([self.root / 'usr/bin/bafo', *arguments], env=environment, capture_output=True, text=True)

    def test_a_verb_that_needs_the_engine_tells_how_to_get_it(self):
        done = self.verb('generate', 'model')
        self.assertEqual(done.returncode, 2)
        self.assertIn('bafo engine install', done.stderr)
        told = json.loads(self.verb('serve', '--json').stdout)['error']
        self.assertEqual((told['code'], told['message']), ('config', 'this needs the engine, which is not on this computer yet'))

    def test_once_it_is_here_verbs_become_it_and_it_finds_its_libraries(self):
        for line in (ROOT / 'installer' / 'engine-parts.txt').read_text().splitlines():
            if line.startswith('part '):
                _, name, _, _, size, _ = line.split()
                (self.engine / name).parent.mkdir(parents=True, exist_ok=True)
                with open(self.engine / name, 'wb') as file:
                    file.truncate(int(size))
        done = self.verb('generate', 'model')
        self.assertEqual((done.returncode, done.stdout), (0, f'libraries: {self.engine}/torch/lib\n'), done.stderr)


if __name__ == '__main__':
    unittest.main()
