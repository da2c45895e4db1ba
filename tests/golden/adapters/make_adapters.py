# SPDX-License-Identifier: Apache-2.0
"""What peft makes of adapters on the small decoders of tests/golden/model: logits, gradients, ten AdamW losses, merged
weights, and the folders that it saves. For tests/adapters and tests/exchange.

Made with torch 2.11.0, transformers 5.3.0, peft 0.21.2, safetensors (CPU, eager attention): python make_adapters.py [NAME...]
Weights of models and adapters are not stored beside the folders: both sides make them by the same integer hash.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM

HERE = pathlib.Path(__file__).parent
MODELS = HERE.parent / 'model'
wanted, sys.argv = sys.argv[1:], [sys.argv[0], 'no model']
sys.path.insert(0, str(MODELS))
from make_decoders import fill, hashed, seed_of  # noqa: E402

ADAPTERS = {
    'grouped_all': ('grouped', dict(r=4, lora_alpha=6, target_modules='all-linear')),
    'gemma2_stabilised': ('gemma2_window', dict(r=3, lora_alpha=5, use_rslora=True, target_modules=['q_proj', 'k_proj', 'v_proj', 'o_proj'])),
    'qwen2_patterns': ('qwen2_window', dict(r=2, lora_alpha=8, target_modules=r'.*\.(q_proj|v_proj|down_proj)',
                                            rank_pattern={'down_proj': 5}, alpha_pattern={r'layers\.1\..*q_proj': 3})),
    'gemma2_rows': ('gemma2_window', dict(r=2, lora_alpha=4, target_modules=['v_proj', 'gate_proj'], trainable_token_indices=[3, 17, 46, 60])),
    'grouped_rows': ('grouped', dict(r=2, lora_alpha=4, target_modules=['o_proj', 'up_proj'], trainable_token_indices={'embed_tokens': [0, 5, 60], 'lm_head': [5, 59]})),
}


def plain_name(name):
    return name.removeprefix('base_model.model.').replace('.default', '')


def fill_adapter(model):
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            values = hashed(seed_of(plain_name(name)), parameter.numel()) / np.float32(4)
            with torch.no_grad():
                parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))


def model_of(name):
    settings = json.loads((MODELS / f'{name}.json').read_text())
    config = AutoConfig.for_model(settings.pop('model_type'), **settings)
    config._attn_implementation = 'eager'
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32, attn_implementation='eager')
    fill(model)
    return model


def adapted(base, settings):
    model = get_peft_model(model_of(base), LoraConfig(task_type='CAUSAL_LM', lora_dropout=0.0, bias='none', **settings))
    fill_adapter(model)
    return model


def make(name, base, settings):
    model = adapted(base, settings)
    folder = HERE / name
    model.save_pretrained(folder, safe_serialization=True)
    (folder / 'README.md').unlink()
    ids = load_file(MODELS / f'{base}.safetensors')['ids']
    targets = ids[:, 1:].clone()
    targets[1, -4:] = -100
    trained = {plain_name(n): p for n, p in model.named_parameters() if p.requires_grad}
    optimizer = torch.optim.AdamW(trained.values(), lr=1e-3, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
    golden, losses = {}, []
    for step in range(10):
        logits = model(input_ids=ids[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if step == 0:
            golden['logits'] = logits.detach().clone()
            golden |= {'gradient.' + n: p.grad.clone() for n, p in trained.items()}
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    golden['losses'] = torch.tensor(losses, dtype=torch.float32)
    before = dict(model_of(base).named_parameters())
    after = dict(adapted(base, settings).merge_and_unload().named_parameters())
    golden |= {'merged.' + n: p.detach().clone() for n, p in after.items() if not torch.equal(p, before[n])}
    save_file({n: t.contiguous() for n, t in golden.items()}, HERE / f'{name}.safetensors')
    print(name, sum(p.numel() for p in trained.values()), losses[0], losses[-1], sorted(n for n in golden if 'merged' in n)[:3])


torch.set_num_threads(1)
np.seterr(over='ignore')
for adapter_name, (base_name, lora) in ADAPTERS.items():
    if not wanted or adapter_name in wanted:
        make(adapter_name, base_name, lora)
