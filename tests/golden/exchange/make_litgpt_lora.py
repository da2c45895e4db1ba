#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small random adapters of LitGPT on the checkpoints of make_litgpt.py, with the logits of LitGPT's own merge of the two.

Made with torch 2.11.0 and litgpt 0.5.13; those of the older layout with litgpt 0.5.4, which has to be there then:
  python make_litgpt_lora.py           python make_litgpt_lora.py older     (litgpt 0.5.4 first in PYTHONPATH)
Writes litgpt_lora/<name>/{lit_model.pth.lora, hyperparameters.yaml} and litgpt_lora/<name>.json.
"""
import dataclasses
import json
import pathlib
import shutil
import sys
import tempfile

import torch
import yaml
from litgpt.lora import GPT, Config, lora_filter
from litgpt.model import GPT as PlainGPT
from litgpt.scripts.merge_lora import merge_lora

HERE = pathlib.Path(__file__).resolve().parent
IDS = [3, 39, 17, 0, 8, 8, 25, 31, 2, 11, 5]
NAMES = ('query', 'key', 'value', 'projection', 'mlp', 'head')
# name: base, the layers with an adapter, dtype
CASES = {
    'llama_some': ('llama', ('query', 'value', 'mlp'), torch.float32),
    'llama_all': ('llama', ('query', 'key', 'value', 'projection', 'mlp'), torch.bfloat16),
    'gemma2_some': ('gemma2', ('query', 'key', 'projection'), torch.float32),
}
OLDER = {'older_all': ('llama_interleaved', ('query', 'key', 'value', 'mlp'), torch.float32),
         'older_some': ('llama_interleaved', ('key', 'value'), torch.float32)}


def config_of(base, **settings):
    """Fields that an older LitGPT does not know change nothing in these models."""
    fields = yaml.safe_load((HERE / 'litgpt' / base / 'model_config.yaml').read_text())
    known = {field.name for field in dataclasses.fields(Config)}
    return Config(**{key: value for key, value in fields.items() if key in known}, **settings)


def make(name, base, layers, dtype):
    folder = HERE / 'litgpt_lora' / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = dict(lora_r=2, lora_alpha=6, lora_dropout=0.05, **{f'lora_{layer}': layer in layers for layer in NAMES})
    model = GPT(config_of(base, **settings))
    for key, value in model.named_parameters():
        if lora_filter(key, value):
            value.data = 0.3 * torch.randn_like(value)
    adapter = {key: value.detach().to(dtype) for key, value in model.state_dict().items() if lora_filter(key, value)}
    torch.save({'model': adapter}, folder / 'lit_model.pth.lora')
    text = yaml.safe_dump({'checkpoint_dir': f'checkpoints/{base}', 'out_dir': 'out', 'precision': '32-true', **settings})
    (folder / 'hyperparameters.yaml').write_text('# SPDX-License-Identifier: Apache-2.0\n' + text)
    return merged_logits(folder, base)


def merged_logits(adapter, base):
    """LitGPT asks for a tokenizer's files before it merges, and does not read them. It computes in the adapter's dtype, which fp32 copies spare."""
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        fields = {field.name: getattr(config_of(base), field.name) for field in dataclasses.fields(config_of(base)) if not field.name.startswith('lora_')}
        for part, source in (('base', HERE / 'litgpt' / base), ('adapter', adapter)):
            shutil.copytree(source, scratch / part)
            (scratch / part / 'model_config.yaml').write_text(yaml.safe_dump(fields))
            for empty in ('tokenizer.json', 'tokenizer_config.json'):
                (scratch / part / empty).write_text('{}')
        wide = torch.load(adapter / 'lit_model.pth.lora')
        torch.save({'model': {key: value.float() for key, value in wide['model'].items()}}, scratch / 'adapter/lit_model.pth.lora')
        merge_lora(scratch / 'adapter', scratch / 'base', precision='32-true')
        model = PlainGPT(config_of(base)).eval()
        model.load_state_dict(torch.load(scratch / 'adapter/lit_model.pth'))
        with torch.no_grad():
            return [[float(f'{x:.7g}') for x in row] for row in model(torch.tensor([IDS]))[0].tolist()]


def main():
    torch.manual_seed(3)
    for name, case in (OLDER if sys.argv[1:] == ['older'] else CASES).items():
        made = {'base': case[0], 'layers': case[1], 'ids': IDS, 'logits': make(name, *case)}
        (HERE / 'litgpt_lora' / f'{name}.json').write_text(json.dumps(made) + '\n')


if __name__ == '__main__':
    main()
