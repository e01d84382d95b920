package io.paretoscope.libtorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A libtorch on disk.
 *
 * @param version such as {@code 2.7.1}, in words where nothing states it
 * @param folder where its libraries lie
 * @param cuda whether it was built for CUDA
 */
public record LibTorchFolder(String version, Path folder, boolean cuda) {

    /** The libtorch for which this product's JNI library was built; another needs its own beside it. */
    public static final String BUNDLED_VERSION = "2.7.1";

    /** Environment variable by which DJL is told of one. */
    public static final String PATH_VARIABLE = "PYTORCH_LIBRARY_PATH";
    static final String VERSION_VARIABLE = "PYTORCH_VERSION";
    static final String FLAVOR_VARIABLE = "PYTORCH_FLAVOR";
    /** As pip's torch writes it into its version, and DJL into the names of its folders. */
    private static final Pattern FLAVOR = Pattern.compile("\\b(cu\\d{3}|cpu)\\b");
    private static final Pattern DJL_FOLDER = Pattern.compile("\\d+\\.\\d+\\.\\d+(-\\d+)?-(cu\\d{3}|cpu)-.+");
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.\\d+");

    /**
     * The one that DJL loaded.
     *
     * @param version which version DJL took it for; of a folder named by the user it knows no better than the environment
     */
    public static LibTorchFolder loaded(String version, String folder, Map<String, String> environment) {
        Path path = Path.of(folder);
        boolean named = environment.containsKey(PATH_VARIABLE) && !environment.containsKey(VERSION_VARIABLE);
        String known = named
                ? statedVersion(path).orElse("of a version that nothing states (taken for " + version
                        + "; set " + VERSION_VARIABLE + ")")
                : version;
        return new LibTorchFolder(known, path, Files.exists(path.resolve(System.mapLibraryName("torch_cuda"))));
    }

    /**
     * Why the libtorch that {@code PYTORCH_LIBRARY_PATH} names would not fit the JNI library that DJL would load with it.
     * Tensor layouts differ between minor versions, so calls into another one fail in ways that name no cause.
     */
    public static Optional<String> mismatch(Map<String, String> environment) {
        String path = environment.get(PATH_VARIABLE);
        if (path == null || path.isBlank()) {
            return Optional.empty();
        }
        Path folder = Path.of(path);
        if (!Files.exists(folder.resolve(System.mapLibraryName("torch")))) {
            return Optional.of("PYTORCH_LIBRARY_PATH=" + path + " holds no " + System.mapLibraryName("torch")
                    + "; it must name the lib folder of a libtorch or of pip's torch");
        }
        String assumed = environment.getOrDefault(VERSION_VARIABLE, BUNDLED_VERSION);
        Optional<String> stated = statedVersion(folder);
        if (stated.isPresent() && !minor(stated.get()).equals(minor(assumed))) {
            return Optional.of("the libtorch in " + path + " is " + stated.get() + ", but the JNI library is for "
                    + assumed + ": point " + PATH_VARIABLE + " to torch " + assumed + ", or set " + VERSION_VARIABLE
                    + "="
                    + stated.get() + " and put the " + System.mapLibraryName("djl_torch") + " built for it beside it");
        }
        boolean ownJni = Files.exists(folder.resolve(System.mapLibraryName("djl_torch")));
        if (!ownJni && !minor(assumed).equals(minor(BUNDLED_VERSION))) {
            return Optional.of("PYTORCH_VERSION=" + assumed + ", but this product carries the JNI library for "
                    + BUNDLED_VERSION + " and " + path + " holds no " + System.mapLibraryName("djl_torch"));
        }
        return Optional.empty();
    }

    /** Where a version was asked for that is not the product's own, a hint that this is why none was found. */
    public static String hintOfVersion(Map<String, String> environment) {
        String asked = environment.get(VERSION_VARIABLE);
        return asked == null || asked.equals(BUNDLED_VERSION)
                ? ""
                : "; " + VERSION_VARIABLE + "=" + asked + " asks for another than " + BUNDLED_VERSION
                        + ": unset it, or name its folder in " + PATH_VARIABLE;
    }

    /** Which version the folder itself says it is. */
    static Optional<String> statedVersion(Path folder) {
        return stated(folder, VERSION);
    }

    /** Which flavor the folder itself says it is, such as {@code cu128}. */
    static Optional<String> statedFlavor(Path folder) {
        return stated(folder, FLAVOR);
    }

    /**
     * pip's torch speaks in {@code torch/version.py}, a libtorch archive in {@code build-version}, a folder of DJL's cache by its name
     * ({@code 2.7.1-cu128-linux-x86_64}).
     */
    private static Optional<String> stated(Path folder, Pattern what) {
        Path absolute = folder.toAbsolutePath().normalize();
        Path parent = absolute.getParent() == null ? absolute : absolute.getParent();
        for (Path file : List.of(parent.resolve("version.py"), parent.resolve("build-version"),
                absolute.resolve("build-version"))) {
            Matcher matcher = what.matcher(textOf(file));
            if (matcher.find()) {
                return Optional.of(matcher.group());
            }
        }
        Matcher named = what.matcher(DJL_FOLDER.matcher(String.valueOf(absolute.getFileName())).matches()
                ? absolute.getFileName().toString()
                : "");
        return named.find() ? Optional.of(named.group()) : Optional.empty();
    }

    private static String textOf(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return ""; // An unreadable file says nothing of the version; loading will tell.
        }
    }

    /** The part of a version that libraries must share. */
    static String minor(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.find() ? matcher.group(1) + "." + matcher.group(2) : version;
    }

    @Override
    public String toString() {
        return "libtorch " + version + (cuda ? " with CUDA" : " for the CPU") + ", " + folder;
    }
}
