# SPDX-License-Identifier: Apache-2.0
"""Rotary frequencies of transformers' own functions, for tests/model/rotary_test.cpp.

Made with torch 2.11.0, transformers 5.3.0 (CPU): python make_rotary.py > rotary.json
In every llama3 model here some frequencies are kept, some divided and some between.
"""
import json

import torch
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

LLAMA3 = dict(rope_type='llama3', low_freq_factor=1.0, high_freq_factor=4.0)
MODELS = {
    'plain': dict(head_dim=16, rope=dict(rope_type='default', rope_theta=10000.0)),
    'linear': dict(head_dim=16, rope=dict(rope_type='linear', rope_theta=10000.0, factor=4.0)),
    'short': dict(head_dim=16, rope=dict(LLAMA3, rope_theta=10000.0, factor=8.0, original_max_position_embeddings=128)),
    'Llama 3.1': dict(head_dim=128, rope=dict(LLAMA3, rope_theta=500000.0, factor=8.0, original_max_position_embeddings=8192)),
    'Llama 3.2': dict(head_dim=64, rope=dict(LLAMA3, rope_theta=500000.0, factor=32.0, original_max_position_embeddings=8192)),
    'other factors': dict(head_dim=32, rope=dict(rope_type='llama3', rope_theta=20000.0, factor=3.0, low_freq_factor=2.0,
                                                 high_freq_factor=16.0, original_max_position_embeddings=1024)),
}


def frequencies(config):
    kind = config.rope_parameters['rope_type']
    compute = LlamaRotaryEmbedding.compute_default_rope_parameters if kind == 'default' else ROPE_INIT_FUNCTIONS[kind]
    values, scale = compute(config, torch.device('cpu'))
    assert scale == 1.0, 'this one scales the cosines too'
    return values


def made(head_dim, rope):
    sizes = dict(hidden_size=2 * head_dim, num_attention_heads=2, head_dim=head_dim, max_position_embeddings=131072)
    config = LlamaConfig(**sizes, rope_parameters=dict(rope))
    unscaled = LlamaConfig(**sizes, rope_parameters=dict(rope_type='default', rope_theta=rope['rope_theta']))
    return {'head_dim': head_dim, 'rope_parameters': rope, 'unscaled': frequencies(unscaled).tolist(),
            'frequencies': frequencies(config).tolist()}


torch.set_num_threads(1)
print(json.dumps({name: made(**settings) for name, settings in MODELS.items()}, indent=1))
