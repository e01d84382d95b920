package io.paretoscope.opt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The published OPT sizes that Paretoscope knows by name, smallest first. */
public final class OptCatalog {
    private static final List<String> NAMES = List.of("opt-125m", "opt-350m", "opt-1.3b", "opt-2.7b", "opt-6.7b",
            "opt-13b");
    private static final List<OptConfig> MODELS = NAMES.stream().map(OptCatalog::load).toList();

    private OptCatalog() {}

    /** All known sizes, smallest first. */
    public static List<OptConfig> models() {
        return MODELS;
    }

    /** The model of that name, if it is known; {@code facebook/opt-125m} and {@code OPT-125M} mean {@code opt-125m}. */
    public static Optional<OptConfig> find(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        String bare = wanted.startsWith("facebook/") ? wanted.substring("facebook/".length()) : wanted;
        return MODELS.stream().filter(model -> model.name().equals(bare)).findFirst();
    }

    /**
     * The model of that name.
     *
     * @throws IllegalArgumentException naming the known sizes
     */
    public static OptConfig get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("unknown model '" + name + "': one of "
                + MODELS.stream().map(OptConfig::name).collect(Collectors.joining(", "))));
    }

    private static OptConfig load(String name) {
        String resource = "/io/paretoscope/assets/opt/" + name + ".json";
        try (InputStream in = OptCatalog.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing from the build: " + resource);
            }
            return OptConfigFile.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
