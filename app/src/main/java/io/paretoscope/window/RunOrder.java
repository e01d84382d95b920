package io.paretoscope.window;

import io.paretoscope.store.RunSummary;
import java.util.Comparator;

/** How a list of runs is sorted. */
enum RunOrder {
    NEWEST("Newest first"),
    OLDEST("Oldest first"),
    MODEL("By model"),
    DEVICE("By device"),
    POINTS("Most points first");

    private final String label;

    RunOrder(String label) {
        this.label = label;
    }

    /** Of equals the newest comes first. */
    Comparator<RunSummary> comparator() {
        return first().thenComparing(Comparator.comparingLong(RunSummary::id).reversed());
    }

    private Comparator<RunSummary> first() {
        return switch (this) {
            case NEWEST -> Comparator.comparing(RunSummary::startedAt).reversed();
            case OLDEST -> Comparator.comparing(RunSummary::startedAt);
            case MODEL -> Comparator.comparing(run -> String.join(", ", run.models()));
            case DEVICE -> Comparator.comparing(RunSummary::device);
            case POINTS -> Comparator.comparingInt(RunSummary::pointsMeasured).reversed();
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
