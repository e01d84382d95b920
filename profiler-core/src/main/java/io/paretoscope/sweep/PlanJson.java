package io.paretoscope.sweep;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paretoscope.checkpoint.ModelSource;
import io.paretoscope.checkpoint.WeightsRef;
import io.paretoscope.engine.DeviceId;
import io.paretoscope.engine.EngineKind;
import io.paretoscope.opt.OptCatalog;
import io.paretoscope.opt.OptConfig;
import io.paretoscope.opt.OptConfigFile;
import io.paretoscope.opt.Precision;
import io.paretoscope.replica.Part;
import io.paretoscope.replica.ReplicaMode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A plan as JSON, both as a person writes it and as the store keeps it.
 *
 * <pre>{@code
 * {"models": [{"name": "opt-125m", "synthetic_seed": 0}, {"name": "my-opt", "checkpoint": "/models/my-opt"}],
 *  "batch_sizes": [1, 2, 4], "prompt_tokens": 16, "output_tokens": 16,
 *  "precision": "fp32", "device": "cuda:0", "engines": ["graph", "torchscript"], "seed": 0, "repeats": 3,
 *  "window_seconds": 5, "order": "interleaved", "cool_down_celsius": 50,
 *  "replicas": [1, 2], "replica_modes": ["streams", "processes", "mps"], "mps_thread_percentage": 50, "pin_cores": true,
 *  "groups": [[{"model": {"name": "opt-125m", "synthetic_seed": 0}, "batch": 32, "replicas": 2},
 *              {"model": {"name": "opt-1.3b", "synthetic_seed": 0}, "batch": 16}]]}
 * }</pre>
 *
 * <p>All keys from {@code precision} on may be left out, and models and batch sizes where there are groups. A model's shape comes from its {@code config}, an object with the keys of a Hugging
 * Face {@code config.json}; or else from the catalogue, by its name; or else from its checkpoint. A checkpoint whose own
 * shape is another than the stated one is refused.
 */
public final class PlanJson {
    private static final List<String> PLAN_KEYS = List.of("models", "batch_sizes", "prompt_tokens", "output_tokens",
            "precision", "device", "engines", "seed", "repeats", "window_seconds", "order", "cool_down_celsius",
            "replicas", "replica_modes", "mps_thread_percentage", "pin_cores", "groups");
    private static final List<String> PART_KEYS = List.of("model", "batch", "replicas");
    private static final List<String> MODEL_KEYS = List.of("name", "synthetic_seed", "checkpoint", "config");

    /** Finds the shape of a model of which a plan states no more than where its checkpoint is. */
    @FunctionalInterface
    public interface CheckpointShapes {
        /**
         * The shape of the checkpoint.
         *
         * @param location as {@link WeightsRef.Stored#location()}
         * @param name what the model is to be called
         * @throws IOException with a one-line message, where it cannot be found out
         */
        OptConfig read(String location, String name) throws IOException;
    }

    private PlanJson() {}

