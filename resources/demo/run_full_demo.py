#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The demo's second half: the model that won learns to follow instructions, is merged, tested and talked to. Verbs of bafo.

    resources/demo/run_full_demo.py [--short] [--to build/demo]

Goes on in the project of 'make demo', which runs first where there is none. Writes full_report.json and full_report.html beside
it, and the model with its card into a folder that transformers loads. --short: a few steps.
"""
import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from full_report import write_full_report  # noqa: E402
from run_demo import ROOT, Demo, sources  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ADAPTER, MERGED = 'smol-talk-adapter', 'smol-talk'
HANDED_ON, GGUF_FILE = 'smol-talk-for-transformers', 'smol-talk.q8_0.gguf'
TASKS = ('menu-choice-zul', 'menu-eng-zul', 'bpb-zul')
QUESTIONS = ('Zingaki izinsuku evikini?', 'Ingane ifunda kuphi?', 'Answer this question in isiZulu: Who heals people?',
             'How do you say this in isiZulu? Open the document')

CONFIG = '''name: instruct
model: {model}
output_model: {adapter}
method: qlora
sequence_length: {length}
sequences_per_step: 1
steps: {steps}
curriculum:
  - {{name: instructions, dataset: talk, split: train, epochs: 20}}
adapter: {{rank: 16, alpha: 32, targets: [q, k, v, o, gate, up, down]}}
instructions: {{style: model, loss: answers}}
optimizer: {{learning_rate: 1e-3, weight_decay: 0}}
schedule: {{kind: cosine, warmup_steps: {warmup}, minimum_learning_rate: 1e-4}}
evaluation:
  every_steps: 0
  held_out:
    - {{name: zul, dataset: interface, language: zul, split: held-out, max_documents: {documents}}}
    - {{name: eng, dataset: interface, language: eng, split: held-out, max_documents: {documents}}}
checkpoint: {{every_steps: 0, keep: 2}}
'''


class FullDemo(Demo):
    def winner(self):
        """The model of the first half that is better at isiZulu; after --short that of its own vocabulary."""
        name = json.loads((self.folder / 'report.json').read_text())['winner']
        return 'smol-grown-zulu' if name == 'grown' else 'smol-zulu'

    def forget_earlier(self):
        """What an earlier go left; the runs' folders stay."""
        models = [model['name'] for model in self.bafo('model', 'list')[0]['models']]
        for name in (MERGED, ADAPTER):
            if name in models:
                self.bafo('model', 'rm', name, '--ancestor', reads_json=False)
        for name in ('talk', 'questions'):
            if (self.project / 'datasets' / name).is_dir():
                self.bafo('data', 'rm', name, reads_json=False)
        shutil.rmtree(self.folder / HANDED_ON, ignore_errors=True)
        (self.folder / GGUF_FILE).unlink(missing_ok=True)

    def make_instructions(self):
        self.say('Instructions: translations in both directions, and questions with answers in one language and across two.')
        self.bafo('data', 'import', 'questions', '--conversations', HERE / 'questions.jsonl', '--language', 'zul',
                  '--original-language', 'eng', '--licence', 'Apache-2.0', '--provenance', 'written for this demo', reads_json=False)
        self.bafo('data', 'split', 'questions', '--held-out', '0.1', '--seed', '7', reads_json=False)
        built = self.bafo('data', 'build', 'talk', '--from-parallel', 'interface', '--from-questions', 'questions',
                          '--share', 'translate=0.5', '--seed', '7')[0]
        self.bafo('data', 'split', 'talk', '--held-out', '0.05', '--seed', '7', reads_json=False)
        self.bafo('data', 'show', 'talk', '--masked', '--tokenizer', self.base, '--limit', '1', reads_json=False)
        return {'conversations': built['conversations'], 'pairs': built['pairs']}

    def teach(self):
        self.say(f'QLoRA: an adapter beside {self.base} in 4 bits; only answers are learnt.')
        config = self.folder / 'instruct.yaml'
        config.write_text(CONFIG.format(model=self.base, adapter=ADAPTER, length=128 if self.short else 512, steps=4 if self.short else 120,
                                        warmup=1 if self.short else 8, documents=20 if self.short else 150))
        return self.train(config)

    def merge(self, held_out):
        self.say('Merge: first what each way would cost, then into the base as it is, with the certificate of what was compared.')
        comparison = self.bafo('model', 'merge', ADAPTER, '--compare', '--text', held_out, '--max-tokens',
                               300 if self.short else 2000)[-1]['merge_comparison']
        self.bafo('model', 'merge', ADAPTER, '--to', MERGED, reads_json=False)
        return comparison, json.loads((self.project / 'models' / MERGED / 'certificate.json').read_text())

    def pairs(self):
        """Held-out translated pairs: [(english, isizulu)], each text once."""
        documents = self.bafo('data', 'show', 'interface', '--documents', '--split', 'held-out', '--limit', 100000)[0]['documents']
        sides = {}
        for document in documents:
            sides.setdefault(document['pair'], {})[document['language']] = ' '.join(document['text'].split())
        found = [(side['eng'], side['zul']) for side in sides.values() if len(side) == 2 and side['eng'] != side['zul']]
        return list({zulu: (english, zulu) for english, zulu in found if 2 <= len(english.split()) <= 10}.values())

    def write_tests(self, pairs):
        """The files that the three tests ask: nothing that was read in training."""
        data = self.folder / 'evaldata'
        data.mkdir(exist_ok=True)
        draws = random.Random(7)
        (data / 'english.txt').write_text('\n'.join(english for english, _ in pairs) + '\n')
        (data / 'isizulu.txt').write_text('\n'.join(zulu for _, zulu in pairs) + '\n')
        with open(data / 'choices.jsonl', 'w', encoding='utf-8') as file:
            for english, zulu in pairs:
                others = sorted((other for _, other in pairs if other != zulu), key=lambda other: abs(len(other) - len(zulu)))[:12]
                choices = [zulu, *draws.sample(others, 3)]
                draws.shuffle(choices)
                file.write(json.dumps({'english': english, 'choices': choices, 'answer': choices.index(zulu)}, ensure_ascii=False) + '\n')
        return data

    def test(self):
        self.say('Tests: which translation, translating, and bits per byte, before and after; items with their doubt.')
        data = self.write_tests(self.pairs())
        task = ('--task-file', HERE / 'tasks')
        self.bafo('eval', 'import', TASKS[0], data / 'choices.jsonl', task[0], task[1] / f'{TASKS[0]}.yaml', reads_json=False)
        self.bafo('eval', 'import', TASKS[1], data / 'english.txt', data / 'isizulu.txt', task[0], task[1] / f'{TASKS[1]}.yaml', reads_json=False)
        self.bafo('eval', 'import', TASKS[2], data / 'isizulu.txt', reads_json=False)
        tasks = [word for name in TASKS for word in ('--task', name)]
        limit = 4 if self.short else 60
        runs = {name: self.bafo('eval', 'run', name, *tasks, '--limit', limit, '--wait')[-1] for name in (self.base, MERGED)}
        comparison = self.bafo('eval', 'compare', *[run['run'] for run in runs.values()])[-1]
        return {name: run['evaluation'] for name, run in runs.items()}, comparison

    def talk(self):
        self.say('A talk; greedy, so that everybody hears the same.')
        answers = []
        for question in QUESTIONS[:2 if self.short else None]:
            print(f'$ bafo chat {MERGED} --temperature 0 <<< "{question}"', flush=True, file=self.output)
            done = subprocess.run([str(self.bafo_path), 'chat', MERGED, '--temperature', '0', '--max-new-tokens', '32', '--json'], text=True,
                                  input=question + '\n', cwd=self.project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            if done.returncode != 0:
                sys.exit(f'{done.stderr}demo: the talk ended with {done.returncode}.')
            told = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
            answer = next(line['done']['text'] for line in reversed(told) if 'done' in line)
            answers.append({'question': question, 'answer': answer.strip()})
            print(f'    {answer.strip()}', flush=True, file=self.output)
        return answers

    def hand_on(self):
        self.say('Handing on: a folder that transformers loads, with its card.')
        folder = self.folder / HANDED_ON
        self.bafo('model', 'export', MERGED, '--to', folder, reads_json=False)
        self.bafo('model', 'card', MERGED, '--to', folder / 'README.md', reads_json=False)
        self.bafo('model', 'export', MERGED, '--to', self.folder / GGUF_FILE, '--format', 'gguf-q8_0', reads_json=False)
        return folder

    def go_on(self):
        self.started = time.monotonic()
        self.base = self.winner()
        self.forget_earlier()
        held_out, _ = self.text_of('zul', 'held-out')
        facts = {'base': self.base, 'instructions': self.make_instructions()}
        run = self.teach()
        comparison, certificate = self.merge(held_out)
        scores, compared = self.test()
        facts |= {'merge_comparison': comparison, 'certificate': certificate, 'scores': scores, 'comparison': compared, 'talk': self.talk()}
        folder = self.hand_on()
        report = write_full_report(self.folder, run, facts, (folder / 'README.md').read_text(), time.monotonic() - self.started)
        self.say(f"Report: {self.folder / 'full_report.html'}, after {report['total_seconds']:.0f} s. Talk to it: cd {self.project} && "
                 f'{self.bafo_path} chat {MERGED}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--to', default=str(ROOT / 'build' / 'demo'), help="the demo's folder")
    parser.add_argument('--bin', default=str(ROOT / 'build' / 'bin'), help='where bafo and bafo-engine are')
    parser.add_argument('--short', action='store_true', help='a few steps only')
    arguments = parser.parse_args()
    model, catalogs = sources()
    demo = FullDemo(arguments)
    if not (demo.folder / 'report.json').exists():
        if not model.exists() or not catalogs:
            print('SKIP   : the demo model or its texts are not here; make setup fetches them.')
            return 77
        demo.run(model, catalogs)
    demo.go_on()
    if not arguments.short:
        demo.show()
    return 0


if __name__ == '__main__':
    sys.exit(main())
