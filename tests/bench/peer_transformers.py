# SPDX-License-Identifier: Apache-2.0
"""One process of transformers training steps, for run.py."""
import torch
from transformers import AutoModelForCausalLM
from transformers.utils import logging

import peer


def loss_of(model, ids, targets):
    logits = model(input_ids=ids, use_cache=False).logits
    return torch.nn.functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))


def main():
    options = peer.arguments()
    torch.set_num_threads(options.threads)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32, attn_implementation='sdpa')
    peer.measure('transformers', options, model, model.config.vocab_size, loss_of)


main()
