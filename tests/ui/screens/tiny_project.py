#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a small finished project by bafo's verbs alone: text in two languages, a random model of a few thousand numbers, a grown
vocabulary, two runs. Seconds, no network; what the window's pictures and walks are taken on.

    tiny_project.py BAFO FOLDER [--without-runs]
"""
import itertools
import json
import pathlib
import subprocess
import sys

SUBJECTS = {'Umfana': 'The boy', 'Intombazane': 'The girl', 'Uthisha': 'The teacher', 'Ugogo': 'Grandmother', 'Umalume': 'My uncle',
            'Abantwana': 'The children', 'Umngane wami': 'My friend', 'Udokotela': 'The doctor'}
VERBS = {'uthanda': 'likes', 'ufunda': 'reads', 'ubona': 'sees', 'uthenga': 'buys', 'ufuna': 'wants'}
OBJECTS = {'incwadi': 'the book', 'ukudla': 'food', 'umuthi': 'medicine', 'indlu enkulu': 'a big house', 'amanzi abandayo': 'cold water',
           'ingubo entsha': 'a new blanket'}


def byte_alphabet():
    """GPT-2's names of the 256 bytes: printable ones stand for themselves, the others follow from U+0100 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    names, extra = {}, 0
    for byte in range(256):
        names[byte] = chr(byte) if byte in printable else chr(256 + extra)
        extra += byte not in printable
    return [names[byte] for byte in range(256)]


def write_model_files(folder):
    folder.mkdir(parents=True)
    vocabulary = {piece: number for number, piece in enumerate(byte_alphabet())}
    special = ['<|endoftext|>', '<|im_start|>', '<|im_end|>']
    tokens = [{'id': 256 + i, 'content': name, 'single_word': False, 'lstrip': False, 'rstrip': False, 'normalized': False, 'special': True}
              for i, name in enumerate(special)]
    (folder / 'tokenizer.json').write_text(json.dumps({
        'version': '1.0', 'truncation': None, 'padding': None, 'added_tokens': tokens, 'normalizer': None,
        'pre_tokenizer': {'type': 'ByteLevel', 'add_prefix_space': False, 'trim_offsets': True, 'use_regex': True},
        'post_processor': None, 'decoder': {'type': 'ByteLevel', 'add_prefix_space': True, 'trim_offsets': True, 'use_regex': True},
        'model': {'type': 'BPE', 'dropout': None, 'unk_token': None, 'continuing_subword_prefix': None, 'end_of_word_suffix': None,
                  'fuse_unk': False, 'byte_fallback': False, 'vocab': vocabulary, 'merges': []}}))
    (folder / 'tokenizer_config.json').write_text(json.dumps({
        'tokenizer_class': 'GPT2Tokenizer', 'bos_token': special[0], 'eos_token': special[2], 'model_max_length': 512,
        'added_tokens_decoder': {str(t['id']): {k: v for k, v in t.items() if k != 'id'} for t in tokens}}))
    (folder / 'config.json').write_text(json.dumps({
        'model_type': 'llama', 'architectures': ['LlamaForCausalLM'], 'vocab_size': 320, 'hidden_size': 48, 'intermediate_size': 96,
        'num_hidden_layers': 2, 'num_attention_heads': 4, 'num_key_value_heads': 2, 'max_position_embeddings': 512, 'rms_norm_eps': 1e-5,
        'rope_theta': 10000.0, 'hidden_act': 'silu', 'tie_word_embeddings': True, 'bos_token_id': 256, 'eos_token_id': 258}))


CONFIG = '''name: {name}
model: {model}
output_model: {name}-model
sequence_length: 64
sequences_per_step: 2
steps: {steps}
curriculum:
  - {{name: stories, dataset: stories, language: zul, split: train, epochs: 40}}
optimizer: {{learning_rate: 5e-3}}
schedule: {{kind: cosine, warmup_steps: 3, minimum_learning_rate: 5e-4}}
evaluation:
  every_steps: 10
  held_out:
    - {{name: zul, dataset: stories, language: zul, split: held-out, max_documents: 8}}
    - {{name: eng, dataset: stories, language: eng, split: held-out, max_documents: 8}}
checkpoint: {{every_steps: 10, keep: 2}}
samples: {{every_steps: 10, max_new_tokens: 12, prompts: ["Umfana uthanda", "Ugogo ufuna"]}}
'''


