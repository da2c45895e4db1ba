# SPDX-License-Identifier: Apache-2.0
"""Writes the embedded model's GGUF as a Hugging Face folder in fp32 with transformers' own reader, once, for run.py."""
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM

source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
model = AutoModelForCausalLM.from_pretrained(str(source.parent), gguf_file=source.name, dtype=torch.float32)
model.save_pretrained(target, safe_serialization=True)
