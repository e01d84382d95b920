import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The engine for CUDA that a GPU installer has inside, so that a machine without internet needs nothing else. */
final class ShippedEngine {
    /** What to say in place of a folder for an installer without one. */
    static final String NONE = "none";
    private static final String FOLDER = "engines";

    private ShippedEngine() {}

    /** The option that tells the program where it is; nothing is there in an installer without one. */
    static String option() {
        return "-Dparetoscope.engines=$APPDIR/" + FOLDER;
    }

    /**
     * Puts it into the program by the program's own way, which checks that its parts belong together.
     *
     * @param artifacts folder with {@code pytorch-native-FLAVOR} and {@code pytorch-jni}
     */
    static void add(Path artifacts, AppImage image) throws IOException, InterruptedException {
        Path engines = image.app().toAbsolutePath().resolve(FOLDER);
        ProcessBuilder builder = new ProcessBuilder(List.of(image.runtime().resolve("bin").resolve("java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", image.app().toAbsolutePath().resolve("*").toString(),
                "io.paretoscope.Main", "engine", "install", "--file", artifacts.toAbsolutePath().toString())).inheritIO();
        builder.environment().put("PARETOSCOPE_ENGINES", engines.toString());
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new Tool.BuildException("the engine in " + artifacts + " could not be put into the program: it ended with "
                    + code);
        }
        Files.delete(engines.resolve(".lock"));
    }
}
