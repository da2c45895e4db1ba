# SPDX-License-Identifier: Apache-2.0
"""Golden logits of the embedded model, SmolLM2-135M-Instruct Q4_1, as transformers computes them from the same GGUF file.

Made with torch 2.11.0, transformers 5.3.0, gguf 0.19.0, two threads, fp32. In a throw-away environment:
    python make_embedded_logits.py FOLDER SmolLM2-135M-Instruct.Q4_1.gguf > embedded_logits.json
For every position: norm and mean of the row, its ten highest, and 24 entries spread over the vocabulary.
"""
import json
import sys

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPTS = [
    "The capital of South Africa is",
    "<|im_start|>user\nSay hello in isiZulu.<|im_end|>\n<|im_start|>assistant\n",
    "Sawubona, unjani? Ngiyaphila, ngiyabonga kakhulu.",
    "def fibonacci(n):\n    return n if n < 2 else",
]


def main() -> None:
    folder, name = sys.argv[1:3]
    torch.set_num_threads(2)
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).eval()
    columns = [(i * 2053 + 7) % model.config.vocab_size for i in range(24)]
    out = dict(versions=dict(torch=torch.__version__, transformers=transformers.__version__), file=name, columns=columns, prompts=[])
    for text in PROMPTS:
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0]
        rows = []
        for row in logits:
            top = torch.topk(row, 10)
            rows.append(dict(norm=row.double().norm().item(), mean=row.double().mean().item(), top_ids=top.indices.tolist(),
                             top=[round(v, 6) for v in top.values.tolist()], entries=[round(v, 6) for v in row[columns].tolist()]))
        greedy = model.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), do_sample=False,
                                max_new_tokens=16, eos_token_id=2, pad_token_id=2)[0, len(ids):].tolist()
        out["prompts"].append(dict(text=text, ids=ids, rows=rows, greedy=greedy))
    print(json.dumps(out))


if __name__ == "__main__":
    main()
