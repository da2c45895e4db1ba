// SPDX-License-Identifier: Apache-2.0
// A library to preload into the real program: every file system has BAFO_TEST_FREE_BYTES free. Test code only.
#include <cstdlib>
#include <dlfcn.h>
#include <sys/statvfs.h>

extern "C" __attribute__((visibility("default"))) int statvfs(const char *path, struct statvfs *info)
{
    static const auto real = reinterpret_cast<int (*)(const char *, struct statvfs *)>(::dlsym(RTLD_NEXT, "statvfs"));
    const int result = real(path, info);
    if (const char *bytes = std::getenv("BAFO_TEST_FREE_BYTES"); bytes != nullptr) {
        info->f_frsize = 1;
        info->f_bavail = std::strtoull(bytes, nullptr, 10);
    }
    return result;
}
