#if ELEMENT != 32 && __CUDA_ARCH__ >= 900 && __CUDA_ARCH__ < 1200

// What becomes of a product's sums: what is to be added to them, of a row of the weights alone or of each sequence's, and where
// they go. Where to is null they are logits, of which each thread keeps the best, all that it sees being of one sequence.
struct Result {
  const scalar* bias;
  const scalar* residual;
  const scalar* positions;
  scalar* to;
  bool atLeastZero;
};

// Between signal() and awaitAll(): the thread that watches the counter has no part in it.
static __device__ __forceinline__ void prepare(const Step& step, const Share& share, const Result& result) {
  const int count = share.end - share.first;
  const bool many = result.residual != nullptr || result.positions != nullptr;
  const int all = many ? count * step.given.batch : count;
#pragma unroll 1
  for (int i = (int) threadIdx.x - 32; i < all; i += WORKERS - 32) {
    if (i >= 0) {
      const int sequence = many ? i / count : 0;
      const int row = share.first + i - sequence * count;
      float sum = result.bias == nullptr ? 0.f : toFloat(result.bias[row]);
      if (result.residual != nullptr) {
        sum += freshScalar(result.residual + (long long) sequence * share.outputs + row);
      }
      if (result.positions != nullptr) {
        const long long place = step.fixed->lengths[sequence] + step.given.positionOffset;
        sum += toFloat(result.positions[place * share.outputs + row]);
      }
      step.added[i] = sum;
    }
  }
}

static __device__ __forceinline__ Wide sharedWide(unsigned int address) {
  Wide wide;
  asm volatile("ld.shared.v4.u32 {%0, %1, %2, %3}, [%4];"
      : "=r"(wide.word[0]), "=r"(wide.word[1]), "=r"(wide.word[2]), "=r"(wide.word[3]) : "r"(address));
  return wide;
}

// Tiles of 16 rows whose sums are kept before the warps' are added up: where there are few sequences, many.
static __device__ __forceinline__ int roomFor(int batch, int tiles) {
  const int few = 16 / (8 / warpsEach(batch));
  return few > tiles ? few : tiles;
}

#define AHEAD 3

static __device__ __forceinline__ void askX(char* to, const scalar* from, int column, int pieces, bool inBatch) {
  if (inBatch) {
#pragma unroll 1
    for (int i = 0; i < pieces; i++) {
      copyWide(to + i * 512, from + column + i * STRIDE);
    }
  }
  asm volatile("cp.async.commit_group;" ::: "memory");
}

template<int TILES>
struct Piece {
  Wide x;
  Wide w[TILES][2];
};

// The workers' part of a product. x is in shared memory, or, where from is given, in global memory [batch, columns], to be read
// straight into the registers in which it is needed, a slot ahead.
template<int TILES, bool GLOBAL>
static __device__ __forceinline__ void work(const Step& step, Ring& ring, const scalar* from, const Share& where,
    const Result& result, Best& best) {
  const int columns = where.columns;
  const int addedApart = result.residual != nullptr || result.positions != nullptr ? where.end - where.first : 0;
  const int batch = step.given.batch;
  const Share share = where;
  const int warp = threadIdx.x / 32;
  const int lane = threadIdx.x % 32;
  const int row = lane / 4;
  const int offset = (warp * PIECE + lane % 4 * 8) * 2;
  const bool inBatch = row < batch;
  const int pieces = share.panel / STRIDE;
  const int pitch = share.panel * 2 + APART;
  const unsigned int xAddress = sharedAddress(rowOfX(step, inBatch ? row : 0, columns)) + offset;
  const scalar* xGlobal = GLOBAL ? from + (long long) row * columns + offset / 2 : nullptr;
  // Sums: [tile][warp][sequence][16 rows, 4 apart], of as many groups as there is room for, in two halves by turns: by the time
  // that a half is written again, all have met after reading it.
  const int apart = 20;
  const int room = step.room;
  const int sequences = 8 / warpsEach(batch);
  float* half = step.sums;
  float* otherHalf = step.sums + room * WORKER_WARPS * batch * apart;
  int kept = 0;
  int keptFrom = share.first;

  // Where x is not in shared memory, each warp fetches what it needs of it itself, AHEAD slots before it is needed.
  char* own = step.x + warp * pieces * 512 + lane * 16;
  const int turnBytes = WORKER_WARPS * pieces * 512;
  int asked = 0;
  int turn = 0;
  int turnNow = 0;
  if (GLOBAL) {
#pragma unroll 1
    for (int i = 0; i < AHEAD; i++) {
      askX(own + turn * turnBytes, xGlobal, asked, pieces, inBatch);
      asked = asked + share.panel < columns ? asked + share.panel : 0;
      turn = turn + 1 & 3;
    }
  }
#pragma unroll 1
  for (int group = share.first; group < share.end; group += share.groupRows) {
    const int rows = min(share.groupRows, share.end - group);
    unsigned int places[TILES][2];
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        // Rows that are not there are read as the last that is; nobody asks for their sums.
        places[tile][i] = min(tile * 16 + i * 8 + row, rows - 1) * pitch + offset;
      }
    }
    float sum[TILES][2][4];
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        sum[tile][0][i] = sum[tile][1][i] = 0.f;
      }
    }
