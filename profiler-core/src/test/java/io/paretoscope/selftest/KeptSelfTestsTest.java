package io.paretoscope.selftest;

import com.google.gson.JsonParser;
import io.paretoscope.engine.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KeptSelfTestsTest {
    private static final Map<String, String> CONDITIONS = Map.of("driver", "580", "power limit", "700 W");
    private static final DeviceId GPU = DeviceId.cuda(0);

    @TempDir
    Path folder;

    private KeptSelfTests kept() {
        return new KeptSelfTests(folder.resolve("new"));
    }

    @Test
    void goesWithARunUnderTheSameConditions() throws IOException {
        kept().keep(CONDITIONS, Reports.full(GPU));
        assertEquals(SelfTestJson.of(Reports.full(GPU)), JsonParser.parseString(kept().forRun(GPU, CONDITIONS, () -> {
            throw new AssertionError("the short form is not needed");
        })));
    }

    @Test
    void underOtherConditionsTheShortFormDoes() throws IOException {
        kept().keep(CONDITIONS, Reports.full(GPU));
        assertEquals(SelfTestJson.of(Reports.brief(GPU)), JsonParser.parseString(
                kept().forRun(GPU, Map.of("driver", "581", "power limit", "700 W"), () -> Reports.brief(GPU))));
    }

    @Test
    void isOfOneDeviceAlone() throws IOException {
        kept().keep(CONDITIONS, Reports.full(GPU));
        assertEquals(Optional.empty(), kept().find(DeviceId.cuda(1), CONDITIONS));
    }

    @Test
    void theLatestReplacesTheOneBefore() throws IOException {
        kept().keep(CONDITIONS, Reports.full(GPU));
        Path file = kept().keep(CONDITIONS, Reports.failed(GPU, "it broke"));
        assertEquals(Optional.of(SelfTestJson.of(Reports.failed(GPU, "it broke"))), kept().find(GPU, CONDITIONS));
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void withoutAnyThereIsNone() {
        assertEquals(Optional.empty(), kept().find(GPU, CONDITIONS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"settled_conditions\": 3}", "{\"self_test\": 3}", "null"})
    void aDamagedFileIsAsGoodAsNone(String content) throws IOException {
        Path file = kept().keep(CONDITIONS, Reports.full(GPU));
        Files.writeString(file, content);
        assertEquals(Optional.empty(), kept().find(GPU, CONDITIONS));
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("new"));
        IOException error = assertThrows(IOException.class, () -> kept().keep(CONDITIONS, Reports.full(GPU)));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.startsWith("the self-test cannot be kept in " + file.resolve("cuda-0.json")),
                message);
    }
}
