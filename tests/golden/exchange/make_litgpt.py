#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tiny random LitGPT checkpoints of three families in both layouts of q, k and v, with the logits that LitGPT computes from them.

Made with torch 2.11.0, litgpt 0.5.13. Run: python make_litgpt.py
Writes litgpt/<name>/{lit_model.pth, model_config.yaml} and litgpt/logits.json. Every state dictionary is loaded into a fresh
GPT before the logits are taken, so that LitGPT itself undoes the older layout.
"""
import json
import pathlib

import torch
from litgpt.config import Config
from litgpt.model import GPT
from litgpt.utils import incremental_save, save_config

FOLDER = pathlib.Path(__file__).resolve().parent / 'litgpt'
IDS = [3, 39, 17, 0, 8, 8, 25, 31, 2, 11, 5]
COMMON = dict(vocab_size=37, padding_multiple=8, rotary_percentage=1.0, parallel_residual=False, bias=False, norm_class_name='RMSNorm',
              block_size=64, n_layer=2)
LLAMA = dict(COMMON, name='tiny-llama', n_embd=12, n_head=6, n_query_groups=2, head_size=4, mlp_class_name='LLaMAMLP', intermediate_size=20)
GEMMA = dict(COMMON, name='Gemma-2-tiny', n_layer=3, n_embd=10, n_head=4, n_query_groups=2, head_size=4, mlp_class_name='GemmaMLP',
             gelu_approximate='tanh', intermediate_size=14, scale_embeddings=True, attention_scores_scalar=6, sliding_window_size=4,
             sliding_window_indices=[1, 0, 1], post_attention_norm=True, post_mlp_norm=True, attention_logit_softcapping=5.0,
             final_logit_softcapping=3.0)
LLAMA3 = dict(factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_seq_len=16)
QWEN = dict(LLAMA, name='tiny-qwen', attn_bias=True, rope_base=1000000, norm_eps=1e-6)


def fresh(config):
    model = GPT(config)
    for name, value in model.named_parameters():
        noise = torch.randn_like(value)
        if value.dim() == 1 and name.endswith('.weight'):  # norms: around what leaves things as they are
            value.data = (0.0 if 'Gemma' in config.name else 1.0) + 0.3 * noise
        else:
            value.data = 0.4 * noise
    return model


def interleaved(state, config):
    """q|k|v of attn.qkv as attn.attn keeps them: per key-value head its queries, its key, its value."""
    result = {}
    for name, value in state.items():
        if '.attn.qkv.' in name:
            size, groups = config.head_size, config.n_query_groups
            q, k, v = value.split((config.n_head * size, groups * size, groups * size))
            parts = zip(q.chunk(groups), k.chunk(groups), v.chunk(groups))
            name, value = name.replace('attn.qkv', 'attn.attn'), torch.cat([torch.cat(part) for part in parts])
        result[name] = value
    return result


def logits(config, state):
    model = GPT(config).eval()
    model.load_state_dict({name.replace('_orig_mod.', ''): value.float() for name, value in state.items()})
    with torch.no_grad():
        return [[float(f'{x:.7g}') for x in row] for row in model(torch.tensor([IDS]))[0].tolist()]


def make(name, arguments, *, older=False, tied=False, dtype=torch.float32, form='state'):
    config = Config(**arguments)
    model = fresh(config)
    if tied:
        model.transformer.wte.weight = model.lm_head.weight
    state = {key: value.detach().to(dtype) for key, value in model.state_dict().items()}
    if tied:  # torch.save keeps one storage for both
        state['transformer.wte.weight'] = state['lm_head.weight']
    state = interleaved(state, config) if older else state
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    save_config(config, folder)
    fields = folder / 'model_config.yaml'
    fields.write_text('# SPDX-License-Identifier: Apache-2.0\n' + fields.read_text())
    path = folder / 'lit_model.pth'
    if form == 'incremental':
        with incremental_save(path) as saver:
            saver.save({key: saver.store_early(value) for key, value in state.items()})
    elif form == 'checkpoint':
        optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(2))])
        state = {f'_orig_mod.{key}': value for key, value in state.items()}
        torch.save({'model': state, 'optimizer': optimizer.state_dict(), 'train_dataloader': {}, 'iter_num': 288, 'step_count': 72}, path)
    else:
        torch.save(state, path)
    return logits(config, state)


def main():
    torch.manual_seed(11)
    golden = {
        'llama': make('llama', LLAMA, form='incremental'),
        'llama_interleaved': make('llama_interleaved', dict(LLAMA, bias=True, rope_adjustments=LLAMA3), older=True, tied=True),
        'gemma2': make('gemma2', GEMMA, form='incremental'),
        'gemma2_interleaved': make('gemma2_interleaved', GEMMA, older=True, form='checkpoint', tied=True),
        'qwen2': make('qwen2', QWEN, form='checkpoint'),
        'qwen2_interleaved': make('qwen2_interleaved', QWEN, older=True, dtype=torch.bfloat16),
    }
    (FOLDER / 'logits.json').write_text(json.dumps({'ids': IDS, **golden}) + '\n')


if __name__ == '__main__':
    main()
