package io.paretoscope.decision;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.sweep.PointResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Points in lists that differ in their batch alone. */
public final class Series {
    private Series() {}

    /** In the order in which they come. */
    public static List<List<Candidate>> of(List<Candidate> candidates) {
        Map<String, List<Candidate>> series = candidates.stream()
                .collect(Collectors.groupingBy(Candidate::series, LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(series.values());
    }

    /** Those of a run that was measured here. Groups of different models have no series. */
    public static List<List<Candidate>> measured(List<PointResult> results) {
        return of(Candidate.of(results.stream().filter(result -> !result.point().placement().mixed()).toList()));
    }
}
