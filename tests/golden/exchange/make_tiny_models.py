# SPDX-License-Identifier: Apache-2.0
"""Tiny random Llama models in foreign formats, with the logits transformers computes from them.

Made with torch 2.11.0, transformers 5.3.0, tokenizers 0.22.2, gguf 0.19.0, in a throw-away environment:
    python make_tiny_models.py FOLDER
writes sharded/ (Hugging Face, three dtypes, untied, biases, llama3 scaling), tied.gguf (six tensor types, permuted q and k)
and logits.json.
"""
import json
import pathlib
import sys

import numpy as np
import torch
import transformers
from gguf import GGMLQuantizationType as T, GGUFWriter
from gguf.quants import quantize
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

IDS = [5, 100, 17, 280, 9, 33, 33]


def make_tokenizer(folder: pathlib.Path) -> dict:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    text = ["Sawubona mhlaba, sawubona bantu bonke.", "Umuntu ngumuntu ngabantu.", "the cat and the dog and the man"] * 20
    trainer = trainers.BpeTrainer(vocab_size=288, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"], show_progress=False,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.train_from_iterator(text, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(dict(
        tokenizer_class="PreTrainedTokenizerFast", eos_token="<|endoftext|>", bos_token=None, clean_up_tokenization_spaces=False)))
    return json.loads((folder / "tokenizer.json").read_text())


def logits_of(model) -> list:
    with torch.no_grad():
        return [[float(f"{v:.7g}") for v in row] for row in model.float().eval()(torch.tensor([IDS])).logits[0].tolist()]


def make_sharded(folder: pathlib.Path) -> list:
    torch.manual_seed(1)
    config = LlamaConfig(vocab_size=288, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=3,
                         num_key_value_heads=1, head_dim=8, max_position_embeddings=256, attention_bias=True, mlp_bias=True,
                         tie_word_embeddings=False, initializer_range=0.3, bos_token_id=None, eos_token_id=0,
                         rope_parameters=dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0,
                                              high_freq_factor=4.0, original_max_position_embeddings=16))
    state = LlamaForCausalLM(config).state_dict()
    for name, value in state.items():  # biases and norms start at 0 and 1, which would hide a mistake
        if value.dim() == 1:
            state[name] = value + 0.2 * torch.randn_like(value)
    dtypes = [torch.float32, torch.float16, torch.bfloat16]
    shards = [{}, {}, {}]
    for i, (name, value) in enumerate(sorted(state.items())):
        shards[i % 3][name] = value.to(dtypes[i % 3]).contiguous()
    index = dict(metadata=dict(total_size=sum(t.numel() * t.element_size() for s in shards for t in s.values())), weight_map={})
    for i, shard in enumerate(shards):
        name = f"model-{i + 1:05d}-of-00003.safetensors"
        save_file(shard, folder / name, metadata=dict(format="pt"))
        index["weight_map"].update({key: name for key in shard})
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=1))
    config.architectures = ["LlamaForCausalLM"]
    config.save_pretrained(folder)
    return logits_of(AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32))


def permute(weight: np.ndarray, heads: int) -> np.ndarray:
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def make_gguf(path: pathlib.Path, tokenizer: dict) -> list:
    rng = np.random.default_rng(2)
    hidden, inner, heads, kv_heads, vocabulary = 64, 96, 4, 2, 288
    draw = lambda *shape: rng.normal(0, 0.15, shape).astype(np.float32)
    writer = GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_block_count(1)
    writer.add_context_length(128)
    writer.add_embedding_length(hidden)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(5000.0)
    writer.add_rope_dimension_count(hidden // heads)
    writer.add_vocab_size(vocabulary)
    tokens = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].get)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([3 if i < 3 else 1 for i in range(len(tokens))])
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]])
    writer.add_eos_token_id(0)
    writer.add_add_bos_token(False)

    def add(name, value, kind):
        writer.add_tensor(name, quantize(value, kind) if kind != T.F32 else value, raw_dtype=kind)

    add("token_embd.weight", draw(vocabulary, hidden), T.Q8_0)
    add("output_norm.weight", 1 + draw(hidden), T.F32)
    add("blk.0.attn_norm.weight", 1 + draw(hidden), T.F32)
    add("blk.0.ffn_norm.weight", 1 + draw(hidden), T.F32)
    add("blk.0.attn_q.weight", permute(draw(hidden, hidden), heads), T.Q4_1)
    add("blk.0.attn_k.weight", permute(draw(kv_heads * hidden // heads, hidden), kv_heads), T.Q4_0)
    add("blk.0.attn_v.weight", draw(kv_heads * hidden // heads, hidden), T.BF16)
    add("blk.0.attn_output.weight", draw(hidden, hidden), T.F16)
    add("blk.0.ffn_gate.weight", draw(inner, hidden), T.Q4_1)
    add("blk.0.ffn_up.weight", draw(inner, hidden), T.Q4_0)
    add("blk.0.ffn_down.weight", draw(hidden, inner), T.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return logits_of(AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32))


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    (folder / "sharded").mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer(folder / "sharded")
    out = dict(versions=dict(torch=torch.__version__, transformers=transformers.__version__), ids=IDS,
               sharded=make_sharded(folder / "sharded"), tied_gguf=make_gguf(folder / "tied.gguf", tokenizer))
    (folder / "logits.json").write_text(json.dumps(out))


if __name__ == "__main__":
    main()
