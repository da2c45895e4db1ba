# SPDX-License-Identifier: Apache-2.0
"""Conversations as transformers (apply_chat_template) and LitGPT (prompt styles) write them, with ids and answers.

TEMPLATES holds chatml.jinja (what fine-tuning tools write for ChatML), gemma.jinja (google/gemma-2-2b-it), llama-3.jinja
(meta-llama/Meta-Llama-3-8B-Instruct) and smollm2.jinja (SmolLM2-135M-Instruct), each cut out of the model's own files; they
are not kept here. The tokenizer is tests/golden/exchange/tiny/sharded with the control tokens of all styles added behind it.
Answers are found by the characters that each token stands for. Our own templates must write the same: that is asserted here.

Made with transformers 5.3.0 and LitGPT 0.5.13 in a throw-away environment:
    python make_prompt_styles.py TEMPLATES > prompt_styles.json
"""
import hashlib
import json
import pathlib
import sys
import tempfile

import litgpt.prompts
import transformers
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
TINY = ROOT / 'tests/golden/exchange/tiny/sharded/tokenizer.json'
ADDED = ['<bos>', '<eos>', '<start_of_turn>', '<end_of_turn>', '<|begin_of_text|>', '<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>']
BOS = {'gemma': '<bos>', 'llama-3': '<|begin_of_text|>'}
QUESTION = {'role': 'user', 'content': 'Ibhabhathane liyini? \u2014 ngesiZulu'}
ANSWER = {'role': 'assistant', 'content': 'Yisilwanyana esincane\nesinezimpiko.'}
CONVERSATIONS = {
    'one question': [QUESTION, ANSWER],
    'two questions': [QUESTION, ANSWER, {'role': 'user', 'content': '  Sawubona\n'}, {'role': 'assistant', 'content': ' Yebo, sawubona! '}],
    'under a system text': [{'role': 'system', 'content': 'Phendula kafushane.'}, QUESTION, ANSWER],
}


def tokenizer():
    content = json.loads(TINY.read_text())
    first = len(content['model']['vocab'])
    for i, token in enumerate(ADDED):
        content['added_tokens'].append({**content['added_tokens'][0], 'id': first + i, 'content': token})
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, 'tokenizer.json')
        file.write_text(json.dumps(content))
        return transformers.PreTrainedTokenizerFast(tokenizer_file=str(file), eos_token='<|endoftext|>')


def answer_spans(text, messages, end):
    """Characters of every answer and of the token that ends it."""
    spans, at = [], 0
    for message in messages:
        words = message['content'].strip()
        at = text.index(words, at)
        if message['role'] == 'assistant':
            whole = text.index(message['content'], max(0, at - 2)) if message['content'] in text[max(0, at - 2):] else at
            spans.append((whole, text.index(end, at) + len(end)))
        at += len(words)
    return spans


def encoded(fast, text, spans):
    got = fast(text, add_special_tokens=False, return_offsets_mapping=True)
    is_answer = [int(any(a <= begin < b for a, b in spans)) for begin, _ in got['offset_mapping']]
    return {'text': text, 'ids': got['input_ids'], 'is_answer': is_answer}


def by_templates(folder, fast):
    out = {}
    for name, end in (('chatml', '<|im_end|>'), ('gemma', '<end_of_turn>'), ('llama-3', '<|eot_id|>'), ('smollm2', '<|im_end|>')):
        theirs = pathlib.Path(folder, name + '.jinja').read_text()
        ours = yaml.safe_load((ROOT / f'resources/prompt-styles/{name}.yaml').read_text()).get('template', '')
        fast.bos_token = BOS.get(name, '<|im_start|>')
        entry = out[name] = {'template_sha256': hashlib.sha256(theirs.encode()).hexdigest(), 'conversations': {}, 'prompts': {}}
        for title, messages in CONVERSATIONS.items():
            written = {}
            for template in (theirs, ours):
                if template and not (template == theirs and name == 'gemma' and messages[0]['role'] == 'system'):  # refused there
                    written[template] = [fast.apply_chat_template(part, chat_template=template, tokenize=False, add_generation_prompt=opened)
                                         for part, opened in ((messages, False), (messages[:-1], True))]
            assert len({tuple(texts) for texts in written.values()}) == 1, (name, title, written)
            whole, prompt = next(iter(written.values()))
            entry['conversations'][title] = encoded(fast, whole, answer_spans(whole, messages, end))
            entry['prompts'][title] = encoded(fast, prompt, [])
    return out


def by_litgpt(fast):
    """Its prompts for one question, and for alpaca the answer with the end of text behind it."""
    styles = litgpt.prompts.prompt_styles
    question, answer = QUESTION['content'], ANSWER['content']
    out = {'prompts': {'chatml': litgpt.prompts.ChatML().apply(question), 'gemma': '<bos>' + styles['gemma']().apply(question)}, 'alpaca': {}}
    for title, more in (('without input', {}), ('with input', {'input': 'Ibhabhathane liyandiza.'}), ('system', {'sys_prompt': 'Phendula.\n\n'})):
        prompt = '<bos>' + styles['alpaca']().apply(question, **more)
        text = prompt + answer + '<|endoftext|>'
        out['alpaca'][title] = encoded(fast, text, [(len(prompt), len(text))])
    return out


def main():
    fast = tokenizer()
    out = {'versions': {'transformers': transformers.__version__}, 'added': ADDED, 'messages': CONVERSATIONS,
           'styles': by_templates(sys.argv[1], fast), 'litgpt': by_litgpt(fast)}
    print(json.dumps(out, ensure_ascii=False, separators=(',', ':')))


if __name__ == '__main__':
    main()
