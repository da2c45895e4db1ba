# SPDX-License-Identifier: Apache-2.0
"""Hashes of id streams of a grown tokenizer, as Hugging Face tokenizers makes them.

Made with tokenizers 0.22.2 in a throw-away environment, from the embedded model's vocabulary grown by
    bafo tokenizer grow smol --text DATA_FOLDER/umsuka_en_zu/train.zul --protect DATA_FOLDER/umsuka_en_zu/train.en --add 1000 --to grown
    python make_grown.py DATA_FOLDER grown/tokenizer.json > grown.json
Growth is deterministic: the test makes the same file, which its hash proves.
"""
import hashlib
import json
import pathlib
import sys

import tokenizers
from make_tokens import digests_by
from tokenizers import Tokenizer

FILES = ['umsuka_en_zu/train.zul', 'umsuka_en_zu/dev.zul', 'umsuka_en_zu/test.zul', 'umsuka_en_zu/train.en', 'umsuka_en_zu/test.en']


def main():
    data, path = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    grown = Tokenizer.from_file(str(path))
    out = {'versions': {'tokenizers': tokenizers.__version__}, 'tokenizer_sha256': hashlib.sha256(path.read_bytes()).hexdigest(), 'files': {}}
    for name in FILES:
        out['files'][name] = digests_by('grown', grown, (data / name).read_bytes().decode().split('\n'))
    print(json.dumps(out, indent=0))


if __name__ == '__main__':
    main()
