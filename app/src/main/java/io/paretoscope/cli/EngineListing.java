package io.paretoscope.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paretoscope.libtorch.EngineChoice;
import io.paretoscope.libtorch.EngineSelector;
import io.paretoscope.libtorch.InstalledEngine;
import io.paretoscope.libtorch.InstalledEngines;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is installed, and what of it would be used.
 *
 * @param noGpu why there is no GPU here; empty where there is one
 */
record EngineListing(InstalledEngines.Listing installed, Optional<String> noGpu, EngineChoice onGpu,
        EngineChoice onCpu) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd")
            .withZone(ZoneId.systemDefault());

    /** What a choice is called. */
    static String name(EngineChoice choice) {
        return switch (choice) {
            case EngineChoice.Installed(InstalledEngine engine, String ignored) -> engine.name();
            case EngineChoice.OfEnvironment ignored -> "what the environment names";
            case EngineChoice.BuiltIn ignored -> EngineSelector.BUILT_IN;
            case EngineChoice.Unusable ignored -> "nothing";
        };
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Notes notes = new Notes();
        TextTable table = new TextTable().left("Engine").right("Size").left("Installed").left("From");
        for (InstalledEngine engine : installed.engines()) {
            table.row(List.of(engine.name() + engine.obstacle().map(reason -> " " + notes.mark(reason)).orElse(""),
                    Quantity.bytes(OptionalLong.of(engine.manifest().bytes())),
                    engine.shipped() ? "with the program" : DAY.format(engine.manifest().installedAt()),
                    engine.manifest().source()));
        }
        if (!installed.engines().isEmpty()) {
            lines.add(table.render());
            lines.addAll(notes.lines());
            lines.add("");
        }
        lines.add(gpuLine());
        lines.add("the CPU runs on " + name(onCpu) + ": " + onCpu.reason());
        installed.unreadable().forEach(line -> lines.add("note: " + line));
        return lines;
    }

    private String gpuLine() {
        if (noGpu.isPresent()) {
            return "no GPU here: " + noGpu.get();
        }
        return onGpu instanceof EngineChoice.BuiltIn(String reason)
                ? reason + ": a GPU can be used only where DJL has an engine in its own cache; 'paretoscope engine install'"
                        + " fetches one (about 2.5 GB)"
                : "GPUs run on " + name(onGpu) + ": " + onGpu.reason();
    }

    /** For programs. */
    JsonObject json() {
        JsonObject document = new JsonObject();
        document.add("engines", JsonText.array(installed.engines(), EngineListing::object));
        JsonArray unreadable = new JsonArray();
        installed.unreadable().forEach(unreadable::add);
        document.add("unreadable", unreadable);
        document.add("gpu_obstacle", text(noGpu));
        document.add("on_gpu", choice(onGpu));
        document.add("on_cpu", choice(onCpu));
        return document;
    }

    /** Of one that was just installed. */
    static JsonObject installed(InstalledEngine engine) {
        JsonObject document = new JsonObject();
        document.add("installed", object(engine));
        return document;
    }

    /** Of one that was just removed. */
    static JsonObject removed(String engine) {
        JsonObject document = new JsonObject();
        document.addProperty("removed", engine);
        return document;
    }

    private static JsonObject object(InstalledEngine engine) {
        JsonObject object = new JsonObject();
        object.addProperty("name", engine.name());
        object.addProperty("libtorch_version", engine.manifest().version());
        object.addProperty("flavor", engine.manifest().flavor());
        object.addProperty("jni_version", engine.manifest().jni());
        object.addProperty("folder", engine.libraries().toString());
        object.addProperty("bytes", engine.manifest().bytes());
        object.addProperty("source", engine.manifest().source());
        object.add("source_sha256", text(engine.manifest().sourceSha256()));
        object.addProperty("installed_at", engine.manifest().installedAt().toString());
        object.addProperty("with_the_program", engine.shipped());
        object.add("obstacle", text(engine.obstacle()));
        return object;
    }

    private static JsonObject choice(EngineChoice choice) {
        JsonObject object = new JsonObject();
        object.add("engine", choice instanceof EngineChoice.Installed(InstalledEngine engine, String ignored)
                ? new JsonPrimitive(engine.name())
                : JsonNull.INSTANCE);
        object.addProperty("reason", choice.reason());
        return object;
    }

    private static JsonElement text(Optional<String> text) {
        return text.isPresent() ? new JsonPrimitive(text.get()) : JsonNull.INSTANCE;
    }
}
