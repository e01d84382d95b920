package io.paretoscope.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.paretoscope.analysis.Candidate;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.Reading;
import java.util.List;

/** Candidates as JSON. */
final class CandidateJson {
    private CandidateJson() {}

    /** What it is, and those metrics, null where unknown. */
    static JsonObject of(Candidate candidate, List<Metric> metrics) {
        JsonObject object = new JsonObject();
        object.addProperty("label", candidate.label());
        object.addProperty("series", candidate.series());
        object.addProperty("batch", candidate.batch());
        object.addProperty("replicas", candidate.replicas());
        JsonObject values = new JsonObject();
        for (Metric metric : metrics) {
            switch (candidate.reading(metric)) {
                case Reading.Value value -> values.addProperty(metric.key(), value.value());
                case Reading.Unavailable ignored -> values.add(metric.key(), JsonNull.INSTANCE);
            }
        }
        object.add("metrics", values);
        return object;
    }
}
