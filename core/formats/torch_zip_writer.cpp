// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_zip_writer.h"

#include "core/base/check.h"
#include "core/formats/pickle_opcodes.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace bafo::formats {
namespace {

constexpr std::string_view kFormatVersion = "3\n";

std::string_view storageClassOf(Dtype dtype)
{
    switch (dtype) {
    case Dtype::F32:
        return "FloatStorage";
    case Dtype::BF16:
        return "BFloat16Storage";
    case Dtype::F16:
        return "HalfStorage";
    default:
        break;
    }
    BAFO_CHECK(false, "tensors of this type are not written");
    return {};
}

std::uint64_t numElementsOf(const TorchTensorDeclaration &tensor)
{
    std::uint64_t count = 1;
    for (const std::int64_t extent : tensor.shape) {
        count *= static_cast<std::uint64_t>(extent);
    }
    return count;
}

/// Opcodes of protocol 2, one behind the other.
class PickleWriter {
public:
    PickleWriter &op(pickle::Opcode opcode)
    {
        m_bytes.push_back(static_cast<char>(opcode));
        return *this;
    }

    PickleWriter &text(std::string_view value)
    {
        op(pickle::BinUnicode).number(value.size(), 4);
        m_bytes.append(value);
        return *this;
    }

    PickleWriter &global(std::string_view module, std::string_view name)
    {
        op(pickle::Global);
        m_bytes.append(module).append("\n").append(name).append("\n");
        return *this;
    }

    /// From 0 on.
    PickleWriter &count(std::uint64_t value)
    {
        if (value < 1U << 31U) {
            return op(pickle::BinInt).number(value, 4);
        }
        return op(pickle::Long1).number(8, 1).number(value, 8);
    }

    PickleWriter &counts(const std::vector<std::int64_t> &values)
    {
        op(pickle::Mark);
        for (const std::int64_t value : values) {
            count(static_cast<std::uint64_t>(value));
        }
        return op(pickle::Tuple);
    }

    PickleWriter &number(std::uint64_t value, unsigned sizeBytes)
    {
        for (unsigned i = 0; i < sizeBytes; ++i) {
            m_bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
        }
        return *this;
    }

    [[nodiscard]] const std::string &bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

std::vector<std::int64_t> stridesOf(const std::vector<std::int64_t> &shape)
{
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;) {
        strides[i - 1] = strides[i] * shape[i];
    }
    return strides;
}

/// _rebuild_tensor_v2(("storage", torch.FloatStorage, "3", "cpu", 40), 0, (5, 8), (8, 1), False, OrderedDict())
void addTensor(PickleWriter &pickle, const TorchTensorDeclaration &tensor, std::size_t storage)
{
    pickle.text(tensor.name).global("torch._utils", "_rebuild_tensor_v2").op(pickle::Mark);
    pickle.op(pickle::Mark).text("storage").global("torch", storageClassOf(tensor.dtype));
    pickle.text(std::to_string(storage)).text("cpu").count(numElementsOf(tensor)).op(pickle::Tuple);
    pickle.op(pickle::BinPersistent).count(0).counts(tensor.shape).counts(stridesOf(tensor.shape));
    pickle.op(pickle::False).global("collections", "OrderedDict").op(pickle::EmptyTuple).op(pickle::Reduce);
    pickle.op(pickle::Tuple).op(pickle::Reduce);
}

} // namespace

Result<TorchZipWriter> TorchZipWriter::create(FileSystem &files, const Path &path,
                                              const std::vector<TorchTensorDeclaration> &tensors)
{
    std::map<std::string_view, std::size_t> storageOf;
    std::vector<std::uint64_t> storageBytes;
    PickleWriter pickle;
    pickle.op(pickle::Protocol).number(2, 1).op(pickle::EmptyDictionary).op(pickle::Mark);
    for (const TorchTensorDeclaration &tensor : tensors) {
        if (tensor.sameAs.empty()) {
            storageOf[tensor.name] = storageBytes.size();
            storageBytes.push_back(numElementsOf(tensor) * elementSize(tensor.dtype));
        } else {
            BAFO_CHECK(storageOf.contains(tensor.sameAs), "a tensor shares the bytes of one that is not there");
            storageOf[tensor.name] = storageOf.at(tensor.sameAs);
        }
        addTensor(pickle, tensor, storageOf.at(tensor.name));
    }
    pickle.op(pickle::SetItems).op(pickle::Stop);
    std::uint64_t total = pickle.bytes().size();
    for (const std::uint64_t size : storageBytes) {
        total += size;
    }
    TorchZipWriter writer(BAFO_TRY(StoredZipWriter::create(files, path, total)));
    writer.m_folder = path.stem().string();
    writer.m_storageBytes = std::move(storageBytes);
    BAFO_TRY(writer.m_zip.add(writer.m_folder + "/data.pkl", pickle.bytes()));
    BAFO_TRY(writer.m_zip.add(writer.m_folder + "/byteorder", "little"));
    return writer;
}

std::string TorchZipWriter::placeOf(std::size_t storage) const
{
    return m_folder + "/data/" + std::to_string(storage);
}

Result<void> TorchZipWriter::write(std::span<const std::byte> bytes)
{
    BAFO_CHECK(m_storage < m_storageBytes.size() && bytes.size() <= m_storageBytes[m_storage] - m_writtenBytes,
               "more bytes than were declared");
    if (m_writtenBytes == 0) {
        BAFO_TRY(m_zip.begin(placeOf(m_storage), m_storageBytes[m_storage]));
    }
    BAFO_TRY(m_zip.write(bytes));
    m_writtenBytes += bytes.size();
    if (m_writtenBytes == m_storageBytes[m_storage]) {
        ++m_storage;
        m_writtenBytes = 0;
    }
    return {};
}

Result<WrittenFile> TorchZipWriter::finish()
{
    BAFO_CHECK(m_storage == m_storageBytes.size(), "fewer bytes than were declared");
    BAFO_TRY(m_zip.add(m_folder + "/version", kFormatVersion));
    return m_zip.finish();
}

} // namespace bafo::formats
