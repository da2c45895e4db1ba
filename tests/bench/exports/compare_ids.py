#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ids of every line of the public test data: ours beside llama.cpp's, out of GGUF files that we wrote.

A byte-level tokenizer (SmolLM2's, grown by isiZulu pieces) and two of SentencePiece (Gemma-2's as it is, and with BafoGPT's 40,000 pieces), each
with a small random model around it, whose rows are more than the tokens. Needs bafo-gguf-reader ('make gguf-reader').
  python compare_ids.py BIN DATA [--model SMOLLM2.gguf]       Ends with 1 where a line differs.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
SUFFIXES = {'.txt', '.tsv', '.csv', '.md', '.json', '.jsonl', '.zul', '.en', '.xml', '.yml'}
# What llama.cpp cuts otherwise whatever the file says (core/text/gguf_vocabulary.h): the mark of spaces itself, and a name of Gemma's.
KNOWN = ('\u2581', '</s>')


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f'{" ".join(map(str, command))}\n{done.stdout}{done.stderr}')
    return done.stdout


def lines_of(data):
    """Of all files of text, each once; what is no UTF-8 counts as U+FFFD, and lines are what '\\n' parts."""
    lines = {}
    for path in sorted(data.rglob('*')):
        if path.suffix in SUFFIXES and path.is_file():
            lines.update(dict.fromkeys(path.read_bytes().decode('utf-8', 'replace').replace('\0', ' ').split('\n')))
    return [line for line in lines if line]


def rows_of(folder):
    return json.loads((folder / 'growth.json').read_text())['padded_rows'] if (folder / 'growth.json').exists() else 256_128


def write_model(binaries, tokenizer, scratch, name, rows):
    """A small random model around a tokenizer, as a GGUF file."""
    folder = scratch / f'{name}-config'
    folder.mkdir()
    for file in tokenizer.iterdir():
        if file.name in ('tokenizer.json', 'tokenizer_config.json', 'tokenizer.model'):
            (folder / file.name).write_bytes(file.read_bytes())
    config = {'architectures': ['LlamaForCausalLM'], 'model_type': 'llama', 'hidden_size': 32, 'intermediate_size': 32, 'num_hidden_layers': 1,
              'num_attention_heads': 2, 'num_key_value_heads': 1, 'head_dim': 16, 'max_position_embeddings': 128, 'rms_norm_eps': 1e-5, 'rope_theta': 10000.0,
              'tie_word_embeddings': True, 'vocab_size': rows, 'hidden_act': 'silu', 'attention_bias': False, 'mlp_bias': False}
    (folder / 'config.json').write_text(json.dumps(config))
    run(binaries / 'bafo-engine', 'model', 'init', folder / 'config.json', '--to', scratch / name)
    run(binaries / 'bafo-engine', 'model', 'export', scratch / name, '--format', 'gguf-q8_0', '--to', scratch / f'{name}.gguf')
    return scratch / f'{name}.gguf'


def compare(binaries, name, model, gguf, lines, scratch):
    file = scratch / 'lines.txt'
    file.write_text('\n'.join(lines))
    started = time.monotonic()
    ours = json.loads(run(binaries / 'bafo', 'tokenizer', 'encode', model, '--lines', file, '--json'))['lines']
    between = time.monotonic()
    requests = '\n'.join(json.dumps({'text': line}) for line in lines)
    theirs = [json.loads(line)['ids'] for line in run(binaries / 'bafo-gguf-reader', gguf, '--vocabulary', input=requests).splitlines()]
    differing = [i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b]
    known = [i for i in differing if any(text in lines[i] for text in KNOWN)]
    assert len(ours) == len(theirs) == len(lines)
    print(f'{name}: {len(lines):,} lines, {sum(map(len, ours)):,} tokens, highest id {max(map(max, ours)):,}; {len(differing)} lines differ, {len(known)} of them as they must '
          f'({between - started:.0f} s here, {time.monotonic() - between:.0f} s there)', flush=True)
    for i in differing[:10]:
        at = next((k for k, (a, b) in enumerate(zip(ours[i], theirs[i])) if a != b), 0)
        print(f'  {lines[i][:80]!r} from token {at}: {ours[i][at:at + 6]} here, {theirs[i][at:at + 6]} there')
    return len(differing) - len(known)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('bin', type=pathlib.Path)
    parser.add_argument('data', type=pathlib.Path)
    parser.add_argument('--model', type=pathlib.Path, default=ROOT / 'build/models/SmolLM2-135M-Instruct.Q4_1.gguf')
    parser.add_argument('--only', default='', help='what the name of a tokenizer must hold')
    arguments = parser.parse_args()
    binaries, data = arguments.bin.resolve(), arguments.data.resolve()
    lines = lines_of(data)
    differing = 0
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        run(binaries / 'bafo-engine', 'model', 'import', arguments.model.resolve(), '--to', scratch / 'smol')
        run(binaries / 'bafo', 'tokenizer', 'grow', scratch / 'smol', '--text', data / 'african_storybook/zul.txt', '--add', '500', '--to', scratch / 'smol-grown')
        run(binaries / 'bafo', 'tokenizer', 'grow', data / 'gemma2-tokenizer', '--pieces-of', data / 'bafogpt_zulu', '--pad-rows', '512', '--to', scratch / 'gemma-grown')
        for kind, tokenizer in (('byte-level, grown', scratch / 'smol-grown'), ('SentencePiece, Gemma-2', data / 'gemma2-tokenizer'),
                                ('SentencePiece, Gemma-2 and BafoGPT', scratch / 'gemma-grown')):
            if arguments.only not in kind:
                continue
            rows = rows_of(tokenizer)
            gguf = write_model(binaries, tokenizer, scratch, kind.replace(' ', '-').replace(',', ''), rows)
            print(f'{kind}: {rows:,} rows', flush=True)
            differing += compare(binaries, kind, tokenizer, gguf, lines, scratch)
    return 1 if differing else 0


if __name__ == '__main__':
    sys.exit(main())
