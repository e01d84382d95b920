package io.paretoscope.analysis.rule;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class H200FindingsTest {
    @Test
    void dump() throws IOException {
        for (String file : new String[]{"2026-11-23-h200-energy.csv", "2026-11-23-h200-fp16-prompt256-output64.csv",
            "2026-11-23-h200-replicas-opt-1.3b.csv"}) {
            for (String model : new String[]{"opt-125m", "opt-1.3b", "opt-13b", "opt-6.7b"}) {
                System.out.println("=========== " + file + " " + model);
                Findings f = BenchmarkRun.of(file, model).findings();
                f.judged()
                        .forEach(j -> System.out.println(j.severity() + " " + j.score() + " " + j.rule().id() + " | "
                                + j.subject() + " | " + Words.points(j.points()) + " | " + j.evidence() + " | "
                                + j.remedy().map(r -> r.action() + " $ " + r.command().orElse("")).orElse("")));
                f.ignored()
                        .forEach(j -> System.out
                                .println("IGN " + j.rule().id() + " | " + j.subject() + " | " + j.reason()));
            }
        }
    }
}
