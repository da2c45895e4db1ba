// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_zip.h"

#include "core/formats/crc32.h"
#include "core/formats/file_kind.h"
#include "core/formats/pickle_values.h"
#include "core/formats/torch_globals.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace bafo::formats {
namespace {

using Members = std::map<std::string, ZipMember, std::less<>>;

constexpr std::size_t kMaxNameBytes = 512;
constexpr std::size_t kMaxDimensions = 16;
constexpr std::string_view kPickleName = "/data.pkl";

Failure unsound(const std::string &why)
{
    return fail(ErrorCode::data, "no sound PyTorch file: " + why,
                "the file is damaged or was made to mislead: take it from its origin again");
}

Failure unsupported(const std::string &why)
{
    return fail(ErrorCode::data, why,
                "save the weights alone, as dense tensors: torch.save(model.state_dict(), FILE), or as safetensors");
}

/// "lit_model" of "lit_model/data.pkl": all members lie in that one folder.
Result<std::string> folderOf(const Members &members)
{
    std::string folder;
    for (const auto &[name, member] : members) {
        const std::size_t slash = name.find('/');
        if (slash == std::string::npos || (!folder.empty() && name.substr(0, slash) != folder)) {
            return unsound("its members do not lie in one folder");
        }
        folder = name.substr(0, slash);
    }
    if (folder.empty() || !members.contains(folder + std::string(kPickleName))) {
        return unsound("it has no data.pkl");
    }
    return folder;
}

Result<void> checkByteOrder(const Members &members, const std::string &folder)
{
    const auto found = members.find(folder + "/byteorder");
    if (found == members.end()) {
        return {}; // older versions wrote none, and only on little-endian machines
    }
    BAFO_TRY(checkZipMember(found->first, found->second));
    const std::string_view order(reinterpret_cast<const char *>(found->second.bytes.data()),
                                 found->second.bytes.size());
    if (order != "little") {
        return unsupported("its tensors are not little-endian");
    }
    return {};
}

/// Turns the pickle's values into places of tensors. Nothing here recurses: a state dictionary is two levels deep.
class StateReader {
public:
    StateReader(const PickleValues &values, const Members &members, std::string folder)
        : m_values(values)
        , m_members(members)
        , m_folder(std::move(folder))
    {
    }

    Result<void> read(TorchZipContent &content) const
    {
        const PickleValue *root = dictionaryAt(m_values.root);
        if (root == nullptr) {
            return unsupported("it holds no dictionary of weights");
        }
        BAFO_TRY(checkKeys(*root));
        const PickleValue *state = root;
        for (const char *key : {"model", "state_dict"}) {
            const PickleValue *value = lookUp(*root, key);
            if (value != nullptr && state == root && isDictionary(*value)) {
                state = value;
                content.dictionary = key;
            }
        }
        if (state != root) {
            readNumbers(*root, content);
        }
        return readTensors(*state, content);
    }

private:
    using Places = std::span<const std::uint32_t>;

    /// A dict or an OrderedDict.
    [[nodiscard]] bool isDictionary(const PickleValue &value) const
    {
        return value.kind == PickleKind::dictionary || isCallOf(value, "collections", "OrderedDict");
    }

    [[nodiscard]] bool isEmptyDictionary(const PickleValue &value) const
    {
        return isDictionary(value) && pairsOf(value).empty();
    }

    [[nodiscard]] bool isCallOf(const PickleValue &call, std::string_view module, std::string_view name) const
    {
        if (call.kind != PickleKind::call) {
            return false;
        }
        const PickleValue &callee = m_values.at(call.items[0]);
        return callee.text == module && callee.name == name;
    }

    [[nodiscard]] const PickleValue *dictionaryAt(std::uint32_t place) const
    {
        const PickleValue &value = m_values.at(place);
        return isDictionary(value) ? &value : nullptr;
    }

