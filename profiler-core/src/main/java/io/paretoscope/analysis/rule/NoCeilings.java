package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Roofline;
import java.util.List;
import java.util.Locale;

/** Runs of which the ceilings of the device are not known. */
final class NoCeilings {
    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;

    static final Rule RULE = new Rule("no-self-test", "What the device can do at most is not known",
            "1 where the run's self-test has not measured the copy rate and the matrix rate in its precision",
            Scale.toInfo(Scale.Unit.COUNT, 1, 1),
            "Without the two ceilings nothing tells how far a step is from its least time: whether it waits for memory, for arithmetic or for "
                    + "being launched.",
            NoCeilings::check);

    private NoCeilings() {}

    private static List<Finding> check(RunEvidence run) {
        return List.of(switch (run.roofline()) {
            case Knowledge.Known<Roofline>(Roofline roofline) -> RULE.ok(Rule.RUN, String.format(Locale.ROOT,
                    "copy rate %s GB/s, matrix rate %s TFLOP/s",
                    Words.number(roofline.ceilings().bytesPerSecond() / GIGA),
                    Words.number(roofline.ceilings().flopsPerSecond() / TERA)));
            case Knowledge.Unknown<Roofline>(String reason) -> RULE.judged(Rule.RUN, 1, List.of(), reason,
                    Remedy.of("Run the full self-test once: later runs under the same conditions take it along.",
                            "paretoscope selftest --device " + run.plan().device()));
        });
    }
}
