// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/tensor_files.h"

#include "core/base/check.h"
#include "core/base/sha256.h"
#include "core/formats/half_precision.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <set>
#include <utility>

namespace bafo::exchange {
namespace {

constexpr const char *kSingleFile = "model.safetensors";
constexpr const char *kIndexFile = "model.safetensors.index.json";
constexpr std::uint64_t kMaxIndexBytes = 64 << 20;

Failure damaged(const Path &path, const std::string &what)
{
    return fail(ErrorCode::data, path.string() + ": " + what, "download or copy the model folder again");
}

/// A shard is a plain file name: an index must not reach out of its folder.
bool isPlainName(const std::string &name)
{
    return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos
        && name.find('\0') == std::string::npos && name.ends_with(".safetensors");
}

/// Tensor name -> shard, out of model.safetensors.index.json.
Result<std::map<std::string, std::string>> readIndex(FileSystem &files, const Path &path)
{
    const std::string text = BAFO_TRY(files.readFile(path, kMaxIndexBytes));
    const auto parsed = formats::parseJson(text, {});
    if (!parsed) {
        return damaged(path, parsed.error().message);
    }
    if (!parsed->is_object() || !parsed->contains("weight_map") || !(*parsed)["weight_map"].is_object()) {
        return damaged(path, "has no 'weight_map'");
    }
    std::map<std::string, std::string> shardOf;
    for (const auto &[tensor, shard] : (*parsed)["weight_map"].items()) {
        if (!shard.is_string() || !isPlainName(shard.get<std::string>())) {
            return damaged(path,
                           "puts tensor '" + tensor + "' into something that is no .safetensors file of this folder");
        }
        shardOf[tensor] = shard.get<std::string>();
    }
    if (shardOf.empty()) {
        return damaged(path, "names no tensor");
    }
    return shardOf;
}

template <class Convert>
void convertWords(std::span<const std::byte> bytes, std::span<float> values, Convert convert)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint16_t word = 0;
        std::memcpy(&word, bytes.data() + 2 * i, 2);
        values[i] = convert(word);
    }
}

} // namespace

Result<void> convertToFloats(formats::Dtype dtype, std::span<const std::byte> bytes, std::span<float> values)
{
    switch (dtype) {
    case formats::Dtype::F32:
        BAFO_CHECK(bytes.size() == values.size() * 4, "sizes differ");
        std::memcpy(values.data(), bytes.data(), bytes.size());
        return {};
    case formats::Dtype::F16:
        BAFO_CHECK(bytes.size() == values.size() * 2, "sizes differ");
        convertWords(bytes, values, formats::halfToFloat);
        return {};
    case formats::Dtype::BF16:
        BAFO_CHECK(bytes.size() == values.size() * 2, "sizes differ");
        convertWords(bytes, values, formats::bfloatToFloat);
        return {};
    default:
        return fail(ErrorCode::data, "weights of type " + std::string(formats::nameOf(dtype)) + " cannot be read",
                    "save the model in F32, F16 or BF16");
    }
}

Result<TensorFiles> TensorFiles::open(FileSystem &files, const Path &folder)
{
    TensorFiles opened;
    std::map<std::string, std::string> shardOf;
    if (BAFO_TRY(files.status(folder / kSingleFile)).exists) {
        opened.m_fileNames.emplace_back(kSingleFile);
    } else if (BAFO_TRY(files.status(folder / kIndexFile)).exists) {
        shardOf = BAFO_TRY(readIndex(files, folder / kIndexFile));
        std::set<std::string> names;
        for (const auto &[tensor, shard] : shardOf) {
            names.insert(shard);
        }
        opened.m_fileNames.assign(names.begin(), names.end());
    } else {
        return fail(
            ErrorCode::data, folder.string() + " holds no weights (no model.safetensors and no index of shards)",
            "put its .safetensors files there ('bafo model verify' names what is missing), or make the model again; "
            "a model of another format: save it with safe_serialization=True");
    }
    for (const std::string &name : opened.m_fileNames) {
        BAFO_TRY(opened.addFile(folder / name, name, shardOf));
    }
    for (const auto &[tensor, shard] : shardOf) {
        if (!opened.m_tensors.contains(tensor)) {
            return damaged(folder / shard, "lacks tensor '" + tensor + "', which the index puts there");
        }
    }
    auto packed = takeNf4Parts(opened.m_tensors);
    if (!packed) {
        return fail(packed.error().code, folder.string() + ": " + packed.error().message, packed.error().hint);
    }
    opened.m_nf4 = std::move(*packed);
    for (const auto &[name, parts] : opened.m_nf4) {
        opened.m_tensors.emplace(name, parts.packed);
    }
    return opened;
}