    /// Keys and values in turn.
    [[nodiscard]] static Places pairsOf(const PickleValue &dictionary)
    {
        return Places(dictionary.items).subspan(dictionary.kind == PickleKind::call ? 2 : 0);
    }

    /// PyTorch takes the last of two equal keys; whoever looks at the first sees other weights than it loads.
    Result<void> checkKeys(const PickleValue &dictionary) const
    {
        std::set<std::string_view> seen;
        const Places pairs = pairsOf(dictionary);
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
            const PickleValue &key = m_values.at(pairs[i]);
            if (key.kind == PickleKind::text && !seen.insert(key.text).second) {
                return unsound("'" + std::string(key.text.substr(0, kMaxNameBytes)) + "' is in it twice");
            }
        }
        return {};
    }

    [[nodiscard]] const PickleValue *lookUp(const PickleValue &dictionary, std::string_view key) const
    {
        const Places pairs = pairsOf(dictionary);
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
            const PickleValue &name = m_values.at(pairs[i]);
            if (name.kind == PickleKind::text && name.text == key) {
                return &m_values.at(pairs[i + 1]);
            }
        }
        return nullptr;
    }

    void readNumbers(const PickleValue &dictionary, TorchZipContent &content) const
    {
        const Places pairs = pairsOf(dictionary);
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
            const PickleValue &name = m_values.at(pairs[i]);
            const PickleValue &value = m_values.at(pairs[i + 1]);
            if (name.kind == PickleKind::text && value.kind == PickleKind::integer) {
                content.numbers.emplace(name.text, value.integer);
            }
        }
    }

    Result<void> readTensors(const PickleValue &state, TorchZipContent &content) const
    {
        const Places pairs = pairsOf(state);
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
            const PickleValue &key = m_values.at(pairs[i]);
            const bool isName = key.kind == PickleKind::text && !key.text.empty() && key.text.size() <= kMaxNameBytes
                && std::all_of(key.text.begin(), key.text.end(), [](char c) { return c >= ' ' && c < 127; });
            if (!isName) {
                return unsupported("a key of its weights is no name of a tensor");
            }
            const std::string name(key.text);
            auto tensor = readTensor(name, m_values.at(pairs[i + 1]));
            if (!tensor) {
                return fail(std::move(tensor).error());
            }
            if (!content.tensors.emplace(name, std::move(*tensor)).second) {
                return unsound("'" + name + "' is in it twice");
            }
        }
        if (content.tensors.empty()) {
            return unsupported("it holds no weights");
        }
        return {};
    }

    Result<TorchTensor> readTensor(const std::string &name, const PickleValue &value) const
    {
        const PickleValue *made = &value;
        if (isCallOf(*made, "torch._utils", "_rebuild_parameter")) {
            const Places arguments = argumentsOf(*made);
            if (arguments.size() != 3) {
                return unsound("the parameter '" + name + "' is described wrongly");
            }
            made = &m_values.at(arguments[0]);
        }
        const bool isTensor = isCallOf(*made, "torch._utils", "_rebuild_tensor_v2")
            || isCallOf(*made, "torch._utils", "_rebuild_tensor");
        if (!isTensor) {
            return unsupported("'" + name + "' is no dense tensor");
        }
        const Places arguments = argumentsOf(*made);
        // storage, offset, size, stride, then two that only autograd needs, and flags
        if (arguments.size() < 4 || arguments.size() > 7) {
            return unsound("the tensor '" + name + "' is described wrongly");
        }
        if (arguments.size() == 7 && !isEmptyDictionary(m_values.at(arguments[6]))) {
            return unsupported("'" + name + "' has flags beside its elements (a sign or a conjugation yet to be made)");
        }
        const Storage storage = BAFO_TRY(readStorage(name, m_values.at(arguments[0])));
        TorchTensor tensor;
        tensor.dtype = storage.dtype;
        tensor.storage = storage.member;
        tensor.shape = BAFO_TRY(readCounts(name, m_values.at(arguments[2])));
        tensor.strides = BAFO_TRY(readCounts(name, m_values.at(arguments[3])));
        tensor.bytes = BAFO_TRY(place(name, m_values.at(arguments[1]), storage, tensor));
        return tensor;
    }

    [[nodiscard]] Places argumentsOf(const PickleValue &call) const { return m_values.at(call.items[1]).items; }

    struct Storage {
        Dtype dtype = Dtype::F32;
        std::string member;
        std::span<const std::byte> bytes;
    };

    /// ("storage", torch.FloatStorage, "12", "cpu", 4096)
    Result<Storage> readStorage(const std::string &name, const PickleValue &value) const
    {
        const PickleValue *tuple = value.kind == PickleKind::stored ? &m_values.at(value.items[0]) : nullptr;
        if (tuple == nullptr || tuple->kind != PickleKind::tuple || tuple->items.size() != 5
            || m_values.at(tuple->items[0]).text != "storage") {
            return unsound("the storage of '" + name + "' is described wrongly");
        }
        const PickleValue &type = m_values.at(tuple->items[1]);
        const auto dtype = type.kind == PickleKind::global ? dtypeOfStorage(type.text, type.name) : std::nullopt;
        if (!dtype) {
            return unsupported("the elements of '" + name + "' are of a type that cannot be read"
                               + (type.kind == PickleKind::global ? " (" + std::string(type.name) + ")" : ""));
        }
        const PickleValue &key = m_values.at(tuple->items[2]);
        Storage storage{.dtype = *dtype, .member = m_folder + "/data/", .bytes = {}};
        // LitGPT's own writer counts with whole numbers, torch.save with texts.
        storage.member += key.kind == PickleKind::integer ? std::to_string(key.integer) : std::string(key.text);
        const auto member = m_members.find(storage.member);
        if (member == m_members.end()) {
            return unsound("the bytes of '" + name + "' are not in it");
        }
        storage.bytes = member->second.bytes;
        const PickleValue &count = m_values.at(tuple->items[4]);
        std::uint64_t size = 0;
        if (count.kind != PickleKind::integer || count.integer < 0
            || __builtin_mul_overflow(static_cast<std::uint64_t>(count.integer), elementSize(*dtype), &size)
            || size != storage.bytes.size()) {
            return unsound("the storage of '" + name + "' has another size than the pickle says");
        }
        return storage;
    }

    /// A tuple of numbers from 0 on.
    Result<std::vector<std::int64_t>> readCounts(const std::string &name, const PickleValue &value) const
    {
        if (value.kind != PickleKind::tuple || value.items.size() > kMaxDimensions) {
            return unsound("the shape of '" + name + "' is described wrongly");
        }
        std::vector<std::int64_t> counts;
        for (const std::uint32_t item : value.items) {
            const PickleValue &count = m_values.at(item);
            if (count.kind != PickleKind::integer || count.integer < 0) {
                return unsound("the shape or a stride of '" + name + "' is no count");
            }
            counts.push_back(count.integer);
        }
        return counts;
    }

    /// The part of the storage that the tensor reaches. Checked so that no index leaves it, and that no element stands
    /// for many: a tensor is never larger than its storage.
    static Result<std::span<const std::byte>> place(const std::string &name, const PickleValue &offset,
                                                    const Storage &storage, const TorchTensor &tensor)
    {
        const auto outside = [&] { return unsound("'" + name + "' reaches outside of its storage"); };
        const std::uint64_t size = elementSize(storage.dtype);
        const std::uint64_t capacity = storage.bytes.size() / size;
        if (tensor.shape.size() != tensor.strides.size() || offset.kind != PickleKind::integer || offset.integer < 0
            || static_cast<std::uint64_t>(offset.integer) > capacity) {
            return outside();
        }
        std::uint64_t last = 0; // element, counted from the first
        std::uint64_t count = 1;
        bool isEmpty = false;
        for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
            const auto extent = static_cast<std::uint64_t>(tensor.shape[d]);
            isEmpty = isEmpty || extent == 0;
            std::uint64_t reach = 0;
            if (__builtin_mul_overflow(count, std::max<std::uint64_t>(extent, 1), &count)
                || __builtin_mul_overflow(std::max<std::uint64_t>(extent, 1) - 1,
                                          static_cast<std::uint64_t>(tensor.strides[d]), &reach)
                || __builtin_add_overflow(last, reach, &last)) {
                return outside();
            }
        }
        const auto first = static_cast<std::uint64_t>(offset.integer);
        if (count > INT64_MAX) {
            return outside();
        }
        if (isEmpty) {
            return storage.bytes.subspan(first * size, 0);
        }
        if (last >= capacity - first) {
            return outside();
        }
        if (count > capacity) {
            return unsupported("'" + name + "' shows the same elements over and over");
        }
        return storage.bytes.subspan(first * size, (last + 1) * size);
    }

    const PickleValues &m_values;
    const Members &m_members;
    std::string m_folder;
};

} // namespace

