package io.paretoscope.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.paretoscope.sweep.Verdict;
import java.util.Locale;

/** A verdict as JSON. */
final class VerdictJson {
    private VerdictJson() {}

    static JsonObject of(Verdict verdict) {
        JsonArray findings = new JsonArray();
        for (Verdict.Finding finding : verdict.findings()) {
            JsonObject object = new JsonObject();
            object.addProperty("cause", finding.cause().key());
            object.addProperty("gravity", finding.cause().gravity().name().toLowerCase(Locale.ROOT));
            object.addProperty("title", finding.cause().title());
            object.addProperty("evidence", finding.evidence());
            object.addProperty("advice", finding.cause().advice());
            findings.add(object);
        }
        JsonObject object = new JsonObject();
        object.addProperty("kind", verdict.kind().label());
        object.add("findings", findings);
        return object;
    }
}
