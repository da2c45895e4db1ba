#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One model through every door: a grown, tied model with an adapter, its logits here, merged, in transformers, PEFT, LitGPT and llama.cpp.

The model is SmolLM2-135M (build/models) grown by isiZulu pieces, or with --tiny the committed tiny one; the adapter is PEFT's own, with rows of
new tokens. Needs bafo-gguf-reader ('make gguf-reader') and a Python with torch 2.11, transformers 5.3, peft 0.21, litgpt 0.5.13:
  python run.py BIN DATA [--tiny] [--keep FOLDER]       BIN: the folder of our programs; DATA: the public test data
Says what differs how much; ends with 1 where something is over its limit.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from litgpt.config import Config
from litgpt.model import GPT
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.numpy import load_file
from transformers import AutoModelForCausalLM

ROOT = pathlib.Path(__file__).resolve().parents[3]
MARGIN = 0.05
failures = []


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f'{" ".join(map(str, command))}\n{done.stdout}{done.stderr}')
    return done.stdout


def tell(what, value, limit, holds=lambda value, limit: value <= limit):
    print(f'{what:<66} {value:10.3g}   limit {limit:g}', flush=True)
    if not holds(value, limit):
        failures.append(what)


class Chain:
    def __init__(self, binaries, data, scratch, tiny):
        self.bin, self.data, self.dir, self.tiny = binaries, data, scratch, tiny
        self.limit = 1e-5 if tiny else 1e-4

    def model(self, *arguments):
        return run(self.bin / 'bafo-engine', 'model', *arguments, cwd=self.dir)

    def make_base(self):
        source = ROOT / 'tests/golden/exchange/tiny/tied.gguf' if self.tiny else ROOT / 'build/models/SmolLM2-135M-Instruct.Q4_1.gguf'
        text = self.data / 'african_storybook/zul.txt'
        self.model('import', os.environ.get('BAFO_TEST_MODEL', source) if not self.tiny else source, '--to', 'plain')
        run(self.bin / 'bafo', 'tokenizer', 'grow', 'plain', '--text', text, '--add', '100' if self.tiny else '500', '--to', 'grown', cwd=self.dir)
        self.model('expand', 'plain', '--tokenizer', 'grown', '--init', 'subpieces', '--to', 'base')
        growth = json.loads((self.dir / 'base/growth.json').read_text())
        self.new_ids = [piece['id'] for piece in growth['pieces']]
        lines = json.loads(run(self.bin / 'bafo', 'tokenizer', 'encode', 'base', '--lines', text, '--json', cwd=self.dir))['lines']
        ids = [id for line in lines[:400] for id in line]
        self.sequences = [ids[i:i + 64] for i in range(0, 256 if self.tiny else 128, 64)]
        self.long = [ids[i:i + 128] for i in range(0, 2048, 128)]

    def ours(self, model, ids):
        out = self.dir / 'logits.safetensors'
        out.unlink(missing_ok=True)
        self.model('logits', model, '--ids', ','.join(map(str, ids)), '--to', out)
        return list(load_file(out).values())[0].reshape(len(ids), -1)

    def theirs(self, compute):
        with torch.no_grad():
            return [compute(torch.tensor([ids])) for ids in self.sequences]

    def make_adapter(self):
        self.model('export', 'base', '--to', 'base-hf')
        base = AutoModelForCausalLM.from_pretrained(self.dir / 'base-hf', dtype=torch.float32)
        torch.manual_seed(5)
        settings = LoraConfig(r=8, lora_alpha=16, target_modules=['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
                              trainable_token_indices={'embed_tokens': self.new_ids}, task_type='CAUSAL_LM')
        model = get_peft_model(base, settings).eval()
        for name, value in model.named_parameters():
            if 'lora_B' in name:
                value.data = 0.005 * torch.randn_like(value)
            elif 'trainable_tokens_delta' in name:
                value.data += 0.01 * torch.randn_like(value)
        model.save_pretrained(self.dir / 'peft')
        with model.disable_adapter():
            self.plain = self.theirs(lambda ids: model(ids).logits[0].numpy())
        self.reference = self.theirs(lambda ids: model(ids).logits[0].numpy())
        self.model('import', 'peft', '--base', 'base', '--to', 'adapter')
        self.model('merge', 'adapter', '--to', 'merged', *(['--no-certificate'] if '--no-certificate' in self.model('merge', '--help') else []))

    def compare(self, what, logits):
        tell(what, max(float(np.abs(a - b).max()) for a, b in zip(logits, self.reference)), self.limit)

    def compare_all(self):
        base = [self.ours('base', ids) for ids in self.sequences]
        print(f'largest logit {max(np.abs(rows).max() for rows in self.reference):.1f}')
        tell('the base, here and in transformers', max(float(np.abs(a - b).max()) for a, b in zip(base, self.plain)), self.limit)
        tell('the base without the adapter (must differ)', max(float(np.abs(a - b).max()) for a, b in zip(base, self.reference)), 1e-2,
             lambda value, limit: value > limit)
        self.compare('base + adapter from PEFT, here', [self.ours('adapter', ids) for ids in self.sequences])
        self.compare('merged, here', [self.ours('merged', ids) for ids in self.sequences])
        self.model('export', 'merged', '--to', 'merged-hf')
        merged = AutoModelForCausalLM.from_pretrained(self.dir / 'merged-hf', dtype=torch.float32)
        self.compare('merged, in transformers', self.theirs(lambda ids: merged(ids).logits[0].numpy()))
        self.model('export', 'adapter', '--to', 'adapter-peft')
        base = AutoModelForCausalLM.from_pretrained(self.dir / 'base-hf', dtype=torch.float32)
        back = PeftModel.from_pretrained(base, self.dir / 'adapter-peft').eval()
        self.compare('the adapter given back to PEFT', self.theirs(lambda ids: back(ids).logits[0].numpy()))
        self.model('export', 'merged', '--format', 'litgpt', '--to', 'merged-litgpt')
        litgpt = GPT(Config.from_checkpoint(self.dir / 'merged-litgpt')).eval()
        litgpt.load_state_dict(torch.load(self.dir / 'merged-litgpt/lit_model.pth', weights_only=True, mmap=True))
        self.compare('merged, in LitGPT', self.theirs(lambda ids: litgpt(ids)[0].numpy()))
        self.model('import', 'merged-litgpt', '--to', 'merged-back')
        self.compare('merged, out to LitGPT and back here', [self.ours('merged-back', ids) for ids in self.sequences])

    def compare_gguf(self, kind, least):
        file = self.dir / f'merged.{kind}'
        self.model('export', 'merged', '--format', kind, '--to', file)
        requests = [{'ids': ids, 'to': str(self.dir / f'rows{i}')} for i, ids in enumerate(self.long)]
        answers = run(self.bin / 'bafo-gguf-reader', file, input='\n'.join(map(json.dumps, requests)))
        agreed, clear, largest = 0, 0, 0.0
        for i, answer in enumerate(map(json.loads, answers.splitlines())):
            rows = np.fromfile(self.dir / f'rows{i}', dtype=np.float32).reshape(answer['rows'], answer['columns'])
            own = self.ours('merged', self.long[i])
            top = np.sort(own, axis=1)[:, -2:]
            is_clear = top[:, 1] - top[:, 0] > MARGIN
            clear += int(is_clear.sum())
            agreed += int((own.argmax(1) == rows.argmax(1))[is_clear].sum())
            largest = max(largest, float(np.abs(own - rows).max()))
        print(f'{kind}: {file.stat().st_size:,} bytes, {sum(map(len, self.long))} tokens, {clear} with a margin over {MARGIN}')
        tell(f'merged, {kind} in llama.cpp: largest difference of logits', largest, 5)
        tell(f'merged, {kind} in llama.cpp: agreement of the first choice', agreed / clear, least, lambda value, limit: value >= limit)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('bin', type=pathlib.Path)
    parser.add_argument('data', type=pathlib.Path)
    parser.add_argument('--tiny', action='store_true')
    parser.add_argument('--keep', type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = arguments.keep or pathlib.Path(name)
        scratch.mkdir(parents=True, exist_ok=True)
        chain = Chain(arguments.bin.resolve(), arguments.data.resolve(), scratch, arguments.tiny)
        chain.make_base()
        print(f'{"tiny" if arguments.tiny else "SmolLM2-135M"}, grown by {len(chain.new_ids)} tokens; largest difference of logits from PEFT:')
        chain.make_adapter()
        chain.compare_all()
        chain.compare_gguf('gguf-f16', 0.99)
        chain.compare_gguf('gguf-q8_0', 0.95)
    print('over the limit: ' + ', '.join(failures) if failures else 'all within their limits')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