Result<TorchZipContent> parseTorchZip(std::span<const std::byte> file)
{
    TorchZipContent content;
    content.members = BAFO_TRY(parseStoredZip(file));
    const std::string folder = BAFO_TRY(folderOf(content.members));
    BAFO_TRY(checkByteOrder(content.members, folder));
    const auto pickle = content.members.find(folder + std::string(kPickleName));
    BAFO_TRY(checkZipMember(pickle->first, pickle->second));
    const PickleValues values = BAFO_TRY(readPickle(pickle->second.bytes, judgeTorchGlobal));
    BAFO_TRY(StateReader(values, content.members, folder).read(content));
    return content;
}

Result<TorchZipFile> TorchZipFile::open(const Path &path)
{
    TorchZipFile opened;
    opened.m_path = path;
    opened.m_file = BAFO_TRY(MappedFile::open(path));
    auto content = parseTorchZip(opened.m_file.bytes());
    if (!content) {
        Error error = std::move(content).error();
        error.message = path.string() + ": " + error.message;
        const auto kind = kindOfFile(opened.m_file.bytes());
        if (kind == "a Python pickle") {
            error.message = path.string() + " is in the format that PyTorch wrote before version 1.6";
            error.hint = "save it again with a newer PyTorch: torch.save(torch.load(FILE, weights_only=True), NEW)";
        } else if (kind && !kind->starts_with("a zip archive")) {
            error.message = path.string() + " is no PyTorch file but " + std::string(*kind);
            error.hint = "give it its right name, or fetch the right file";
        }
        return fail(std::move(error));
    }
    opened.m_content = std::move(*content);
    return opened;
}

Result<void> TorchZipFile::checkStorage(const TorchTensor &tensor)
{
    if (m_soundStorages.contains(tensor.storage)) {
        return {};
    }
    // In pieces, each given back before the next: a storage may be larger than the memory.
    constexpr std::size_t kPieceBytes = 16U << 20U;
    const ZipMember &member = m_content.members.at(tensor.storage);
    std::uint32_t crc = 0;
    for (std::size_t at = 0; at < member.bytes.size(); at += kPieceBytes) {
        const auto piece = member.bytes.subspan(at, std::min(kPieceBytes, member.bytes.size() - at));
        crc = crc32Of(piece, crc);
        release(piece);
    }
    if (crc != member.crc32) {
        return fail(ErrorCode::data, m_path.string() + ": the checksum of " + tensor.storage + " is wrong",
                    "the file is damaged: copy or download it again");
    }
    m_soundStorages.insert(tensor.storage);
    return {};
}

void TorchZipFile::release(std::span<const std::byte> bytes) const
{
    if (!bytes.empty()) {
        m_file.release(static_cast<std::size_t>(bytes.data() - m_file.bytes().data()), bytes.size());
    }
}

} // namespace bafo::formats
