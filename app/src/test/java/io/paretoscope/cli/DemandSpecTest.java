package io.paretoscope.cli;

import io.paretoscope.sweep.Metric;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class DemandSpecTest {
    @Test
    void everyKeyHasItsPlace() {
        assertEquals(new DemandSpec("opt-125m", 20.5, OptionalInt.of(128), OptionalInt.of(64),
                Map.of(Metric.ITL_MEAN, 10.0, Metric.TTFT_MEDIAN, 200.0, Metric.REQUEST_LATENCY_MEDIAN, 900.0)),
                DemandSpec.parse("opt-125m:rate=20.5,prompt=128,output=64,itl=10,ttft=200,latency=900"));
    }

    @Test
    void aRateIsEnough() {
        assertEquals(new DemandSpec("opt-125m", 3, OptionalInt.empty(), OptionalInt.empty(), Map.of()),
                DemandSpec.parse("opt-125m:rate=3"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "opt-125m|'opt-125m' is not a demand; expected MODEL:rate=N,…, such as opt-125m:rate=20,prompt=128,output=128,itl=10,ttft=200",
        ":rate=2|':rate=2' is not a demand; expected MODEL:rate=N,…, such as opt-125m:rate=20,prompt=128,output=128,itl=10,ttft=200",
        "m:prompt=4|'m:prompt=4' has no rate; expected requests/s, such as rate=20",
        "m:rate=x|'m:rate=x', character 8: 'x' is not a number above 0",
        "m:rate=NaN|'m:rate=NaN', character 8: 'NaN' is not a number above 0",
        "m:rate=2,prompt=1.5|'m:rate=2,prompt=1.5', character 17: '1.5' is not a whole number above 0",
        "m:rate=2,itl=0|'m:rate=2,itl=0', character 14: '0' is not a number above 0",
        "m:rate=2,speed=3|'m:rate=2,speed=3', character 10: unknown 'speed': one of rate, prompt, output, itl, ttft, latency",
        "m:rate=2,itl|'m:rate=2,itl', character 10: 'itl' has no =; expected one of rate, prompt, output, itl, ttft, latency with a value, such as rate=20",
        "m:rate=2,rate=3|'m:rate=2,rate=3', character 10: 'rate' is given twice"})
    void theFirstMistakeIsNamedWithItsPlace(String text, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> DemandSpec.parse(text)).getMessage());
    }
}
