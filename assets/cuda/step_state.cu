#if ELEMENT != 32 && __CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1200

// Products, in the order of a step. What is asked of a product again and again is kept in shared memory: a barrier of all blocks
// empties the first cache, and the way to the second is long.
enum Product { PROJECT_IN, QKV, OUT, FC1, FC2, PROJECT_OUT, HEAD, PRODUCTS };

// The most that prepare() keeps.
#define MOST_ADDED 1024

struct Fixed {
  StepLayer layers[2];
  Share shares[PRODUCTS];
  int lengths[STEP_BATCH];
  float2 statistics[WORKER_WARPS];
  Best bests[16];
  bool last;
};

// What the workers know throughout: the kernel's arguments, and where in scratch memory and in shared memory things lie.
struct Step {
  const StepArguments& given;
  unsigned long long* counter;
  unsigned int* ticket;
  Best* bests;
  scalar* sum;
  scalar* carried;
  scalar* qkv;
  scalar* attended;
  scalar* inner;
  scalar* projected;
  float* parts;
  float2* weights;
  char* x;
  float* sums;
  float* added;
  scalar* norm;
  Fixed* fixed;
  int room;
  unsigned long long goal;
};

// Bytes of scratch memory: 256 for counters, which are to be zero before the first step of all; and for each of bests, sum,
// carried, qkv, attended, inner, projected, parts and weights what it takes, rounded up to 256.
static __device__ __forceinline__ char* take(char*& at, long long bytes) {
  char* taken = at;
  at += (bytes + 255) / 256 * 256;
  return taken;
}

static __device__ __forceinline__ void place(Step& step) {
  const StepArguments& given = step.given;
  const long long scalars = (long long) given.batch * sizeof(scalar);
  char* at = given.scratch;
  step.counter = (unsigned long long*) at;
  step.ticket = (unsigned int*) (at + 128);
  at += 256;
  step.bests = (Best*) take(at, (long long) STEP_BATCH * gridDim.x * sizeof(Best));
  step.sum = (scalar*) take(at, given.width * scalars);
  step.carried = (scalar*) take(at, given.width * scalars);
  step.qkv = (scalar*) take(at, 3 * given.width * scalars);
  step.attended = (scalar*) take(at, given.width * scalars);
  step.inner = (scalar*) take(at, given.inner * scalars);
  step.projected = (scalar*) take(at, given.embeddingWidth * scalars);
  step.parts = (float*) take(at, 4LL * given.splits * given.batch * given.width);
  step.weights = (float2*) take(at, 8LL * given.splits * given.batch * given.heads);
}

static __device__ __forceinline__ void meet() {
  asm volatile("bar.sync 1, %0;" :: "n"(WORKERS) : "memory");
}

// 16 bytes from the second cache to shared memory. Many can be on their way, in a loop of few instructions: a step goes through
// most of its code once a layer, and instructions that are not in the nearest cache cost more than those that are repeated.
static __device__ __forceinline__ void copyWide(const void* to, const scalar* from) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" :: "r"(sharedAddress(to)), "l"(from) : "memory");
}

static __device__ __forceinline__ void awaitCopies() {
  asm volatile("cp.async.wait_all;" ::: "memory");
}

static __device__ __forceinline__ unsigned long long counterNow(const unsigned long long* counter) {
  unsigned long long value;
  asm volatile("ld.acquire.gpu.global.u64 %0, [%1];" : "=l"(value) : "l"(counter) : "memory");
  return value;
}

// The barrier of all blocks in two halves. What does not depend on the other blocks may come between.
static __device__ __forceinline__ void signal(Step& step) {
  meet();
  step.goal += gridDim.x;
  if (threadIdx.x == 0) {
    asm volatile("red.release.gpu.global.add.u64 [%0], %1;" :: "l"(step.counter), "l"(1ULL) : "memory");
  }
}

static __device__ __forceinline__ void awaitAll(const Step& step) {
  if (threadIdx.x == 0) {
    unsigned int looks = 0;
    while (counterNow(step.counter) < step.goal) {
      looked(looks);
    }
  }
  // What was asked for meanwhile is there for all, too.
  awaitCopies();
  meet();
}

// What other blocks wrote in this step is read past the first cache, which may hold what was there before.
static __device__ __forceinline__ Wide fresh(const scalar* from) {
  Wide wide;
  asm volatile("ld.global.cg.v4.u32 {%0, %1, %2, %3}, [%4];"
      : "=r"(wide.word[0]), "=r"(wide.word[1]), "=r"(wide.word[2]), "=r"(wide.word[3]) : "l"(from));
  return wide;
}

static __device__ __forceinline__ float freshScalar(const scalar* from) {
  scalar value;
  asm volatile("ld.global.cg.u16 %0, [%1];" : "=h"(value) : "l"(from));
  return toFloat(value);
}

static __device__ __forceinline__ scalar* rowOfX(const Step& step, int sequence, int columns) {
  return (scalar*) (step.x + sequence * (columns * 2 + APART));
}

// Warps that share a sequence's row, a power of two: all sequences are done at the same time.
static __device__ __forceinline__ int warpsEach(int batch) {
  return batch == 1 ? 8 : batch == 2 ? 4 : batch <= 4 ? 2 : 1;
}

#endif
