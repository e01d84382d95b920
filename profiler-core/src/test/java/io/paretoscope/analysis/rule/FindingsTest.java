package io.paretoscope.analysis.rule;

import io.paretoscope.store.SampleRuns;
import io.paretoscope.sweep.Cause;
import io.paretoscope.sweep.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static io.paretoscope.analysis.rule.TestRun.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FindingsTest {
    private static TestRun troubled() {
        return new TestRun().batch(1, numbers(Metric.ITL_MEAN, 1.5))
                .batch(8, numbers(Metric.ITL_MEAN, 1.5))
                .troubled(16, Cause.THROTTLED, "heat");
    }

    @Test
    void theHighestScoreComesFirst() {
        List<Integer> scores = troubled().findings().judged().stream().map(Finding.Judged::score).toList();
        assertEquals(scores.stream().sorted(Comparator.reverseOrder()).toList(), scores);
        assertTrue(scores.getFirst() > scores.getLast(), scores.toString());
    }

    @Test
    void onlyFindingsOfTheSeverityAskedForAndGraverOnesAreGiven() {
        Findings findings = troubled().findings();
        assertEquals(List.of("launch-bound", "invalid-points"),
                findings.atLeast(Severity.WARNING).stream().map(finding -> finding.rule().id()).toList());
        assertEquals(findings.judged(), findings.atLeast(Severity.OK));
    }

    @Test
    void everyRuleHasItsSayOnARunWithoutPoints() {
        assertSayOfEveryRule(new TestRun().findings());
    }

    @Test
    void everyRuleHasItsSayOnGroupsAndFailedReplicas() {
        assertSayOfEveryRule(Findings.of(SampleRuns.replicaPlan(), SampleRuns.conditions(), SampleRuns.replicaResults(),
                Optional.empty()));
    }

    @Test
    void everyRuleHasItsSayOnPointsThatFailedAndWereSkipped() {
        assertSayOfEveryRule(Findings.of(SampleRuns.plan(), SampleRuns.conditions(), SampleRuns.results(),
                Optional.of("not JSON")));
    }

    @Test
    void everyRuleHasItsSayOnPointsWithoutNumbers() {
        assertSayOfEveryRule(new TestRun().batch(1, Map.of()).batch(2, Map.of()).batch(4, Map.of()).findings());
    }

    private static void assertSayOfEveryRule(Findings findings) {
        assertEquals(Findings.RULES.stream().map(Rule::id).collect(Collectors.toSet()),
                Stream.<Finding>concat(findings.judged().stream(), findings.ignored().stream())
                        .map(finding -> finding.rule().id())
                        .collect(Collectors.toSet()));
        findings.ignored().forEach(finding -> assertTrue(!finding.reason().isBlank(), finding.toString()));
        findings.judged()
                .forEach(finding -> assertTrue(!finding.evidence().contains("NaN")
                        && !finding.evidence().contains("Infinity"), finding.evidence()));
    }
}
