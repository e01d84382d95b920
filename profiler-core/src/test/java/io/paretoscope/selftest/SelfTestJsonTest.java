package io.paretoscope.selftest;

import com.google.gson.JsonObject;
import io.paretoscope.engine.DeviceId;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SelfTestJsonTest {
    private static final JsonObject FULL = SelfTestJson.of(Reports.full(DeviceId.cuda(0)));

    private static JsonObject check(JsonObject document, int index) {
        return document.getAsJsonArray("checks").get(index).getAsJsonObject();
    }

    @Test
    void saysWhatItIs() {
        assertEquals(1, FULL.get("self_test_version").getAsInt());
        assertEquals("full", FULL.get("form").getAsString());
        assertEquals("cuda:0", FULL.get("device").getAsString());
        assertEquals("2026-11-23T06:00:00Z", FULL.get("started_at").getAsString());
        assertEquals(20, FULL.get("took_seconds").getAsDouble());
        assertEquals("pass", FULL.get("verdict").getAsString());
    }

    @Test
    void figuresHaveTheUnitAtTheEndOfTheirName() {
        assertEquals(30, check(FULL, 0).getAsJsonObject("figures").get("median_step_ns").getAsDouble());
        assertEquals(101, check(FULL, 7).getAsJsonObject("figures").get("mean_throughput_tokens_per_s").getAsDouble());
    }

    @Test
    void theWorstVerdictIsThatOfTheWhole() {
        JsonObject failed = SelfTestJson.of(Reports.failed(DeviceId.CPU, "out of memory"));
        assertEquals("fail", failed.get("verdict").getAsString());
        assertEquals("out of memory", check(failed, 7).get("sentence").getAsString());
    }

    @Test
    void rawSamplesAreKept() {
        JsonObject samples = FULL.getAsJsonObject("samples");
        assertEquals("[100000000,99000000,101000000]",
                samples.getAsJsonObject("energy_counter").get("intervals_ns").toString());
        assertEquals("[100000000,101000000,102000000]",
                samples.getAsJsonObject("matrix_rate_fp32").get("rounds_ns").toString());
        assertEquals("0000cafe", samples.getAsJsonObject("workload").get("tokens_crc32").getAsString());
    }

    @Test
    void theShortFormHasNothingOfTheDevicesPerformance() {
        JsonObject brief = SelfTestJson.of(Reports.brief(DeviceId.CPU));
        assertEquals("brief", brief.get("form").getAsString());
        assertEquals(5, brief.getAsJsonArray("checks").size());
        assertFalse(brief.has("libtorch"));
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        for (SelfTestReport report : List.of(Reports.full(DeviceId.cuda(0)), Reports.brief(DeviceId.CPU),
                Reports.failed(DeviceId.CPU, "out of memory"))) {
            assertEquals(SelfTestSummary.of(report), SelfTestJson.read(SelfTestJson.of(report).toString()));
        }
    }

    private static String refusal(String text) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> SelfTestJson.read(text)).getMessage());
    }

    @Test
    void whatIsNoSelfTestIsRefusedInOneLine() {
        assertEquals("the self-test cannot be read: 'self_test_version' is missing", refusal("{\"timer_ns\":25}"));
        assertEquals("the self-test cannot be read: it has form 7, and this version knows form 1",
                refusal("{\"self_test_version\":7}"));
        assertEquals(1, refusal("[1,\n2").lines().count());
    }

    @Test
    void aVerdictThatThereIsNotIsRefused() {
        JsonObject document = FULL.deepCopy();
        check(document, 0).addProperty("verdict", "splendid");
        assertEquals("the self-test cannot be read: 'splendid' is no verdict of a self-test",
                refusal(document.toString()));
    }
}
