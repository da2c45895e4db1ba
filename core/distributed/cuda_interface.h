// SPDX-License-Identifier: Apache-2.0
// What libbafo_cuda.so and bafo-engine have in common: a table of functions in plain C.
//
// Goals: bafo-engine runs where no CUDA library is, and the library is loaded where there is one; everything above the
// table is tested on the CPU with a table of a test's own. Non-goals: kernels (they come as operators of ATen, which
// need no table), other makers' devices. Rejected: c10d::ProcessGroupNCCL, whose header needs those of cuBLAS,
// cuSPARSE, cuSOLVER and NCCL (1 GB of packages to build two collectives), whose options change their layout with
// NCCL's version unnoticed, and whose watchdog ends the process where a lost rank should be an error; C++ classes
// across the border.
//
// All functions: devices are counted from 0; 0 is success, anything else leaves a line of text in `why`; nothing is
// thrown. One thread at a time.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BAFO_CUDA_VERSION 1
#define BAFO_CUDA_WHY_BYTES 512 /* of every `why` */
#define BAFO_CUDA_ID_BYTES 128

struct BafoCudaDevice {
    char name[256];
    int64_t totalBytes;
    int64_t freeBytes; /* now, for everybody */
    int32_t majorCapability;
    int32_t minorCapability;
};

struct BafoCudaFunctions {
    int32_t version;

    /* How many devices there are; 0 with the reason. Negative never. */
    int (*countDevices)(char *why);
    int (*describeDevice)(int device, struct BafoCudaDevice *description, char *why);

    /* From now on this process works on that device. */
    int (*useDevice)(int device, char *why);

    /* Returns when the device has done everything that it was given. */
    int (*waitForDevice)(int device, char *why);

    /* Most bytes that tensors took at once since the program began. */
    int (*peakBytes)(int device, int64_t *bytes, char *why);

    /* Ranks as one group. One of them makes the id, all join with it, each on the device that it uses. */
    int (*makeGroupId)(char *id, char *why);
    int (*joinGroup)(const char *id, int rank, int numRanks, void **group, char *why);
    void (*leaveGroup)(void *group);

    /* whole <- the parts of all ranks, in their order: `bytes` of each. Works beside what the device computes, after
     * everything that it was given so far. The ticket goes to finishGather, after which everything that the device is
     * given sees the whole. */
    int (*startGather)(void *group, const void *part, void *whole, int64_t bytes, void **ticket, char *why);
    int (*finishGather)(void *group, void *ticket, char *why);

    /* To each rank its piece of `sent`, one behind the other, and from each rank one into `received`. Sizes in bytes,
     * one a rank; 0: nothing. In the order of the device's work. */
    int (*exchangePieces)(void *group, const void *sent, const int64_t *sentBytes, void *received,
                          const int64_t *receivedBytes, char *why);
};

/* The library's only symbol. Null where it is of another version. */
typedef const struct BafoCudaFunctions *(*BafoCudaEntry)(int32_t version);
#define BAFO_CUDA_ENTRY "bafo_cuda_functions"

#ifdef __cplusplus
}
#endif
