package io.paretoscope.replica;

import io.paretoscope.checkpoint.ModelSource;

/**
 * Equal replicas among those of a device.
 *
 * @param model what each runs
 * @param batch sequences of each
 * @param replicas how many, at least 1
 */
public record Part(ModelSource model, int batch, int replicas) {
    public Part {
        if (batch < 1) {
            throw new IllegalArgumentException("batch size " + batch + ": must be at least 1");
        }
        if (replicas < 1) {
            throw new IllegalArgumentException("replica count " + replicas + ": must be at least 1");
        }
    }

    /** Such as {@code opt-125m:b32x2}: the way in which a group is written. */
    public String label() {
        return model.config().name() + ":b" + batch + "x" + replicas;
    }
}
