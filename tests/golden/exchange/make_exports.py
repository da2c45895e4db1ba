#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What other programs make of the files that 'bafo model export' writes: llama.cpp of GGUF files, LitGPT of its checkpoints.

The files are made from committed models and not kept: their SHA-256 is, and the test makes them again. Where the bytes are
equal, the other program's reading is what stands here.

Needs bafo-gguf-reader ('make gguf-reader'; llama.cpp of llama-cpp-python 0.3.36), torch 2.11.0, litgpt 0.5.13.
Run: python make_exports.py BIN      BIN: the folder of bafo-engine and bafo-gguf-reader. Writes exports.json beside itself.
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from litgpt.config import Config
from litgpt.model import GPT
from litgpt.utils import load_checkpoint
import lightning

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = {'tied': HERE / 'tiny/tied.gguf', 'sharded': HERE / 'tiny/sharded', 'qwen2': HERE / 'families/qwen2.gguf', 'gemma2': HERE / 'families/gemma2.gguf'}
GGUF = [('tied', 'gguf-f16'), ('tied', 'gguf-q8_0'), ('sharded', 'gguf-f16'), ('qwen2', 'gguf-f16'), ('gemma2', 'gguf-f16'), ('gemma2', 'gguf-q8_0')]
LITGPT = [('tied', 'f32'), ('sharded', 'f32'), ('qwen2', 'f32'), ('gemma2', 'f32'), ('gemma2', 'bf16')]
IDS = [5, 40, 17, 28, 9, 33, 33, 2, 1, 6, 47]
TEXTS = ['Sawubona mhlaba', '  two  spaces ', 'a\nb\tc', 'ukuhamba ngezinyawo, ulwandle 12', "It's 2024, isn't it?", '<start>user', 'ħ🙂 é', '<|endoftext|>']
COLUMNS = 40  # of every row of logits, the first ones


def rounded(rows):
    return [[float(f'{x:.6g}') for x in row[:COLUMNS]] for row in rows]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def engine(binaries, *arguments):
    subprocess.run([binaries / 'bafo-engine', 'model', *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def read_by_llama_cpp(binaries, file, scratch):
    requests = [{'about': True}, *({'text': text} for text in TEXTS), {'ids': IDS, 'to': str(scratch / 'logits')}]
    done = subprocess.run([binaries / 'bafo-gguf-reader', file], input='\n'.join(map(json.dumps, requests)), capture_output=True, text=True, check=True)
    about, *cut, shape = map(json.loads, done.stdout.splitlines())
    rows = np.fromfile(scratch / 'logits', dtype=np.float32).reshape(shape['rows'], shape['columns'])
    return {'about': about, 'ids': [line['ids'] for line in cut], 'logits': rounded(rows.tolist())}


def read_by_litgpt(folder):
    torch.load(folder / 'lit_model.pth', weights_only=True)
    torch.load(folder / 'lit_model.pth', weights_only=True, mmap=True)
    fabric = lightning.Fabric(devices=1, accelerator='cpu')
    with fabric.init_module(empty_init=False):
        model = GPT(Config.from_checkpoint(folder)).eval()
    load_checkpoint(fabric, model, folder / 'lit_model.pth')
    with torch.no_grad():
        return {'logits': rounded(model.float()(torch.tensor([IDS]))[0].tolist())}


def main():
    binaries = pathlib.Path(sys.argv[1]).resolve()
    made = {'texts': TEXTS, 'logits_of': IDS, 'gguf': {}, 'litgpt': {}}
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        for model, source in SOURCES.items():
            engine(binaries, 'import', source, '--to', scratch / model)
        for model, kind in GGUF:
            file = scratch / f'{model}.{kind}.gguf'
            engine(binaries, 'export', scratch / model, '--format', kind, '--to', file)
            made['gguf'][f'{model} {kind}'] = {'sha256': sha256(file), **read_by_llama_cpp(binaries, file, scratch)}
        for model, dtype in LITGPT:
            folder = scratch / f'{model}-{dtype}'
            engine(binaries, 'export', scratch / model, '--format', 'litgpt', '--dtype', dtype, '--to', folder)
            made['litgpt'][f'{model} {dtype}'] = {'sha256': sha256(folder / 'lit_model.pth'), **read_by_litgpt(folder)}
    lines = json.dumps(made, ensure_ascii=False)
    (HERE / 'exports.json').write_text(lines + '\n')
    print(f'{len(lines)} bytes')


if __name__ == '__main__':
    main()
