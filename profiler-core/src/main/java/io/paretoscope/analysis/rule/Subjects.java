package io.paretoscope.analysis.rule;

import java.util.List;
import java.util.function.Function;

/** One finding for each series. */
final class Subjects {
    private Subjects() {}

    static List<Finding> each(Rule rule, List<Series> series, Function<Series, Finding> judge) {
        return series.isEmpty()
                ? List.of(rule.ignored(Rule.RUN, "no point of one model alone on the device"))
                : series.stream().map(judge).toList();
    }
}
