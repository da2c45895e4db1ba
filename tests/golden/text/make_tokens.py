# SPDX-License-Identifier: Apache-2.0
"""Hashes of id streams, of their decoding, and of word cuts over real text, as Hugging Face tokenizers makes them.

Made with tokenizers 0.22.2 in a throw-away environment:
    python make_tokens.py DATA_FOLDER TOKENIZER_JSON TINY_TOKENIZER_JSON > tokens.json
TOKENIZER_JSON is what this project writes for the embedded model (from its GGUF file); that Hugging Face loads it and
gives these ids is part of the proof. Every file of DATA_FOLDER but the tokenizers (*.model) is text, whatever its suffix; it is
taken whole and line by line, with U+FFFD for what is not UTF-8.
"""
import hashlib
import json
import pathlib
import sys

import tokenizers
from tokenizers import Regex, Tokenizer, pre_tokenizers

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"
          r"\s+(?!\S)|\s+")
CUTS = {
    "gpt2": pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]),
    "llama3": pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]),
}
TRICKY = ["", " ", "  a", "a  b\n\n c\t\td ", "don't DON'T we'LL 'S x'\u017f", "1234567 \u0663\u0664\u00bd\u2167 12a34", "\u00a0\u2003x\u3000 y",
          "\r\n\r\n a\r\n", "\x0b\x0c\x1c\x85\u2028z", "e\u0301 \u0915\u094d\u0937 \u0e01\u0e33", "\U0001f468\u200d\U0001f469\u200d\U0001f467!!", "a\x00b",
          "<|im_start|>user", "\ufeffBOM", "...\n\n\n   indented", "\u01c5 \u02b0 \u00aa", "x" * 3000, " " * 100 + "y", "ab" * 2000 + "!"]


def texts(folder: pathlib.Path):
    yield "tricky", "\n\x1e\n".join(TRICKY), TRICKY
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".model":
            text = path.read_bytes().decode("utf-8", errors="replace")
            yield str(path.relative_to(folder)), text, text.split("\n")


def digest(rows) -> str:
    h = hashlib.sha256()
    for row in rows:
        h.update((row + "\n").encode())
    return h.hexdigest()[:16]


def digests_of(name, ids, texts):
    """Of the ids and of what they decode to, line by line."""
    return {f"ids_{name}": digest(" ".join(map(str, line)) for line in ids), f"decoded_{name}": digest(texts)}


def digests_by(name, tokenizer, lines):
    ids = [encoding.ids for encoding in tokenizer.encode_batch(lines, add_special_tokens=False)]
    return digests_of(name, ids, tokenizer.decode_batch(ids, skip_special_tokens=False))


def digest_cuts(cut, whole) -> str:
    return digest(["\x1f".join(word for word, _ in cut.pre_tokenize_str(whole))])


def main() -> None:
    data, path, tiny = sys.argv[1:4]
    models = {"embedded": Tokenizer.from_file(path), "tiny": Tokenizer.from_file(tiny)}
    out = dict(versions=dict(tokenizers=tokenizers.__version__), tricky=TRICKY, files={})
    for name, whole, lines in texts(pathlib.Path(data)):
        # Names of special tokens mean themselves here, so texts with them are told apart from the rest by the test's option.
        out["files"][name] = {key: value for m, t in models.items() for key, value in digests_by(m, t, lines).items()}
        out["files"][name].update({f"cuts_{k}": digest_cuts(c, whole) for k, c in CUTS.items()})
    print(json.dumps(out, indent=0))


if __name__ == "__main__":
    main()
