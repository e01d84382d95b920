package io.paretoscope.window;

import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.engine.DeviceReport;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Placement;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.MemoryEstimate;
import io.paretoscope.sweep.Point;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a model fits a device, with the lengths, the precision and the replicas of the experiment. */
sealed interface Fit {
    /** Beyond any batch that is of use. */
    int TOO_LARGE = 1 << 20;

    /** In a few words. */
    String text();

    /**
     * It fits.
     *
     * @param largestBatch with batches of up to that
     * @param replicas the replicas that need the most memory; empty where there is but one
     */
    record UpTo(long largestBatch, Optional<Replicas> replicas) implements Fit {
        @Override
        public String text() {
            return replicas
                    .map(several -> String.format(Locale.ROOT, "batch ≤ %,d; %s", largestBatch, several.text()))
                    .orElseGet(() -> String.format(Locale.ROOT, "fits up to batch %,d", largestBatch));
        }

        /** The largest batch that fits in every placement in which any fits. */
        long largestOfAll() {
            return replicas.map(Replicas::largestBatch).filter(batch -> batch > 0).orElse(largestBatch);
        }
    }

    /**
     * Several of it at once.
     *
     * @param label their count and mode
     * @param largestBatch the largest batch of each that fits; 0 where they do not even fit with one sequence each
     */
    record Replicas(String label, long largestBatch) {
        String text() {
            return label + (largestBatch == 0 ? " do not fit" : String.format(Locale.ROOT, " ≤ %,d", largestBatch));
        }
    }

    /** Not even one sequence fits. */
    record TooLarge(String reason) implements Fit {
        @Override
        public String text() {
            return reason;
        }
    }

    /** Nobody knows. */
    record Unknown(String reason) implements Fit {
        @Override
        public String text() {
            return reason;
        }
    }

    /**
     * What is asked of a device.
     *
     * @param promptTokens tokens of each prompt
     * @param outputTokens tokens that each sequence generates
     * @param precision of weights and activations
     * @param engines the kinds of engine; whatever is said to fit, fits with each
     * @param placements every way in which replicas are to share the device
     */
    record Load(int promptTokens, int outputTokens, Precision precision, List<EngineKind> engines,
            List<Placement> placements) {
        public Load {
            engines = List.copyOf(engines);
            placements = List.copyOf(placements);
        }

        private MemoryEstimate memory(ModelSource model, int batch, Placement placement, DeviceReport device) {
            List<EngineKind> each = engines.isEmpty() ? List.of(EngineKind.defaultFor(device.id())) : engines;
            return each.stream()
                    .map(engine -> MemoryEstimate.of(new Point(0, model, batch, promptTokens, outputTokens, precision,
                            device.id(), engine, placement), device.contextBytes()))
                    .max(Comparator.comparingLong(MemoryEstimate::total))
                    .orElseThrow();
        }

        private int largestBatch(ModelSource model, Placement placement, DeviceReport device) {
            int fits = 0;
            int tooLarge = TOO_LARGE;
            while (tooLarge - fits > 1) {
                int middle = (fits + tooLarge) >>> 1;
                if (FitCheck.lack(memory(model, middle, placement, device), device).isEmpty()) {
                    fits = middle;
                } else {
                    tooLarge = middle;
                }
            }
            return fits;
        }
    }

    /** The fit of {@code model} on {@code device}. */
    static Fit of(ModelSource model, Load load, DeviceReport device) {
        long tokens = (long) load.promptTokens() + load.outputTokens();
        if (tokens > model.config().positions()) {
            return new TooLarge(tokens + " tokens exceed its " + model.config().positions() + " positions");
        }
        if (FitCheck.capacity(device).isEmpty()) {
            return new Unknown("memory of " + device.id() + " is not known");
        }
        int largest = load.largestBatch(model, Placement.ALONE, device);
        if (largest == 0) {
            return new TooLarge(FitCheck.lack(load.memory(model, 1, Placement.ALONE, device), device)
                    .orElse("does not fit " + device.id()));
        }
        Optional<Replicas> most = Optional.empty();
        for (Placement placement : load.placements()) {
            int batch = placement.total() == 1 ? largest : load.largestBatch(model, placement, device);
            if (placement.total() > 1 && most.map(several -> batch < several.largestBatch()).orElse(true)) {
                most = Optional.of(new Replicas(placement.label(), batch));
            }
        }
        return new UpTo(largest, most);
    }
}
