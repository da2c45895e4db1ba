// SPDX-License-Identifier: Apache-2.0
#include "plugins/cuda/nccl_library.h"

#include <stdexcept>
#include <string>

#include <dlfcn.h>

namespace bafo::cuda {
namespace {

template <class Function>
void findFunction(void *library, const char *name, Function &function)
{
    function = reinterpret_cast<Function>(::dlsym(library, name));
    if (function == nullptr) {
        throw std::runtime_error(std::string("NCCL has no ") + name);
    }
}

} // namespace

NcclLibrary NcclLibrary::find()
{
    void *library = ::dlopen("libnccl.so.2", RTLD_NOW | RTLD_NOLOAD); // stays loaded with LibTorch
    if (library == nullptr) {
        library = ::dlopen("libnccl.so.2", RTLD_NOW);
    }
    if (library == nullptr) {
        throw std::runtime_error("NCCL cannot be loaded: libnccl.so.2");
    }
    NcclLibrary nccl;
    findFunction(library, "ncclGetUniqueId", nccl.getUniqueId);
    findFunction(library, "ncclCommInitRank", nccl.commInitRank);
    findFunction(library, "ncclCommAbort", nccl.commAbort);
    findFunction(library, "ncclCommGetAsyncError", nccl.commGetAsyncError);
    findFunction(library, "ncclAllGather", nccl.allGather);
    findFunction(library, "ncclSend", nccl.send);
    findFunction(library, "ncclRecv", nccl.receive);
    findFunction(library, "ncclGroupStart", nccl.groupStart);
    findFunction(library, "ncclGroupEnd", nccl.groupEnd);
    findFunction(library, "ncclGetErrorString", nccl.getErrorString);
    return nccl;
}

void NcclLibrary::check(NcclResult result, const char *doing) const
{
    if (result != 0 && result != kNcclInProgress) {
        throw std::runtime_error(std::string("NCCL, ") + doing + ": " + getErrorString(result));
    }
}

} // namespace bafo::cuda
