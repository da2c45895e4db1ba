# SPDX-License-Identifier: Apache-2.0
"""What bitsandbytes makes of small tensors on a processor, for tests/adapters/nf4_test.cpp.

Made with torch 2.11.0, bitsandbytes 0.50.2, safetensors: python make_nf4.py
For each case: values, and of double quantisation packed, codes, scales (of the codes) and offset; plain_scales are those
of single quantisation, decoded what is read back in fp32.
"""
import pathlib

import bitsandbytes.functional as functional
import numpy as np
import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
CODE = functional.get_4bit_type('nf4', device='cpu')
MIDDLES = (CODE[:-1] + CODE[1:]) / 2


def uniform(count, seed):
    """In [-1, 1), by an integer hash that tests/adapters/nf4_test.cpp has too."""
    with np.errstate(over='ignore'):
        z = (np.arange(count, dtype=np.uint64) + np.uint64(seed * 1000003 + 1)) * np.uint64(0x9E3779B97F4A7C15)
    return ((z ^ (z >> np.uint64(29))) >> np.uint64(40)).astype(np.float64) / 2.0**23 - 1


def floats(values):
    return torch.from_numpy(np.asarray(values, dtype=np.float64).astype(np.float32))


def with_neighbours(values):
    return torch.cat([values, torch.nextafter(values, torch.tensor(2.0)), torch.nextafter(values, torch.tensor(-2.0))])


def tie_blocks(scale):
    """Each middle and its neighbours in blocks whose largest magnitude is the scale."""
    ties = with_neighbours(MIDDLES) * scale
    blocks = [torch.cat([torch.tensor([scale]), ties[i:i + 63]]) for i in range(0, len(ties), 63)]
    return torch.cat(blocks)


def cases():
    yield 'random', floats(uniform(20001, 1) ** 3)
    yield 'weights', floats(uniform(64 * 600, 2) * uniform(64 * 600, 3) * 0.05)
    yield 'zeros', torch.zeros(64 * 5)
    yield 'some_zeros', torch.cat([torch.zeros(128), floats(uniform(64 * 4, 4)), torch.zeros(64), -torch.zeros(64)])
    yield 'zero_rest', torch.zeros(3)
    yield 'tiny', floats(np.concatenate([uniform(128, 5) * 1e-38, uniform(128, 6) * 1e-41, uniform(17, 7) * 1e-39]))
    yield 'least_scale', torch.cat([torch.full((64,), 1e-38), torch.full((64,), 0.9e-38), torch.full((30,), -1e-38)])
    yield 'huge', floats(np.concatenate([uniform(64, 8) * 1.5e38, uniform(128, 9) * 1e30, uniform(64, 10), uniform(5, 11) * 1e38]))
    yield 'ties', tie_blocks(1.0)
    yield 'scaled_ties', torch.cat([tie_blocks(0.25), tie_blocks(0.0137), tie_blocks(-3.7)])
    yield 'one', torch.tensor([-0.3])
    yield 'almost_a_block', floats(uniform(63, 12))
    yield 'just_over_a_block', floats(uniform(65, 13))
    yield 'equal_scales', torch.cat([torch.tensor([1.0] + [0.1] * 63)] * 7)
    yield 'wide_scales', floats(np.concatenate([uniform(64, 100 + i) * 10.0 ** (i % 9 - 6) for i in range(300)]))


def quantise(values, is_double):
    return functional.quantize_4bit(values, blocksize=64, compress_statistics=is_double, quant_type='nf4')


torch.set_num_threads(1)
tensors = {}
for name, values in cases():
    packed, state = quantise(values, True)
    _, plain = quantise(values, False)
    is_hashed = name in ('random', 'weights')
    if not is_hashed:
        tensors[name + '.values'] = values
    tensors[name + '.packed'] = packed.reshape(-1)
    tensors[name + '.codes'] = state.absmax
    tensors[name + '.scales'] = state.state2.absmax
    tensors[name + '.offset'] = state.offset.reshape(1)
    tensors[name + '.plain_scales'] = plain.absmax
    decoded = functional.dequantize_4bit(packed, state).reshape(-1)
    tensors[name + '.decoded'] = decoded[:2048].clone()
scales = floats(np.abs(uniform(9216 * 2304 // 64, 14)) * 0.1)
tensors['mean.offset'] = scales.mean().reshape(1)
tensors['map'] = functional.create_dynamic_map()
save_file({k: v.contiguous().clone() for k, v in tensors.items()}, HERE / 'nf4.safetensors')
print(sum(v.numel() * v.element_size() for v in tensors.values()), 'bytes')