TASK = """name: izimpendulo
version: 1
title: Short answers, isiZulu
kind: {kind}
language: zul
about: Who does what, out of the stories.
data: {{source: made up, revision: "1", licence: CC0, format: jsonl}}
prompts:
{prompts}{answer}
"""
CHOICES = ('multiple_choice', '  - {name: ukugcwalisa, context: "{who} uthanda", choices_from: what}\n  - {name: umbuzo, context: "Uthandani u-{who}?", choices_from: what}\n',
           'answer: "{right}"\nanswer_form: number-from-0\nchance: 0.3333')


def add_test(run, sources, name, title, items, kind):
    """A task of the project's own with its data; nothing is downloaded."""
    task = TASK.format(kind=kind[0], prompts=kind[1], answer=kind[2]).replace('izimpendulo', name).replace('Short answers, isiZulu', title)
    (sources / f'{name}.yaml').write_text(task)
    (sources / f'{name}.jsonl').write_text(''.join(json.dumps(item, ensure_ascii=False) + '\n' for item in items))
    run('eval', 'import', name, sources / f'{name}.jsonl', '--task-file', sources / f'{name}.yaml')


def add_tests(run, sources, models):
    things = list(OBJECTS)
    items = [{'who': who, 'what': [things[(i + k) % len(things)] for k in range(3)], 'right': (i + n) % 3}
             for i, who in enumerate(SUBJECTS) for n in range(30)]
    add_test(run, sources, 'ukuthanda', 'What they like, isiZulu', items, CHOICES)
    answers = [{'who': who, 'a': ['incwadi', 'izincwadi']} for who in SUBJECTS]
    add_test(run, sources, 'impendulo', 'Short answers, isiZulu', answers,
             ('open_answer', '  - {name: umbuzo, context: "{who} ufunda"}\n', 'answers_from: a\nmax_new_tokens: 8'))
    for model in models:
        run('eval', 'run', model, '--task', 'ukuthanda', '--task', 'impendulo', '--wait')


def make(bafo, folder, has_runs=True):
    def run(*words):
        done = subprocess.run([bafo, *map(str, words)], cwd=folder if folder.is_dir() else folder.parent, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f'tiny_project: bafo {" ".join(map(str, words))} ended with {done.returncode}:\n{done.stderr}')

    sources = folder.parent / (folder.name + '-sources')
    sources.mkdir(parents=True)
    pairs = [(f'{s} {v} {o}.', f'{S} {V} {O}.') for (s, S), (v, V), (o, O) in itertools.product(SUBJECTS.items(), VERBS.items(), OBJECTS.items())]
    for language, side in (('zul', 0), ('eng', 1)):
        (sources / f'stories.{language}.txt').write_text('\n'.join(pair[side] for pair in pairs) + '\n')
    write_model_files(sources / 'model')
    run('init', folder, '--name', 'isiZulu stories', '--language', 'zul,eng')
    run('data', 'import', 'stories', '--text', sources / 'stories.zul.txt', '--language', 'zul', '--licence', 'CC-BY-4.0', '--documents', 'line')
    run('data', 'import', 'stories', '--text', sources / 'stories.eng.txt', '--language', 'eng', '--documents', 'line')
    run('data', 'split', 'stories', '--held-out', '0.1', '--seed', '7')
    run('model', 'init', sources / 'model' / 'config.json', '--to', 'tiny', '--seed', '1')
    run('tokenizer', 'grow', 'tiny', '--text', sources / 'stories.zul.txt', '--protect', sources / 'stories.eng.txt', '--add', '32', '--to', 'grown')
    run('model', 'expand', 'tiny', '--tokenizer', 'grown', '--init', 'subpieces', '--to', 'tiny-grown')
    if has_runs:
        for name, model, steps in (('original', 'tiny', 30), ('grown', 'tiny-grown', 30)):
            config = sources / f'{name}.yaml'
            config.write_text(CONFIG.format(name=name, model=model, steps=steps))
            run('run', 'start', config, '--wait')
        add_tests(run, sources, ('tiny', 'grown-model'))


if __name__ == '__main__':
    make(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve(), '--without-runs' not in sys.argv)
