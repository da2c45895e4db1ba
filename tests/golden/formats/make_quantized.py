#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Values beside the F16 and Q8_0 bytes that the gguf package makes of them (its Q8_0 is ggml's quantize_row_q8_0_ref).

Made with gguf 0.19.0, numpy 2. Run: python make_quantized.py       Writes quantized.json beside itself.
"""
import json
import pathlib

import gguf
import numpy as np

random = np.random.default_rng(7)
BLOCKS = {
    'normal': random.standard_normal(32),
    'small': random.standard_normal(32) * 1e-6,
    'a scale below the halves': random.standard_normal(32) * 1e-9,
    'tiny': random.standard_normal(32) * 1e-35,
    'zeros': np.zeros(32),
    'negative zeros': -np.zeros(32),
    'ties': np.array([127, *(np.arange(31) - 15.5)]),  # a scale of 1: halves go away from zero
    'one large': np.array([3e4, *random.standard_normal(31)]),
    'equal': np.full(32, 0.3),
    'halves between two': np.array([1 + k * 2.0 ** -11 for k in range(32)]),
}


def main():
    made = {}
    for name, block in BLOCKS.items():
        values = block.astype(np.float32)
        made[name] = {'bits': values.view(np.uint32).tolist()}
        for kind in (gguf.GGMLQuantizationType.F16, gguf.GGMLQuantizationType.Q8_0):
            made[name][kind.name] = gguf.quants.quantize(values, kind).view(np.uint8).tobytes().hex()
    (pathlib.Path(__file__).resolve().parent / 'quantized.json').write_text(json.dumps(made, indent=1) + '\n')


if __name__ == '__main__':
    main()
