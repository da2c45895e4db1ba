# SPDX-License-Identifier: GPL-3.0-or-later
"""The projects that the window is measured on: made once into a folder, and found there the next time."""
import json
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'ui/screens'))
import tiny_project  # noqa: E402

FIRST_RUN_MS = 1_767_225_600_000  # 1 January 2026


def bafo(program, *words, folder):
    done = subprocess.run([program, *map(str, words)], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f'bench: bafo {" ".join(map(str, words))} ended with {done.returncode}:\n{done.stderr}')


def made_once(folder, make):
    """`make` fills a folder beside it, so that a half made one is never taken for a whole one."""
    if not folder.exists():
        print(f'bench: making {folder.name}', file=sys.stderr, flush=True)
        partial = folder.with_name(folder.name + '.partial')
        for left in (partial, partial.with_name(partial.name + '-sources')):
            shutil.rmtree(left, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        make(partial)
        partial.rename(folder)
        shutil.rmtree(partial.with_name(partial.name + '-sources'), ignore_errors=True)
    return folder


class EventWriter:
    """Writes a run's log as a worker does: one line, one write."""

    def __init__(self, run_folder, first_seq=0):
        self.run, self.seq = run_folder.name, first_seq
        self.file = open(run_folder / 'events.jsonl', 'ab', buffering=0)

    def line(self, at_ms, kind, **fields):
        event = {'v': 1, 'seq': self.seq, 't': at_ms, 'run': self.run, 'rank': 0, 'kind': kind, **fields}
        self.seq += 1
        return json.dumps(event, separators=(',', ':')) + '\n'

    def start(self, at_ms, name, steps):
        return (self.line(at_ms, 'hello', program='bafo-engine', version='0.1.0', pid=os.getpid())
                + self.line(at_ms, 'run_started', name=name, run_kind='train', config_hash='0' * 64, total_steps=steps,
                            stop_reason='steps', parameters=134_515_008, threads=2)
                + self.line(at_ms, 'phase_changed', phase='training')
                + self.line(at_ms, 'stage_entered', name='stories', step=1))

    def step(self, at_ms, step, draw, step_ms):
        loss = 2 + 3 / (1 + step / 200) + draw.random() * 0.3
        return self.line(at_ms, 'step_finished', step=step, loss=loss, learning_rate=1e-3 / (1 + step / 1000), gradient_norm=1 + draw.random(),
                         tokens_per_second=128 / step_ms * 1000, train_tokens=128 * step, train_bytes=400 * step, train_flops=1e11 * step,
                         step_ms=step_ms, data_ms=0.1, forward_ms=step_ms * 0.3, backward_ms=step_ms * 0.5, optimizer_ms=step_ms * 0.2,
                         other_ms=0.0, resident_mb=2200.0, peak_resident_mb=2300.0)

    def measurement(self, at_ms, step):
        return ''.join(self.line(at_ms, 'eval_finished', name=name, language=name, bits_per_byte=bits, bits_per_byte_low=bits - 0.2,
                                 bits_per_byte_high=bits + 0.2, tokens=1790, bytes=3830, documents=20, step=step, train_bytes=400 * step,
                                 train_tokens=128 * step, train_flops=1e11 * step)
                       for name, bits in (('zul', 1.4 + 3 / (1 + step / 300)), ('eng', 1.1 + 0.1 * math.sin(step / 500))))

    def sample(self, at_ms, step):
        return self.line(at_ms, 'sample_generated', step=step, prompt='Umfana uthanda', text=f'incwadi {step}.')

    def heartbeat(self, at_ms, step):
        return self.line(at_ms, 'heartbeat', step=step, last_progress_at=at_ms)

    def put(self, text):
        self.file.write(text.encode())


def write_run(runs, number, config):
    """A run of 20 to 60 steps that has ended long ago."""
    draw = random.Random(number)
    began = FIRST_RUN_MS + number * 3_600_000
    name = f'{draw.choice(("umfana", "incwadi", "izindaba", "amanzi"))}-{number}'
    folder = runs / (time.strftime('%Y%m%d-%H%M%S', time.gmtime(began / 1000)) + '-' + name)
    folder.mkdir()
    (folder / 'config.yaml').write_text(config.replace('name: original', 'name: ' + name))
    writer = EventWriter(folder)
    steps = draw.randrange(20, 60)
    lines = [writer.start(began, name, steps)]
    for step in range(1, steps + 1):
        lines.append(writer.step(began + step * 700, step, draw, 650.0))
        if step % 10 == 0:
            lines.append(writer.measurement(began + step * 700, step))
    if number % 7:
        lines.append(writer.line(began + steps * 700, 'run_finished', outcome='finished', step=steps, output_model='original-model'))
    else:
        lines.append(writer.line(began + steps * 700, 'run_failed', code='io', message='The disk is full.', hint='Make room.'))
    writer.put(''.join(lines))
    writer.file.close()


def stories(program, folder):
    """Seconds: text, two models, two runs; the engine is used."""
    return made_once(folder, lambda place: tiny_project.make(program, place))


def many_runs(program, folder, stories_folder, count):
    def make(place):
        bafo(program, 'init', place, '--name', f'{count} runs', '--language', 'zul,eng', folder=place.parent)
        config = some_config(stories_folder).replace('"', '')
        runs = place / 'runs'
        runs.mkdir(exist_ok=True)
        for number in range(count):
            write_run(runs, number, config)
    return made_once(folder, make)


def many_documents(program, folder, count):
    def make(place):
        bafo(program, 'init', place, '--name', f'{count} documents', '--language', 'zul,eng', folder=place.parent)
        text = place.parent / 'documents.txt'
        with open(text, 'w') as file:
            for number in range(count):
                file.write(f'umusho wesi-{number} {"onesibindi" if number % 1000 == 0 else "womhlaba wonke"}\n')
        bafo(program, 'data', 'import', 'izindaba', '--text', text, '--language', 'zul', '--licence', 'CC-BY-4.0', '--documents', 'line', folder=place)
        text.unlink()
    return made_once(folder, make)


def some_config(project):
    return min(project.glob('runs/*/config.yaml')).read_text()


class ScriptedRun:
    """A live run without an engine: this process is its worker and tells of steps at an even pace, after `history` steps that are told already.
    So the processor is the window's, and the pace the same on every machine. Gone at the end."""

    def __init__(self, project, history, steps_per_second):
        self.pause = 1 / steps_per_second
        at_ms = int(time.time() * 1000) - int(history * self.pause * 1000)
        self.folder = project / 'runs' / (time.strftime('%Y%m%d-%H%M%S') + '-live')
        self.folder.mkdir(parents=True)
        config = some_config(project)
        (self.folder / 'config.yaml').write_text(config)
        fields = pathlib.Path('/proc/self/stat').read_text().rpartition(')')[2].split()
        boot = pathlib.Path('/proc/sys/kernel/random/boot_id').read_text().strip()
        (self.folder / 'pid').write_text(json.dumps({'pid': os.getpid(), 'start_ticks': int(fields[19]), 'boot_id': boot}) + '\n')
        self.writer, self.draw, self.step = EventWriter(self.folder), random.Random(1), 0
        self.writer.put(self.writer.start(at_ms, 'live', 1_000_000))
        for _ in range(history):
            self.tell(at_ms + int(self.step * self.pause * 1000))
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def tell(self, at_ms):
        self.step += 1
        text = self.writer.step(at_ms, self.step, self.draw, self.pause * 1000)
        if self.step % 200 == 0:
            text += self.writer.measurement(at_ms, self.step) + self.writer.sample(at_ms, self.step)
        if self.step % 100 == 0:
            text += self.writer.heartbeat(at_ms, self.step)
        self.writer.put(text)

    def work(self):
        due = time.monotonic()
        while not self.ending.is_set():
            self.tell(int(time.time() * 1000))
            due += self.pause
            self.ending.wait(max(0.0, due - time.monotonic()))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()
        self.writer.file.close()
        shutil.rmtree(self.folder)


class EngineRun:
    """A live run of the real engine, cancelled and removed at the end."""

    def __init__(self, program, project):
        self.program, self.project = program, project
        config = some_config(project)
        lines = [line for line in config.splitlines() if not line.startswith(('steps:', 'output_model:', 'name:'))]
        self.config = project / 'bench-live.yaml'
        self.config.write_text('\n'.join(lines + ['name: live', 'output_model: bench-live', 'steps: 1000000', '']).replace('epochs: 40', 'epochs: 1000000'))

    def __enter__(self):
        before = set(self.project.glob('runs/*'))
        bafo(self.program, 'run', 'start', self.config, folder=self.project)
        self.folder, = set(self.project.glob('runs/*')) - before
        for _ in range(300):
            if b'step_finished' in ((self.folder / 'events.jsonl').read_bytes() if (self.folder / 'events.jsonl').exists() else b''):
                break
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        for verb in ('cancel', 'rm'):
            subprocess.run([self.program, 'run', verb, self.folder.name], cwd=self.project, capture_output=True, check=False)
            time.sleep(2)
        self.config.unlink()
