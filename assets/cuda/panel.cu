// Products of 9 to 64 rows with a weight matrix: y = x w' (+ bias, at least 0), which still cost what reading the weights costs
// when x need not be read too often.
//
// A block multiplies ROWS rows of w with all of x. Chunks of 64 columns of both go through rings of stages in shared memory, so
// that most of a ring is on its way at any time; the weights of the first stages are asked for before the kernel before has
// ended. Rows are 128 bytes there, and their 16-byte pieces are permuted by the row's number (piece ^ row % 8), as the tensor
// cores of sm_90a want them (wgmma, 64 rows of w times all of x in one instruction); elsewhere a warp reads the same with
// ldmatrix for mma.m16n8k16, free of bank conflicts. Where there are too few rows of w to fill the device, the columns are
// shared out among blocks. On sm_90 up to 8 of these form a cluster and add up their sums through each other's shared memory.
#if ELEMENT != 32 && __CUDA_ARCH__ >= 800

// Columns in a stage, and their bytes.
#define DEPTH 64
#define LINE (DEPTH * (int) sizeof(scalar))

#if ELEMENT == 16
#define PAIR "f16.f16"
#else
#define PAIR "bf16.bf16"
#endif

// 16 bytes into shared memory, or zeros where there are none. Arrive with the group that is committed next.
static __device__ __forceinline__ void copyOrZero(unsigned int to, const scalar* from, bool there) {
  asm volatile("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;"
      :: "r"(to), "l"(from), "r"(there ? 16 : 0) : "memory");
}

static __device__ __forceinline__ void commitCopies() {
  asm volatile("cp.async.commit_group;" ::: "memory");
}

// Returns when all groups of this thread but the youngest of that number have arrived.
template<int YOUNGEST>
static __device__ __forceinline__ void waitForCopies() {
  asm volatile("cp.async.wait_group %0;" :: "n"(YOUNGEST) : "memory");
}

#ifdef __CUDA_ARCH_FEAT_SM90_ALL

#define SUM4(S, I) "+f"(S[I][0]), "+f"(S[I][1]), "+f"(S[I][2]), "+f"(S[I][3])
#define SUM8(S, I) SUM4(S, I), SUM4(S, I + 1)
#define SUM16(S, I) SUM8(S, I), SUM8(S, I + 2)
#define SUM32(S, I) SUM16(S, I), SUM16(S, I + 4)

// 64 rows of w times all rows of x, 16 columns. w, x: descriptors of matrices in shared memory.
static __device__ __forceinline__ void multiplyPanel(float (&sum)[2][4], unsigned long long w, unsigned long long x) {
  asm volatile("{ .reg .pred p; setp.eq.u32 p, 0, 0; wgmma.mma_async.sync.aligned.m64n16k16.f32." PAIR
      " {%0, %1, %2, %3, %4, %5, %6, %7}, %8, %9, p, 1, 1, 0, 0; }" : SUM8(sum, 0) : "l"(w), "l"(x));
}

static __device__ __forceinline__ void multiplyPanel(float (&sum)[4][4], unsigned long long w, unsigned long long x) {
  asm volatile("{ .reg .pred p; setp.eq.u32 p, 0, 0; wgmma.mma_async.sync.aligned.m64n32k16.f32." PAIR
      " {%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15}, %16, %17, p, 1, 1, 0, 0; }"
      : SUM16(sum, 0) : "l"(w), "l"(x));
}

static __device__ __forceinline__ void multiplyPanel(float (&sum)[8][4], unsigned long long w, unsigned long long x) {
  asm volatile("{ .reg .pred p; setp.eq.u32 p, 0, 0; wgmma.mma_async.sync.aligned.m64n64k16.f32." PAIR
      " {%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31}, %32, %33, p, 1, 1, 0, 0; }"
      : SUM32(sum, 0) : "l"(w), "l"(x));
}

// How wgmma finds a matrix of 128-byte rows whose pieces are permuted: groups of 8 rows are 1024 bytes apart.
static __device__ __forceinline__ unsigned long long descriptor(unsigned int at) {
  return (unsigned long long) (at >> 4) | 1ull << 16 | 64ull << 32 | 1ull << 62;
}

