# SPDX-License-Identifier: Apache-2.0
"""By hand: what 'bafo plan' says a run will hold, beside what the system counted (VmHWM) in real steps.

Random models of 20 to 400 MB of three families, real runs of three steps each; every rank is looked at while it lives.
Exit code 1 where the largest rank is further than a tenth from the plan.

  python3 tests/bench/memory/run.py [--bin build/bin] [--scratch DIR] [--only NAME] [--save FILE.md]
"""
import argparse
import datetime
import json
import math
import os
import pathlib
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
BAR = 0.10
STEPS = 3

LLAMA = {'model_type': 'llama', 'architectures': ['LlamaForCausalLM'], 'max_position_embeddings': 4096, 'rms_norm_eps': 1e-5,
         'hidden_act': 'silu', 'tie_word_embeddings': True}
GEMMA = {'model_type': 'gemma2', 'architectures': ['Gemma2ForCausalLM'], 'max_position_embeddings': 4096, 'rms_norm_eps': 1e-6,
         'hidden_activation': 'gelu_pytorch_tanh', 'query_pre_attn_scalar': 256, 'sliding_window': 512}
QWEN = {'model_type': 'qwen2', 'architectures': ['Qwen2ForCausalLM'], 'max_position_embeddings': 4096, 'rms_norm_eps': 1e-6,
        'hidden_act': 'silu', 'tie_word_embeddings': False}


def shape(family, vocabulary, width, inner, layers, heads, key_heads, head):
    return {**family, 'vocab_size': vocabulary, 'hidden_size': width, 'intermediate_size': inner, 'num_hidden_layers': layers,
            'num_attention_heads': heads, 'num_key_value_heads': key_heads, 'head_dim': head}


MODELS = {
    'llama-20M': shape(LLAMA, 4096, 256, 704, 6, 4, 2, 64),  # 22 MB
    'llama-100M': shape(LLAMA, 16384, 512, 1408, 8, 8, 4, 64),  # 124 MB
    'llama-400M': shape(LLAMA, 32768, 768, 2048, 11, 12, 4, 64),  # 380 MB
    'gemma2-150M': shape(GEMMA, 32768, 512, 2048, 6, 4, 2, 128),
    'gemma2-350M': shape(GEMMA, 65536, 640, 2560, 8, 4, 2, 256),
    'qwen2-200M': shape(QWEN, 24576, 512, 2048, 8, 8, 2, 64),
    'gemma2-2B': shape(GEMMA, 288256, 2304, 9216, 26, 8, 4, 256),  # 2.7 G parameters: 5.4 GB of bf16 on the disk
}

GROWN = '-grown'  # models of which half of the rows are new
MODELS.update({name + GROWN: MODELS[name] for name in ('llama-100M', 'qwen2-200M')})

# name, model, T, micro-batch, sequences a step, recompute, sharding, ranks, other settings
# One step of a real size; only where --only names it: some minutes, and the model's room on the disk.
REAL = ('real qlora', 'gemma2-2B', 512, 2, 2, 'block', 'zero2', 1, 'method: qlora', 'steps: 1')

