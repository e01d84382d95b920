package io.paretoscope;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code generate} with the real engine in a real worker, against the answers of Hugging Face transformers. */
class GenerateEndToEndTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    private JsonObject generate(ReferenceFiles reference, ReferenceFiles.Case expected) {
        RealCommandLine.Outcome outcome = new RealCommandLine(folder).run("generate", "--checkpoint",
                reference.folder().toString(), "--tokens", expected.promptText(), "--max-new-tokens",
                String.valueOf(expected.tokens().size()), "--logits", "--json");
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exitCode());
        return outcome.document();
    }

    @ParameterizedTest
    @CsvSource({"tiny-opt-preln, 0", "tiny-opt-preln, 1", "tiny-opt-preln, 2", "tiny-opt-postln-proj, 0",
        "tiny-opt-postln-proj, 1", "tiny-opt-postln-proj, 2"})
    void theAnswersAreThoseOfTheReference(String name, int prompt) throws IOException {
        ReferenceFiles reference = ReferenceFiles.unpack(name, folder);
        ReferenceFiles.Case expected = reference.cases().get(prompt);
        JsonObject answer = generate(reference, expected);
        assertEquals(expected.tokens(), ReferenceFiles.integers(answer.getAsJsonArray("tokens")));
        List<Float> logits = ReferenceFiles.floats(answer.getAsJsonArray("last_prompt_logits"));
        assertEquals(expected.logits().size(), logits.size());
        for (int i = 0; i < logits.size(); i++) {
            assertEquals(expected.logits().get(i), logits.get(i), TOLERANCE, "logit " + i);
        }
    }

    @Test
    void aDamagedCheckpointIsRefusedBeforeAnythingRuns() throws IOException {
        ReferenceFiles reference = ReferenceFiles.unpack(ReferenceFiles.PRE_NORM, folder);
        Path weights = reference.folder().resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length - 1));
        RealCommandLine.Outcome outcome = new RealCommandLine(folder).run("generate", "--checkpoint",
                reference.folder().toString(), "--tokens", "1");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.firstError()
                .startsWith("paretoscope generate: --checkpoint " + reference.folder() + ": " + weights + ": "),
                outcome.err());
    }
}
