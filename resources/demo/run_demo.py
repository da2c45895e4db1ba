#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The demo: a real small model learns isiZulu from the interface texts of LibreOffice. Verbs of bafo, printed as they run.

    resources/demo/run_demo.py [--short] [--to build/demo]

Writes report.json and report.html beside the project it makes. --short: a few steps, to see that everything holds together.
"""
import argparse
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from report import write_report  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NUM_OPENINGS = 5

CONFIG = '''name: original
model: smol
output_model: smol-zulu
sequence_length: {length}
curriculum:
  - {{name: interface texts, dataset: interface, language: zul, split: train, epochs: 20}}
steps: {steps}
optimizer: {{learning_rate: 1e-3, weight_decay: 0.01}}
schedule: {{kind: cosine, warmup_steps: {warmup}, minimum_learning_rate: 5e-5}}
evaluation:
  every_steps: {evaluate}
  held_out:
    - {{name: zul, dataset: interface, language: zul, split: held-out, max_documents: {documents}}}
    - {{name: eng, dataset: interface, language: eng, split: held-out, max_documents: {documents}}}
checkpoint: {{every_steps: 0, keep: 2}}
samples:
  every_steps: {evaluate}
  max_new_tokens: {new_tokens}
  prompts: {prompts}
'''


class Demo:
    def __init__(self, arguments, output=None):
        """What it does is told to the terminal, or to another output."""
        self.output = output
        self.short = arguments.short
        self.folder = pathlib.Path(arguments.to).resolve()
        self.project = self.folder / 'project'
        self.bafo_path = pathlib.Path(arguments.bin).resolve() / 'bafo'
        self.started = time.monotonic()

    def say(self, text):
        print(f'\n[{time.monotonic() - self.started:4.0f} s] {text}', flush=True, file=self.output)

    def bafo(self, *words, reads_json=True):
        """Runs one verb, as a person would type it; what it says goes to the terminal, its JSON comes back."""
        words = [str(word) for word in words]
        shown = [pathlib.Path(word).name if word.endswith('.mo') else word for word in words]
        print('$ bafo ' + shlex.join(shown if len(shown) < 20 else [*shown[:5], '...', *shown[-9:]]), flush=True, file=self.output)
        command = [str(self.bafo_path), *words] + (['--json'] if reads_json else [])
        quiet = subprocess.PIPE if self.output else None
        done = subprocess.run(command, cwd=self.project if self.project.is_dir() else self.folder, text=True,
                              stdout=subprocess.PIPE if reads_json else quiet, stderr=quiet)
        if done.returncode != 0:
            sys.exit(f'{done.stderr or ""}demo: this verb ended with {done.returncode}; nothing that follows would mean anything.')
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()] if reads_json else []

    def text_of(self, language, split):
        """The documents of one side of the split, as a file with an empty line between two."""
        path = self.folder / f'{language}.{split}.txt'
        documents = self.bafo('data', 'show', 'interface', '--language', language, '--split', split, '--text-only')
        texts = list(dict.fromkeys(document['text'] for document in documents))
        path.write_text('\n'.join(' '.join(text.split()) for text in texts) + '\n')
        return path, texts

    def train(self, config, *changes):
        """One run to its end, with its progress on the terminal; gives its events."""
        settings = [word for change in changes for word in ('--set', change)]
        begun = time.monotonic()
        self.bafo('run', 'start', config, '--wait', *settings, reads_json=False)
        seconds = time.monotonic() - begun
        events = self.bafo('run', 'attach', 'last')
        return {'events': events, 'seconds': seconds}

    def prepare_text(self, catalogs):
        self.say('Text: isiZulu interface texts with their English originals; one part is held out, whole clusters at a time.')
        self.bafo('data', 'import', 'interface', '--mo', *catalogs, '--language', 'zul', '--original-language', 'eng', '--skip-untranslated',
                  '--licence', 'MPL-2.0', '--provenance', "Debian's libreoffice-l10n-zu", reads_json=False)
        self.bafo('data', 'split', 'interface', '--held-out', '0.1', '--seed', '7', reads_json=False)
        self.bafo('data', 'show', 'interface', reads_json=False)
        return {f'{language}.{split}': self.text_of(language, split)
                for language in ('zul', 'eng') for split in ('train', 'held-out')}

    def grow(self, texts):
        self.say('Words: how many tokens an isiZulu word costs, before and after the vocabulary grows.')
        audits = {'base': self.audit('smol', texts)}
        audits['growth'] = self.grow_pieces(texts)
        print('{new_pieces} new pieces; {changed_checked_sentences} of {checked_sentences} held-out English sentences are cut differently'
              .format(**audits['growth']), flush=True)
        self.bafo('model', 'expand', 'smol', '--tokenizer', 'grown', '--init', 'subpieces', '--to', 'smol-grown', reads_json=False)
        audits['grown'] = self.audit('grown', texts)
        return audits

    def grow_pieces(self, texts):
        return self.bafo('tokenizer', 'grow', 'smol', '--text', texts['zul.train'][0], '--protect', texts['eng.train'][0],
                         '--check', texts['eng.held-out'][0], '--add', 200 if self.short else 1000, '--to', 'grown')[0]

    def audit(self, tokenizer, texts):
        return {language: self.bafo('tokenizer', 'audit', tokenizer, '--text', texts[f'{language}.held-out'][0])[0]
                for language in ('zul', 'eng')}

    def train_both(self, openings):
        self.say('Training: the original and the grown vocabulary, with equal compute.')
        config = self.folder / 'original.yaml'
        steps, evaluate = (4, 2) if self.short else (110, 37)
        config.write_text(CONFIG.format(length=128 if self.short else 512, steps=steps, warmup=1 if self.short else 5,
                                        evaluate=evaluate, documents=20 if self.short else 0,
                                        new_tokens=8 if self.short else 24, prompts=json.dumps(openings, ensure_ascii=False)))
        original = self.train(config)
        flops = max(event.get('train_flops', 0) for event in original['events'] if event['kind'] == 'step_finished')
        grown = self.train(config, 'name=grown', 'model=smol-grown', 'output_model=smol-grown-zulu', 'steps=0', f'max_flops={flops * 1.001:.0f}')
        return {'original': original, 'grown': grown}

    def openings(self, texts):
        """Held-out sentences, each cut into its first half and the rest."""
        sentences = [text for text in texts['zul.held-out'][1] if 6 <= len(text.split()) <= 14 and '\n' not in text]
        halves = []
        for words in (text.split() for text in sentences[:2 if self.short else NUM_OPENINGS]):
            middle = max(2, len(words) // 2)
            halves.append((' '.join(words[:middle]), ' '.join(words[middle:])))
        return halves

    def complete(self, openings):
        self.say('The same held-out openings, completed by all three.')
        completions = []
        for opening, rest in openings:
            entry = {'opening': opening, 'really': rest}
            for name, model in (('base', 'smol'), ('original', 'smol-zulu'), ('grown', 'smol-grown-zulu')):
                answer = self.bafo('generate', model, '--prompt', opening, '--max-new-tokens', 8 if self.short else 24, '--seed', '1',
                                   '--temperature', '0')
                entry[name] = answer[-1]['done']['text']
                print(f'    {name:>8}: {opening}|{entry[name].splitlines()[0] if entry[name] else ""}', flush=True)
            completions.append(entry)
        return completions

    def cuts(self, texts):
        """How both vocabularies cut the same held-out sentences."""
        sentences = [text for text in texts['zul.held-out'][1] if 4 <= len(text.split()) <= 10 and '\n' not in text][:4]
        return [{'text': text, **{name: self.bafo('tokenizer', 'encode', tokenizer, '--text', text)[0] for name, tokenizer in
                                  (('original', 'smol'), ('grown', 'grown'))}} for text in sentences]

    def show(self):
        """Opens the workbench on the project; without a display, pictures of its pages."""
        if os.environ.get('DISPLAY') or os.environ.get('WAYLAND_DISPLAY'):
            self.say('The workbench opens on this project.')
            subprocess.Popen([self.bafo_path.parent / 'bafo-workbench', self.project], start_new_session=True)
            return
        self.say(f'No display here: pictures of the workbench go to {self.folder / "screens"}.')
        subprocess.run([sys.executable, '-B', ROOT / 'tests/ui/screens/run_screens.py', '--short', '--project', self.project, '--out',
                        self.folder / 'screens', '--bin', self.bafo_path.parent], check=False)

    def begin(self, model_file):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.bafo('init', self.project, '--name', 'isiZulu demo', '--language', 'zul,eng', reads_json=False)
        self.say('A model: SmolLM2-135M-Instruct (Apache-2.0), trained on English.')
        self.bafo('model', 'import', model_file, '--to', 'smol', reads_json=False)

    def run(self, model_file, catalogs):
        self.begin(model_file)
        texts = self.prepare_text(catalogs)
        audits = self.grow(texts)
        openings = self.openings(texts)
        runs = self.train_both([opening for opening, _ in openings])
        completions = self.complete(openings)
        cuts = self.cuts(texts)
        read = {'strings': len(texts['zul.train'][1]), 'bytes': sum(len(text.encode()) for text in texts['zul.train'][1])}
        report = write_report(self.folder, runs, audits, completions, cuts, read, time.monotonic() - self.started)
        self.say(f"The winner at equal compute is the {report['winner']} vocabulary.")
        for name, model in report['models'].items():
            print(f"    {name:>8}: {model['tokens_per_word']:.2f} tokens a word, {model['bits_per_byte']['zul']:.3f} bits per byte of isiZulu, "
                  f"{model['bits_per_byte']['eng']:.3f} of English")
        print(f"Report: {self.folder / 'report.html'} (and report.json), after {report['total_seconds']:.0f} s. "
              f"Talk to it: cd {self.project} && {self.bafo_path} chat {'smol-grown-zulu' if report['winner'] == 'grown' else 'smol-zulu'}")


def sources():
    """The model's file and the catalogues of texts, as the set-up fetched them."""
    model = pathlib.Path(os.environ.get('BAFO_TEST_MODEL', ROOT / 'build/models/SmolLM2-135M-Instruct.Q4_1.gguf')).resolve()
    return model, sorted((ROOT / 'build/demo-data/libreoffice-l10n-zu/messages').glob('*.mo'))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--to', default=str(ROOT / 'build' / 'demo'), help='a folder, made anew')
    parser.add_argument('--bin', default=str(ROOT / 'build' / 'bin'), help='where bafo and bafo-engine are')
    parser.add_argument('--short', action='store_true', help='a few steps only')
    arguments = parser.parse_args()
    model, catalogs = sources()
    if not model.exists() or not catalogs:
        print('SKIP   : the demo model or its texts are not here; make setup fetches them.')
        return 77
    demo = Demo(arguments)
    demo.run(model, catalogs)
    if not arguments.short:
        demo.show()
    return 0


if __name__ == '__main__':
    sys.exit(main())
