package io.paretoscope.store;

import io.paretoscope.sweep.RunStatus;
import java.time.Instant;
import java.util.List;

/**
 * One line of the list of runs.
 *
 * @param id identity in the store
 * @param startedAt wall-clock time of its start
 * @param status how far it got
 * @param models labels of the models, as {@code ModelSource.label()} gives them
 * @param device where it ran, as {@code DeviceId.toString()} gives it
 * @param precision label of the precision
 * @param pointsPlanned points of the plan
 * @param pointsMeasured points that were measured
 * @param pointsFailed points that were tried and failed
 * @param pointsSkipped points that were not tried
 */
public record RunSummary(long id, Instant startedAt, RunStatus status, List<String> models, String device,
        String precision, int pointsPlanned, int pointsMeasured, int pointsFailed, int pointsSkipped) {
    public RunSummary {
        models = List.copyOf(models);
    }
}
