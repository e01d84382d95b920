// What a step does to whole rows of the residual stream: a token's embedding at its start, and after each block the sum of
// residual, product and bias, with the layer norm of it that the next block reads. One block of threads a row; every number of
// a row is held in float32 until it is written.

struct Row {
  float* values;
  int width;
};

static __device__ __forceinline__ float blockSum(float value) {
  __shared__ float warps[32];
  value = warpSum(value);
  __syncthreads();
  if (threadIdx.x % 32 == 0) {
    warps[threadIdx.x / 32] = value;
  }
  __syncthreads();
  float sum = 0.f;
  for (int i = 0; i < blockDim.x / 32; i++) {
    sum += warps[i];
  }
  return sum;
}

// Every thread touches the same wide columns throughout, so the row needs no barrier of its own.
static __device__ __forceinline__ void add(Row row, const scalar* from) {
  for (int column = threadIdx.x * WIDE; column < row.width; column += blockDim.x * WIDE) {
    float values[WIDE];
    unpack(fetch(from + column), values);
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      row.values[column + i] += values[i];
    }
  }
}

static __device__ __forceinline__ void addParts(Row row, const float* parts, int count, long long stride) {
  for (int column = threadIdx.x * WIDE; column < row.width; column += blockDim.x * WIDE) {
    for (int part = 0; part < count; part++) {
#pragma unroll
      for (int i = 0; i < WIDE; i += 4) {
        float4 four = *(const float4*) (parts + part * stride + column + i);
        row.values[column + i] += four.x;
        row.values[column + i + 1] += four.y;
        row.values[column + i + 2] += four.z;
        row.values[column + i + 3] += four.w;
      }
    }
  }
}

static __device__ __forceinline__ void clear(Row row) {
  for (int column = threadIdx.x * WIDE; column < row.width; column += blockDim.x * WIDE) {
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      row.values[column + i] = 0.f;
    }
  }
}

static __device__ __forceinline__ void write(Row row, scalar* to) {
  for (int column = threadIdx.x * WIDE; column < row.width; column += blockDim.x * WIDE) {
    float values[WIDE];
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      values[i] = row.values[column + i];
    }
    store(to + column, pack(values));
  }
}

// (x - mean) / sqrt(variance + epsilon) * weight + bias; the variance divides by the width (Ba et al., "Layer Normalization").
static __device__ __forceinline__ void writeNorm(Row row, const scalar* weight, const scalar* bias, float epsilon,
    scalar* to) {
  float sum = 0.f;
  for (int column = threadIdx.x * WIDE; column < row.width; column += blockDim.x * WIDE) {
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      sum += row.values[column + i];
    }
  }
  const float mean = blockSum(sum) / row.width;
  float squares = 0.f;
  for (int column = threadIdx.x * WIDE; column < row.width; column += blockDim.x * WIDE) {
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      float difference = row.values[column + i] - mean;
      squares = fmaf(difference, difference, squares);
    }
  }
  const float inverse = rsqrtf(blockSum(squares) / row.width + epsilon);
  for (int column = threadIdx.x * WIDE; column < row.width; column += blockDim.x * WIDE) {
    float w[WIDE];
    float b[WIDE];
    unpack(fetch(weight + column), w);
    unpack(fetch(bias + column), b);
    float values[WIDE];
#pragma unroll
    for (int i = 0; i < WIDE; i++) {
      values[i] = fmaf((row.values[column + i] - mean) * inverse, w[i], b[i]);
    }
    store(to + column, pack(values));
  }
}

static __device__ __forceinline__ void finish(Row row, scalar* sum, const scalar* weight, const scalar* bias,
    float epsilon, scalar* norm) {
  if (sum != nullptr) {
    write(row, sum);
  }
  if (norm != nullptr) {
    writeNorm(row, weight, bias, epsilon, norm);
  }
}

// residual [batch, width]; parts [count, batch, width] float32, of which all are added; bias [width], where given. Writes the sum where sum
// is given, and its layer norm by normWeight and normBias [width] where norm is; both may be residual itself.
// Grid (batch); width * 4 bytes of shared memory; width a multiple of WIDE.
extern "C" __global__ void sum_and_norm(const scalar* residual, const float* parts, int count, const scalar* bias,
    scalar* sum, const scalar* normWeight, const scalar* normBias, float epsilon, scalar* norm, int width) {
  extern __shared__ float4 rowMemory[];
  letNextBegin();
  Row row = {(float*) rowMemory, width};
  const long long offset = (long long) blockIdx.x * width;
  clear(row);
  if (bias != nullptr) {
    add(row, bias);
  }
  after();
  addParts(row, parts + offset, count, (long long) gridDim.x * width);
  add(row, residual + offset);
  finish(row, sum == nullptr ? nullptr : sum + offset, normWeight, normBias, epsilon,
      norm == nullptr ? nullptr : norm + offset);
}

// The start of a step: the token's row of embedding [vocabulary, width] where given, otherwise the row of given [batch, width],
// plus, where given, the row of its place of positions [places + positionOffset, width]. Written as in sum_and_norm.
extern "C" __global__ void embed(const int* tokens, const int* lengths, const scalar* embedding, const scalar* given,
    const scalar* positions, int positionOffset, scalar* sum, const scalar* normWeight, const scalar* normBias,
    float epsilon, scalar* norm, int width) {
  extern __shared__ float4 rowMemory[];
  letNextBegin();
  after();
  Row row = {(float*) rowMemory, width};
  const long long offset = (long long) blockIdx.x * width;
  clear(row);
  add(row, embedding == nullptr ? given + offset : embedding + (long long) tokens[blockIdx.x] * width);
  if (positions != nullptr) {
    add(row, positions + (long long) (lengths[blockIdx.x] + positionOffset) * width);
  }
  finish(row, sum == nullptr ? nullptr : sum + offset, normWeight, normBias, epsilon,
      norm == nullptr ? nullptr : norm + offset);
}