    /**
     * Reads the plan in {@code file}.
     *
     * @throws IOException with a one-line message that names the file, the key and what would be right
     */
    public static SweepPlan read(Path file, CheckpointShapes shapes) throws IOException {
        try {
            return parse(Files.readString(file), shapes);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file; a plan is a JSON file with the keys "
                    + String.join(", ", PLAN_KEYS), e);
        } catch (MalformedInputException e) {
            throw new IOException(file + ": not UTF-8 text; a plan is a JSON file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": permission denied; let yourself read the plan", e);
        } catch (IOException e) {
            throw new IOException(file + (Files.isDirectory(file)
                    ? ": is a folder; a plan is a JSON file"
                    : ": cannot be read (" + e.getMessage() + ")"), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Parses a plan.
     *
     * @throws IllegalArgumentException with a one-line message that names the key and what would be right
     */
    public static SweepPlan parse(String json, CheckpointShapes shapes) {
        return plan(json, Optional.of(shapes));
    }

    private static SweepPlan plan(String json, Optional<CheckpointShapes> shapes) {
        JsonFields plan = JsonFields.of("", StrictJson.parse(json), PLAN_KEYS);
        DeviceId device = plan.parsed("device", DeviceId.CPU, DeviceId::parse);
        // What was written down before there was a choice of engines ran on TorchScript.
        EngineKind unstated = shapes.isPresent() ? EngineKind.defaultFor(device) : EngineKind.TORCHSCRIPT;
        return new SweepPlan(
                plan.has("models") || !plan.has("groups")
                        ? plan.list("models", "an array of at least one model",
                                (path, element) -> model(path, element, shapes))
                        : List.of(),
                plan.has("batch_sizes") || !plan.has("groups")
                        ? plan.list("batch_sizes", "an array of at least one whole number", JsonFields::count)
                        : List.of(),
                plan.count("prompt_tokens"), plan.count("output_tokens"),
                plan.parsed("precision", Precision.FP32, Precision::parse),
                device,
                plan.has("engines")
                        ? plan.list("engines", "an array of at least one engine", PlanJson::engine)
                        : List.of(unstated),
                plan.optionalWhole("seed").orElse(0), protocol(plan), replication(plan, shapes));
    }

    private static EngineKind engine(String path, JsonElement element) {
        return labelled(path, element, EngineKind::parse);
    }

    private static Replication replication(JsonFields plan, Optional<CheckpointShapes> shapes) {
        return new Replication(
                plan.has("replicas")
                        ? plan.list("replicas", "an array of at least one whole number", JsonFields::count)
                        : Replication.NONE.counts(),
                plan.has("replica_modes")
                        ? plan.list("replica_modes", "an array of at least one mode", PlanJson::mode)
                        : Replication.NONE.modes(),
                plan.optionalCount("mps_thread_percentage"), plan.optionalTruth("pin_cores").orElse(true),
                plan.has("groups")
                        ? plan.list("groups", "an array of at least one group",
                                (path, element) -> JsonFields.list(path, element, "an array of at least one part",
                                        (partPath, part) -> part(partPath, part, shapes)))
                        : List.of());
    }

    private static ReplicaMode mode(String path, JsonElement element) {
        return labelled(path, element, ReplicaMode::parse);
    }

    private static <T> T labelled(String path, JsonElement element, Function<String, T> parse) {
        String label = JsonFields.text(path, element);
        try {
            return parse.apply(label);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    private static Part part(String path, JsonElement element, Optional<CheckpointShapes> shapes) {
        JsonFields part = JsonFields.of(path, element, PART_KEYS);
        return new Part(model(part.pathOf("model"), part.element("model", "an object"), shapes), part.count("batch"),
                part.optionalCount("replicas").orElse(1));
    }

    private static Protocol protocol(JsonFields plan) {
        return new Protocol(plan.optionalCount("repeats").orElse(Protocol.DEFAULT_REPEATS),
                plan.optionalNumber("window_seconds").map(PlanJson::seconds),
                plan.parsed("order", Protocol.Order.LISTED, Protocol.Order::parse),
                plan.optionalCount("cool_down_celsius"));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }

    /**
     * Parses a plan that {@link #toJson} wrote: one that needs no checkpoint to be complete.
     *
     * @throws IllegalArgumentException with a one-line message that names the key and what would be right
     */
    public static SweepPlan parse(String json) {
        return plan(json, Optional.empty());
    }

    /**
     * The plan with every key stated, always in the same order; reads back equal, without looking at a checkpoint. On the CPU there
     * is no choice of engines to state.
     */
    public static JsonObject toJson(SweepPlan plan) {
        JsonArray models = new JsonArray();
        plan.models().forEach(model -> models.add(toJson(model)));
        JsonArray batchSizes = new JsonArray();
        plan.batchSizes().forEach(batchSizes::add);
        JsonObject object = new JsonObject();
        if (!models.isEmpty()) {
            object.add("models", models);
            object.add("batch_sizes", batchSizes);
        }
        object.addProperty("prompt_tokens", plan.promptTokens());
        object.addProperty("output_tokens", plan.outputTokens());
        object.addProperty("precision", plan.precision().label());
        object.addProperty("device", plan.device().toString());
        if (!plan.device().isCpu()) {
            JsonArray engines = new JsonArray();
            plan.engines().forEach(engine -> engines.add(engine.label()));
            object.add("engines", engines);
        }
        object.addProperty("seed", plan.seed());
        Protocol protocol = plan.protocol();
        object.addProperty("repeats", protocol.repeats());
        protocol.window().ifPresent(window -> object.addProperty("window_seconds", window.toMillis() / 1e3));
        object.addProperty("order", protocol.order().label());
        protocol.coolDownCelsius().ifPresent(celsius -> object.addProperty("cool_down_celsius", celsius));
        if (!plan.replication().equals(Replication.NONE)) {
            add(object, plan.replication());
        }
        return object;
    }

    /** A plan without replicas states nothing of them, and so has the hash that it had before there were any. */
    private static void add(JsonObject object, Replication replication) {
        JsonArray counts = new JsonArray();
        replication.counts().forEach(counts::add);
        object.add("replicas", counts);
        JsonArray modes = new JsonArray();
        replication.modes().forEach(mode -> modes.add(mode.label()));
        object.add("replica_modes", modes);
        replication.mpsThreadPercentage()
                .ifPresent(percentage -> object.addProperty("mps_thread_percentage", percentage));
        object.addProperty("pin_cores", replication.pinned());
        if (!replication.groups().isEmpty()) {
            JsonArray groups = new JsonArray();
            replication.groups().forEach(group -> groups.add(group(group)));
            object.add("groups", groups);
        }
    }

    private static JsonArray group(List<Part> parts) {
        JsonArray array = new JsonArray();
        for (Part part : parts) {
            JsonObject object = new JsonObject();
            object.add("model", toJson(part.model()));
            object.addProperty("batch", part.batch());
            object.addProperty("replicas", part.replicas());
            array.add(object);
        }
        return array;
    }

    /**
     * Identifies a plan: SHA-256 of its {@link #toJson} in one line, in hexadecimal. Equal plans have equal hashes. One of TorchScript
     * alone is hashed without its engines, and so has the hash that it had before there were others.
     */
    public static String planHash(SweepPlan plan) {
        JsonObject hashed = toJson(plan);
        if (plan.engines().equals(List.of(EngineKind.TORCHSCRIPT))) {
            hashed.remove("engines");
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(hashed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ModelSource model(String path, JsonElement element, Optional<CheckpointShapes> shapes) {
        JsonFields model = JsonFields.of(path, element, MODEL_KEYS);
        String name = model.text("name");
        WeightsRef weights = weights(path, model);
        return new ModelSource(config(model, name, weights, shapes), weights);
    }

    private static WeightsRef weights(String path, JsonFields model) {
        boolean stored = model.has("checkpoint");
        if (stored == model.has("synthetic_seed")) {
            throw new IllegalArgumentException(path + ": must have either \"synthetic_seed\" (a whole number) or "
                    + "\"checkpoint\" (a folder or a name such as facebook/opt-125m)" + (stored ? ", not both" : ""));
        }
        return stored
                ? new WeightsRef.Stored(model.text("checkpoint"))
                : new WeightsRef.Synthetic(model.optionalWhole("synthetic_seed").orElseThrow());
    }

    private static OptConfig config(JsonFields model, String name, WeightsRef weights,
            Optional<CheckpointShapes> shapes) {
        Optional<OptConfig> stated = model.has("config") ? Optional.of(stated(model, name)) : OptCatalog.find(name);
        return switch (weights) {
            case WeightsRef.Stored(String location) when shapes.isPresent() -> {
                try {
                    yield sameAs(stated, location, shapes.get().read(location, name));
                } catch (IOException | IllegalArgumentException e) {
                    throw new IllegalArgumentException(model.pathOf("checkpoint") + ": " + e.getMessage(), e);
                }
            }
            case WeightsRef.Stored(String location) ->
                stated.orElseThrow(() -> new IllegalArgumentException(model.pathOf("checkpoint") + ": " + location
                        + ": its shape is not stated; give the model a \"config\""));
            case WeightsRef.Synthetic _ -> {
                try {
                    yield stated.orElseGet(() -> OptCatalog.get(name));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(model.pathOf("name") + ": " + e.getMessage()
                            + "; any other needs a \"config\"", e);
                }
            }
        };
    }

    private static OptConfig stated(JsonFields model, String name) {
        try {
            return OptConfigFile.parse(name, model.element("config", "an object").toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(model.pathOf("config") + ": " + e.getMessage(), e);
        }
    }

    private static OptConfig sameAs(Optional<OptConfig> stated, String location, OptConfig found) {
        stated.flatMap(expected -> OptConfigFile.difference(found, expected)).ifPresent(difference -> {
            throw new IllegalArgumentException(location + ": " + difference
                    + "; give the model another name, or the \"config\" of its checkpoint");
        });
        return stated.orElse(found);
    }

    private static JsonObject toJson(ModelSource model) {
        OptConfig config = model.config();
        JsonObject object = new JsonObject();
        object.addProperty("name", config.name());
        switch (model.weights()) {
            case WeightsRef.Synthetic synthetic -> object.addProperty("synthetic_seed", synthetic.seed());
            case WeightsRef.Stored stored -> object.addProperty("checkpoint", stored.location());
        }
        if (OptCatalog.find(config.name()).filter(config::equals).isEmpty()) {
            object.add("config", OptConfigFile.toJson(config));
        }
        return object;
    }
}
