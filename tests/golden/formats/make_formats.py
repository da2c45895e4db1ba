# SPDX-License-Identifier: Apache-2.0
"""Golden values for core/formats: blocks.json (quantised blocks and the floats that the gguf package makes of them) and
mixed.safetensors with mixed.json (a file of the safetensors package and what is in it).

Made with gguf 0.19.0, safetensors 0.8.0, numpy 2.4.6. Run: python make_formats.py
"""
import importlib.metadata
import json
import pathlib

import gguf
import numpy
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent


def bits(values):
    return [int(x) for x in numpy.ascontiguousarray(values, dtype='<f4').view('<u4').reshape(-1)]


def blocks():
    random = numpy.random.default_rng(7)
    values = (random.standard_normal((4, 64)) * 3).astype(numpy.float32)
    values[0, :32] = 0
    values[1, 0] = -1e-6
    result = {}
    for name in ('F32', 'F16', 'BF16', 'Q8_0', 'Q4_0', 'Q4_1'):
        kind = gguf.GGMLQuantizationType[name]
        packed = gguf.quants.quantize(values, kind)
        result[name] = {'type': int(kind), 'bytes': packed.tobytes().hex(), 'bits': bits(gguf.quants.dequantize(packed, kind))}
    return result


def mixed():
    tensors = {'matrix': numpy.arange(6, dtype=numpy.float32).reshape(2, 3), 'half': numpy.array([1.5, -2], dtype=numpy.float16),
               'long': numpy.array([1 << 40, -1], dtype=numpy.int64), 'bytes': numpy.array([1, 255], dtype=numpy.uint8),
               'flags': numpy.array([True, False, True]), 'scalar': numpy.array(3.25, dtype=numpy.float64),
               'nothing': numpy.zeros((0, 4), dtype=numpy.float32)}
    save_file(tensors, HERE / 'mixed.safetensors', metadata={'format': 'np', 'note': 'sawubona'})
    return {name: {'shape': list(value.shape), 'bytes': value.tobytes().hex()} for name, value in tensors.items()}


if __name__ == '__main__':
    versions = {name: importlib.metadata.version(name) for name in ('gguf', 'safetensors', 'numpy')}
    (HERE / 'blocks.json').write_text(json.dumps({'versions': versions, 'blocks': blocks()}) + '\n')
    (HERE / 'mixed.json').write_text(json.dumps({'versions': versions, 'tensors': mixed()}) + '\n')
