package io.paretoscope.libtorch;

import java.io.File;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the libtorch of a worker. The user's own {@code PYTORCH_*} variables go before everything; then the engine that
 * {@value #CHOICE_VARIABLE} names, for all devices; then, for GPUs, an installed CUDA engine: of the program's own version before
 * others, then the one installed last. The CPU's libtorch is built in. Thread-safe.
 */
public final class EngineSelector {
    /** Environment variable that names an installed engine for all devices, or {@value #BUILT_IN}. */
    public static final String CHOICE_VARIABLE = "PARETOSCOPE_ENGINE";
    /** What to say there to use none that is installed. */
    public static final String BUILT_IN = "built-in";

    private static final List<String> USER_VARIABLES = List.of(LibTorchFolder.PATH_VARIABLE,
            LibTorchFolder.VERSION_VARIABLE, LibTorchFolder.FLAVOR_VARIABLE);
    private static final String LOADER_PATH = "LD_LIBRARY_PATH";

    private final InstalledEngines engines;
    private final Map<String, String> environment;

    /** A selector by what the user's environment says. */
    public EngineSelector(InstalledEngines engines, Map<String, String> environment) {
        this.engines = engines;
        this.environment = Map.copyOf(environment);
    }

    /** What a worker for a GPU, or one for the CPU, gets now. */
    public EngineChoice choose(boolean gpu) {
        for (String variable : USER_VARIABLES) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isBlank()) {
                return new EngineChoice.OfEnvironment(variable, value);
            }
        }
        List<InstalledEngine> installed = engines.list().engines();
        String asked = environment.getOrDefault(CHOICE_VARIABLE, "").strip();
        if (asked.equals(BUILT_IN)) {
            return new EngineChoice.BuiltIn(CHOICE_VARIABLE + "=" + BUILT_IN + " is set");
        }
        if (!asked.isEmpty()) {
            return asked(asked, installed);
        }
        if (!gpu) {
            return new EngineChoice.BuiltIn("it comes with the program");
        }
        Optional<InstalledEngine> best = installed.stream()
                .filter(engine -> engine.manifest().cuda() && engine.obstacle().isEmpty())
                .max(Comparator
                        .comparing((InstalledEngine engine) -> LibTorchFolder.minor(engine.manifest().version())
                                .equals(LibTorchFolder.minor(LibTorchFolder.BUNDLED_VERSION)))
                        .thenComparing(engine -> engine.manifest().installedAt()));
        return best
                .<EngineChoice>map(
                        engine -> new EngineChoice.Installed(engine, "it is the CUDA engine that is installed"))
                .orElseGet(() -> new EngineChoice.BuiltIn("no CUDA engine is installed"));
    }

    private static EngineChoice asked(String name, List<InstalledEngine> installed) {
        Optional<InstalledEngine> engine = installed.stream().filter(one -> one.name().equals(name)).findFirst();
        if (engine.isEmpty()) {
            return new EngineChoice.Unusable(
                    CHOICE_VARIABLE + "=" + name + " names no engine that is installed: 'paretoscope"
                            + " engine list' shows them, and " + BUILT_IN + " is the one that comes with the program");
        }
        return engine.get()
                .obstacle()
                .<EngineChoice>map(EngineChoice.Unusable::new)
                .orElseGet(() -> new EngineChoice.Installed(engine.get(), CHOICE_VARIABLE + "=" + name + " is set"));
    }

    /**
     * The environment of a worker for a GPU, or of one for the CPU.
     *
     * @throws InstallException where the engine that was asked for cannot be used
     */
    public Map<String, String> environmentFor(boolean gpu) throws InstallException {
        return switch (choose(gpu)) {
            case EngineChoice.Installed(InstalledEngine engine, String ignored) -> with(engine);
            case EngineChoice.Unusable(String reason) -> throw new InstallException(reason, null);
            case EngineChoice.OfEnvironment ignored -> environment;
            case EngineChoice.BuiltIn ignored -> environment;
        };
    }

    private Map<String, String> with(InstalledEngine engine) {
        Map<String, String> changed = new HashMap<>(environment);
        String libraries = engine.libraries().toString();
        changed.put(LibTorchFolder.PATH_VARIABLE, libraries);
        if (engine.manifest().linked().isEmpty()) {
            // A linked one is loaded with the JNI library that is built in, which is found by the version built in.
            changed.put(LibTorchFolder.VERSION_VARIABLE, engine.manifest().version());
        }
        changed.put(LibTorchFolder.FLAVOR_VARIABLE, engine.manifest().jniFlavor());
        // Its libraries name each other, but not where they lie.
        changed.merge(LOADER_PATH, libraries, (before, folder) -> folder + File.pathSeparator + before);
        return Map.copyOf(changed);
    }
}
