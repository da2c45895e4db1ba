# SPDX-License-Identifier: Apache-2.0
"""What both Python peers share: the batch, the timed loop, and the line of JSON at the end.

A step is forward, loss, backward, clipping and AdamW, as in step_bench.cpp. Settings are the fastest that PyTorch
offers for it on a CPU: scaled_dot_product_attention, fused AdamW, gradients set to None.
"""
import argparse
import json
import resource
import time

import torch


def arguments(more=()):
    parser = argparse.ArgumentParser()
    for name in more:
        parser.add_argument(name, required=True)
    parser.add_argument('--model', required=True, help='Hugging Face folder')
    parser.add_argument('--micro-batch', type=int, default=1)
    parser.add_argument('--length', type=int, default=512)
    parser.add_argument('--steps', type=int, default=3, help='timed steps, after one that is not')
    parser.add_argument('--threads', type=int, default=2)
    return parser.parse_args()


def make_batch(rows, length, vocabulary):
    """The same ids as step_bench.cpp: a linear congruential generator, top bits."""
    ids, state = [], 12345
    for _ in range(rows * (length + 1)):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        ids.append((state >> 33) % vocabulary)
    table = torch.tensor(ids).view(rows, length + 1)
    return table[:, :-1].contiguous(), table[:, 1:].contiguous()


def peak_resident_mb():
    with open('/proc/self/status', encoding='ascii') as status:
        for line in status:
            if line.startswith('VmHWM:'):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def measure(name, options, model, vocabulary, loss_of):
    ids, targets = make_batch(options.micro_batch, options.length, vocabulary)
    model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    decayed = [p for p in trained if p.dim() > 1]
    others = [p for p in trained if p.dim() <= 1]
    optimizer = torch.optim.AdamW([{'params': decayed, 'weight_decay': 0.1}, {'params': others, 'weight_decay': 0.0}],
                                  lr=1e-4, betas=(0.9, 0.95), eps=1e-8, fused=True)
    losses, seconds, cpu = [], [], []
    for _ in range(options.steps + 1):
        started, usage = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        loss = loss_of(model, ids, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        del loss
        seconds.append(time.perf_counter() - started)
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu.append(after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime)
    median = sorted(seconds[1:])[(len(seconds) - 1) // 2]
    print(json.dumps({'name': name, 'tokens_per_second': ids.numel() / median, 'step_seconds': seconds[1:],
                      'cpu_seconds': cpu[1:], 'peak_rss_mb': peak_resident_mb(), 'losses': losses,
                      'parameters': sum(p.numel() for p in model.parameters()), 'torch': torch.__version__}))