// One chunk: the 64 rows of w of this group of 4 warps, times x.
template<int TILES>
static __device__ __forceinline__ void multiplyChunk(float (&sum)[TILES][4], unsigned int w, unsigned int x) {
  const unsigned long long rows = descriptor(w + threadIdx.x / 128 * 64 * LINE);
  const unsigned long long sequences = descriptor(x);
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
  for (int step = 0; step < DEPTH / 16; step++) {
    multiplyPanel(sum, rows + 2 * step, sequences + 2 * step);
  }
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
}

#else

static __device__ __forceinline__ void loadMatrices(unsigned int (&to)[4], unsigned int from) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
      : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3]) : "r"(from) : "memory");
}

static __device__ __forceinline__ void multiplyTile(float (&sum)[4], const unsigned int (&a)[4], unsigned int b0,
    unsigned int b1) {
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32." PAIR ".f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
      "{%0, %1, %2, %3};"
      : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// One chunk: the 16 rows of w of this warp, times x.
template<int TILES>
static __device__ __forceinline__ void multiplyChunk(float (&sum)[TILES][4], unsigned int w, unsigned int x) {
  const int lane = threadIdx.x % 32;
  const int turn = lane % 8;
  const unsigned int row = w + (threadIdx.x / 32 * 16 + lane % 16) * LINE;
  const unsigned int sequence = x + (lane / 16 * 8 + turn) * LINE;
#pragma unroll
  for (int step = 0; step < DEPTH / 16; step++) {
    unsigned int a[4];
    loadMatrices(a, row + ((2 * step + lane / 16) ^ turn) * 16);
#pragma unroll
    for (int tile = 0; tile < TILES; tile += 2) {
      unsigned int b[4];
      loadMatrices(b, sequence + tile * 8 * LINE + ((2 * step + lane / 8 % 2) ^ turn) * 16);
      multiplyTile(sum[tile], a, b[0], b[1]);
      multiplyTile(sum[tile + 1], a, b[2], b[3]);
    }
  }
}

#endif

// The cluster that adds up its sums, and this block's place in it.
static __device__ __forceinline__ int clusterSize() {
#if __CUDA_ARCH__ >= 900
  int size;
  asm("mov.u32 %0, %%cluster_nctarank;" : "=r"(size));
  return size;
#else
  return 1;
#endif
}

static __device__ __forceinline__ int clusterRank() {
#if __CUDA_ARCH__ >= 900
  int rank;
  asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
  return rank;
#else
  return 0;
#endif
}

// What was written before is seen by the whole cluster after.
static __device__ __forceinline__ void clusterBarrier() {
#if __CUDA_ARCH__ >= 900
  asm volatile("barrier.cluster.arrive.release.aligned;\n\tbarrier.cluster.wait.acquire.aligned;" ::: "memory");
#endif
}

// Four sums of the cluster's block of that rank, at this block's own address.
static __device__ __forceinline__ float4 ofBlock(unsigned int at, int rank) {
  float4 four = make_float4(0.f, 0.f, 0.f, 0.f);
#if __CUDA_ARCH__ >= 900
  unsigned int there;
  asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(there) : "r"(at), "r"(rank));
  asm volatile("ld.shared::cluster.v4.f32 {%0, %1, %2, %3}, [%4];"
      : "=f"(four.x), "=f"(four.y), "=f"(four.z), "=f"(four.w) : "r"(there) : "memory");
#endif
  return four;
}

// Two scalars, rounded as by toScalar, the first in the lower half.
static __device__ __forceinline__ unsigned int toPair(float first, float second) {
  unsigned int pair;
#if ELEMENT == 16
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(second), "f"(first));
#else
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(second), "f"(first));
#endif
  return pair;
}

// Where the sums of a sequence go: COUNT neighbouring outputs, 2 or 4, of which the last may not exist.
struct Outputs {
  scalar* y;
  float* parts;
  int outputs;
  bool atLeastZero;

