package io.paretoscope.engine.graph;

import java.util.List;
import java.util.Optional;

/**
 * How an own kernel of {@code panel.cu} multiplies 9 to 64 rows of activations by a weight matrix.
 *
 * @param kernel which
 * @param gridX blocks along the outputs
 * @param splits shares of the columns, along y
 * @param cluster how many of these add up their sums by themselves
 */
record Panel(Kernel kernel, int gridX, int splits, int cluster) {

    /** Rows of activations from which on the library's products are as fast. */
    static final int MOST_ROWS = 64;

    private static final int DEPTH = 64;
    private static final int LINE_BYTES = 128;
    private static final int ALIGNMENT_BYTES = 1024;
    private static final int MOST_CLUSTER = 8;
    private static final List<Integer> SPLITS = List.of(1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16);

    /**
     * A kernel, by the template arguments that {@code panel.cu} gives it.
     *
     * @param room rows of activations that it takes at most
     * @param rows of weights that a block takes
     * @param weights stages of the ring of weights
     * @param sequences stages of the ring of activations
     * @param perMultiprocessor blocks that a multiprocessor of compute capability 9.0 holds
     */
    record Kernel(int room, int rows, int weights, int sequences, int perMultiprocessor) {

        static final List<Kernel> ALL = List.of(new Kernel(16, 64, 8, 4, 3), new Kernel(16, 128, 6, 4, 2),
                new Kernel(32, 64, 7, 4, 3), new Kernel(32, 128, 5, 4, 2), new Kernel(64, 64, 5, 4, 3),
                new Kernel(64, 128, 5, 3, 2));

        String symbol() {
            return "panel_" + room + "_" + rows;
        }

        int threads() {
            return 2 * rows;
        }

        int sharedBytes() {
            return (weights * rows + sequences * room) * LINE_BYTES + ALIGNMENT_BYTES;
        }
    }

    /**
     * What a product asks.
     *
     * @param outputs rows of weights
     * @param columns of both
     * @param batch rows of activations
     * @param parts how many parts of the sums the kernel that follows can add up; 0 where it cannot
     */
    record Task(int outputs, int columns, int batch, int parts) {
        boolean inParts() {
            return parts > 0;
        }

        int room() {
            return batch <= 16 ? 16 : batch <= 32 ? 32 : MOST_ROWS;
        }
    }

    /**
     * What a card offers.
     *
     * @param multiprocessors how many it has
     * @param sharedBytes the most that a block may have
     * @param clusters whether blocks can form clusters
     */
    record Card(int multiprocessors, int sharedBytes, boolean clusters) {}

    /**
     * A product for which the estimate chooses a way that was measured to be 5 % slower or more than another, on an H200.
     *
     * @param inParts whether the sums are left in parts
     */
    private record Measured(int outputs, int columns, int room, boolean inParts, int rows, int splits, int cluster) {

        private static final int MULTIPROCESSORS = 132;
        static final List<Measured> ALL = List.of(new Measured(768, 768, 32, true, 64, 6, 6),
                new Measured(768, 768, 64, true, 64, 6, 6), new Measured(768, 3072, 16, true, 64, 8, 4),
                new Measured(768, 3072, 32, true, 64, 8, 4), new Measured(768, 3072, 64, true, 64, 8, 8),
                new Measured(3072, 1024, 16, false, 128, 4, 4), new Measured(1024, 1024, 16, true, 64, 4, 1),
                new Measured(1024, 1024, 64, true, 64, 4, 4), new Measured(1024, 4096, 32, true, 128, 12, 4),
                new Measured(7680, 2560, 16, false, 128, 4, 4), new Measured(2560, 2560, 16, true, 64, 6, 1),
                new Measured(2560, 2560, 32, true, 128, 8, 4), new Measured(4096, 4096, 16, true, 128, 8, 1),
                new Measured(16384, 4096, 16, false, 128, 2, 2), new Measured(16384, 4096, 32, false, 128, 2, 2),
                new Measured(16384, 4096, 64, false, 128, 2, 2), new Measured(5120, 20480, 16, true, 128, 3, 1));

        static boolean is(Task task, Card card, Kernel kernel, int splits, int cluster) {
            return card.multiprocessors == MULTIPROCESSORS && ALL.contains(new Measured(task.outputs, task.columns, task
                    .room(), task.inParts(), kernel.rows, splits, cluster));
        }
    }

    /** Parts that the following kernel has to add up. */
    int parts() {
        return splits / cluster;
    }

