package io.paretoscope.libtorch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an installed engine is, as it is written down beside it.
 *
 * @param version of libtorch, such as {@code 2.5.1}
 * @param flavor what it was built for, such as {@code cu124} or {@code cpu}
 * @param jni the JNI library that goes with it: libtorch's version and DJL's, such as {@code 2.5.1-0.32.0}
 * @param jniFlavor flavor of the JNI library
 * @param source where it came from, for people
 * @param sourceSha256 SHA-256 of the file it was unpacked from; empty where it came as many files
 * @param linked the folder of its libraries, where they belong to somebody else and were left where they are
 * @param installedAt when
 * @param files its libraries
 */
public record EngineManifest(String version, String flavor, String jni, String jniFlavor, String source,
        Optional<String> sourceSha256, Optional<Path> linked, Instant installedAt, List<LibraryFile> files) {

    /** Raised whenever a name goes or means something else. */
    private static final int FORM = 1;
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    private static final Pattern FLAVOR = Pattern.compile("cu\\d{3}|cpu");

    /**
     * One library.
     *
     * @param name of the file
     * @param bytes its length
     * @param sha256 of its content; empty of a linked one, which was not read
     */
    public record LibraryFile(String name, long bytes, Optional<String> sha256) {}

    /** Of these. */
    public EngineManifest {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("'" + version + "' is no version of libtorch, such as 2.7.1");
        }
        if (!FLAVOR.matcher(flavor).matches()) {
            throw new IllegalArgumentException("'" + flavor + "' is no flavor of libtorch, such as cu128 or cpu");
        }
        files = List.copyOf(files);
    }

    /** By which it is listed, chosen and removed. */
    public String name() {
        return version + "-" + flavor;
    }

    /** Whether it was built for CUDA. */
    public boolean cuda() {
        return flavor.startsWith("cu");
    }

    /** Of all libraries. */
    public long bytes() {
        return files.stream().mapToLong(LibraryFile::bytes).sum();
    }

    /** As one JSON document. */
    String json() {
        JsonObject document = new JsonObject();
        document.addProperty("engine_manifest_version", FORM);
        document.addProperty("libtorch_version", version);
        document.addProperty("flavor", flavor);
        document.addProperty("jni_version", jni);
        document.addProperty("jni_flavor", jniFlavor);
        document.addProperty("source", source);
        sourceSha256.ifPresent(hash -> document.addProperty("source_sha256", hash));
        linked.ifPresent(folder -> document.addProperty("folder", folder.toString()));
        document.addProperty("installed_at", installedAt.toString());
        JsonArray libraries = new JsonArray();
        for (LibraryFile file : files) {
            JsonObject library = new JsonObject();
            library.addProperty("name", file.name());
            library.addProperty("bytes", file.bytes());
            file.sha256().ifPresent(hash -> library.addProperty("sha256", hash));
            libraries.add(library);
        }
        document.add("libraries", libraries);
        return document.toString();
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException saying in one line what is wrong with it
     */
    static EngineManifest read(String json) {
        try {
            JsonObject document = JsonParser.parseString(json).getAsJsonObject();
            if (member(document, "engine_manifest_version").getAsInt() != FORM) {
                throw new IllegalArgumentException("it was written by a newer version");
            }
            List<LibraryFile> files = new ArrayList<>();
            for (JsonElement element : member(document, "libraries").getAsJsonArray()) {
                JsonObject library = element.getAsJsonObject();
                files.add(new LibraryFile(text(library, "name"), member(library, "bytes").getAsLong(),
                        optional(library, "sha256")));
            }
            return new EngineManifest(text(document, "libtorch_version"), text(document, "flavor"),
                    text(document, "jni_version"), text(document, "jni_flavor"), text(document, "source"),
                    optional(document, "source_sha256"), optional(document, "folder").map(Path::of),
                    Instant.parse(text(document, "installed_at")), files);
        } catch (DateTimeParseException | IllegalStateException | UnsupportedOperationException
                | com.google.gson.JsonParseException e) {
            throw new IllegalArgumentException("it is damaged: " + e.getMessage(), e);
        }
    }

    private static JsonElement member(JsonObject object, String name) {
        JsonElement element = object.get(name);
        if (element == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return element;
    }

    private static String text(JsonObject object, String name) {
        return member(object, name).getAsString();
    }

    private static Optional<String> optional(JsonObject object, String name) {
        return Optional.ofNullable(object.get(name)).map(JsonElement::getAsString);
    }
}