  template<int COUNT>
  __device__ __forceinline__ void write(int sequence, int output, const float (&sums)[COUNT]) const {
    const long long at = (long long) sequence * outputs + output;
    const bool whole = outputs % COUNT == 0;
    if (parts != nullptr) {
      if (whole) {
#pragma unroll
        for (int i = 0; i < COUNT; i += 2) {
          *(float2*) (parts + at + i) = make_float2(sums[i], sums[i + 1]);
        }
        return;
      }
#pragma unroll
      for (int i = 0; i < COUNT; i++) {
        if (output + i < outputs) {
          parts[at + i] = sums[i];
        }
      }
      return;
    }
    unsigned int pairs[COUNT / 2];
#pragma unroll
    for (int i = 0; i < COUNT; i += 2) {
      pairs[i / 2] = toPair(atLeastZero ? fmaxf(sums[i], 0.f) : sums[i], atLeastZero ? fmaxf(sums[i + 1], 0.f) : sums[i + 1]);
    }
    if (whole) {
#pragma unroll
      for (int i = 0; i < COUNT; i += 2) {
        *(unsigned int*) (y + at + i) = pairs[i / 2];
      }
      return;
    }
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      if (output + i < outputs) {
        y[at + i] = (scalar) (pairs[i / 2] >> i % 2 * 16);
      }
    }
  }
};

