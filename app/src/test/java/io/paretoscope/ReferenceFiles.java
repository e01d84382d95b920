package io.paretoscope;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A tiny model with trained weights and what Hugging Face transformers answered for it, unpacked from the class path: a
 * checkpoint must be a folder.
 *
 * @param folder the checkpoint
 */
record ReferenceFiles(Path folder) {
    static final String PRE_NORM = "tiny-opt-preln";
    static final String POST_NORM_PROJECTED = "tiny-opt-postln-proj";

    /** One prompt with its greedy continuation and the logits that follow the prompt. */
    record Case(List<Integer> prompt, List<Integer> tokens, List<Float> logits) {
        /** The prompt as the command line takes it. */
        String promptText() {
            return prompt.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
    }

    static ReferenceFiles unpack(String name, Path parent) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        for (String file : List.of("config.json", "model.safetensors", "reference.json")) {
            try (InputStream in = ReferenceFiles.class.getResourceAsStream("/reference/" + name + "/" + file)) {
                Files.copy(Objects.requireNonNull(in, file), folder.resolve(file));
            }
        }
        return new ReferenceFiles(folder);
    }

    List<Case> cases() throws IOException {
        JsonObject all = JsonParser.parseString(Files.readString(folder.resolve("reference.json"))).getAsJsonObject();
        return all.getAsJsonArray("cases")
                .asList()
                .stream()
                .map(JsonElement::getAsJsonObject)
                .map(one -> new Case(integers(one.getAsJsonArray("input_ids")),
                        integers(one.getAsJsonArray("greedy_new_tokens")),
                        floats(one.getAsJsonArray("last_prompt_logits"))))
                .toList();
    }

    static List<Integer> integers(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsInt).toList();
    }

    static List<Float> floats(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsFloat).toList();
    }
}
