package io.paretoscope.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.engine.StepTimes;
import io.paretoscope.engine.TimedWindow;
import io.paretoscope.replica.ReplicaPlace;
import io.paretoscope.store.RunSummary;
import io.paretoscope.store.SampleRuns;
import io.paretoscope.store.StoredRun;
import io.paretoscope.sweep.JointWindow;
import io.paretoscope.sweep.Metric;
import io.paretoscope.sweep.PlanJson;
import io.paretoscope.sweep.PointMetrics;
import io.paretoscope.sweep.PointOutcome;
import io.paretoscope.sweep.PointResult;
import io.paretoscope.sweep.PointSamples;
import io.paretoscope.sweep.Reading;
import io.paretoscope.sweep.RunStatus;
import io.paretoscope.sweep.TestSamples;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What CSV and JSON tell of replicas and groups. */
class ReplicasInExportsTest {
    private static final StoredRun RUN = run(SampleRuns.replicaResults());
    private static final int GROUP = SampleRuns.replicaPlan().points().size() - 1;

    private static StoredRun run(List<PointResult> results) {
        RunSummary summary = new RunSummary(5, SampleRuns.STARTED_AT, RunStatus.COMPLETED,
                List.of("opt-125m (synthetic)"), "cuda:0", "fp16", List.of("graph"), results.size(), results.size(), 0,
                0);
        return new StoredRun(summary, SampleRuns.replicaPlan(), SampleRuns.conditions(), "", results);
    }

    private static List<CSVRecord> rows(StoredRun run) throws IOException {
        return CSVFormat.RFC4180.builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(RunCsv.text(run)))
                .getRecords();
    }

    private static JsonObject point(StoredRun run, int ordinal) {
        return JsonParser.parseString(RunJson.text(RunJson.of(run)))
                .getAsJsonObject()
                .getAsJsonArray("points")
                .get(ordinal)
                .getAsJsonObject();
    }

    private static PointSamples samples(int ordinal) {
        return ((PointOutcome.Measured) RUN.results().get(ordinal).outcome()).samples();
    }

    @Test
    void aRowOfTheTableHasThePlacement() throws IOException {
        assertEquals(
                List.of("1 streams [] []", "2 streams [] []", "1 mps [50] []", "2 mps [50] []", "1 streams [] []",
                        "2 streams [] [my \"own\" opt, é:b1x3]", "2 mps [50] [my \"own\" opt, é:b1x3]"),
                rows(RUN).stream()
                        .map(row -> row.get("replicas") + " " + row.get("replica_mode") + " ["
                                + row.get("mps_thread_percentage") + "] [" + row.get("companions") + "]")
                        .toList());
    }

    @Test
    void aRowOfTheTableHasMemoryAndFairness() throws IOException {
        CSVRecord row = rows(RUN).get(GROUP);
        PointMetrics metrics = PointMetrics.of(samples(GROUP));
        for (Metric metric : List.of(Metric.MEMORY_PER_REPLICA, Metric.FAIRNESS, Metric.OUTPUT_THROUGHPUT)) {
            Reading.Value expected = (Reading.Value) metrics.reading(metric);
            assertEquals(expected.value(), Double.parseDouble(row.get(metric.key())));
            assertEquals(expected.n(), Integer.parseInt(row.get(metric.key() + "_n")));
        }
    }

    @Test
    void theDocumentHasThePlacement() {
        JsonObject group = point(RUN, GROUP);
        assertEquals("2 mps 50", group.get("replicas").getAsInt() + " " + group.get("replica_mode").getAsString() + " "
                + group.get("mps_thread_percentage").getAsInt());
        assertEquals(JsonParser.parseString("[{\"model\": \"my \\\"own\\\" opt, é\", \"weights\": \"/models/own\","
                + " \"batch\": 1, \"replicas\": 3}]"), group.get("companions"));
        assertTrue(point(RUN, 1).get("mps_thread_percentage").isJsonNull());
        assertEquals(new JsonArray(), point(RUN, 1).get("companions"));
    }

    @Test
    void theDocumentsPlanReadsBack() {
        JsonObject run = JsonParser.parseString(RunJson.text(RunJson.of(RUN))).getAsJsonObject();
        assertEquals(SampleRuns.replicaPlan(), PlanJson.parse(run.get("plan").toString()));
    }

    @Test
    void theDocumentHasTheNumbersOfEveryReplica() {
        JsonArray replicas = point(RUN, GROUP).getAsJsonArray("replica_metrics");
        assertEquals(5, replicas.size());
        for (int i = 0; i < replicas.size(); i++) {
            JsonObject replica = replicas.get(i).getAsJsonObject();
            assertEquals(i, replica.get("replica").getAsInt());
            assertEquals(i < 2 ? "opt-125m 4" : "my \"own\" opt, é 1",
                    replica.get("model").getAsString() + " " + replica.get("batch").getAsInt());
            assertEquals(new ReplicaPlace(i < 2 ? 0 : 1, i, List.of(2 * i, 2 * i + 1)),
                    new ReplicaPlace(i < 2 ? 0 : 1, replica.get("process").getAsInt(),
                            replica.getAsJsonArray("cpus").asList().stream().map(JsonElement::getAsInt).toList()));
            JsonObject metrics = replica.getAsJsonObject("metrics");
            Reading.Value expected = (Reading.Value) PointMetrics.ofReplica(samples(GROUP), i)
                    .reading(Metric.OUTPUT_THROUGHPUT);
            assertEquals(expected.value(), metrics.get(Metric.OUTPUT_THROUGHPUT.key()).getAsDouble());
        }
    }

    @Test
    void noReplicaHasAPowerOfItsOwn() {
        for (JsonElement replica : point(RUN, GROUP).getAsJsonArray("replica_metrics")) {
            JsonObject metrics = replica.getAsJsonObject().getAsJsonObject("metrics");
            for (Metric metric : List.of(Metric.MEAN_POWER, Metric.PEAK_POWER, Metric.ENERGY_PER_TOKEN,
                    Metric.ENERGY_PER_REQUEST, Metric.PEAK_MEMORY)) {
                assertFalse(metrics.has(metric.key()), metric.key());
            }
        }
    }

    @Test
    void aReplicaWhoseNumberIsNotFiniteIsWithoutIt() {
        TimedWindow instant = TestSamples.window(0, List.of(new StepTimes(1, 1, 2, 1, List.of(0L), 1)));
        PointSamples samples = TestSamples.ofReplicas(List.of(new JointWindow(List.of(instant, instant))),
                List.of(new ReplicaPlace(0, 0, List.of()), new ReplicaPlace(0, 0, List.of())),
                new Reading.Value(1, 1));
        StoredRun odd = run(List
                .of(SampleRuns.result(SampleRuns.replicaPlan().points().get(1), PointOutcome.Measured.of(samples))));
        JsonObject metrics = point(odd, 0).getAsJsonArray("replica_metrics")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("metrics");
        assertFalse(metrics.has(Metric.DECODE_THROUGHPUT.key()));
        assertTrue(metrics.has(Metric.OUTPUT_THROUGHPUT.key()));
    }
}
