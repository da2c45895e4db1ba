# SPDX-License-Identifier: Apache-2.0
"""Hashes of id streams over real text, line by line, as the sentencepiece library makes them.

Made with sentencepiece 0.2.3 in a throw-away environment:
    python make_sentence_piece.py DATA_FOLDER > sentence_piece.json
"""
import hashlib
import json
import pathlib
import sys

import sentencepiece
from make_tokens import TRICKY, texts

MODELS = {'gemma2': 'gemma2-tokenizer/tokenizer.model', 'bafogpt': 'bafogpt_zulu/tokenizer.model'}


def digest(processor, lines):
    ids = hashlib.sha256()
    for encoded in processor.encode(lines):
        ids.update((' '.join(map(str, encoded)) + '\n').encode())
    return ids.hexdigest()[:16]


def main():
    data = pathlib.Path(sys.argv[1])
    processors = {name: sentencepiece.SentencePieceProcessor(model_file=str(data / path)) for name, path in MODELS.items()}
    out = {'versions': {'sentencepiece': sentencepiece.__version__}, 'models': MODELS, 'tricky': TRICKY, 'files': {}}
    for name, _, lines in texts(data):
        out['files'][name] = {model: digest(processor, lines) for model, processor in processors.items()}
    print(json.dumps(out, indent=0))


if __name__ == '__main__':
    main()
