package io.paretoscope.cli;

import io.paretoscope.analysis.Candidate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Points in lists that differ in their batch alone. */
final class Series {
    private Series() {}

    /** In the order in which they come. */
    static List<List<Candidate>> of(List<Candidate> candidates) {
        Map<String, List<Candidate>> series = candidates.stream()
                .collect(Collectors.groupingBy(Candidate::series, LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(series.values());
    }
}
