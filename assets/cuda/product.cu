// Products of few rows with a weight matrix, which cost what reading the weights costs: y = x w' (+ bias, at least 0).
//
// Tensor cores multiply 16 rows of w by 8 rows of x at a time (mma.m16n8k16). Which scalars a lane gives as the instruction's k is
// free as long as w and x agree, so a lane takes 8 neighbours of a row of w in one load of 16 bytes straight into the registers
// that the instruction wants: no shared memory, no shuffles. Weights do not depend on the kernel before, so the first of
// them are asked for before it has ended. The warps of a block share out the columns of the same 16 rows, and blocks too where
// there are too few rows to fill the device.
#if ELEMENT != 32 && __CUDA_ARCH__ >= 800

#define CHUNK 64

static __device__ __forceinline__ void multiply(float (&sum)[4], unsigned int a0, unsigned int a1, unsigned int a2,
    unsigned int a3, unsigned int b0, unsigned int b1) {
#if ELEMENT == 16
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
#else
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
#endif
      "{%0, %1, %2, %3};"
      : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
      : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
}

// One chunk of weights: 16 bytes of rows r and r + 8, at two places.
struct Weights {
  Wide part[2][2];
};

// stop: the columns to read, which may be 0; columns: those of a row.
static __device__ __forceinline__ Weights weightsAt(const scalar* w, int row, int outputs, int column, int stop,
    int columns) {
  Weights weights;
  const scalar* upper = w + (long long) row * columns;
#pragma unroll
  for (int half = 0; half < 2; half++) {
    int at = column + half * (CHUNK / 2);
    weights.part[half][0] = at < stop && row < outputs ? stream(upper + at) : zero();
    weights.part[half][1] = at < stop && row + 8 < outputs ? stream(upper + 8LL * columns + at) : zero();
  }
  return weights;
}

// TILES: 8 rows of x each. BANDS: 16 rows of w each. AHEAD: chunks of weights on their way.
template<int TILES, int BANDS, int AHEAD>
static __device__ __forceinline__ void product(const scalar* x, const scalar* w, const scalar* bias, scalar* y,
    float* parts, int batch, int outputs, int columns, int atLeastZero) {
  const int rows = 16 * BANDS;
  const int warps = blockDim.x / 32;
  const int warp = threadIdx.x / 32;
  const int lane = threadIdx.x % 32;
  const int row = lane / 4;
  const int offset = lane % 4 * 8;
  const int firstRow = blockIdx.x * rows;
  const int chunks = (columns + CHUNK - 1) / CHUNK;
  const int begin = (int) ((long long) chunks * blockIdx.y / gridDim.y);
  const int end = (int) ((long long) chunks * (blockIdx.y + 1) / gridDim.y);

  Weights ahead[AHEAD][BANDS];
#pragma unroll
  for (int i = 0; i < AHEAD; i++) {
    int chunk = begin + warp + i * warps;
#pragma unroll
    for (int band = 0; band < BANDS; band++) {
      ahead[i][band] = weightsAt(w, firstRow + band * 16 + row, outputs, chunk * CHUNK + offset,
          chunk < end ? columns : 0, columns);
    }
  }
  after();
  letNextBegin();

  float sum[BANDS][TILES][4];
#pragma unroll
  for (int band = 0; band < BANDS; band++) {
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
      sum[band][tile][0] = sum[band][tile][1] = sum[band][tile][2] = sum[band][tile][3] = 0.f;
    }
  }
  for (int start = begin + warp; start < end; start += AHEAD * warps) {
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      int chunk = start + i * warps;
      Wide given[TILES][2];
#pragma unroll
      for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
          int at = chunk * CHUNK + offset + half * (CHUNK / 2);
          int sequence = tile * 8 + row;
          given[tile][half] = chunk < end && at < columns && sequence < batch
              ? fetch(x + (long long) sequence * columns + at) : zero();
        }
      }
      int next = chunk + AHEAD * warps;
#pragma unroll
      for (int band = 0; band < BANDS; band++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
          const Wide& a = ahead[i][band].part[half][0];
          const Wide& b = ahead[i][band].part[half][1];
#pragma unroll
          for (int tile = 0; tile < TILES; tile++) {
            const Wide& g = given[tile][half];
            multiply(sum[band][tile], a.word[0], b.word[0], a.word[1], b.word[1], g.word[0], g.word[1]);
            multiply(sum[band][tile], a.word[2], b.word[2], a.word[3], b.word[3], g.word[2], g.word[3]);
          }
        }
        ahead[i][band] = weightsAt(w, firstRow + band * 16 + row, outputs, next * CHUNK + offset,
            next < end ? columns : 0, columns);
      }
    }
  }

  // The warps' sums, [warp][sequence][row], are added up in the order of the warps: the same answer every time.
  extern __shared__ float4 productMemory[];
  float* sums = (float*) productMemory;
#pragma unroll
  for (int band = 0; band < BANDS; band++) {
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        int sequence = tile * 8 + lane % 4 * 2 + i % 2;
        sums[(warp * TILES * 8 + sequence) * rows + band * 16 + row + i / 2 * 8] = sum[band][tile][i];
      }
    }
  }
  __syncthreads();
  for (int i = threadIdx.x; i < TILES * 8 * rows; i += blockDim.x) {
    int sequence = i / rows;
    int output = firstRow + i % rows;
    if (sequence >= batch || output >= outputs) {
      continue;
    }
    float total = 0.f;
    for (int other = 0; other < warps; other++) {
      total += sums[other * TILES * 8 * rows + i];
    }
    if (parts != nullptr) {
      parts[((long long) blockIdx.y * batch + sequence) * outputs + output] = total;
    } else {
      if (bias != nullptr) {
        total += toFloat(bias[output]);
      }
      y[(long long) sequence * outputs + output] = toScalar(atLeastZero ? fmaxf(total, 0.f) : total);
    }
  }
}

#define PRODUCT(NAME, TILES, BANDS, AHEAD) \
  extern "C" __global__ void __launch_bounds__(256) NAME(const scalar* x, const scalar* w, const scalar* bias, scalar* y, \
      float* parts, int batch, int outputs, int columns, int atLeastZero) { \
    product<TILES, BANDS, AHEAD>(x, w, bias, y, parts, batch, outputs, columns, atLeastZero); \
  }

// x [batch, columns], batch up to 8 * TILES; w [outputs, columns]; columns a multiple of 8. Either y [batch, outputs] with bias
// [outputs] where given, and gridDim.y is 1; or parts [gridDim.y, batch, outputs] float32, each of a share of the columns.
// Grid (outputs / (16 * BANDS) rounded up, splits); warps * TILES * BANDS * 512 bytes of shared memory.
PRODUCT(product_8, 1, 1, 4)

#endif
