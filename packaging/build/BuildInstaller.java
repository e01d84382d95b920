import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Makes the installers of the system that it runs on. Called by {@code mvn -Pinstaller verify} from the repository's root, with the
 * JDK that the run-time image is taken from:
 *
 * <pre>java packaging/build/BuildInstaller.java TARGET VERSION TIME TYPE[,TYPE] ENGINE</pre>
 *
 * <p>{@code TARGET} is the folder of the built program: {@code paretoscope.jar}, {@code lib/}, {@code javafx/}, {@code launch.args} and
 * {@code bom.xml}. {@code TIME} is that of the build, such as 2026-11-23T00:00:00Z. Types are those of jpackage; {@code app-image} is always made.
 * {@code ENGINE} is a folder with DJL's artifacts of an engine for CUDA to put inside, or {@code none}.
 */
public final class BuildInstaller {
    private BuildInstaller() {}

    /** See above. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 5) {
            System.err.println("usage: java packaging/build/BuildInstaller.java TARGET VERSION TIME TYPE[,TYPE] ENGINE");
            System.exit(2);
        }
        Path target = Path.of(arguments[0]);
        String version = arguments[1];
        Instant built = Instant.parse(arguments[2]);
        Path out = target.resolve("installer");
        try {
            Tool.remove(out);
            Path work = Files.createDirectories(out.resolve("work"));
            said("run-time image");
            Path runtime = work.resolve("runtime");
            RuntimeImage.make(target.resolve("javafx"), work, runtime);
            said("icons");
            Icons.make(Path.of("assets", "icons"), work.resolve("icons"));
            said("notices of everything shipped");
            Path notices = work.resolve("content").resolve("legal");
            Notices.make(target.resolve("bom.xml"), target.resolve("lib"), notices);
            said("program");
            AppImage image = AppImage.make(target, version, runtime, work, out.resolve("image"));
            boolean cuda = !arguments[4].equals(ShippedEngine.NONE);
            if (cuda) {
                said("engine for CUDA");
                ShippedEngine.add(Path.of(arguments[4]), image);
            }
            said("cache of loaded classes");
            Tool.setTimes(image.root(), built);
            image.train(work);
            Packages packages = new Packages(image, version, cuda, built, work, out.resolve("packages"));
            for (String type : List.of(arguments[3].split(","))) {
                if (!type.equals("app-image")) {
                    said(type);
                    packages.make(type);
                }
            }
            packages.describe(target);
        } catch (Tool.BuildException e) {
            System.err.println("installer: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void said(String step) {
        System.out.println("installer: " + step);
    }
}
