# SPDX-License-Identifier: Apache-2.0
"""Golden values for tests/generate/sampling_test.cpp, made with transformers' own logits processors.

Made with torch 2.11.0, transformers 5.3.0. Run in a throw-away environment: python make_sampling.py > sampling.json
The logits are given by a formula that the test repeats, so that only the survivors need to be stored.
"""
import json

import torch
import transformers
from transformers.generation import logits_process as lp

VOCABULARY = 257


def logits(row: int) -> torch.Tensor:
    # Integers over 64 are exact in fp32, so the test makes the same ones. Ties are meant to happen.
    return torch.tensor([[(((i * 7919 + row * 104729) % 1009) - 504) / 64.0 for i in range(VOCABULARY)]], dtype=torch.float32)


CASES = [
    dict(penalty=1.0, temperature=1.0, top_k=0, top_p=1.0),
    dict(penalty=1.3, temperature=1.0, top_k=0, top_p=1.0),
    dict(penalty=0.7, temperature=0.5, top_k=0, top_p=1.0),
    dict(penalty=1.0, temperature=0.7, top_k=40, top_p=1.0),
    dict(penalty=1.0, temperature=1.5, top_k=0, top_p=0.9),
    dict(penalty=1.0, temperature=1.0, top_k=1, top_p=0.5),
    dict(penalty=1.1, temperature=0.8, top_k=50, top_p=0.95),
    dict(penalty=1.5, temperature=3.0, top_k=200, top_p=0.3),
    dict(penalty=1.0, temperature=1.0, top_k=0, top_p=0.001),
    dict(penalty=1.2, temperature=0.6, top_k=1000, top_p=0.99),
]


def main() -> None:
    out = dict(versions=dict(torch=torch.__version__, transformers=transformers.__version__), vocabulary=VOCABULARY, cases=[])
    for row, case in enumerate(CASES):
        history = torch.tensor([[(i * 31 + row) % VOCABULARY for i in range(40)] + [5, 5, 5]])
        scores = logits(row)
        if case["penalty"] != 1.0:
            scores = lp.RepetitionPenaltyLogitsProcessor(case["penalty"])(history, scores)
        if case["temperature"] != 1.0:
            scores = lp.TemperatureLogitsWarper(case["temperature"])(history, scores)
        if case["top_k"] > 0:
            scores = lp.TopKLogitsWarper(case["top_k"])(history, scores)
        if case["top_p"] < 1.0:
            scores = lp.TopPLogitsWarper(case["top_p"])(history, scores)
        kept = [i for i, s in enumerate(scores[0].tolist()) if s != float("-inf")]
        out["cases"].append(dict(case, row=row, history=history[0].tolist(), kept=kept, scores=[scores[0, i].item() for i in kept]))
    print(json.dumps(out))


if __name__ == "__main__":
    main()
