package io.paretoscope.sweep;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One configuration of a sweep.
 *
 * @param ordinal its place in the plan, from 0
 * @param model the model; the first one's where replicas of several run side by side
 * @param batch sequences that run together on each replica of it
 * @param promptTokens tokens of each prompt
 * @param outputTokens tokens that each sequence generates
 * @param precision the format of weights and activations
 * @param device where it runs
 * @param engine the kind of engine that is asked for; which one decoded is in the samples
 * @param placement how many replicas there are, and how they share the device
 */
public record Point(int ordinal, ModelSource model, int batch, int promptTokens, int outputTokens, Precision precision,
        DeviceId device, EngineKind engine, Placement placement) {

    /** A point of one engine of its device's own kind, alone there. */
    public Point(int ordinal, ModelSource model, int batch, int promptTokens, int outputTokens, Precision precision,
            DeviceId device) {
        this(ordinal, model, batch, promptTokens, outputTokens, precision, device, EngineKind.defaultFor(device),
                Placement.ALONE);
    }

    /** Its own model and batch first, then the companions. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(model, batch, placement.replicas()));
        parts.addAll(placement.companions());
        return List.copyOf(parts);
    }

    /** One entry for each replica: the index of its part. Equal replicas are next to each other. */
    public List<Integer> partOfReplica() {
        List<Part> parts = parts();
        List<Integer> indices = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            for (int i = 0; i < parts.get(part).replicas(); i++) {
                indices.add(part);
            }
        }
        return List.copyOf(indices);
    }

    /** Sequences of all replicas together. */
    public int totalBatch() {
        return parts().stream().mapToInt(part -> part.batch() * part.replicas()).sum();
    }

    /** Tokens that each sequence holds at the end; the KV cache has this many places. */
    public int sequenceTokens() {
        return promptTokens + outputTokens;
    }

    /** What it runs beside its batch and replicas: the model's name, or all parts of a group. */
    public String modelLabel() {
        return placement.mixed()
                ? parts().stream().map(Part::label).collect(Collectors.joining(" + "))
                : model.label();
    }

    /**
     * A short name for logs and messages, such as {@code opt-125m, batch 4} or {@code opt-125m, batch 4, 2 × mps}; it tells the kind
     * of engine where that is not the device's own.
     */
    public String label() {
        if (placement.mixed()) {
            return parts().stream().map(Part::label).collect(Collectors.joining(" + ")) + ", " + placement.mode()
                    + engine.markOn(device);
        }
        return model.config().name() + ", batch " + batch + (placement.alone() ? "" : ", " + placement.label())
                + engine.markOn(device);
    }
}