CASES = [
    ('small', 'llama-20M', 512, 1, 1, 'none', 'zero2', 1),
    ('small, long', 'llama-20M', 2048, 4, 8, 'none', 'zero2', 1),
    ('small, long, again', 'llama-20M', 2048, 4, 8, 'block', 'zero2', 1),
    ('llama', 'llama-100M', 512, 1, 1, 'none', 'zero2', 1),
    ('llama, batches', 'llama-100M', 512, 2, 8, 'none', 'zero2', 1),
    ('llama, long', 'llama-100M', 2048, 2, 4, 'none', 'zero2', 1),
    ('llama, long, again', 'llama-100M', 2048, 2, 4, 'block', 'zero2', 1),
    ('llama, 2 ranks', 'llama-100M', 512, 1, 4, 'none', 'zero2', 2),
    ('llama, 2 ranks, zero3', 'llama-100M', 512, 1, 4, 'block', 'zero3', 2),
    ('large', 'llama-400M', 512, 2, 4, 'none', 'zero2', 1),
    ('large, again', 'llama-400M', 512, 2, 2, 'block', 'zero2', 1),
    ('large, 2 ranks', 'llama-400M', 512, 1, 2, 'none', 'zero2', 2),
    ('large, 2 ranks, zero3', 'llama-400M', 512, 1, 2, 'block', 'zero3', 2),
    ('large, 4 ranks', 'llama-400M', 256, 1, 4, 'none', 'zero2', 4),
    ('large, 4 ranks, zero3', 'llama-400M', 256, 1, 4, 'block', 'zero3', 4),
    ('gemma2', 'gemma2-150M', 1024, 1, 2, 'none', 'zero2', 1),
    ('gemma2, again', 'gemma2-150M', 1024, 2, 4, 'block', 'zero2', 1),
    ('gemma2, 2 ranks, zero3', 'gemma2-150M', 1024, 1, 4, 'block', 'zero3', 2),
    ('gemma2 large', 'gemma2-350M', 512, 1, 1, 'none', 'zero2', 1),
    ('gemma2 large, 4 ranks', 'gemma2-350M', 512, 1, 4, 'block', 'zero3', 4),
    ('qwen2', 'qwen2-200M', 512, 2, 4, 'none', 'zero2', 1),
    ('qwen2, again', 'qwen2-200M', 1024, 2, 2, 'block', 'zero2', 1),
    ('qwen2, 2 ranks', 'qwen2-200M', 512, 1, 4, 'none', 'zero2', 2),
    ('bf16', 'llama-100M', 512, 2, 4, 'none', 'zero2', 1, 'precision: bf16-mixed'),
    ('bf16, again', 'llama-100M', 2048, 1, 2, 'block', 'zero2', 1, 'precision: bf16-mixed'),
    ('gemma2, bf16', 'gemma2-150M', 1024, 1, 2, 'none', 'zero2', 1, 'precision: bf16-mixed'),
    ('gemma2, bf16, 2 ranks', 'gemma2-150M', 512, 1, 4, 'block', 'zero3', 2, 'precision: bf16-mixed'),
    ('summed at the end', 'llama-100M', 512, 1, 8, 'none', 'zero2', 2, 'sync: last'),
    ('frozen tables', 'qwen2-200M', 512, 1, 2, 'none', 'zero2', 1, 'freezing: {tensors: [model.embed_tokens.weight, lm_head.weight]}'),
    ('frozen half', 'llama-400M', 512, 1, 2, 'none', 'zero2', 1, 'freezing: {tensors: ["model.layers.0.*", "model.layers.1.*", '
     '"model.layers.2.*", "model.layers.3.*", "model.layers.4.*", "model.layers.5.*"]}'),
    ('lora', 'gemma2-350M', 512, 2, 4, 'none', 'zero2', 1, 'method: lora'),
    ('qlora', 'gemma2-350M', 512, 2, 4, 'none', 'zero2', 1, 'method: qlora'),
    ('qlora, again', 'gemma2-350M', 512, 2, 4, 'block', 'zero2', 1, 'method: qlora'),
    ('qlora, 2 ranks', 'gemma2-350M', 512, 1, 4, 'block', 'zero2', 2, 'method: qlora'),
    ('qlora, qwen2', 'qwen2-200M', 512, 2, 4, 'block', 'zero2', 1, 'method: qlora'),
    ('lora, new rows', 'llama-100M-grown', 512, 2, 4, 'none', 'zero2', 1, 'method: lora', 'adapter: {new_rows: true}'),
    ('qlora, new rows, head', 'qwen2-200M-grown', 512, 2, 4, 'block', 'zero2', 1, 'method: qlora', 'adapter: {new_rows: true}'),
    ('qlora, bf16', 'gemma2-350M', 512, 2, 4, 'block', 'zero2', 1, 'method: qlora', 'precision: bf16-mixed'),
]


