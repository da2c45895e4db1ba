# SPDX-License-Identifier: Apache-2.0
"""One process of LitGPT training steps, for run.py: its own model, its own loss as its pretraining calls it."""
import pathlib

import torch
from litgpt.config import Config
from litgpt.model import GPT
from litgpt.scripts.convert_hf_checkpoint import copy_weights_hf_llama
from litgpt.utils import chunked_cross_entropy
from safetensors.torch import load_file

import peer


def load(folder):
    config = Config.from_name('SmolLM2-135M-Instruct')
    with torch.device('meta'):
        model = GPT(config)
    weights = load_file(pathlib.Path(folder) / 'model.safetensors')
    state = {}
    copy_weights_hf_llama(config, {}, state, weights)
    model.to_empty(device='cpu')
    model.load_state_dict(state)
    model.lm_head.weight = model.transformer.wte.weight  # SmolLM2 is tied
    model.max_seq_length = model.max_seq_length  # builds the rotary tables, which were on the meta device
    return model, config


def loss_of(model, ids, targets):
    return chunked_cross_entropy(model(ids), targets, chunk_size=0)


def main():
    options = peer.arguments()
    torch.set_num_threads(options.threads)
    model, config = load(options.model)
    model.max_seq_length = options.length
    model.cos, model.sin = model.rope_cache(device='cpu')
    peer.measure('litgpt', options, model, config.padded_vocab_size, loss_of)


main()
