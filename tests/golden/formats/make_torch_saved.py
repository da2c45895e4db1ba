#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes torch_zips/torch_*.pth with PyTorch itself, and torch.json: what is in them, byte by byte.

Made with torch 2.11.0, litgpt 0.5.13. Run: python make_torch_saved.py
"""
import json
import pathlib

import torch
from litgpt.utils import incremental_save
from torch.utils.data import DataLoader, RandomSampler

FOLDER = pathlib.Path(__file__).resolve().parent / 'torch_zips'
NAMES = {torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16', torch.float64: 'F64', torch.int64: 'I64', torch.int32: 'I32',
         torch.int16: 'I16', torch.int8: 'I8', torch.uint8: 'U8', torch.bool: 'BOOL'}


def described(state):
    return {name: {'dtype': NAMES[value.dtype], 'shape': list(value.shape),
                   'bytes': value.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes().hex()} for name, value in state.items()}


def main():
    torch.manual_seed(3)
    whole = torch.randn(4, 6)
    state = {str(dtype).split('.')[1]: (torch.arange(6) - 2).reshape(2, 3).to(dtype) for dtype in NAMES}
    state.update({'transposed': whole.t(), 'columns': whole[:, 1:5:2], 'row': whole[2], 'scalar': torch.tensor(7.5), 'empty': torch.zeros(0, 3),
                  'tied': whole, 'parameter': torch.nn.Parameter(torch.ones(2))})
    torch.save(state, FOLDER / 'torch_save.pth')

    with incremental_save(FOLDER / 'torch_incremental.pth') as saver:
        saver.save({name: saver.store_early(value.contiguous()) for name, value in state.items() if value.numel() and name != 'parameter'})
    incremental = {name: value for name, value in state.items() if value.numel() and name != 'parameter'}

    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.LayerNorm(2))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    model(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    loader = DataLoader([1, 2, 3], sampler=RandomSampler([1, 2, 3], generator=torch.Generator().manual_seed(5)), batch_size=2)
    checkpoint = {'model': model.state_dict(), 'optimizer': optimizer.state_dict(), 'train_dataloader': loader, 'iter_num': 7, 'step_count': 3,
                  'out_dir': pathlib.PosixPath('out/step'), 'rng': {'torch': torch.get_rng_state()[:16], 'big': 1 << 90, 'bytes': b'ab'}}
    try:
        torch.save(checkpoint, FOLDER / 'torch_checkpoint.pth')
    except TypeError:  # a generator cannot be pickled by every version
        loader = DataLoader([1, 2, 3], batch_size=2)
        torch.save({**checkpoint, 'train_dataloader': loader}, FOLDER / 'torch_checkpoint.pth')
    golden = {'torch_save.pth': described(state), 'torch_incremental.pth': described(incremental), 'torch_checkpoint.pth': described(model.state_dict())}
    (FOLDER / 'torch.json').write_text(json.dumps(golden, indent=1) + '\n')


if __name__ == '__main__':
    main()
