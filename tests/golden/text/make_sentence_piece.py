# SPDX-License-Identifier: Apache-2.0
"""Hashes of id streams and of their decoding over real text, line by line, as the sentencepiece library makes them.

Made with sentencepiece 0.2.1 and tokenizers 0.22.2 (for make_tokens alone) in a throw-away environment:
    python make_sentence_piece.py DATA_FOLDER > sentence_piece.json
"""
import json
import pathlib
import sys

import sentencepiece
from make_tokens import TRICKY, digests_of, texts

MODELS = {'gemma2': 'gemma2-tokenizer/tokenizer.model', 'bafogpt': 'bafogpt_zulu/tokenizer.model'}


SEEDS = pathlib.Path(__file__).resolve().parent.parent.parent / 'fuzz/corpus/sentence_piece'
SENTENCES = ['vula ~ifayela\n', ' vula', 'Sawubona  umhlaba', 'x\u2581y', '\u4e16\u754c', '']


def digests(name, processor, lines):
    ids = processor.encode(lines)
    return digests_of(name, ids, processor.decode(ids))


def decoded_seeds():
    """What small models with a space put before the text decode their own ids to, and ids nobody would make."""
    out = {}
    for name in ('bpe', 'byte_fallback', 'unigram'):
        processor = sentencepiece.SentencePieceProcessor(model_file=str(SEEDS / name))
        rows = [processor.encode(text) for text in SENTENCES] + [list(range(processor.get_piece_size())), [0, 1, 2, 3, 3, 0]]
        out[name] = [{'ids': ids, 'text': processor.decode(ids)} for ids in rows]
    return out


def main():
    data = pathlib.Path(sys.argv[1])
    processors = {name: sentencepiece.SentencePieceProcessor(model_file=str(data / path)) for name, path in MODELS.items()}
    out = {'versions': {'sentencepiece': sentencepiece.__version__}, 'models': MODELS, 'tricky': TRICKY, 'seeds': decoded_seeds(),
           'files': {}}
    for name, _, lines in texts(data):
        out['files'][name] = {key: value for model, processor in processors.items() for key, value in digests(model, processor, lines).items()}
    print(json.dumps(out, indent=0))


if __name__ == '__main__':
    main()
