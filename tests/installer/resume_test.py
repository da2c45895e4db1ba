# SPDX-License-Identifier: Apache-2.0
"""A download that was killed goes on inside the file, with the pinned pip, against an index on this machine."""
import hashlib
import http.server
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / 'build' / 'downloads' / 'pip-environment' / 'bin' / 'python3'
NAME = 'bafo_resumed-1-py3-none-any.whl'
SIZE = 3 << 20
FETCH = '''
import os, pathlib, sys
sys.path.insert(0, sys.argv[1])
import fetch_archives
build = pathlib.Path(sys.argv[2])
archive = fetch_archives.Archive('build', 'bafo-resumed', '1', int(sys.argv[4]), sys.argv[5])
try:
    fetch_archives.fetch(archive, pathlib.Path(sys.argv[3]), build, fetch_archives.pip_environment(build))
except fetch_archives.SetupError as error:
    sys.exit(str(error))
'''


def make_wheel(folder):
    path = folder / NAME
    with zipfile.ZipFile(path, 'w') as wheel:
        wheel.writestr('bafo_resumed/data.bin', hashlib.shake_128(b'seed').digest(SIZE))
        wheel.writestr('bafo_resumed-1.dist-info/METADATA', 'Metadata-Version: 2.1\nName: bafo-resumed\nVersion: 1\n')
        wheel.writestr('bafo_resumed-1.dist-info/WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
        wheel.writestr('bafo_resumed-1.dist-info/RECORD', '')
    return path.read_bytes()


class Index(http.server.ThreadingHTTPServer):
    """A simple index with one file. stop_at: after so many bytes of the file nothing more comes, and 'stalled' is set; cut: the
    connection is closed there instead. sent: bytes of the file that each request was given, from where."""
    daemon_threads = True

    def __init__(self, content):
        super().__init__(('127.0.0.1', 0), Handler)
        self.content, self.stop_at, self.cut, self.knows_ranges, self.tag = content, None, False, True, '"one"'
        self.sent, self.stalled, self.go_on = [], threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        if not self.path.endswith(NAME):
            page = f'<a href="/files/{NAME}">{NAME}</a>'.encode()
            self.send_response(200)
            self.send_header('Content-Type', 'text/html')
            self.send_header('Content-Length', str(len(page)))
            self.end_headers()
            self.wfile.write(page)
            return
        wanted = re.fullmatch(r'bytes=(\d+)-', self.headers.get('Range', ''))
        begin = int(wanted[1]) if wanted and server.knows_ranges and self.headers.get('If-Range', server.tag) == server.tag else 0
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header('Content-Range', f'bytes {begin}-{len(server.content) - 1}/{len(server.content)}')
        self.send_header('ETag', server.tag)
        self.send_header('Content-Length', str(len(server.content) - begin))
        self.end_headers()
        end = len(server.content) if server.stop_at is None else server.stop_at
        server.sent.append((begin, end - begin))
        self.wfile.write(server.content[begin:end])
        self.wfile.flush()
        if end < len(server.content):
            if server.cut:
                server.stop_at = None
                self.close_connection = True
            else:
                server.stalled.set()
                server.go_on.wait(60)

    def log_message(self, *_):
        pass


class Resume(unittest.TestCase):
    def setUp(self):
        self.assertTrue(PYTHON.exists(), f"{PYTHON} is missing: 'make clean ALL=1 && make setup' fetches it")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = pathlib.Path(folder.name) / 'build'
        (self.build / 'downloads').mkdir(parents=True)
        self.content = make_wheel(pathlib.Path(folder.name))
        self.index = Index(self.content)
        self.addCleanup(self.index.server_close)
        self.addCleanup(self.index.shutdown)
        self.addCleanup(self.index.go_on.set)

    def start(self, sha256=None):
        environment = {name: value for name, value in os.environ.items() if not name.startswith('PIP_')}
        environment |= {'PIP_CONFIG_FILE': os.devnull, 'NO_PROXY': '127.0.0.1', 'no_proxy': '127.0.0.1',
                        'PIP_INDEX_URL': f'http://127.0.0.1:{self.index.server_port}/simple'}
        return subprocess.Popen([sys.executable, '-B', '-c', FETCH, str(ROOT / 'installer'), str(self.build), str(PYTHON), str(len(self.content)),
                                 sha256 or hashlib.sha256(self.content).hexdigest()],
                                env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def kill_in_the_middle(self, number):
        self.index.stop_at = SIZE * 2 // 3
        process = self.start()
        while not self.index.stalled.wait(0.1):
            self.assertIsNone(process.poll(), 'it ended before it asked for the file')
        partial = self.build / 'downloads' / '.partial' / 'bafo-resumed-1' / NAME
        while process.poll() is None and (not partial.exists() or partial.stat().st_size < SIZE // 3):
            pass  # what was sent is on its way to the disk
        os.killpg(process.pid, number)
        process.communicate()
        self.index.go_on.set()
        self.index.stop_at = None

    def finish(self):
        process = self.start()
        output, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, output)
        self.assertEqual((self.build / 'downloads' / 'bafo-resumed-1' / NAME).read_bytes(), self.content)
        self.assertFalse((self.build / 'downloads' / '.partial' / 'bafo-resumed-1').exists())

    def test_after_a_kill_only_the_rest_is_fetched(self):
        for number in (signal.SIGKILL, signal.SIGINT):
            self.setUp()
            self.kill_in_the_middle(number)
            self.finish()
            self.assertEqual(len(self.index.sent), 2)
            begin, count = self.index.sent[1]
            self.assertGreaterEqual(begin, SIZE // 3 - 1)
            self.assertEqual(begin + count, len(self.content))

    def test_a_finished_file_that_was_not_yet_put_in_its_place_is_not_fetched_again(self):
        self.kill_in_the_middle(signal.SIGKILL)
        (self.build / 'downloads' / '.partial' / 'bafo-resumed-1' / NAME).write_bytes(self.content)
        self.finish()
        self.assertEqual(self.index.sent[1], (len(self.content) - 1, 1))

    def test_a_closed_connection_is_gone_on_with_in_the_same_call(self):
        self.index.stop_at, self.index.cut = SIZE // 2, True
        self.finish()
        self.assertEqual(len(self.index.sent), 2)
        self.assertGreater(self.index.sent[1][0], 0)

    def test_a_file_that_has_changed_and_a_server_without_ranges_begin_anew(self):
        for change in ({'tag': '"two"'}, {'knows_ranges': False}):
            self.setUp()
            self.kill_in_the_middle(signal.SIGKILL)
            for name, value in change.items():
                setattr(self.index, name, value)
            self.finish()
            self.assertEqual(self.index.sent[1], (0, len(self.content)))

    def test_the_bytes_of_a_wrong_file_are_not_kept(self):
        process = self.start(sha256='0' * 64)
        output, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1, output)
        self.assertIn('not the one that the project pins', output)
        self.assertFalse((self.build / 'downloads' / '.partial' / 'bafo-resumed-1').exists())
        self.finish()


if __name__ == '__main__':
    unittest.main()
