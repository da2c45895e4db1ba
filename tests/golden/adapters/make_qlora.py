# SPDX-License-Identifier: Apache-2.0
"""What peft and bitsandbytes make of an adapter beside a small decoder in NF4: logits, gradients, ten AdamW losses; and
that decoder as a folder of 4 bits. For tests/adapters/qlora_parity_test.cpp and tests/exchange/packed_base_test.cpp.

Made with torch 2.11.0, transformers 5.3.0, peft 0.21.2, bitsandbytes 0.50.2, safetensors (CPU, eager attention, products in
fp32): python make_qlora.py
The models and the adapters' weights are made by integer hashes, as those of make_decoders.py and make_adapters.py;
embedding and head are rounded to bf16.
"""
import json
import pathlib
import sys

import bitsandbytes as bnb
import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM

HERE = pathlib.Path(__file__).parent
MODELS = HERE.parent / 'model'
sys.argv = [sys.argv[0], 'no model']
sys.path.insert(0, str(MODELS))
from make_decoders import fill, hashed, seed_of  # noqa: E402

ADAPTERS = {
    'grouped_qlora': ('grouped', dict(r=4, lora_alpha=6, target_modules='all-linear')),
    'gemma2_qlora': ('gemma2_window', dict(r=3, lora_alpha=5, use_rslora=True, target_modules=['q_proj', 'k_proj', 'v_proj', 'o_proj'])),
}
QUANTISATION = {'quant_method': 'bitsandbytes', 'load_in_4bit': True, 'load_in_8bit': False, 'bnb_4bit_quant_type': 'nf4',
                'bnb_4bit_use_double_quant': True, 'bnb_4bit_compute_dtype': 'float32', 'bnb_4bit_quant_storage': 'uint8',
                'llm_int8_skip_modules': ['lm_head'], 'llm_int8_threshold': 6.0, 'llm_int8_has_fp16_weight': False,
                'llm_int8_enable_fp32_cpu_offload': False, '_load_in_4bit': True, '_load_in_8bit': False}


def plain_name(name):
    return name.removeprefix('base_model.model.').replace('.default', '')


def quantised(name):
    settings = json.loads((MODELS / f'{name}.json').read_text())
    config = AutoConfig.for_model(settings.pop('model_type'), **settings)
    config._attn_implementation = 'eager'
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32, attn_implementation='eager')
    fill(model)
    with torch.no_grad():
        for table in {model.get_input_embeddings().weight, model.get_output_embeddings().weight}:
            table.copy_(table.to(torch.bfloat16).float())
    for module_name, module in list(model.named_modules()):
        if isinstance(module, torch.nn.Linear) and '.layers.' in module_name:
            packed = bnb.nn.Linear4bit(module.in_features, module.out_features, bias=module.bias is not None,
                                       compute_dtype=torch.float32, compress_statistics=True, quant_type='nf4')
            packed.weight = bnb.nn.Params4bit(module.weight.data.clone(), requires_grad=False, compress_statistics=True, quant_type='nf4')
            if module.bias is not None:
                packed.bias = module.bias
            parent, _, leaf = module_name.rpartition('.')
            setattr(model.get_submodule(parent), leaf, packed.to('cpu'))
    model.is_loaded_in_4bit = True
    return model


def make(name, base, settings):
    model = get_peft_model(quantised(base), LoraConfig(task_type='CAUSAL_LM', lora_dropout=0.0, bias='none', **settings),
                           autocast_adapter_dtype=False)
    trained = {plain_name(n): p for n, p in model.named_parameters() if p.requires_grad}
    for n, p in trained.items():
        with torch.no_grad():
            p.copy_(torch.from_numpy(hashed(seed_of(n), p.numel()) / np.float32(4)).reshape(p.shape))
    ids = load_file(MODELS / f'{base}.safetensors')['ids']
    targets = ids[:, 1:].clone()
    targets[1, -4:] = -100
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
    golden['base_logits'] = quantised(base)(input_ids=ids[:, :-1]).logits.detach()
    save_file({n: t.contiguous() for n, t in golden.items()}, HERE / f'{name}.safetensors')
    print(name, sum(p.numel() for p in trained.values()), losses[0], losses[-1])


def make_folder(base):
    folder = HERE / f'{base}_4bit'
    folder.mkdir(exist_ok=True)
    state = {n: t.contiguous().clone() for n, t in quantised(base).state_dict().items()}
    save_file(state, folder / 'model.safetensors', metadata={'format': 'pt'})
    config = json.loads((MODELS / f'{base}.json').read_text())
    (folder / 'config.json').write_text(json.dumps({**config, 'quantization_config': QUANTISATION}, indent=1) + '\n')
    print(folder.name, len(state), sum(t.numel() * t.element_size() for t in state.values()))
    return state


torch.set_num_threads(1)
np.seterr(over='ignore')
for adapter_name, (base_name, lora) in ADAPTERS.items():
    make(adapter_name, base_name, lora)
for key, tensor in list(make_folder('grouped').items())[:12]:
    print(key, tensor.dtype, tuple(tensor.shape))