    /**
     * The way with the least estimated time.
     *
     * @return empty where the card has no kernel for as many rows
     */
    static Optional<Panel> of(Task task, Card card) {
        if (task.batch > MOST_ROWS) {
            return Optional.empty();
        }
        Optional<Panel> best = Optional.empty();
        double least = Double.MAX_VALUE;
        for (Kernel kernel : Kernel.ALL) {
            if (kernel.room != task.room() || kernel.sharedBytes() > card.sharedBytes) {
                continue;
            }
            for (int splits : SPLITS) {
                for (int cluster = 1; cluster <= (card.clusters ? MOST_CLUSTER : 1); cluster++) {
                    if (!allowed(task, card, kernel, splits, cluster)) {
                        continue;
                    }
                    double micros = Measured.is(task, card, kernel, splits, cluster)
                            ? 0
                            : estimatedMicros(task, card, kernel, splits, cluster);
                    if (micros < least) {
                        least = micros;
                        best = Optional.of(new Panel(kernel, gridX(task, card, kernel, splits), splits, cluster));
                    }
                }
            }
        }
        return best;
    }

    private static boolean allowed(Task task, Card card, Kernel kernel, int splits, int cluster) {
        int panels = blocks(task.outputs, kernel.rows);
        int places = kernel.perMultiprocessor * card.multiprocessors;
        boolean enough = panels * splits >= 64 || splits >= 8;
        boolean room = splits <= blocks(task.columns, DEPTH) && panels * splits <= places * 1.25;
        boolean worthSplitting = splits == 1 || (room && enough);
        boolean joined = task.inParts()
                ? splits / cluster <= task.parts && (cluster <= 2 || cluster == 4 || cluster == splits)
                : cluster == splits;
        return worthSplitting && joined && splits % cluster == 0;
    }

    /** Blocks take several panels each where they are not split and there are more panels than places. */
    private static int gridX(Task task, Card card, Kernel kernel, int splits) {
        int panels = blocks(task.outputs, kernel.rows);
        return splits == 1 ? blocks(panels, blocks(panels, kernel.perMultiprocessor * card.multiprocessors)) : panels;
    }

    /** Fitted to 16 kernels with all splits and clusters on the products of OPT, 768 to 20,480 columns wide, on an H200. */
    private static double estimatedMicros(Task task, Card card, Kernel kernel, int splits, int cluster) {
        int panels = blocks(task.outputs, kernel.rows);
        int chunksEach = blocks(blocks(task.columns, DEPTH), splits);
        int places = kernel.perMultiprocessor * card.multiprocessors;
        int blocks = panels * splits;
        double full = (double) blocks / places;
        int panelsEach = splits == 1 ? blocks(panels, places) : 1;
        double bytesPerMicro = 32_200.0 * card.multiprocessors;
        double reading = 2.0 * task.outputs * task.columns / bytesPerMicro;
        double onTheWay = (double) Math.min(blocks, places) * (kernel.weights - 1) * kernel.rows * LINE_BYTES;
        double latency = 2.28;
        double memory = reading * Math.max(1, bytesPerMicro * latency / onTheWay) * (1 + 0.11 * (1 - Math.min(1,
                full)));
        double fullest = blocks <= places
                ? blocks(blocks, card.multiprocessors)
                : (double) blocks / card.multiprocessors;
        double size = task.batch * kernel.rows / 8192.0;
        double multiprocessor = fullest * (kernel.rows + task.batch) * LINE_BYTES * chunksEach / 75_400;
        double steps = chunksEach * panelsEach * (0.4945 + 0.0904 * size);
        double micros = Math.max(memory, Math.max(multiprocessor, steps)) + 0.1475 * cluster + 0.5 * size;
        double sums = (double) task.batch * task.outputs;
        if (cluster > 1) {
            micros += 0.347;
        }
        if (task.inParts() || cluster > 1) {
            micros += 2.75e-6 * sums * splits;
        }
        int left = splits / cluster;
        if (task.inParts()) {
            micros += (0.12 + 1.9e-6 * sums) * left;
        }
        if (splits > 1 && full > 1) {
            micros += 9 * (full - 1) * reading;
        }
        // Clusters do not pack as tightly as single blocks.
        boolean power = Integer.bitCount(cluster) == 1;
        if (cluster > 2 && full > (power || kernel.perMultiprocessor > 2 ? 0.92 : 0.85)) {
            micros += 0.7 * reading;
        }
        return micros;
    }

    private static int blocks(int all, int each) {
        return (all + each - 1) / each;
    }
}
