package io.paretoscope.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GenerateCommandTest {
    /** A config.json of a small OPT model. */
    static final String TINY = """
            {"model_type": "opt", "num_hidden_layers": 2, "hidden_size": 8, "num_attention_heads": 2, "ffn_dim": 16,
             "vocab_size": 50, "max_position_embeddings": 32}""";

    @TempDir
    Path folder;

    private static FakeCliWorkbench.GenerateCall call(CliRig rig) {
        return Objects.requireNonNull(rig.workbench.generated, "nothing was generated");
    }

    private void tinyCheckpoint() throws IOException {
        Files.createDirectory(folder.resolve("tiny"));
        Files.writeString(folder.resolve("tiny/config.json"), TINY);
    }

    @Test
    void theEngineIsAskedForByTheDevice() {
        CliRig rig = new CliRig(folder);
        rig.run("generate", "--model", "opt-125m", "--tokens", "5", "--device", "cuda:0");
        assertEquals(EngineKind.GRAPH, call(rig).engine());
    }

    @Test
    void theEngineThatIsNamedIsAskedFor() {
        CliRig rig = new CliRig(folder);
        rig.run("generate", "--model", "opt-125m", "--tokens", "5", "--device", "cuda:0", "--engine", "torchscript");
        assertEquals(EngineKind.TORCHSCRIPT, call(rig).engine());
    }

    @Test
    void graphsOnTheProcessorAreWrongUsage() {
        CliRig.Outcome outcome = new CliRig(folder).run("generate", "--model", "opt-125m", "--tokens", "5",
                "--engine", "graph");
        assertEquals(2, outcome.exitCode());
        assertEquals("paretoscope generate: --engine: engine graph needs an NVIDIA GPU; on the CPU choose torchscript",
                outcome.errLines().getFirst());
    }

    @Test
    void jsonHoldsTheEngineAndTheNewTokensAlone() {
        CliRig.Outcome outcome = new CliRig(folder).run("generate", "--model", "opt-125m", "--tokens", "5,9,12",
                "--max-new-tokens", "3", "--json");
        assertEquals("{\"engine_asked\":\"torchscript\",\"engine_used\":\"torchscript\",\"tokens\":[100,101,102]}\n",
                outcome.out());
    }

    @Test
    void jsonWithLogitsHoldsThemAsNumbers() {
        CliRig.Outcome outcome = new CliRig(folder).run("generate", "--model", "opt-125m", "--tokens", "5",
                "--logits", "--json");
        JsonObject document = JsonParser.parseString(outcome.out()).getAsJsonObject();
        assertEquals(-1.25, document.getAsJsonArray("last_prompt_logits").get(1).getAsDouble());
    }

    @Test
    void plainOutputIsOneLineOfTokens() {
        CliRig.Outcome outcome = new CliRig(folder).run("generate", "--model", "opt-125m", "--tokens", "5",
                "--max-new-tokens", "2");
        assertEquals("tokens: 100,101\n", outcome.out());
    }

    @Test
    void plainOutputLabelsSyntheticWeights() {
        CliRig.Outcome outcome = new CliRig(folder).run("generate", "--model", "opt-125m", "--tokens", "5");
        assertTrue(outcome.err().contains("opt-125m (synthetic), synthetic, seed 0"), outcome.err());
    }

    @Test
    void passesThePromptOn() {
        CliRig rig = new CliRig(folder);
        rig.run("generate", "--model", "opt-125m", "--tokens", "5,9, 12", "--max-new-tokens", "24");
        assertEquals(List.of(5, 9, 12), call(rig).prompt());
        assertEquals(24, call(rig).newTokens());
    }

    @Test
    void seedsSyntheticWeights() {
        CliRig rig = new CliRig(folder);
        rig.run("generate", "--model", "OPT-350M", "--seed", "7", "--tokens", "5");
        assertEquals(new WeightsRef.Synthetic(7), call(rig).model().weights());
    }

    @Test
    void takesHalfPrecisionOnAGpuWhereNoneIsAsked() {
        CliRig rig = new CliRig(folder);
        rig.run("generate", "--model", "opt-125m", "--tokens", "5", "--device", "cuda:0");
        assertEquals(DeviceId.cuda(0), call(rig).device());
        assertEquals(Precision.FP16, call(rig).precision());
    }

    @Test
    void namesACheckpointAfterItsFolder() throws IOException {
        tinyCheckpoint();
        CliRig rig = new CliRig(folder);
        rig.run("generate", "--checkpoint", "tiny", "--tokens", "5", "--max-new-tokens", "4");
        assertEquals("tiny", call(rig).model().label());
        assertEquals(new WeightsRef.Stored(folder.resolve("tiny").toString()), call(rig).model().weights());
    }

    @Test
    void opensNoStore() {
        CliRig rig = new CliRig(folder);
        rig.run("generate", "--model", "opt-125m", "--tokens", "5");
        assertEquals(0, rig.workbench.storesOpened.get());
        assertEquals(0, rig.workbench.open.get(), "the bench is closed again");
    }

    @Test
    void aWorkerThatFailsIsAFailureInOneLine() {
        CliRig rig = new CliRig(folder);
        rig.workbench.refuseGenerate("the worker died: exit code 134");
        CliRig.Outcome outcome = rig.run("generate", "--model", "opt-125m", "--tokens", "5", "--json");
        assertEquals(1, outcome.exitCode());
        assertEquals("paretoscope generate: the worker died: exit code 134\n", outcome.err());
        assertEquals("", outcome.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--model opt-125m --tokens 5,50272 | --tokens: 50272 is outside the vocabulary of opt-125m: ids go from 0 to 50271",
        "--model opt-125m --tokens 5,-1 | --tokens: -1 is outside the vocabulary of opt-125m: ids go from 0 to 50271",
        "--model opt-125m --tokens 5,x | 'x' is not a whole number up to 2147483647; expected numbers with commas between, such as 1,2,4",
        "--model opt-125m --tokens 5 --max-new-tokens 0 | --max-new-tokens 0: must be at least 1",
        "--model opt-125m --tokens 5 --max-new-tokens 2048 | prompt of 1 and 2048 new tokens exceed the 2048 positions of opt-125m",
        "--model opt-7b --tokens 5 | unknown model 'opt-7b': one of opt-125m, opt-350m, opt-1.3b, opt-2.7b, opt-6.7b, opt-13b",
        "--model opt-125m | Missing required option: '--tokens=IDS'",
        "--tokens 5 | no model: give --checkpoint DIR, or --model NAME for synthetic weights",
        "--model opt-125m --tokens 5 --device tpu | unknown device 'tpu': cpu or cuda:N, such as cuda:0",
        "--model opt-125m --tokens 5 --device cuda:5 | no device cuda:5 on this machine: one of cpu, cuda:0",
        "--model opt-125m --tokens 5 --device cuda:1 | device cuda:1 cannot be used: no CUDA libtorch: set PYTORCH_LIBRARY_PATH",
        "--model opt-125m --tokens 5 --precision fp8 | unknown precision 'fp8': one of fp32, fp16, bf16",
        "--model opt-125m --tokens 5 --precision fp16 | precision fp16 is not offered on cpu (a thousand times slower than fp32 there): one of fp32",
        "--checkpoint nowhere --tokens 5 | --checkpoint nowhere: no such folder; expected a folder with a config.json",
        "--checkpoint . --tokens 5 | config.json: no such file; a checkpoint folder holds a config.json",
        "--checkpoint . --model opt-125m --tokens 5 | --checkpoint brings trained weights, --model synthetic ones: give one of the two",
        "--checkpoint . --seed 3 --tokens 5 | --checkpoint brings trained weights, --seed is for synthetic ones: leave it out"})
    void refusesWrongUsageInOneLineThatSaysWhatIsRight(String args, String message) {
        CliRig rig = new CliRig(folder);
        CliRig.Outcome outcome = rig.run(("generate " + args).split(" "));
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.errLines().getFirst().contains(message), outcome.err());
        assertEquals("try 'paretoscope generate --help'", outcome.errLines().get(1));
        assertEquals(2, outcome.errLines().size(), outcome.err());
        assertEquals("", outcome.out());
        assertNull(rig.workbench.generated);
    }

    @Test
    void refusesATokenOutsideTheCheckpointsOwnVocabulary() throws IOException {
        tinyCheckpoint();
        CliRig.Outcome outcome = new CliRig(folder).run("generate", "--checkpoint", "tiny", "--tokens", "50");
        assertTrue(outcome.err().contains("50 is outside the vocabulary of tiny: ids go from 0 to 49"), outcome.err());
    }

    @Test
    void refusesAPromptLongerThanTheCheckpointsPositions() throws IOException {
        tinyCheckpoint();
        CliRig.Outcome outcome = new CliRig(folder).run("generate", "--checkpoint", "tiny", "--tokens",
                "1" + ",1".repeat(39), "--max-new-tokens", "1");
        assertTrue(outcome.err().contains("prompt of 40 and 1 new tokens exceed the 32 positions of tiny"),
                outcome.err());
        assertFalse(outcome.exitCode() == 0);
    }
}
