package io.paretoscope.engine.graph;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.Optional;

/**
 * How the kernel of {@code step.cu}, one whole decode step of few sequences, is set up: one block a multiprocessor, through whose
 * shared memory all weights pass in a ring of slots.
 *
 * @param blocks multiprocessors
 * @param splits shares of the cache's places that attention is dealt out in
 * @param slots of the ring
 * @param slotBytes of each
 * @param sumBytes for sums, biases and a norm's weights
 * @param xBytes for what is multiplied
 */
record WholeStep(int blocks, int splits, int slots, int slotBytes, int sumBytes, int xBytes) {

    /** Sequences that the kernel takes at most. */
    static final int MOST_BATCH = 8;
    /** As in {@code step_ring.cu}: workers and feeders. */
    static final int THREADS = 384;

    /** Columns that the workers take at once, which every width has to be a multiple of. */
    private static final int STRIDE = 256;
    private static final int APART = 64;
    private static final int GROUP_ROWS = 16;
    private static final int WIDE_TILES = 3;
    private static final int MOST_PIECES = 4;
    private static final int MOST_SLOTS = 24;
    private static final int FEWEST_SLOTS = 3;
    private static final int WARPS = 8;
    private static final int MOST_ADDED = 1024;
    /** Bytes of a tile's sums of one warp and sequence. */
    private static final int SUM_BYTES = 80;
    /** What the kernel declares of shared memory itself, and a little. */
    private static final int DECLARED_BYTES = 1536;
    /** Shared memory below which too little is on its way at any time for one kernel to be faster than many. */
    private static final int LEAST_SHARED_BYTES = 200 << 10;
    /** Up to here all of the inner activations have a place in shared memory. */
    private static final int MOST_INNER_BYTES = 72 << 10;
    /** Four pieces of 512 bytes for each warp and piece of a panel's columns, where they have not. */
    private static final int TURN_BYTES = 4 * WARPS * 512;
    private static final int LEAST_X_BYTES = 2 * TURN_BYTES;
    private static final int MOST_SPLITS = 8;
    private static final int FEWEST_PLACES = 24;
    private static final int ALIGNMENT = 128;

    /**
     * A weight matrix as a block reads it.
     *
     * @param pieces of {@link #STRIDE} columns in a panel
     * @param rows in a group
     */
    private record Cut(int pieces, int rows) {
        /** As {@code shareOf} in {@code step_ring.cu}. */
        static Optional<Cut> of(int outputs, int columns, int mostRows, int slotBytes, int blocks) {
            int most = blocks(outputs, blocks);
            int whole = slotBytes / (columns * 2 + APART);
            int limit = whole >= 8 && whole < mostRows ? whole : mostRows;
            Cut cut = new Cut(0, blocks(most, blocks(most, limit)));
            int strides = columns / STRIDE;
            int pieces = Math.min(strides, MOST_PIECES);
            while (pieces > 1 && (strides % pieces != 0 || new Cut(pieces, cut.rows).bytes() > slotBytes)) {
                pieces--;
            }
            return Optional.of(new Cut(pieces, cut.rows)).filter(fits -> fits.bytes() <= slotBytes);
        }

        int bytes() {
            return rows * copyBytes();
        }

        int copyBytes() {
            return pieces * STRIDE * 2 + APART;
        }
    }

    private record Matrix(int outputs, int columns, int mostRows) {}

    /**
     * The set-up that keeps most weights on their way.
     *
     * @param places of the cache
     * @param sharedBytes the most that a block may have
     * @return empty where the kernel does not serve, and a step is one of many kernels
     */
    static Optional<WholeStep> of(OptConfig config, Precision precision, int batch, int places, int multiprocessors,
            int sharedBytes) {
        int hidden = config.hidden();
        int inner = config.ffn();
        int embedding = config.embedding();
        boolean widths = hidden % STRIDE == 0 && inner % STRIDE == 0 && embedding % STRIDE == 0;
        // Rows of each block whose biases, and where residuals are added every sequence's, are kept.
        int added = Math.max(batch * blocks(hidden, multiprocessors),
                Math.max(blocks(3 * hidden, multiprocessors), blocks(Math.max(inner, embedding), multiprocessors)));
        if (precision == Precision.FP32 || batch > MOST_BATCH || !widths || added > MOST_ADDED
                || sharedBytes < LEAST_SHARED_BYTES) {
            return Optional.empty();
        }
        int tiles = Math.min(blocks(blocks(hidden, multiprocessors), GROUP_ROWS), WIDE_TILES);
        int tilesKept = Math.max(16 / (8 / warpsEach(batch)), tiles);
        int sumBytes = 2 * tilesKept * WARPS * batch * SUM_BYTES + MOST_ADDED * Float.BYTES + 2 * 2 * hidden;
        int rowsBytes = batch * (2 * Math.max(hidden, embedding) + APART);
        int innerBytes = batch * (2 * inner + APART);
        boolean innerFits = innerBytes <= MOST_INNER_BYTES;
        int xBytes = blocks(Math.max(rowsBytes, innerFits ? innerBytes : LEAST_X_BYTES), ALIGNMENT) * ALIGNMENT;
        List<Matrix> layer = List.of(new Matrix(3 * hidden, hidden, GROUP_ROWS), new Matrix(hidden, hidden, GROUP_ROWS),
                new Matrix(inner, hidden, GROUP_ROWS), new Matrix(hidden, inner, innerFits
                        ? GROUP_ROWS
                        : tiles
                                * GROUP_ROWS));
        List<Matrix> ends = List.of(new Matrix(config.vocabulary(), embedding, GROUP_ROWS), new Matrix(embedding,
                hidden, GROUP_ROWS), new Matrix(hidden, embedding, GROUP_ROWS));
        int room = sharedBytes - DECLARED_BYTES - sumBytes - xBytes;
        double best = 0;
        Optional<WholeStep> chosen = Optional.empty();
        int splits = splits(config, batch, places, multiprocessors);
        for (int slotBytes = 8192; slotBytes <= 40_960 && room / slotBytes >= FEWEST_SLOTS; slotBytes += 64) {
            int slots = Math.min(MOST_SLOTS, room / slotBytes);
            double worth = worth(layer, ends, slots, slotBytes, innerFits ? Integer.MAX_VALUE : xBytes,
                    multiprocessors);
            // A little better is not worth fewer slots.
            if (worth > best * 1.01) {
                best = worth;
                chosen = Optional.of(new WholeStep(multiprocessors, splits, slots, slotBytes, sumBytes, xBytes));
            }
        }
        return chosen;
    }

