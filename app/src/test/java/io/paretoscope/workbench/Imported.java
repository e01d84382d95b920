package io.paretoscope.workbench;

import io.paretoscope.foreign.ForeignFormat;
import io.paretoscope.foreign.ForeignPoint;
import io.paretoscope.foreign.ForeignRun;
import io.paretoscope.store.StoredForeignRun;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A made-up run of others, for tests. */
public final class Imported {
    private Imported() {}

    /** Three batches of OPT-1.3B, of which throughput and latency are told. */
    public static StoredForeignRun run(long id) {
        List<ForeignPoint> points = Stream.of(1, 8, 64)
                .map(batch -> new ForeignPoint("opt-1.3b, batch " + batch, "opt-1.3b", OptionalInt.of(batch), 1,
                        Map.of(Metric.OUTPUT_THROUGHPUT, new Reading.Value(270 * Math.pow(batch, 0.85), 1),
                                Metric.ITL_MEDIAN, new Reading.Value(3.6 * Math.pow(batch, 0.15), 1)),
                        batch + 1, List.of()))
                .toList();
        return new StoredForeignRun(id, new ForeignRun("served elsewhere", "elsewhere.csv", "0".repeat(64),
                ForeignFormat.TABLE, "", Samples.NOON, Map.of("device", "H100"), points, List.of()));
    }
}