Result<TensorFiles> TensorFiles::openFile(const Path &path)
{
    TensorFiles opened;
    opened.m_fileNames.push_back(path.filename().string());
    BAFO_TRY(opened.addFile(path, opened.m_fileNames.front(), {}));
    return opened;
}

Result<void> TensorFiles::addFile(const Path &path, const std::string &name,
                                  const std::map<std::string, std::string> &shardOf)
{
    auto file = std::make_unique<formats::SafetensorsFile>(BAFO_TRY(formats::SafetensorsFile::open(path)));
    for (const auto &[tensor, entry] : file->tensors()) {
        const auto shard = shardOf.find(tensor);
        if (!shardOf.empty() && (shard == shardOf.end() || shard->second != name)) {
            return damaged(path, "holds tensor '" + tensor + "', which the index does not put there");
        }
        // An index is the only way to have several files, and it has each name once.
        m_tensors.emplace(tensor, StoredTensor{.entry = &entry, .file = file.get()});
    }
    m_files.push_back(std::move(file));
    return {};
}

const std::vector<std::int64_t> &TensorFiles::shapeOf(const std::string &name) const
{
    const Nf4Parts *parts = nf4Of(name);
    return parts != nullptr ? parts->shape : m_tensors.at(name).entry->shape;
}

const Nf4Parts *TensorFiles::nf4Of(const std::string &name) const
{
    const auto found = m_nf4.find(name);
    return found == m_nf4.end() ? nullptr : &found->second;
}

std::string TensorFiles::sha256Of(const std::string &name) const
{
    std::vector<StoredTensor> stored{m_tensors.at(name)};
    Sha256 hash;
    if (const Nf4Parts *parts = nf4Of(name); parts != nullptr) {
        stored.insert(stored.end(), {parts->scaleCodes, parts->scales, parts->scaleMap});
        hash.update(std::as_bytes(std::span(&parts->offset, 1)));
    }
    for (const StoredTensor &part : stored) {
        if (part.entry != nullptr) {
            hash.update(part.entry->bytes);
            part.file->release(*part.entry);
        }
    }
    return hash.finish();
}

Result<void> TensorFiles::readFloats(const std::string &name, std::span<float> values) const
{
    return readFloats(name, 0, values);
}

Result<void> TensorFiles::readFloats(const std::string &name, std::size_t first, std::span<float> values) const
{
    const auto found = m_tensors.find(name);
    BAFO_CHECK(found != m_tensors.end(), "no tensor " + name);
    if (const Nf4Parts *parts = nf4Of(name); parts != nullptr) {
        adapters::decodeNf4(BAFO_TRY(readNf4(*parts, name)), static_cast<std::int64_t>(first), values);
        return {};
    }
    const StoredTensor &tensor = found->second;
    const std::size_t size = formats::elementSize(tensor.entry->dtype);
    const std::span<const std::byte> bytes = tensor.entry->bytes;
    BAFO_CHECK((first + values.size()) * size <= bytes.size(), "values behind the end of " + name);
    auto converted = convertToFloats(tensor.entry->dtype, bytes.subspan(first * size, values.size() * size), values);
    if (!converted) {
        return fail(ErrorCode::data, "tensor '" + name + "': " + converted.error().message, converted.error().hint);
    }
    tensor.file->release(*tensor.entry);
    return {};
}

} // namespace bafo::exchange
