package io.paretoscope;

import com.google.gson.JsonObject;
import io.paretoscope.foreign.ForeignFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The published series of vLLM, imported into a real store by the command line as users have it. */
class ImportEndToEndTest {
    @TempDir
    Path folder;

    @BeforeEach
    void importSeries() {
        ForeignFiles.published(folder);
        assertEquals("F1", run("import", "vllm-h100-opt.csv", "--where", "study=background", "--where", "replicas=1",
                "--where", "model=opt-1.3b", "--json").document().get("run_id").getAsString());
    }

    private RealCommandLine.Outcome run(String... args) {
        RealCommandLine.Outcome outcome = attempt(args);
        assertEquals(0, outcome.exitCode(), outcome.err());
        return outcome;
    }

    private RealCommandLine.Outcome attempt(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--store", folder.resolve("runs.mv.db").toString()));
        return new RealCommandLine(folder).run(all);
    }

    @ParameterizedTest
    @CsvSource({"2, 96", "3, 128", "4, 256"})
    void adviceIsWhatThePaperFound(String slowdown, int batch) {
        JsonObject series = run("advise", "--run", "F1", "--epsilon", "0.1", "--slowdown", slowdown, "--json")
                .document()
                .getAsJsonArray("series")
                .get(0)
                .getAsJsonObject();
        assertEquals("opt-1.3b", series.get("series").getAsString());
        assertEquals(batch, series.get("batch").getAsInt());
    }

    @Test
    void theSameFileIsNotImportedTwice() {
        RealCommandLine.Outcome again = attempt("import", "vllm-h100-opt.csv", "--where", "replicas=1", "--where",
                "study=background", "--where", "model=opt-1.3b");
        assertEquals(1, again.exitCode());
        assertTrue(again.firstError().endsWith("vllm-h100-opt.csv was imported in the same way before, as run F1"),
                again.err());
    }

    @Test
    void theStoreIsSound() {
        JsonObject check = run("store", "check", "--json").document();
        assertTrue(check.get("sound").getAsBoolean());
        assertEquals(1, check.get("imported_runs").getAsInt());
    }

    @Test
    void twoStudiesOfTheSameModelAreComparedPointByPoint() {
        run("import", "vllm-h100-opt.csv", "--where", "study=advisor", "--where", "model=opt-1.3b", "--where",
                "output_len_setting=260");
        JsonObject document = run("compare", "F1", "F2", "--metrics", "output_tokens", "--json").document();
        JsonObject first = document.getAsJsonArray("points").get(0).getAsJsonObject();
        assertEquals("opt-1.3b", first.get("series").getAsString());
        assertTrue(document.getAsJsonArray("conditions").toString().contains("\"name\":\"study\""));
    }
}
