# SPDX-License-Identifier: GPL-3.0-or-later
"""The real bafo-workbench on a display of its own, driven by mouse and keys, with what it says of itself (--watch) and what
the kernel says of it (/proc)."""
import ctypes
import json
import os
import pathlib
import re
import subprocess
import threading
import time

WATCHED_FROM_MS = 1.0
TICKS = os.sysconf('SC_CLK_TCK')


class Display:
    """Xvfb, 1366x768; no window manager, so the window stands at 0, 0."""

    def __enter__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(['Xvfb', '-displayfd', str(writing), '-screen', '0', '1366x768x24', '-nolisten', 'tcp'],
                                       pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.name = ':' + answer.readline().strip()
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


class Window:
    """One start of the program. `home` holds its settings and caches. Times are those of the monotonic clock, in ms."""

    def __init__(self, program, display, home, project=None):
        home.mkdir(parents=True, exist_ok=True)
        (home / 'runtime').mkdir(exist_ok=True, mode=0o700)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(('QT_', 'LC_', 'LANG'))}
        self.environment.update(DISPLAY=display.name, QT_QPA_PLATFORM='xcb', HOME=str(home), XDG_RUNTIME_DIR=str(home / 'runtime'),
                                LANG='C.UTF-8', XDG_CONFIG_HOME=str(home / 'config'), XDG_CACHE_HOME=str(home / 'cache'),
                                XDG_DATA_HOME=str(home / 'data'))
        self.home, self.lines, self.other = home, [], []
        self.began = time.monotonic() * 1000
        self.process = subprocess.Popen([str(program), '--watch', str(WATCHED_FROM_MS), *([str(project)] if project else [])],
                                        env=self.environment, stderr=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            try:
                self.lines.append(json.loads(line))
            except ValueError:
                self.other.append(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.reader.join()

    def wait_for(self, condition, seconds=60, what='the window'):
        end = time.monotonic() + seconds
        while not condition():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f'bench: {what} did not come; the window said:\n{"".join(self.other)}')
            time.sleep(0.01)

    def first_paint_ms(self):
        """From exec to the end of the first painting."""
        def painted():
            return [line for line in list(self.lines) if line['watch'] == 'first_paint']
        self.wait_for(painted, what='the first painting')
        return painted()[0]['at_ms'] - self.began

    def xdotool(self, *words):
        return subprocess.run(['xdotool', *map(str, words)], env=self.environment, check=True, capture_output=True, text=True).stdout

    def place(self):
        """At 0, 0 with the display's size and the focus; true once it is there."""
        self.first_paint_ms()
        self.id = self.xdotool('search', '--sync', '--onlyvisible', '--pid', self.process.pid, '--name', 'BafoGPT').split()[-1]
        self.xdotool('windowmove', self.id, 0, 0, 'windowsize', self.id, 1366, 768, 'windowfocus', self.id)
        time.sleep(0.5)

    def keys(self, *names, pause_ms=30, repeat=1):
        for name in names:
            self.xdotool('key', '--clearmodifiers', '--delay', pause_ms, *[name] * repeat)

    def type(self, text, pause_ms=80):
        self.xdotool('type', '--delay', pause_ms, text)

    def wheel(self, clicks, pause_ms=8, button=5):
        self.xdotool('click', '--repeat', clicks, '--delay', pause_ms, button)

    def point_at(self, x, y):
        self.xdotool('mousemove', x, y)

    def click(self, x, y):
        self.xdotool('mousemove', x, y, 'click', 1)

    def move_through(self, x, top, bottom, steps):
        """In even steps, as a hand drags a scroll bar."""
        for step in range(steps + 1):
            self.xdotool('mousemove', x, top + (bottom - top) * step // steps)
            time.sleep(0.02)

    def minimise(self):
        """As a window manager does it: the state is told (3 is iconic), the window is taken off the screen."""
        x11 = ctypes.CDLL('libX11.so.6')
        x11.XOpenDisplay.restype = ctypes.c_void_p
        display = ctypes.c_void_p(x11.XOpenDisplay(self.environment['DISPLAY'].encode()))
        atom = ctypes.c_ulong(x11.XInternAtom(display, b'WM_STATE', 0))
        state = (ctypes.c_long * 2)(3, 0)
        x11.XChangeProperty(display, ctypes.c_ulong(int(self.id)), atom, atom, 32, 0, ctypes.byref(state), 2)
        x11.XCloseDisplay(display)
        self.xdotool('windowunmap', self.id)

    def state_of(self, page):
        """What the page keeps, by the window's own notes: it writes them once a second."""
        for file in self.home.glob('data/**/pages.json'):
            return json.loads(file.read_text()).get(page, {})
        return {}

    def processor_seconds(self):
        """Its own, with that of the children which it has waited for."""
        fields = pathlib.Path(f'/proc/{self.process.pid}/stat').read_text().rpartition(')')[2].split()
        return sum(map(int, fields[11:15])) / TICKS

    def share_of_a_core(self, seconds):
        """In percent, over the next seconds."""
        before, began = self.processor_seconds(), time.monotonic()
        time.sleep(seconds)
        return 100 * (self.processor_seconds() - before) / (time.monotonic() - began)

    def memory_mb(self):
        status = pathlib.Path(f'/proc/{self.process.pid}/status').read_text()
        rollup = pathlib.Path(f'/proc/{self.process.pid}/smaps_rollup').read_text()

        def of(text, name):
            return sum(int(kb) for kb in re.findall(rf'^{name}:\s+(\d+) kB', text, re.MULTILINE)) / 1024
        return {'rss_mb': of(status, 'VmRSS'), 'peak_rss_mb': of(status, 'VmHWM'), 'pss_mb': of(rollup, 'Pss'),
                'private_mb': of(rollup, 'Private_Clean') + of(rollup, 'Private_Dirty')}

    def longest(self, since_ms, what='turn'):
        """The longest call or turn since then; nothing of less than WATCHED_FROM_MS is told."""
        lines = [line for line in list(self.lines) if line['watch'] == what and line['at_ms'] >= since_ms]
        return max(lines, key=lambda line: line['wall_ms'], default={'wall_ms': 0.0, 'own_ms': 0.0, 'what': ''})

    def num_turns(self, since_ms):
        return sum(line['watch'] == 'turn' and line['at_ms'] >= since_ms for line in list(self.lines))


def now_ms():
    return time.monotonic() * 1000
