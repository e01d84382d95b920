package io.paretoscope.selftest;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.paretoscope.engine.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest full self-test of each device, kept in a folder: ceilings hold until a condition changes, and need not be measured
 * again for every run. A file is replaced whole or not at all.
 */
public final class KeptSelfTests {
    private static final Logger logger = LoggerFactory.getLogger(KeptSelfTests.class);
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final String CONDITIONS = "settled_conditions";
    private static final String REPORT = "self_test";

    private final Path folder;

    /** Kept in {@code folder}, which is made when there is something to keep. */
    public KeptSelfTests(Path folder) {
        this.folder = folder;
    }

    /**
     * Keeps a full report in place of the device's earlier one.
     *
     * @param settled the conditions under which it was made, those that stay until someone changes them
     * @return the file
     * @throws IOException with a one-line message that names the file, where it cannot be written
     */
    public Path keep(Map<String, String> settled, SelfTestReport report) throws IOException {
        JsonObject document = new JsonObject();
        document.add(CONDITIONS, conditions(settled));
        document.add(REPORT, SelfTestJson.of(report));
        Path file = file(report.device());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(folder);
            Files.writeString(part, GSON.toJson(document) + "\n");
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException("the self-test cannot be kept in " + file + ": " + e, e);
        }
        return file;
    }

    /** The report that was kept of {@code device} under the same settled conditions, as JSON; empty where there is none. */
    public Optional<JsonObject> find(DeviceId device, Map<String, String> settled) {
        Path file = file(device);
        try {
            JsonObject document = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            JsonObject report = document.getAsJsonObject(REPORT);
            boolean same = conditions(settled).equals(document.get(CONDITIONS));
            return same ? Optional.ofNullable(report) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JsonParseException | IllegalStateException | ClassCastException e) {
            // It can be made again at any time; a run need not fail for it.
            logger.warn("the self-test kept in {} cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /**
     * What goes with a run on {@code device}: the full report kept under the same settled conditions; where there is none, the
     * short form, made now.
     */
    public String forRun(DeviceId device, Map<String, String> settled, Supplier<SelfTestReport> brief) {
        return find(device, settled).orElseGet(() -> SelfTestJson.of(brief.get())).toString();
    }

    private Path file(DeviceId device) {
        return folder.resolve(device.toString().replace(':', '-') + ".json");
    }

    private static JsonObject conditions(Map<String, String> settled) {
        JsonObject object = new JsonObject();
        settled.forEach(object::addProperty);
        return object;
    }
}