// BATCH: rows of x that there is room for. ROWS: rows of w of a block. WEIGHTS, SEQUENCES: stages of the rings of w and of x.
// The ring of w is the deeper one, since w comes from afar. The first half of the warps copies w, the other x: waiting for a
// copy means waiting for all that the thread began before, and x must not wait for weights of later chunks.
template<int BATCH, int ROWS, int WEIGHTS, int SEQUENCES>
static __device__ __forceinline__ void panel(const scalar* x, const scalar* w, const scalar* bias, scalar* y, float* parts,
    int batch, int outputs, int columns, int atLeastZero) {
  const int THREADS = 2 * ROWS;
  const int TILES = BATCH / 8;
  // Lines that the threads of one half copy at once, 8 threads each.
  const int AT_A_TIME = THREADS / 16;
  const int COPIES = (ROWS > BATCH ? ROWS : BATCH) / AT_A_TIME;
  const int WEIGHTS_STAGE = ROWS * LINE;
  const int SEQUENCES_STAGE = BATCH * LINE;
  // Of a sequence's sums: clear of bank conflicts.
  const int PITCH = ROWS + 4;
  static_assert(WEIGHTS * WEIGHTS_STAGE + SEQUENCES * SEQUENCES_STAGE >= BATCH * PITCH * 4, "sums take the rings' place");

  extern __shared__ float4 panelMemory[];
  const unsigned int ring = (sharedAddress(panelMemory) + 1023) & ~1023u;
  const unsigned int sequencesRing = ring + WEIGHTS * WEIGHTS_STAGE;
  const int chunks = (columns + DEPTH - 1) / DEPTH;
  const int begin = (int) ((long long) chunks * blockIdx.y / gridDim.y);
  const int count = (int) ((long long) chunks * (blockIdx.y + 1) / gridDim.y) - begin;
  const int panels = (outputs + ROWS - 1) / ROWS;
  // Chunks of all panels of this block: one panel, or every gridDim.x-th.
  const int all = count * ((panels - 1 - (int) blockIdx.x) / (int) gridDim.x + 1);

  // What this thread copies next. Rows that do not exist are not copied: what stands in their place only spoils sums that nobody
  // reads. Columns that do not exist are zeros.
  const bool ofWeights = threadIdx.x < THREADS / 2;
  const int line = threadIdx.x % (THREADS / 2) / 8;
  const int piece = threadIdx.x % 8;
  const int column = begin * DEPTH + piece * 8;
  const unsigned int first = (ofWeights ? ring : sequencesRing) + line * LINE + (piece ^ line % 8) * 16;
  const unsigned int last = first + (ofWeights ? (WEIGHTS - 1) * WEIGHTS_STAGE : (SEQUENCES - 1) * SEQUENCES_STAGE);
  const unsigned int stageSize = ofWeights ? WEIGHTS_STAGE : SEQUENCES_STAGE;
  const int panelStep = ofWeights ? (int) gridDim.x * ROWS : 0;
  int lines = ofWeights ? outputs - (int) blockIdx.x * ROWS - line : min(batch, BATCH) - line;
  const scalar* panelFrom = (ofWeights ? w + (long long) (blockIdx.x * ROWS + line) * columns
      : x + (long long) line * columns) + column;
  const scalar* from = panelFrom;
  unsigned int to = first;
  int chunkToCopy = 0;
  int left = all;
  auto copyChunk = [&]() {
    if (left > 0) {
      const bool there = column + chunkToCopy * DEPTH < columns;
#pragma unroll
      for (int i = 0; i < COPIES; i++) {
        const int at = i * AT_A_TIME;
        if (at < (ofWeights ? at < ROWS ? lines : 0 : at < BATCH ? lines : 0)) {
          copyOrZero(to + at * LINE, from + (long long) at * columns, there);
        }
      }
      left--;
      from += DEPTH;
      to = to == last ? first : to + stageSize;
      if (++chunkToCopy == count) {
        chunkToCopy = 0;
        lines -= panelStep;
        panelFrom += (long long) panelStep * columns;
        from = panelFrom;
      }
    }
    commitCopies();
  };

  if (ofWeights) {
    for (int i = 0; i < WEIGHTS - 1; i++) {
      copyChunk();
    }
  }
  after();
  // Not before: the next kernel's blocks would crowd on the multiprocessors that happen to have room.
  letNextBegin();
  if (!ofWeights) {
    for (int i = 0; i < SEQUENCES - 1; i++) {
      copyChunk();
    }
  }

  const int size = clusterSize();
  const int rank = clusterRank();
  const int warp = threadIdx.x / 32;
  const int lane = threadIdx.x % 32;
  // What a lane writes of a product that is not shared: two neighbouring outputs of this sequence of each tile, twice.
  const bool odd = lane / 4 % 2 != 0;
  const int ofTile = lane % 4 * 2 + odd;
  const int upper = warp * 16 + lane / 8 * 2;
  // And of one that a cluster shares: four neighbouring outputs of some sequences.
  const int four = threadIdx.x % (ROWS / 4) * 4;
  const Outputs results = {y, parts == nullptr ? nullptr : parts + (long long) (blockIdx.y / size) * batch * outputs, outputs,
      atLeastZero != 0};

  unsigned int weightsAt = ring;
  unsigned int sequencesAt = sequencesRing;
  for (int firstRow = blockIdx.x * ROWS; firstRow < outputs; firstRow += gridDim.x * ROWS) {
    // On its way while the product is made.
    float biases[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const int output = firstRow + (size == 1 ? upper + i / 2 * 8 + i % 2 : four + i);
      biases[i] = parts == nullptr && bias != nullptr && output < outputs ? toFloat(bias[output]) : 0.f;
    }
    float sum[TILES][4];
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
      sum[tile][0] = sum[tile][1] = sum[tile][2] = sum[tile][3] = 0.f;
    }
    for (int chunk = 0; chunk < count; chunk++) {
      if (ofWeights) {
        waitForCopies<WEIGHTS - 2>();
      } else {
        waitForCopies<SEQUENCES - 2>();
      }
#if __CUDA_ARCH__ >= 900
      asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
#endif
      __syncthreads();
      // All warps are done with the chunk before, whose stages are filled again. (Copies between wgmma and the wait for it would
      // make the compiler move the sums about.)
      copyChunk();
      __syncwarp();
      multiplyChunk(sum, weightsAt, sequencesAt);
      weightsAt = weightsAt == sequencesRing - WEIGHTS_STAGE ? ring : weightsAt + WEIGHTS_STAGE;
      sequencesAt = sequencesAt == sequencesRing + (SEQUENCES - 1) * SEQUENCES_STAGE ? sequencesRing
          : sequencesAt + SEQUENCES_STAGE;
    }

    if (size == 1) {
      // A lane has one output of two sequences, and its neighbour 4 lanes on the next output of the same: after an exchange
      // each has both outputs of one.
#pragma unroll
      for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
          const float mine = odd ? sum[tile][half * 2 + 1] : sum[tile][half * 2];
          const float other = __shfl_xor_sync(FULL_WARP, odd ? sum[tile][half * 2] : sum[tile][half * 2 + 1], 4);
          const float two[2] = {(odd ? other : mine) + biases[half * 2], (odd ? mine : other) + biases[half * 2 + 1]};
          const int output = firstRow + upper + half * 8;
          if (output < outputs && tile * 8 + ofTile < batch) {
            results.write(tile * 8 + ofTile, output, two);
          }
        }
      }
      continue;
    }

    // The blocks of a cluster share out the sequences: each puts its sums, [sequence][row], in the rings' place, and adds those
    // of its sequences in the order of the blocks: the same answer every time.
    __syncthreads();
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        asm volatile("st.shared.f32 [%0], %1;" :: "r"(ring + ((tile * 8 + lane % 4 * 2 + i % 2) * PITCH + warp * 16 + lane / 4
            + i / 2 * 8) * 4), "f"(sum[tile][i]) : "memory");
      }
    }
    clusterBarrier();
    const int end = batch * (rank + 1) / size;
    for (int sequence = batch * rank / size + threadIdx.x / (ROWS / 4); sequence < end; sequence += 8) {
      float total[4] = {biases[0], biases[1], biases[2], biases[3]};
      float4 of[8];
#pragma unroll
      for (int other = 0; other < 8; other++) {
        if (other < size) {
          of[other] = ofBlock(ring + (sequence * PITCH + four) * 4, other);
        }
      }
#pragma unroll
      for (int other = 0; other < 8; other++) {
        if (other < size) {
          total[0] += of[other].x;
          total[1] += of[other].y;
          total[2] += of[other].z;
          total[3] += of[other].w;
        }
      }
      if (firstRow + four < outputs) {
        results.write(sequence, firstRow + four, total);
      }
    }
    // Others may still be reading this block's sums.
    __syncwarp();
    clusterBarrier();
  }
}

