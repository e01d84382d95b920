package io.paretoscope.libtorch;

import io.paretoscope.download.DjlNatives;
import java.nio.file.Path;
import java.util.Optional;

/** From where an engine is installed. */
public sealed interface EngineSource {
    /**
     * Artifacts of DJL that were brought here.
     *
     * @param natives file of {@code pytorch-native-FLAVOR}, or a folder that holds it and the other
     * @param jni file of {@code pytorch-jni}; empty where the folder holds it, or where the program's own fits
     * @param sha256 what the first file must hash to; empty to go by the checksum file beside it, if there is one
     */
    record Artifacts(Path natives, Optional<Path> jni, Optional<String> sha256) implements EngineSource {
        /** Whether a folder holds natives of DJL's. */
        public static boolean areIn(Path folder) {
            try {
                return !Artifact.all(folder, EngineInstaller.NATIVES).isEmpty();
            } catch (InstallException e) {
                return false;
            }
        }
    }

    /**
     * A libtorch that is there, such as the one in a Python installation of torch. It stays where it is.
     *
     * @param folder that holds its libraries, or {@code lib} with them
     */
    record Folder(Path folder) implements EngineSource {}

    /** What DJL's makers publish for the program's own version of libtorch. */
    record Published(DjlNatives natives) implements EngineSource {}
}
