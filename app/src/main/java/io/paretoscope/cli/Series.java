package io.paretoscope.cli;

import io.paretoscope.analysis.Candidate;
import io.paretoscope.store.StoredRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The points of a run, in lists that differ in their batch alone. */
final class Series {
    private Series() {}

    /** In the order in which they come; groups of different models, which have no series, are left out. */
    static List<List<Candidate>> of(StoredRun run) {
        Map<String, List<Candidate>> series = Candidate
                .of(run.results().stream().filter(result -> !result.point().placement().mixed()).toList())
                .stream()
                .collect(Collectors.groupingBy(Candidate::series, LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(series.values());
    }
}
