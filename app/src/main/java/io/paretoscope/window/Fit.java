package io.paretoscope.window;

import io.paretoscope.engine.DeviceReport;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.Precision;
import io.paretoscope.sweep.FitCheck;
import io.paretoscope.sweep.MemoryEstimate;
import java.util.Locale;
import java.util.OptionalLong;

/** Whether a model fits a device, with the lengths and the precision of the experiment. */
sealed interface Fit {

    /** In a few words. */
    String text();

    /** It fits, with batches of up to {@code largestBatch}. */
    record UpTo(long largestBatch) implements Fit {
        @Override
        public String text() {
            return String.format(Locale.ROOT, "fits up to batch %,d", largestBatch);
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

    /** The fit of {@code config} on {@code device}. */
    static Fit of(OptConfig config, int promptTokens, int outputTokens, Precision precision, DeviceReport device) {
        long tokens = (long) promptTokens + outputTokens;
        if (tokens > config.positions()) {
            return new TooLarge(tokens + " tokens exceed its " + config.positions() + " positions");
        }
        OptionalLong largest = FitCheck.largestBatch(config, promptTokens, outputTokens, precision, device);
        if (largest.isEmpty()) {
            return new Unknown("memory of " + device.id() + " is not known");
        }
        if (largest.getAsLong() > 0) {
            return new UpTo(largest.getAsLong());
        }
        MemoryEstimate one = MemoryEstimate.of(config, 1, promptTokens, (int) tokens, precision, device.id());
        return new TooLarge(FitCheck.lack(one, device).orElse("does not fit " + device.id()));
    }
}