def byte_alphabet():
    """GPT-2's names of the 256 bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    names, extra = {}, 0
    for byte in range(256):
        names[byte] = chr(byte) if byte in printable else chr(256 + extra)
        extra += byte not in printable
    return [names[byte] for byte in range(256)]


def write_model_files(folder, config):
    folder.mkdir(parents=True)
    byte_level = {'type': 'ByteLevel', 'add_prefix_space': False, 'trim_offsets': True, 'use_regex': True}
    (folder / 'tokenizer.json').write_text(json.dumps({
        'version': '1.0', 'added_tokens': [{'id': 256, 'content': '<|endoftext|>', 'single_word': False, 'lstrip': False, 'rstrip': False,
                                            'normalized': False, 'special': True}],
        'normalizer': None, 'pre_tokenizer': byte_level, 'post_processor': None, 'decoder': byte_level,
        'model': {'type': 'BPE', 'vocab': {piece: number for number, piece in enumerate(byte_alphabet())}, 'merges': []}}))
    (folder / 'tokenizer_config.json').write_text(json.dumps({'tokenizer_class': 'GPT2Tokenizer', 'eos_token': '<|endoftext|>'}))
    (folder / 'config.json').write_text(json.dumps(config))


def write_random_halves(folder, config):
    """Weights of +-1/128 to +-1/64 in bf16, a tensor at a time; norms 0, which Gemma adds to 1."""
    width, inner, head = config['hidden_size'], config['intermediate_size'], config['head_dim']
    queries, keys = config['num_attention_heads'] * head, config['num_key_value_heads'] * head
    shapes = {'model.embed_tokens.weight': (config['vocab_size'], width), 'model.norm.weight': (width,)}
    for layer in range(config['num_hidden_layers']):
        prefix = f'model.layers.{layer}.'
        for norm in ('input', 'post_attention', 'pre_feedforward', 'post_feedforward'):
            shapes[f'{prefix}{norm}_layernorm.weight'] = (width,)
        for part, rows, columns in (('self_attn.q', queries, width), ('self_attn.k', keys, width), ('self_attn.v', keys, width),
                                    ('self_attn.o', width, queries), ('mlp.gate', inner, width), ('mlp.up', inner, width), ('mlp.down', width, inner)):
            shapes[f'{prefix}{part}_proj.weight'] = (rows, columns)
    header, end = {}, 0
    for name, extents in shapes.items():
        size = 2 * math.prod(extents)
        header[name] = {'dtype': 'BF16', 'shape': extents, 'data_offsets': [end, end + size]}
        end += size
    upper = bytes((byte & 0x80) | 0x3C for byte in range(256))
    words = json.dumps(header).encode()
    with open(folder / 'model.safetensors', 'wb') as file:
        file.write(len(words).to_bytes(8, 'little') + words)
        for extents in shapes.values():
            left = 2 * math.prod(extents)
            while left > 0:
                piece = bytearray(os.urandom(min(left, 1 << 24)) if len(extents) > 1 else left)
                if len(extents) > 1:
                    piece[1::2] = piece[1::2].translate(upper)
                file.write(piece)
                left -= len(piece)


class Bench:
    def __init__(self, binaries, scratch):
        self.bafo = str(binaries / 'bafo')
        self.folder = scratch / 'project'
        self.sources = scratch / 'sources'
        self.sources.mkdir(parents=True, exist_ok=True)
        if not self.folder.exists():
            text = self.sources / 'text.txt'
            draw = random.Random(1)
            word = lambda: ''.join(draw.choice('bdghklmnpstz') + draw.choice('aeiou') for _ in range(draw.randint(2, 4)))
            text.write_text('\n'.join(' '.join(word() for _ in range(300)) for _ in range(600)) + '\n')
            self.run('init', self.folder, '--name', 'memory', '--language', 'zul', cwd=scratch)
            self.run('data', 'import', 'text', '--text', text, '--language', 'zul', '--documents', 'line')
            self.run('data', 'split', 'text', '--held-out', '0.05')

    def run(self, *words, cwd=None):
        done = subprocess.run([self.bafo, *map(str, words)], cwd=cwd or self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f'memory: bafo {" ".join(map(str, words))} ended with {done.returncode}:\n{done.stderr}')
        return done.stdout

    def model(self, name):
        if not (self.folder / 'models' / name).exists():
            if name == REAL[1]:
                write_model_files(self.folder / 'models' / name, MODELS[name])
                write_random_halves(self.folder / 'models' / name, MODELS[name])
                return
            if not (self.sources / name).exists():
                write_model_files(self.sources / name, MODELS[name])
            self.run('model', 'init', self.sources / name / 'config.json', '--to', name, '--seed', 1)
            if name.endswith(GROWN):
                rows = MODELS[name]['vocab_size']
                (self.folder / 'models' / name / 'growth.json').write_text(json.dumps(
                    {'version': 1, 'base_hash': '', 'grown_hash': '', 'first_new_id': rows // 2, 'padded_rows': rows, 'pieces': []}))

    def measure(self, case, peaks=None):
        """The plan, and the peaks of a real run; where peaks are given, only the plan is made."""
        name, model, length, micro, sequences, recompute, sharding, ranks, *others = case
        self.model(model)
        config = self.folder / 'case.yaml'
        config.write_text(f'name: case\nmodel: {model}\nsequence_length: {length}\nmicro_batch: {micro}\nsequences_per_step: {sequences}\n'
                          f'recompute: {recompute}\nsharding: {sharding}\n'
                          'curriculum: [{name: all, dataset: text, split: train, epochs: 20}]\n'
                          'evaluation: {at_start: false}\ncheckpoint: {every_steps: 0}\n'
                          + '\n'.join([*others, *([] if any(line.startswith('steps:') for line in others) else [f'steps: {STEPS}'])]))
        plan = json.loads(self.run('plan', config, '--ranks', ranks, '--json'))
        if peaks:
            return plan, peaks
        run = json.loads(self.run('run', 'start', config, '--ranks', ranks, '--json'))
        peaks = self.watch(run['pid'], ranks)
        shown = json.loads(self.run('run', 'show', run['run'], '--json'))
        shutil.rmtree(self.folder / 'runs' / run['run'])
        if shown['outcome'] != 'finished':
            raise SystemExit(f'memory: the run of "{name}" did not finish: {shown}')
        return plan, peaks

    def watch(self, pid, ranks):
        """VmHWM of each process that computes, in bytes, as last seen."""
        peaks = {}
        while pathlib.Path(f'/proc/{pid}').exists():
            processes = [pid] if ranks == 1 else children(pid)
            for process in processes:
                try:
                    status = pathlib.Path(f'/proc/{process}/status').read_text()
                except OSError:
                    continue
                if 'VmHWM' in status and 'Z (zombie)' not in status:
                    values = {line.split(':')[0]: line.split()[1] for line in status.splitlines() if line.startswith(('VmHWM', 'RssFile', 'RssAnon'))}
                    peaks[process] = {key: int(value) * 1024 for key, value in values.items()}
            time.sleep(0.02)
        return sorted((p for p in peaks.values()), key=lambda p: -p['VmHWM'])[:ranks]


def children(pid):
    try:
        return [int(child) for child in pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text().split()]
    except OSError:
        return []


def processor():
    for line in pathlib.Path('/proc/cpuinfo').read_text().splitlines():
        if line.startswith('model name'):
            return line.split(':')[1].strip()
    return platform.processor()


def in_words(rows):
    lines = ['<!-- SPDX-License-Identifier: Apache-2.0 -->', f'# Planned and measured memory, {datetime.date.today()}', '',
             f'{os.cpu_count()} processors ({processor()}), {platform.platform()}; `python3 tests/bench/memory/run.py`: real runs of {STEPS} '
             'steps, peak resident memory of each rank as the kernel counts it (VmHWM), in MB; planned: `bafo plan` before the start.', '',
             '| case | model | T | micro-batch | sequences a step | recompute | sharding | ranks | other settings | planned | measured, each rank | off |',
             '|---|---|---|---|---|---|---|---|---|---|---|---|']
    for case, plan, peaks, off in rows:
        measured = ', '.join(f'{p["VmHWM"] / 1e6:.0f}' for p in peaks)
        lines.append('| ' + ' | '.join(map(str, [*case[:8], ', '.join(case[8:])])) + f' | {plan["rank_bytes"] / 1e6:.0f} | {measured} | {off:+.1%} |')
    return '\n'.join(lines) + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bin', type=pathlib.Path, default=ROOT / 'build/bin')
    parser.add_argument('--scratch', type=pathlib.Path)
    parser.add_argument('--only')
    parser.add_argument('--save', type=pathlib.Path)
    parser.add_argument('--again', type=pathlib.Path, help='a JSON file of peaks: those in it are not measured anew, others are added')
    parser.add_argument('--kinds', action='store_true', help='tell the plan by kind too')
    options = parser.parse_args()
    scratch = options.scratch or pathlib.Path(tempfile.mkdtemp(prefix='bafo-memory-'))
    bench = Bench(options.bin.resolve(), scratch.resolve())
    known = json.loads(options.again.read_text()) if options.again and options.again.exists() else {}
    rows = []
    for case in [*CASES, *([REAL] if options.only == REAL[0] else [])]:
        if options.only and options.only not in case[0]:
            continue
        plan, peaks = bench.measure(case, known.get(case[0]))
        known[case[0]] = peaks
        if options.again:
            options.again.write_text(json.dumps(known, indent=1))
        off = plan['rank_bytes'] / peaks[0]['VmHWM'] - 1
        rows.append((case, plan, peaks, off))
        print(f'{case[0]:26} planned {plan["rank_bytes"] / 1e6:7.0f}  measured ' + ' '.join(f'{p["VmHWM"] / 1e6:.0f}' for p in peaks)
              + f'  (files {peaks[0]["RssFile"] / 1e6:.0f})  {off:+.1%}', flush=True)
        if options.kinds:
            print('    ' + ', '.join(f'{kind} {size / 1e6:.0f}' for kind, size in plan['bytes_per_rank'].items() if size), flush=True)
    if options.save:
        options.save.write_text(in_words(rows))
    if not options.scratch:
        shutil.rmtree(scratch)
    sys.exit(1 if any(abs(off) > BAR for _, _, _, off in rows) else 0)


if __name__ == '__main__':
    main()