#pragma unroll 1
    for (int column = 0; column < columns; column += share.panel) {
      const unsigned int xNow = GLOBAL ? sharedAddress(own + turnNow * turnBytes) : xAddress + column * 2;
      if (GLOBAL) {
        askX(own + turn * turnBytes, xGlobal, asked, pieces, inBatch);
        asked = asked + share.panel < columns ? asked + share.panel : 0;
        turn = turn + 1 & 3;
        turnNow = turnNow + 1 & 3;
        // Each lane reads what it asked for itself, so nobody else needs to know.
        asm volatile("cp.async.wait_group %0;" :: "n"(AHEAD) : "memory");
      }
      await(ring.full + ring.slot, ring.parity);
      const unsigned int slot = sharedAddress(ring.slots) + ring.slot * ring.slotBytes;
      // What the next piece needs is on its way while one is multiplied.
      const int depth = TILES == 1 ? 1 : 0;
      Piece<TILES> held[depth + 1];
#pragma unroll
      for (int i = 0; i < MOST_PIECES + depth; i++) {
        if (i < MOST_PIECES && i < pieces) {
          Piece<TILES>& next = held[i % (depth + 1)];
          next.x = sharedWide(xNow + i * (GLOBAL ? 512 : STRIDE * 2));
#pragma unroll
          for (int tile = 0; tile < TILES; tile++) {
            next.w[tile][0] = sharedWide(slot + places[tile][0] + i * STRIDE * 2);
            next.w[tile][1] = sharedWide(slot + places[tile][1] + i * STRIDE * 2);
          }
        }
        if (i >= depth && i < pieces + depth) {
          Piece<TILES>& piece = held[(i + depth) % (depth + 1)];
          Wide x = piece.x;
          if (!inBatch) {
            x = zero();
          }
#pragma unroll
          for (int tile = 0; tile < TILES; tile++) {
            const Wide& a = piece.w[tile][0];
            const Wide& b = piece.w[tile][1];
            multiply(sum[tile][0], a.word[0], b.word[0], a.word[1], b.word[1], x.word[0], x.word[1]);
            multiply(sum[tile][1], a.word[2], b.word[2], a.word[3], b.word[3], x.word[2], x.word[3]);
          }
        }
      }
      __syncwarp();
      if (lane == 0) {
        arrive(ring.empty + ring.slot);
      }
      ring.next();
    }
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        int sequence = lane % 4 * 2 + i % 2;
        if (sequence < batch) {
          half[(((kept + tile) * WORKER_WARPS + warp) * batch + sequence) * apart + row + i / 2 * 8] =
              sum[tile][0][i] + sum[tile][1][i];
        }
      }
    }
    kept += TILES;
    if (kept + TILES <= room && group + share.groupRows < share.end) {
      continue;
    }
    meet();
#pragma unroll 1
    for (int at = threadIdx.x; at < kept * sequences * 16; at += WORKERS) {
      const int sequence = at / 16 & (sequences - 1);
      const int tile = at / 16 / sequences;
      const int inGroup = tile % TILES * 16 + at % 16;
      const int output = keptFrom + tile / TILES * share.groupRows + inGroup;
      if (sequence < batch && inGroup < share.groupRows && output < share.end) {
        const float* parts = half + (tile * WORKER_WARPS * batch + sequence) * apart + at % 16;
        float total = parts[0];
#pragma unroll
        for (int other = 1; other < WORKER_WARPS; other++) {
          total += parts[other * batch * apart];
        }
        const long long place = (long long) sequence * share.outputs + output;
        if (result.to != nullptr) {
          total += step.added[sequence * addedApart + output - share.first];
          result.to[place] = toScalar(result.atLeastZero ? fmaxf(total, 0.f) : total);
        } else {
          const scalar rounded = toScalar(total);
          if (step.given.logits != nullptr) {
            step.given.logits[place] = rounded;
          }
          Best other = {toFloat(rounded), output};
          if (better(other, best)) {
            best = other;
          }
        }
      }
    }
    float* done = half;
    half = otherHalf;
    otherHalf = done;
    keptFrom = group + share.groupRows;
    kept = 0;
  }  if (GLOBAL) {
    awaitCopies();
  }
}

#endif
