# SPDX-License-Identifier: Apache-2.0
"""Gradients of small random decoders under torch's autocast to bf16 (fp32 weights), for tests/model/mixed_precision_test.cpp.

Made with torch 2.11.0, transformers 5.3.0, safetensors (CPU, eager attention): python make_autocast.py
The models, their weights and their tokens are those of make_decoders.py; so are the gradients in fp32.
"""
import json
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM

HERE = pathlib.Path(__file__).parent
sys.argv = [sys.argv[0], 'no model']
sys.path.insert(0, str(HERE))
from make_decoders import fill  # noqa: E402

MODELS = ('grouped', 'gemma2_window', 'qwen2_window')


def make(name):
    settings = json.loads((HERE / f'{name}.json').read_text())
    config = AutoConfig.for_model(settings.pop('model_type'), **settings)
    config._attn_implementation = 'eager'
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32, attn_implementation='eager')
    fill(model)
    known = load_file(HERE / f'{name}.safetensors')
    ids = known['ids']
    targets = ids[:, 1:].clone()
    targets[1, -4:] = -100

    def gradients(is_mixed):
        model.zero_grad(set_to_none=True)
        with torch.autocast('cpu', dtype=torch.bfloat16, enabled=is_mixed):
            logits = model(input_ids=ids[:, :-1]).logits
        loss = torch.nn.functional.cross_entropy(logits.float().reshape(-1, config.vocab_size), targets.reshape(-1))
        loss.backward()
        return loss.item(), {n: p.grad.clone() for n, p in model.named_parameters()}

    loss, exact = gradients(False)
    assert all(torch.allclose(exact[n], known['gradient.' + n], rtol=1e-4, atol=1e-6) for n in exact), name
    mixed_loss, mixed = gradients(True)
    worst = max(((mixed[n] - exact[n]).norm() / exact[n].norm()).item() for n in exact if exact[n].norm() > 0)
    save_file({'loss': torch.tensor(mixed_loss), **{'gradient.' + n: g for n, g in mixed.items()}}, HERE / f'{name}_autocast.safetensors')
    print(name, loss, mixed_loss, worst)


torch.set_num_threads(1)
for model_name in MODELS:
    make(model_name)
