package io.paretoscope.telemetry;

import java.util.List;

/** A probe of one NVML call, all of whose values fail together. */
final class NvmlProbe implements Probe {
    private final Pace pace;
    private final List<Series> series;
    private final Call call;

    /** The call. */
    @FunctionalInterface
    interface Call {
        void read(Readings into) throws NvmlException;
    }

    NvmlProbe(Pace pace, List<Series> series, Call call) {
        this.pace = pace;
        this.series = List.copyOf(series);
        this.call = call;
    }

    NvmlProbe(Pace pace, Quantity quantity, String source, Call call) {
        this(pace, List.of(new Series(quantity, source)), call);
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    public List<Series> series() {
        return series;
    }

    @Override
    public void read(Readings into) {
        try {
            call.read(into);
        } catch (NvmlException e) {
            for (int i = 0; i < series.size(); i++) {
                if (e.lasting()) {
                    into.never(i, e.reason());
                } else {
                    into.absent(i, e.reason());
                }
            }
        }
    }
}
