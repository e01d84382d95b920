// One decode step as a single kernel, for batches up to 8.
//
// With a kernel per operation a small model's step is mostly waiting: for a kernel to end, for the next to begin and then for
// its first weights. Here one block a multiprocessor stays for the whole step. Which weights a block multiplies by is known
// before the step begins, so one warp of it, the feeder, does nothing but copy them, in the order in which they are needed, into
// a ring of slots in shared memory; it waits for free slots alone, never for the other blocks. The other warps, the workers, go
// through the step's operations with a barrier of all blocks between, and find their weights there.
//
// Every block has the rows N * block / blocks to N * (block + 1) / blocks of every weight matrix, to a row exactly even. Rows are
// taken in groups, and groups in panels of columns; a panel of a group fills a slot. The workers share out a panel's columns and
// add up their sums at a group's end, in the order of the warps: the same answer every time.
//
// The files step_*.cu belong together, and build on attention.cu, product.cu and argmax.cu. Widths have to be multiples of 256. Cards
// of compute capability 12 have too little shared memory for it.
#if ELEMENT != 32 && __CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1200

#define WORKER_WARPS 8
#define WORKERS (WORKER_WARPS * 32)
// Bulk copies are asked for one at a time, which takes a warp some 90 cycles each.
#define FEEDER_WARPS 4
#define STEP_THREADS (WORKERS + FEEDER_WARPS * 32)
#define STEP_BATCH 8
// Columns that the workers' warps take in one go, and what a warp takes of them.
#define STRIDE 256
#define PIECE 32
// Bytes between rows in shared memory beyond the row itself, so that two neighbouring rows lie in different banks.
#define APART 64
#define MOST_SLOTS 24
// The most rows of a group: of products whose x is in shared memory, and of the one whose x is not.
#define GROUP_ROWS 16
#define WIDE_TILES 3
#define MOST_PIECES 4

struct StepLayer {
  const scalar* norm1Weight;
  const scalar* norm1Bias;
  const scalar* qkv;
  const scalar* qkvBias;
  const scalar* out;
  const scalar* outBias;
  const scalar* norm2Weight;
  const scalar* norm2Bias;
  const scalar* fc1;
  const scalar* fc1Bias;
  const scalar* fc2;
  const scalar* fc2Bias;
  scalar* keys;
  scalar* values;
};

// Pointers that may be null: projectIn, projectOut, finalWeight and finalBias, logits.
struct StepArguments {
  const StepLayer* layers;
  const scalar* embedding;
  const scalar* positions;
  const scalar* projectIn;
  const scalar* projectOut;
  const scalar* finalWeight;
  const scalar* finalBias;
  const scalar* head;
  int* tokens;
  int* onHost;
  int* lengths;
  scalar* logits;
  char* scratch;
  long long sequenceStride;
  long long headStride;
  long long placeStride;
  float epsilon;
  float logitScale;
  int layerCount;
  int batch;
  int width;
  int heads;
  int inner;
  int vocabulary;
  int embeddingWidth;
  int positionOffset;
  int normAfter;
  int splits;
  int slotBytes;
  int slots;
  int xBytes;
};

// A wait that never ends shall end the kernel with an error, not hold the card for good. Counted by looks, since time passes for
// kernels that are not running, too: many seconds of them.
static __device__ __forceinline__ void looked(unsigned int& times) {
  if (++times == 1u << 28) {
    asm volatile("trap;");
  }
}

static __device__ __forceinline__ void initialize(unsigned long long* barrier, int arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" :: "r"(sharedAddress(barrier)), "r"(arrivals) : "memory");
}

static __device__ __forceinline__ void await(unsigned long long* barrier, unsigned int parity) {
  const unsigned int address = sharedAddress(barrier);
  unsigned int looks = 0;
  while (true) {
    unsigned int done;
    asm volatile("{\n .reg .pred p;\n mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\n selp.u32 %0, 1, 0, p;\n}"
        : "=r"(done) : "r"(address), "r"(parity) : "memory");
    if (done) {
      return;
    }
    looked(looks);
  }
}

