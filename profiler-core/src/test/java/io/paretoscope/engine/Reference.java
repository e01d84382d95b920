package io.paretoscope.engine;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.paretoscope.checkpoint.Checkpoint;
import io.paretoscope.checkpoint.CheckpointFolder;
import io.paretoscope.checkpoint.HubCache;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A tiny model with the answers that Hugging Face transformers gave for it. */
public enum Reference {
    PRE_NORM("tiny-opt-preln"),
    POST_NORM_PROJECTED("tiny-opt-postln-proj");

    private final String name;

    Reference(String name) {
        this.name = name;
    }

    /**
     * What transformers answered to one prompt.
     *
     * @param prompt token ids
     * @param tokens greedy continuation
     * @param logits logits that follow the prompt
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    public record Case(int[] prompt, List<Integer> tokens, float[] logits) {}

    /** The folder of the model. */
    public Path folder() {
        try {
            return Path.of(Objects.requireNonNull(Reference.class.getResource("/reference/" + name)).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A copy of the model in {@code target}, with {@code file} as its weights under the name {@code as}. */
    public Path copyTo(Path target, String file, String as) throws IOException {
        Files.copy(folder().resolve("config.json"), target.resolve("config.json"));
        Files.copy(folder().resolve(file), target.resolve(as));
        return target;
    }

    /** The weights in {@code folder}. */
    public static Checkpoint open(Path folder) throws IOException {
        return CheckpointFolder.find(folder.toString(), HubCache.of(Map.of(), folder)).open("reference");
    }

    /** The answers, for prompts of three lengths. */
    public List<Case> cases() throws IOException {
        JsonObject all = JsonParser.parseString(Files.readString(folder().resolve("reference.json"))).getAsJsonObject();
        List<Case> cases = new ArrayList<>();
        for (JsonElement element : all.getAsJsonArray("cases")) {
            JsonObject one = element.getAsJsonObject();
            JsonArray logits = one.getAsJsonArray("last_prompt_logits");
            float[] values = new float[logits.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = logits.get(i).getAsFloat();
            }
            cases.add(new Case(integers(one.getAsJsonArray("input_ids")).stream()
                    .mapToInt(Integer::intValue)
                    .toArray(), integers(one.getAsJsonArray("greedy_new_tokens")), values));
        }
        return cases;
    }

    private static List<Integer> integers(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsInt).toList();
    }
}
