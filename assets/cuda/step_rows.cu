#if ELEMENT != 32 && __CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1200

// The part of a row that a thread does: wide columns from begin, distance apart.
struct Columns {
  int sequence;
  int begin;
  int distance;
  int end;
};

static __device__ __forceinline__ Columns columnsOf(const Step& step, int columns, int wide) {
  const int each = warpsEach(step.given.batch);
  const int warp = threadIdx.x / 32;
  Columns mine;
  mine.sequence = threadIdx.x / (each * 32);
  mine.begin = ((warp & (each - 1)) * 32 + threadIdx.x % 32) * wide;
  mine.distance = each * 32 * wide;
  mine.end = mine.sequence < step.given.batch ? columns : 0;
  if (mine.end == 0) {
    mine.sequence = 0;
  }
  return mine;
}

// x = layer norm of step.sum, or step.sum itself where there is no weight. Awaits all blocks. Where a block's result is what is
// carried on, each block keeps its own rows of it for the sum to come.
//
// Sum and squares are taken in one go, of the differences from the row's first value.
static __device__ __forceinline__ void normalize(Step& step, const scalar* weight, const scalar* bias) {
  const StepArguments& given = step.given;
  const int width = given.width;
  const Columns mine = columnsOf(step, width, WIDE);
  scalar* row = rowOfX(step, mine.sequence, width);
  const scalar* from = step.sum + (long long) mine.sequence * width;
  const bool norm = weight != nullptr;
  if (norm) {
#pragma unroll 1
    for (int column = threadIdx.x * WIDE; column < width; column += WORKERS * WIDE) {
      copyWide(step.norm + column, weight + column);
      copyWide(step.norm + width + column, bias + column);
    }
  }
  awaitAll(step);
  const float shift = norm ? freshScalar(from) : 0.f;
#pragma unroll 1
  for (int column = mine.begin; column < mine.end; column += mine.distance) {
    copyWide(row + column, from + column);
  }
  awaitCopies();
  if (norm) {
    float sum = 0.f;
    float squares = 0.f;
#pragma unroll 1
    for (int column = mine.begin; column < mine.end; column += mine.distance) {
      float values[WIDE];
      unpack(fetch(row + column), values);
#pragma unroll
      for (int j = 0; j < WIDE; j++) {
        float difference = values[j] - shift;
        sum += difference;
        squares = fmaf(difference, difference, squares);
      }
    }
    const int each = warpsEach(given.batch);
#pragma unroll
    for (int distance = 16; distance > 0; distance /= 2) {
      sum += __shfl_xor_sync(FULL_WARP, sum, distance);
      squares += __shfl_xor_sync(FULL_WARP, squares, distance);
    }
    if (each > 1) {
      const int warp = threadIdx.x / 32;
      if (threadIdx.x % 32 == 0) {
        step.fixed->statistics[warp] = make_float2(sum, squares);
      }
      meet();
      float2 other = step.fixed->statistics[(warp & ~(each - 1)) + (threadIdx.x & (each - 1))];
      sum = other.x;
      squares = other.y;
#pragma unroll 1
      for (int distance = each / 2; distance > 0; distance /= 2) {
        sum += __shfl_xor_sync(FULL_WARP, sum, distance);
        squares += __shfl_xor_sync(FULL_WARP, squares, distance);
      }
    }
    const float part = __fdividef(1.f, width);
    const float offset = sum * part;
    const float inverse = rsqrtf(fmaxf(fmaf(-offset, offset, squares * part), 0.f) + given.epsilon);
    const float mean = shift + offset;
#pragma unroll 1
    for (int column = mine.begin; column < mine.end; column += mine.distance) {
      float values[WIDE];
      float factor[WIDE];
      float added[WIDE];
      unpack(fetch(row + column), values);
      unpack(fetch(step.norm + column), factor);
      unpack(fetch(step.norm + width + column), added);
#pragma unroll
      for (int j = 0; j < WIDE; j++) {
        values[j] = fmaf((values[j] - mean) * inverse, factor[j], added[j]);
      }
      store(row + column, pack(values));
    }
  }
  meet();
  if (given.normAfter) {
    const Share share = step.fixed->shares[OUT];
    const int count = share.end - share.first;
#pragma unroll 1
    for (int i = threadIdx.x; i < count * given.batch; i += WORKERS) {
      int of = i / count;
      int column = share.first + i % count;
      step.carried[(long long) of * width + column] = rowOfX(step, of, width)[column];
    }
  }
}

// x = rows that all blocks wrote.
static __device__ __forceinline__ void gather(Step& step, const scalar* from, int columns) {
  const Columns mine = columnsOf(step, columns, WIDE);
  scalar* row = rowOfX(step, mine.sequence, columns);
  from += (long long) mine.sequence * columns;
  awaitAll(step);
#pragma unroll 1
  for (int column = mine.begin; column < mine.end; column += mine.distance) {
    copyWide(row + column, from + column);
  }
  awaitCopies();
  meet();
}

// x = the tokens' embedding; without a projection the place's row is added, and every block writes the same sum.
static __device__ __forceinline__ void embedTokens(const Step& step) {
  const StepArguments& given = step.given;
  const int columns = given.embeddingWidth;
#pragma unroll 1
  for (int i = threadIdx.x * WIDE; i < given.batch * columns; i += WORKERS * WIDE) {
    const int sequence = i / columns;
    const int column = i % columns;
    Wide wide = fetch(given.embedding + (long long) given.tokens[sequence] * columns + column);
    if (given.projectIn == nullptr) {
      float values[WIDE];
      float place[WIDE];
      unpack(wide, values);
      unpack(fetch(given.positions + (long long) (given.lengths[sequence] + given.positionOffset) * columns + column), place);
#pragma unroll
      for (int j = 0; j < WIDE; j++) {
        values[j] += place[j];
      }
      wide = pack(values);
      store(step.sum + i, wide);
    }
    store(rowOfX(step, sequence, columns) + column, wide);
  }
  meet();
}

#endif