static __device__ __forceinline__ void arrive(unsigned long long* barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" :: "r"(sharedAddress(barrier)) : "memory");
}

static __device__ __forceinline__ void expect(unsigned long long* barrier, unsigned int bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" :: "r"(sharedAddress(barrier)), "r"(bytes) : "memory");
}

// Weights are read once a step: they are the first to leave the second cache.
static __device__ __forceinline__ unsigned long long leavesFirst() {
  unsigned long long policy;
  asm volatile("createpolicy.fractional.L2::evict_first.b64 %0, 1.0;" : "=l"(policy));
  return policy;
}

static __device__ __forceinline__ void copy(void* to, const void* from, unsigned int bytes, unsigned long long* barrier,
    unsigned long long policy) {
  asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint [%0], [%1], %2, [%3], %4;"
      :: "r"(sharedAddress(to)), "l"(from), "r"(bytes), "r"(sharedAddress(barrier)), "l"(policy) : "memory");
}

struct Ring {
  char* slots;
  unsigned long long* full;
  unsigned long long* empty;
  int slotBytes;
  int count;
  int slot;
  unsigned int parity;

  __device__ __forceinline__ void next() {
    if (++slot == count) {
      slot = 0;
      parity ^= 1u;
    }
  }
};

// This block's rows of a weight matrix, and how they are cut.
struct Share {
  int first;
  int end;
  int groupRows;
  int panel;
  int outputs;
  int columns;
};

// At most mostRows in a group. A group whose rows fit a slot whole is worth being a little smaller for it.
static __device__ __forceinline__ Share shareOf(int outputs, int columns, int mostRows, int slotBytes) {
  Share share;
  share.outputs = outputs;
  share.columns = columns;
  const int blocks = gridDim.x;
  share.first = (int) ((long long) outputs * blockIdx.x / blocks);
  share.end = (int) ((long long) outputs * (blockIdx.x + 1) / blocks);
  const int most = (outputs + blocks - 1) / blocks;
  const int whole = slotBytes / (columns * 2 + APART);
  const int limit = whole >= 8 && whole < mostRows ? whole : mostRows;
  const int groups = (most + limit - 1) / limit;
  share.groupRows = (most + groups - 1) / groups;
  int strides = columns / STRIDE;
  int pieces = strides < MOST_PIECES ? strides : MOST_PIECES;
#pragma unroll 1
  while (pieces > 1 && (strides % pieces != 0 || share.groupRows * (pieces * STRIDE * 2 + APART) > slotBytes)) {
    pieces--;
  }
  share.panel = pieces * STRIDE;
  return share;
}

// The feeder's part of a product.
static __device__ __forceinline__ void feed(Ring& ring, const scalar* w, const Share share,
    unsigned long long policy) {
  const int columns = share.columns;
  const int feeder = (threadIdx.x - WORKERS) / 32;
  const int lane = threadIdx.x % 32;
  const unsigned int bytes = share.panel * 2;
#pragma unroll 1
  for (int group = share.first; group < share.end; group += share.groupRows) {
    const int rows = min(share.groupRows, share.end - group);
#pragma unroll 1
    for (int column = 0; column < columns; column += share.panel) {
      await(ring.empty + ring.slot, ring.parity ^ 1u);
      if (feeder == 0 && lane == 0) {
        expect(ring.full + ring.slot, rows * bytes);
      }
      __syncwarp();
      char* to = ring.slots + ring.slot * ring.slotBytes;
#pragma unroll 1
      for (int row = lane * FEEDER_WARPS + feeder; row < rows; row += 32 * FEEDER_WARPS) {
        copy(to + row * (bytes + APART), w + (long long) (group + row) * columns + column, bytes, ring.full + ring.slot, policy);
      }
      ring.next();
    }
  }
}

#endif
