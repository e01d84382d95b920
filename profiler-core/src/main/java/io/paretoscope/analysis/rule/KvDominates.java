package io.paretoscope.analysis.rule;

import io.paretoscope.analysis.Roofline;
import io.paretoscope.analysis.StepWork;
import io.paretoscope.sweep.Point;
import java.util.List;
import java.util.Locale;

/** Batches at which a step reads more keys and values than weights. */
final class KvDominates {
    static final Rule RULE = new Rule("kv-dominates", "The KV cache outweighs the weights",
            "bytes of the KV cache that a step reads over bytes of weights, at the largest batch that counts",
            Scale.toInfo(Scale.Unit.TIMES, 1, 16),
            "Sequences share the weights of a step and not their keys and values. From here on each further sequence adds more reading than "
                    + "it spares, and throughput nears a bound that no batch exceeds.",
            KvDominates::check);

    private KvDominates() {}

    private static List<Finding> check(RunEvidence run) {
        return Subjects.each(RULE, run.engines(), series -> judge(series, run.roofline()));
    }

    private static Finding judge(Series series, Knowledge<Roofline> roofline) {
        List<Point> points = MeasuredPoint.points(series.valid());
        if (points.isEmpty()) {
            return RULE.ignored(series.name(), "no point has numbers that count");
        }
        Point largest = points.getLast();
        StepWork work = StepWork.of(largest);
        double perSequence = work.kvBytes() / largest.batch();
        long crossing = (long) Math.ceil(work.weightBytes() / perSequence);
        String bound = roofline instanceof Knowledge.Known<Roofline>(Roofline known)
                ? String.format(Locale.ROOT, "; at the copy rate no batch decodes more than %s tokens/s",
                        Words.number(known.ceilings().bytesPerSecond() / perSequence))
                : "";
        double ratio = work.kvBytes() / work.weightBytes();
        return RULE.judged(series.name(), ratio,
                points.stream().filter(point -> point.batch() >= crossing).toList(),
                String.format(Locale.ROOT,
                        "at batch %,d a step reads %s times as many bytes of KV cache as of weights; equal at batch %,d%s",
                        largest.batch(), Words.number(ratio), crossing, bound),
                Remedy.of(String.format(Locale.ROOT,
                        "Where sequences can be shorter, make them so; beyond batch %,d expect latency to grow as fast as throughput. A model "
                                + "with fewer KV heads, or keys and values in fewer bytes, moves the bound.",
                        crossing)));
    }
}
