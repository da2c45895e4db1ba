# SPDX-License-Identifier: Apache-2.0
"""Loss over answers and gradient norm of conversations, as transformers has them: each conversation alone, in one batch.

The model is tests/golden/exchange/tiny/sharded in fp32. Conversations are written by our chatml template (which
tests/golden/text/make_prompt_styles.py holds to others); labels are the tokens whose characters lie in an answer or in
the token that ends it; the loss is their sum over their number, over all conversations together.

Made with transformers 5.3.0 and torch 2.11 in a throw-away environment:
    python make_instructions.py > instructions.json
"""
import json
import pathlib

import torch
import transformers
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
MODEL = ROOT / 'tests/golden/exchange/tiny/sharded'
END = '<|im_end|>'
CONVERSATIONS = [
    [('user', 'Ngubani?'), ('assistant', 'NguThandi.')],
    [('system', 'Phendula kafushane.'), ('user', 'Kunjani?'), ('assistant', 'Kuhle.'), ('user', 'Nawe?'), ('assistant', 'Nami ngikhona.')],
    [('user', 'Iphi inja?'), ('assistant', 'Ingaphandle')],
    [('user', 'Bala.'), ('assistant', 'Kunye, kubili, kuthathu.')],
]


def main():
    torch.set_num_threads(1)
    template = yaml.safe_load((ROOT / 'resources/prompt-styles/chatml.yaml').read_text())['template']
    fast = transformers.PreTrainedTokenizerFast(tokenizer_file=str(MODEL / 'tokenizer.json'))
    model = transformers.AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.float32, attn_implementation='eager')
    sums = {'answers': (0, 0), 'all': (0, 0)}
    for turns in CONVERSATIONS:
        messages = [{'role': role, 'content': content} for role, content in turns]
        text = fast.apply_chat_template(messages, chat_template=template, tokenize=False)
        spans, at = [], 0
        for role, content in turns:
            at = text.index(content, at)
            if role == 'assistant':
                spans.append((at, text.index(END, at) + len(END)))
        got = fast(text, add_special_tokens=False, return_offsets_mapping=True)
        ids = torch.tensor(got['input_ids'])
        answers = torch.tensor([any(a <= begin < b for a, b in spans) for begin, _ in got['offset_mapping']])
        losses = torch.nn.functional.cross_entropy(model(ids[None]).logits[0, :-1], ids[1:], reduction='none')
        for name, mask in (('answers', answers[1:]), ('all', torch.ones(len(ids) - 1, dtype=torch.bool))):
            total, count = sums[name]
            sums[name] = (total + losses[mask].sum(), count + int(mask.sum()))
    out = {'conversations': [[{'role': role, 'content': content} for role, content in turns] for turns in CONVERSATIONS]}
    for name, (total, count) in sums.items():
        loss = total / count
        gradients = torch.autograd.grad(loss, list(model.parameters()), retain_graph=True)
        norm = torch.sqrt(sum((gradient.double() ** 2).sum() for gradient in gradients))
        out[name] = {'loss': float(loss), 'gradient_norm': float(norm), 'targets': count}
    print(json.dumps(out, ensure_ascii=False, indent=1))


if __name__ == '__main__':
    main()
