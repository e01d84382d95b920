package io.paretoscope.engine.graph;

import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What keeps a model from being decoded by the own kernels, whatever the card. */
final class GraphObstacle {
    private static final int WIDE_BYTES = 16;
    private static final int LARGEST_HEAD = 128;
    private static final int HEAD_STEP = 8;
    /** A row of float32 has to fit into the shared memory that every card gives without being asked, with room for sums. */
    private static final int WIDEST_ROW = 12_000;

    private GraphObstacle() {}

    /** In one line; empty where there is none. */
    static Optional<String> of(OptConfig config, Precision precision) {
        if (config.headSize() % HEAD_STEP != 0 || config.headSize() > LARGEST_HEAD) {
            return Optional.of("the own kernels take heads of a multiple of " + HEAD_STEP + " up to " + LARGEST_HEAD
                    + " elements, and those of " + config.name() + " have " + config.headSize());
        }
        int elements = WIDE_BYTES / precision.bytes();
        Map<String, Integer> widths = new TreeMap<>(Map.of("hidden_size", config.hidden(), "ffn_dim", config.ffn(),
                "word_embed_proj_dim", config.embedding()));
        for (Map.Entry<String, Integer> width : widths.entrySet()) {
            if (width.getValue() % elements != 0) {
                return Optional.of("the own kernels take widths of a multiple of " + elements + " at " + precision
                        + ", and " + width.getKey() + " of " + config.name() + " is " + width.getValue());
            }
        }
        return config.hidden() > WIDEST_ROW || config.embedding() > WIDEST_ROW
                ? Optional.of("the own kernels take rows of up to " + WIDEST_ROW + " elements, and " + config.name()
                        + " has " + Math.max(config.hidden(), config.embedding()))
                : Optional.empty();
    }
}
