# SPDX-License-Identifier: Apache-2.0
"""Logits, gradients and ten AdamW losses of small random decoders, for tests/model/decoder_parity_test.cpp.

Made with torch 2.11.0, transformers 5.3.0, safetensors (CPU, eager attention): python make_decoders.py [NAME...]
Weights are not stored: both sides make them by the same integer hash.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import (Gemma2Config, Gemma2ForCausalLM, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM)

HERE = pathlib.Path(__file__).parent
MASK = (1 << 64) - 1
ROPE = {'default': dict(rope_type='default', rope_theta=10000.0),
        'linear': dict(rope_type='linear', rope_theta=5000.0, factor=4.0),
        'llama3': dict(rope_type='llama3', rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                       original_max_position_embeddings=16)}
LLAMA = {
    'grouped': dict(vocab_size=61, hidden_size=24, intermediate_size=36, num_hidden_layers=2, num_attention_heads=3,
                    num_key_value_heads=1, head_dim=8, tie_word_embeddings=False, rope='default'),
    'odd_heads': dict(vocab_size=67, hidden_size=20, intermediate_size=28, num_hidden_layers=2, num_attention_heads=5,
                      num_key_value_heads=5, head_dim=6, tie_word_embeddings=True, rope='linear'),
    'biased': dict(vocab_size=64, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=6,
                   num_key_value_heads=2, head_dim=4, tie_word_embeddings=True, attention_bias=True, mlp_bias=True, rope='llama3'),
    'seven_heads': dict(vocab_size=59, hidden_size=16, intermediate_size=20, num_hidden_layers=3, num_attention_heads=7,
                        num_key_value_heads=7, head_dim=10, tie_word_embeddings=False, attention_bias=True, rope='llama3'),
}
# Soft caps low enough to bend what they cap; windows shorter, longer and as short as can be; tokens for padding that occur.
GEMMA2 = {
    'gemma2_window': dict(vocab_size=61, hidden_size=20, intermediate_size=36, num_hidden_layers=3, num_attention_heads=3,
                          num_key_value_heads=1, head_dim=10, sliding_window=5, query_pre_attn_scalar=7.5,
                          attn_logit_softcapping=2.0, final_logit_softcapping=3.0, pad_token_id=46, rope='default', time=13),
    'gemma2_untied': dict(vocab_size=59, hidden_size=24, intermediate_size=28, num_hidden_layers=3, num_attention_heads=5,
                          num_key_value_heads=5, head_dim=6, sliding_window=1, query_pre_attn_scalar=24,
                          attn_logit_softcapping=None, final_logit_softcapping=4.0, tie_word_embeddings=False,
                          attention_bias=True, layer_types=['full_attention', 'sliding_attention', 'sliding_attention'],
                          rope='linear', pad_token_id=None, time=13),
    'gemma2_wide': dict(vocab_size=53, hidden_size=18, intermediate_size=22, num_hidden_layers=2, num_attention_heads=7,
                        num_key_value_heads=7, head_dim=4, sliding_window=19, query_pre_attn_scalar=256,
                        attn_logit_softcapping=1.5, final_logit_softcapping=None, rope='default', time=19),
}
QWEN2 = {
    'qwen2_plain': dict(vocab_size=61, hidden_size=24, intermediate_size=36, num_hidden_layers=2, num_attention_heads=3,
                        num_key_value_heads=1, sliding_window=131072, max_window_layers=2, use_sliding_window=False,
                        tie_word_embeddings=False, rope='default', time=13),
    'qwen2_window': dict(vocab_size=67, hidden_size=36, intermediate_size=28, num_hidden_layers=3, num_attention_heads=6,
                         num_key_value_heads=2, sliding_window=4, max_window_layers=1, use_sliding_window=True,
                         tie_word_embeddings=True, pad_token_id=51, rope='linear', time=17),
    'qwen2_types': dict(vocab_size=59, hidden_size=20, intermediate_size=28, num_hidden_layers=2, num_attention_heads=5,
                        num_key_value_heads=5, head_dim=6, sliding_window=3, use_sliding_window=True,
                        layer_types=['sliding_attention', 'full_attention'], tie_word_embeddings=True, rope='llama3', time=11),
}
FAMILIES = [(LLAMA, LlamaConfig, LlamaForCausalLM), (GEMMA2, Gemma2Config, Gemma2ForCausalLM), (QWEN2, Qwen2Config, Qwen2ForCausalLM)]
BATCH = 2


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
    norm = 0 if model.config.model_type == 'gemma2' else 1
    for name, parameter in model.named_parameters():
        values = torch.from_numpy(hashed(seed_of(name), parameter.numel())).reshape(parameter.shape)
        with torch.no_grad():
            parameter.copy_(norm + values / 8 if is_norm(name) else values / 4)


def make(name, settings, config_class, model_class):
    settings = dict(settings)
    time = settings.pop('time', 13)
    settings.setdefault('hidden_activation' if config_class is Gemma2Config else 'hidden_act',
                        'gelu_pytorch_tanh' if config_class is Gemma2Config else 'silu')
    config = config_class(rope_parameters=dict(ROPE[settings.pop('rope')]), max_position_embeddings=64, rms_norm_eps=1e-6,
                          **settings)
    config._attn_implementation = 'eager'
    model = model_class(config)
    fill(model)
    ids = torch.from_numpy(((hashed(7, BATCH * (time + 1)).astype(np.float64) + 1) / 2 * config.vocab_size).astype(np.int64))
    ids = ids.reshape(BATCH, time + 1)
    assert config.pad_token_id in (None, 0) or (ids[:, :-1] == config.pad_token_id).any()
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
for models, a_config, a_model in FAMILIES:
    for model_name, model_settings in models.items():
        if len(sys.argv) == 1 or model_name in sys.argv[1:]:
            make(model_name, model_settings, a_config, a_model)
