# SPDX-License-Identifier: Apache-2.0
"""Ten steps of torch.optim.AdamW with clipping on two small tensors, for tests/train/adamw_test.cpp.

Made with torch 2.11.0 (CPU): python make_adamw.py > adamw.json
"""
import json

import torch


def pattern(count, a, b):
    """Numbers that are exact in fp32 and easy to make again elsewhere."""
    return torch.tensor([((i * a + b) % 101 - 50) / 64 for i in range(count)], dtype=torch.float32)


def main():
    torch.set_num_threads(1)
    matrix = torch.nn.Parameter(pattern(12, 37, 5).reshape(4, 3))
    norm = torch.nn.Parameter(pattern(3, 11, 70))
    optimizer = torch.optim.AdamW(
        [{"params": [matrix], "weight_decay": 0.1, "lr": 1.0}, {"params": [norm], "weight_decay": 0.0, "lr": 1.0}],
        betas=(0.9, 0.95), eps=1e-8)
    norms = []
    for step in range(10):
        matrix.grad = pattern(12, 29 + step, 3 * step).reshape(4, 3).clone()
        norm.grad = pattern(3, 17, step).clone()
        norms.append(torch.nn.utils.clip_grad_norm_([matrix, norm], 1.0).item())
        for group, factor in zip(optimizer.param_groups, (0.5, 1.0)):
            group["lr"] = 0.01 * (step + 1) * factor
        optimizer.step()
    state = {"torch": torch.__version__, "norms": norms}
    for name, parameter in (("matrix", matrix), ("norm", norm)):
        state[name] = parameter.detach().flatten().tolist()
        state[name + "_first"] = optimizer.state[parameter]["exp_avg"].flatten().tolist()
        state[name + "_second"] = optimizer.state[parameter]["exp_avg_sq"].flatten().tolist()
    print(json.dumps(state, indent=1))


main()
