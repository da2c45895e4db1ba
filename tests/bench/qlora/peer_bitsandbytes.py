# SPDX-License-Identifier: Apache-2.0
"""One process of peft's and bitsandbytes' QLoRA steps, for run.py: NF4 with double quantisation on the CPU, computed in
--compute fp32 or bf16. Embedding, head and norms are in that format too, the adapter in fp32, as peft has it."""
import pathlib
import sys

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, BitsAndBytesConfig
from transformers.utils import logging

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import peer  # noqa: E402


def load(options):
    dtype = {'fp32': torch.float32, 'bf16': torch.bfloat16}[options.compute]
    packing = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type='nf4', bnb_4bit_use_double_quant=True,
                                 bnb_4bit_compute_dtype=dtype)
    base = AutoModelForCausalLM.from_pretrained(options.model, dtype=dtype, attn_implementation='sdpa', quantization_config=packing,
                                                device_map={'': 'cpu'})
    return PeftModel.from_pretrained(base, options.adapter, is_trainable=True)


def loss_of(model, ids, targets):
    logits = model(input_ids=ids, use_cache=False).logits.float()
    return torch.nn.functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))


def main():
    options = peer.arguments(['--adapter', '--compute'])
    torch.set_num_threads(options.threads)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    model = load(options)
    peer.measure(f'bitsandbytes {options.compute}', options, model, model.config.vocab_size, loss_of)


main()
