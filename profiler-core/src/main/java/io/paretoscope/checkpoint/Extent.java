package io.paretoscope.checkpoint;

import io.paretoscope.opt.Precision;
import java.util.List;
import java.util.OptionalLong;

/** How many bytes a shape takes, for shapes that a file states and nobody vouches for. */
final class Extent {
    private Extent() {}

    /** Bytes of a contiguous tensor; empty where a dimension is negative or the product leaves 63 bits. */
    static OptionalLong bytes(List<Long> shape, Precision precision) {
        if (shape.stream().anyMatch(dimension -> dimension < 0)) {
            return OptionalLong.empty();
        }
        if (shape.contains(0L)) {
            return OptionalLong.of(0);
        }
        long bytes = precision.bytes();
        for (long dimension : shape) {
            if (dimension > Long.MAX_VALUE / bytes) {
                return OptionalLong.empty();
            }
            bytes *= dimension;
        }
        return OptionalLong.of(bytes);
    }
}
