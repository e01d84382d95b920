import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The Java run time that goes with the product: the modules of {@code jlink-config/} and no others. */
final class RuntimeImage {
    private RuntimeImage() {}

    /**
     * Makes the image.
     *
     * @param javafx folder of JavaFX's jars
     * @param work folder for what is made on the way
     * @param image folder to make
     */
    static void make(Path javafx, Path work, Path image) throws IOException {
        Path modules = Files.createDirectories(work.resolve("jmods"));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(javafx, "*.jar")) {
            for (Path jar : jars) {
                toModule(jar, work, modules);
            }
        }
        List<String> arguments = new ArrayList<>(List.of("--module-path", modules.toString(), "--add-modules",
                String.join(",", Tool.lines(Path.of("jlink-config", "modules.txt"))), "--output", image.toString()));
        arguments.addAll(Tool.lines(Path.of("jlink-config", "options.txt")));
        Tool.run("jlink", arguments);
    }

    /**
     * Makes a jmod of a jar with native libraries in it, so that they lie in the image. From a jar JavaFX would unpack them into
     * the user's home.
     */
    private static void toModule(Path jar, Path work, Path modules) throws IOException {
        ModuleDescriptor module = ModuleFinder.of(jar).findAll().iterator().next().descriptor();
        Path classes = Files.createDirectories(work.resolve(module.name()).resolve("classes"));
        Path libraries = Files.createDirectories(work.resolve(module.name()).resolve("lib"));
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/")) {
                    Path file = (isLibrary(entry.getName()) ? libraries : classes).resolve(entry.getName());
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
        Tool.run("jmod", List.of("create", "--class-path", classes.toString(), "--libs", libraries.toString(),
                "--module-version", module.rawVersion().orElse("0"), modules.resolve(module.name() + ".jmod")
                        .toString()));
    }

    private static boolean isLibrary(String name) {
        return !name.contains("/") && (name.endsWith(".so") || name.endsWith(".dll") || name.endsWith(".dylib"));
    }
}