#define PANEL(NAME, BATCH, ROWS, WEIGHTS, SEQUENCES, BLOCKS) \
  extern "C" __global__ void __launch_bounds__(2 * ROWS, BLOCKS) NAME(const scalar* x, const scalar* w, const scalar* bias, \
      scalar* y, float* parts, int batch, int outputs, int columns, int atLeastZero) { \
    panel<BATCH, ROWS, WEIGHTS, SEQUENCES>(x, w, bias, y, parts, batch, outputs, columns, atLeastZero); \
  }

// x [batch, columns], batch up to BATCH; w [outputs, columns]; columns a multiple of 8; x and w at multiples of 16 bytes. Either
// y [batch, outputs] with bias [outputs] where given, and gridDim.y is the cluster's size; or parts [gridDim.y / cluster's size,
// batch, outputs] float32, each of a share of the columns. Grid (outputs / ROWS rounded up, splits), clusters (1, size), size 1
// to 8 and a divisor of splits (1 before sm_90); with clusters of 1 gridDim.x may be less, and blocks take several panels.
// 2 * ROWS threads; (WEIGHTS * ROWS + SEQUENCES * BATCH) * 128 + 1024 bytes of shared memory. BLOCKS: that then share a
// multiprocessor of sm_90.
PANEL(panel_16_64, 16, 64, 8, 4, 3)
PANEL(panel_16_128, 16, 128, 6, 4, 2)
PANEL(panel_32_64, 32, 64, 7, 4, 3)
PANEL(panel_32_128, 32, 128, 5, 4, 2)
PANEL(panel_64_64, 64, 64, 5, 4, 3)
PANEL(panel_64_128, 64, 128, 5, 3, 2)

#endif
