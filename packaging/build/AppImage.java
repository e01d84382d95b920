import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program with its run time and a launcher, as it lies on a user's disk.
 *
 * @param root its folder; on macOS the bundle
 * @param app folder of its jars and of the launcher's configuration
 * @param runtime folder of its run-time image
 */
record AppImage(Path root, Path app, Path runtime) {
    private static final String CACHE = "paretoscope.aot";
    private static final long TRAINING_SECONDS = 15;
    private static final long END_SECONDS = 120;

    /**
     * Makes it by jpackage.
     *
     * @param target folder of the built program
     * @param runtime run-time image to take
     * @param work folder for what is made on the way; holds the icons and the additional content
     * @param out folder to make it in
     */
    static AppImage make(Path target, String version, Path runtime, Path work, Path out) throws IOException {
        Path input = Files.createDirectories(work.resolve("input"));
        Files.copy(target.resolve("paretoscope.jar"), input.resolve("paretoscope.jar"));
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(target.resolve("lib"), "*.jar")) {
            for (Path library : libraries) {
                Files.copy(library, input.resolve(library.getFileName()));
            }
        }
        String system = Tool.system();
        List<String> arguments = new ArrayList<>(List.of("@packaging/common.args",
                "@packaging/" + system + "/app-image.args", "--app-version", version, "--input", input.toString(),
                "--icon", Icons.of(system, work.resolve("icons")).toString(), "--runtime-image", runtime.toString(),
                "--app-content", work.resolve("content").resolve("legal").toString(), "--dest", out.toString()));
        for (String line : Tool.lines(target.resolve("launch.args"))) {
            if (line.startsWith("-")) {
                arguments.addAll(List.of("--java-options", line));
            }
        }
        // Without its cache, or beside files that somebody has touched, it starts more slowly and is no worse for it.
        arguments.addAll(List.of("--java-options", "-XX:AOTCache=$APPDIR/" + CACHE, "--java-options",
                "-Xlog:aot*=off:stderr", "--java-options", ShippedEngine.option()));
        Tool.run("jpackage", arguments);
        try (Stream<Path> made = Files.list(out)) {
            return of(made.findFirst().orElseThrow(), system);
        }
    }

    private static AppImage of(Path root, String system) {
        return switch (system) {
            case "linux" -> new AppImage(root, root.resolve("lib/app"), root.resolve("lib/runtime"));
            case "macos" -> new AppImage(root, root.resolve("Contents/app"),
                    root.resolve("Contents/runtime/Contents/Home"));
            default -> new AppImage(root, root.resolve("app"), root.resolve("runtime"));
        };
    }

    /**
     * Opens the window once without a screen, with the launcher's own class path and options, and keeps what was loaded. The Java
     * run time takes such a cache only where all of these are the same.
     */
    void train(Path work) throws IOException, InterruptedException {
        Path cache = app.resolve(CACHE);
        Path data = Files.createDirectories(work.resolve("training"));
        List<String> command = new ArrayList<>(List.of(runtime.resolve("bin").resolve("java").toString()));
        List<String> classPath = new ArrayList<>();
        String main = "";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(app, "*.cfg")) {
            for (String line : Files.readAllLines(files.iterator().next())) {
                String value = line.substring(line.indexOf('=') + 1).replace("$APPDIR", app.toAbsolutePath()
                        .toString());
                if (line.startsWith("app.classpath=")) {
                    classPath.add(value);
                } else if (line.startsWith("app.mainclass=")) {
                    main = value;
                } else if (line.startsWith("java-options=") && !value.startsWith("-XX:AOTCache")) {
                    command.addAll(List.of(value.split(" ")));
                }
            }
        }
        command.addAll(List.of("-XX:AOTCacheOutput=" + cache.toAbsolutePath(), "-Dglass.platform=Headless",
                "-Dprism.order=sw", "-cp", String.join(java.io.File.pathSeparator, classPath), main));
        Path log = work.resolve("training.log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("XDG_DATA_HOME", data.toAbsolutePath().toString());
        Process process = builder.start();
        if (process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
            throw new Tool.BuildException("the program ended by itself with " + process.exitValue() + ", see " + log);
        }
        // It writes the cache as it ends.
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new Tool.BuildException("the program did not end within " + END_SECONDS + " s, see " + log);
        }
        if (!Files.exists(cache)) {
            throw new Tool.BuildException("no cache of loaded classes was written, see " + log + ": "
                    + Files.readString(log, StandardCharsets.UTF_8).lines().findFirst().orElse("it is empty"));
        }
    }
}