    /**
     * Bytes on their way on average, less what short copies lose; 0 where a matrix does not fit the slots.
     *
     * @param innerBytes what there is for the columns of the inner activations that are on their way
     */
    private static double worth(List<Matrix> layer, List<Matrix> ends, int slots, int slotBytes, int innerBytes,
            int blocks) {
        double weights = 0;
        double filled = 0;
        double copied = 0;
        for (int i = 0; i < layer.size(); i++) {
            Optional<Cut> cut = cut(layer.get(i), slotBytes, blocks);
            boolean last = i == layer.size() - 1;
            if (cut.isEmpty() || (last && (long) cut.get().pieces * TURN_BYTES > innerBytes)) {
                return 0;
            }
            double size = (double) layer.get(i).outputs * layer.get(i).columns;
            weights += size;
            filled += size / cut.get().bytes();
            copied += size * cut.get().copyBytes();
        }
        if (ends.stream().anyMatch(matrix -> cut(matrix, slotBytes, blocks).isEmpty())) {
            return 0;
        }
        double enoughOnTheWay = 150_000;
        double copy = copied / weights;
        double copyLost = 400;
        return Math.min(weights / filled * slots, enoughOnTheWay) * copy / (copy + copyLost);
    }

    private static Optional<Cut> cut(Matrix matrix, int slotBytes, int blocks) {
        return Cut.of(matrix.outputs, matrix.columns, matrix.mostRows, slotBytes, blocks);
    }

    /** The fewest shares whose longest block is within a twentieth of the best, by cycles estimated on an H200. */
    private static int splits(OptConfig config, int batch, int places, int multiprocessors) {
        int best = 1;
        double least = Double.MAX_VALUE;
        for (int splits = 1; splits <= MOST_SPLITS && (splits == 1 || places / splits >= FEWEST_PLACES); splits++) {
            double items = blocks(batch * config.heads() * splits, multiprocessors);
            double item = 1500 + 12.0 * blocks(places, splits) * config.headSize() / 64;
            double joining = splits > 1 ? 1500 + 100.0 * splits * batch * config.hidden() / 2048 : 500;
            double cycles = items * item + joining;
            if (cycles < least * 0.95) {
                least = cycles;
                best = splits;
            }
        }
        return best;
    }

    /** As in {@code step_state.cu}. */
    private static int warpsEach(int batch) {
        return batch == 1 ? 8 : batch == 2 ? 4 : batch <= 4 ? 2 : 1;
    }

    /** Dynamic shared memory of a block. */
    int sharedBytes() {
        return slots * slotBytes + sumBytes + xBytes;
    }

    /** Scratch memory of the card, as {@code place} in {@code step_state.cu} takes it; the first 256 bytes have to be zero at first. */
    long scratchBytes(OptConfig config, int batch) {
        Scratch scratch = new Scratch(0);
        int counters = 256;
        int element = Short.BYTES;
        long rows = batch;
        scratch.take(counters);
        scratch.take((long) MOST_BATCH * blocks * (Float.BYTES + Integer.BYTES));
        scratch.take(rows * config.hidden() * element);
        scratch.take(rows * config.hidden() * element);
        scratch.take(3 * rows * config.hidden() * element);
        scratch.take(rows * config.hidden() * element);
        scratch.take(rows * config.ffn() * element);
        scratch.take(rows * config.embedding() * element);
        scratch.take(splits * rows * config.hidden() * Float.BYTES);
        scratch.take(splits * rows * config.heads() * 2 * Float.BYTES);
        return scratch.taken();
    }

    private static int blocks(int all, int each) {
        return (all + each - 1) / each;
    }
}
