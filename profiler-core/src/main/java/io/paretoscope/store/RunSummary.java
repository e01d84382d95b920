package io.paretoscope.store;

import io.paretoscope.sweep.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of the list of runs.
 *
 * @param id identity in the store
 * @param startedAt wall-clock time of its start
 * @param status how far it got
 * @param models labels of the models, as {@code ModelSource.label()} gives them
 * @param device where it ran, as {@code DeviceId.toString()} gives it
 * @param precision label of the precision
 * @param engines labels of the kinds of engine that were asked for
 * @param pointsPlanned points of the plan
 * @param pointsMeasured points that were measured
 * @param pointsFailed points that were tried and failed
 * @param pointsSkipped points that were not tried
 * @param tags words by which its owner finds it again, in the order of the alphabet
 * @param note what its owner wrote about it; empty for nothing
 * @param pinned whether its owner wants it at the top of the list
 * @param origin where it was measured; empty where that was here
 */
public record RunSummary(long id, Instant startedAt, RunStatus status, List<String> models, String device,
        String precision, List<String> engines, int pointsPlanned, int pointsMeasured, int pointsFailed,
        int pointsSkipped, List<String> tags, String note, boolean pinned, Optional<RunOrigin> origin) {
    public RunSummary {
        models = List.copyOf(models);
        engines = List.copyOf(engines);
        tags = List.copyOf(tags);
    }

    /** A run that was measured here and that nobody has tagged, written about or pinned. */
    public RunSummary(long id, Instant startedAt, RunStatus status, List<String> models, String device,
            String precision, List<String> engines, int pointsPlanned, int pointsMeasured, int pointsFailed,
            int pointsSkipped) {
        this(id, startedAt, status, models, device, precision, engines, pointsPlanned, pointsMeasured, pointsFailed,
                pointsSkipped, List.of(), "", false, Optional.empty());
    }
}
