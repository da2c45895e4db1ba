# SPDX-License-Identifier: Apache-2.0
"""Writes a PEFT adapter (rank 16 on q, k, v, o, B not zero) for the model in a Hugging Face folder, once, for run.py: all
programs begin with the same one.

  make_adapter.py MODEL_FOLDER FOLDER
"""
import sys

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

torch.manual_seed(1)
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
adapted = get_peft_model(model, LoraConfig(task_type='CAUSAL_LM', r=16, lora_alpha=32, lora_dropout=0.0,
                                           target_modules=['q_proj', 'k_proj', 'v_proj', 'o_proj']))
for name, parameter in adapted.named_parameters():
    if 'lora_B' in name:
        torch.nn.init.normal_(parameter, std=0.02)
adapted.save_pretrained(sys.argv[2], safe_serialization=True, save_embedding_layers=False)
