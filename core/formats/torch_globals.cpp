// SPDX-License-Identifier: Apache-2.0
#include "core/formats/torch_globals.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bafo::formats {
namespace {

using namespace std::string_view_literals;

constexpr std::array kStorages = {
    std::pair{"FloatStorage"sv, Dtype::F32},     std::pair{"HalfStorage"sv, Dtype::F16},
    std::pair{"BFloat16Storage"sv, Dtype::BF16}, std::pair{"DoubleStorage"sv, Dtype::F64},
    std::pair{"LongStorage"sv, Dtype::I64},      std::pair{"IntStorage"sv, Dtype::I32},
    std::pair{"ShortStorage"sv, Dtype::I16},     std::pair{"CharStorage"sv, Dtype::I8},
    std::pair{"ByteStorage"sv, Dtype::U8},       std::pair{"BoolStorage"sv, Dtype::BOOL},
};

/// Storages, dtypes and the like that have no counterpart here: a tensor of them is refused where it is asked for.
constexpr std::array kOtherTorchNames = {
    "ComplexFloatStorage"sv,
    "ComplexDoubleStorage"sv,
    "QUInt8Storage"sv,
    "QInt8Storage"sv,
    "QInt32Storage"sv,
    "Size"sv,
    "device"sv,
    "float32"sv,
    "float16"sv,
    "bfloat16"sv,
    "float64"sv,
    "int64"sv,
    "int32"sv,
    "int16"sv,
    "int8"sv,
    "uint8"sv,
    "bool"sv,
    "float8_e4m3fn"sv,
    "float8_e5m2"sv,
    "strided"sv,
    "contiguous_format"sv,
};

constexpr std::array kKnown = {
    std::pair{"torch._utils"sv, "_rebuild_tensor_v2"sv}, std::pair{"torch._utils"sv, "_rebuild_tensor"sv},
    std::pair{"torch._utils"sv, "_rebuild_parameter"sv}, std::pair{"collections"sv, "OrderedDict"sv},
    std::pair{"torch.storage"sv, "UntypedStorage"sv},
};

/// Plain holders of data that programs pickle beside their weights.
constexpr std::array kOpaque = {
    std::pair{"collections"sv, "defaultdict"sv},
    std::pair{"collections"sv, "deque"sv},
    std::pair{"collections"sv, "Counter"sv},
    std::pair{"argparse"sv, "Namespace"sv},
    std::pair{"pathlib"sv, "PosixPath"sv},
    std::pair{"pathlib"sv, "PurePosixPath"sv},
    std::pair{"pathlib"sv, "WindowsPath"sv},
    std::pair{"datetime"sv, "datetime"sv},
    std::pair{"datetime"sv, "timedelta"sv},
    std::pair{"_codecs"sv, "encode"sv},
    std::pair{"builtins"sv, "set"sv},
    std::pair{"builtins"sv, "frozenset"sv},
    std::pair{"builtins"sv, "bytearray"sv},
    std::pair{"builtins"sv, "complex"sv},
    std::pair{"builtins"sv, "slice"sv},
    std::pair{"builtins"sv, "range"sv},
    std::pair{"builtins"sv, "xrange"sv},
    std::pair{"torch._C"sv, "Generator"sv},
    std::pair{"numpy"sv, "dtype"sv},
    std::pair{"numpy"sv, "ndarray"sv},
    std::pair{"numpy.core.multiarray"sv, "scalar"sv},
    std::pair{"numpy.core.multiarray"sv, "_reconstruct"sv},
    std::pair{"numpy._core.multiarray"sv, "scalar"sv},
    std::pair{"numpy._core.multiarray"sv, "_reconstruct"sv},
};

/// Packages whose classes carry a run's settings and its place in the data.
constexpr std::array kOpaquePackages
    = {"litgpt"sv,           "lit_gpt"sv,     "litdata"sv,  "lightning"sv, "pytorch_lightning"sv,
       "torch.utils.data"sv, "torch.optim"sv, "torchdata"sv};

template <class List, class Value>
bool contains(const List &list, const Value &value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool isOfPackage(std::string_view module, std::string_view package)
{
    return module.starts_with(package) && (module.size() == package.size() || module[package.size()] == '.');
}

} // namespace

GlobalRule judgeTorchGlobal(std::string_view module, std::string_view name)
{
    if (module == "__builtin__") { // how protocol 2 spells it
        module = "builtins";
    }
    if (contains(kKnown, std::pair{module, name}) || dtypeOfStorage(module, name)
        || (module == "torch" && contains(kOtherTorchNames, name))) {
        return GlobalRule::known;
    }
    // A dotted name reaches into what a module has imported itself.
    const bool isOpaque = name.find('.') == std::string_view::npos
        && (contains(kOpaque, std::pair{module, name})
            || std::any_of(kOpaquePackages.begin(), kOpaquePackages.end(),
                           [&](std::string_view package) { return isOfPackage(module, package); }));
    return isOpaque ? GlobalRule::opaque : GlobalRule::refused;
}

std::optional<Dtype> dtypeOfStorage(std::string_view module, std::string_view name)
{
    for (const auto &[storage, dtype] : kStorages) {
        if (module == "torch" && storage == name) {
            return dtype;
        }
    }
    return std::nullopt;
}

} // namespace bafo::formats
