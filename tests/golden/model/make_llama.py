# SPDX-License-Identifier: Apache-2.0
"""Logits, gradients and ten AdamW losses of small random Llama models, for tests/model/llama_parity_test.cpp.

Made with torch 2.11.0, transformers 5.3.0, safetensors (CPU, eager attention): python make_llama.py
Weights are not stored: both sides make them by the same integer hash.
"""
import json
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

HERE = pathlib.Path(__file__).parent
MASK = (1 << 64) - 1
ROPE = {'default': dict(rope_type='default', rope_theta=10000.0),
        'linear': dict(rope_type='linear', rope_theta=5000.0, factor=4.0),
        'llama3': dict(rope_type='llama3', rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                       original_max_position_embeddings=16)}
MODELS = {
    'grouped': dict(vocab_size=61, hidden_size=24, intermediate_size=36, num_hidden_layers=2, num_attention_heads=3,
                    num_key_value_heads=1, head_dim=8, tie_word_embeddings=False, rope='default'),
    'odd_heads': dict(vocab_size=67, hidden_size=20, intermediate_size=28, num_hidden_layers=2, num_attention_heads=5,
                      num_key_value_heads=5, head_dim=6, tie_word_embeddings=True, rope='linear'),
    'biased': dict(vocab_size=64, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=6,
                   num_key_value_heads=2, head_dim=4, tie_word_embeddings=True, attention_bias=True, mlp_bias=True, rope='llama3'),
    'seven_heads': dict(vocab_size=59, hidden_size=16, intermediate_size=20, num_hidden_layers=3, num_attention_heads=7,
                        num_key_value_heads=7, head_dim=10, tie_word_embeddings=False, attention_bias=True, rope='llama3'),
}
BATCH, TIME = 2, 13


def hashed(seed, count):
    """Uniform in [-1, 1), exact in fp32: SplitMix64 of seed + place."""
    z = (np.arange(count, dtype=np.uint64) + np.uint64(seed)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) / (1 << 23) - 1).astype(np.float32)


def seed_of(name):
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def is_norm(name):
    return 'norm' in name


def fill(model):
    for name, parameter in model.named_parameters():
        values = torch.from_numpy(hashed(seed_of(name), parameter.numel())).reshape(parameter.shape)
        with torch.no_grad():
            parameter.copy_(1 + values / 8 if is_norm(name) else values / 4)


def make(name, settings):
    settings = dict(settings)
    config = LlamaConfig(rope_parameters=dict(ROPE[settings.pop('rope')]), max_position_embeddings=64, rms_norm_eps=1e-6,
                         hidden_act='silu', **settings)
    config._attn_implementation = 'eager'
    model = LlamaForCausalLM(config)
    fill(model)
    ids = torch.from_numpy(((hashed(7, BATCH * (TIME + 1)).astype(np.float64) + 1) / 2 * config.vocab_size).astype(np.int64))
    ids = ids.reshape(BATCH, TIME + 1)
    targets = ids[:, 1:].clone()
    targets[1, -4:] = -100
    decayed = [p for n, p in model.named_parameters() if p.dim() > 1]
    others = [p for n, p in model.named_parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW([{'params': decayed, 'weight_decay': 0.1}, {'params': others, 'weight_decay': 0.0}],
                                  lr=1e-3, betas=(0.9, 0.95), eps=1e-8)
    golden, losses = {}, []
    for step in range(10):
        logits = model(input_ids=ids[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, config.vocab_size), targets.reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if step == 0:
            golden['logits'] = logits.detach().clone()
            for parameter_name, parameter in model.named_parameters():
                golden['gradient.' + parameter_name] = parameter.grad.clone()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    golden['losses'] = torch.tensor(losses, dtype=torch.float32)
    golden['ids'] = ids
    save_file(golden, HERE / f'{name}.safetensors')
    (HERE / f'{name}.json').write_text(json.dumps(json.loads(config.to_json_string(use_diff=False)), indent=1) + '\n')
    print(name, sum(p.numel() for p in model.parameters()), losses[0], losses[-1])


torch.set_num_threads(1)
np.seterr(over='ignore')
for model_name, model_settings in MODELS.items():
    make(model_name, model_settings)
