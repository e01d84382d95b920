package io.paretoscope.libtorch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A CUDA build of libtorch that somebody else has installed, with the JNI library that fits it.
 *
 * @param folder of its libraries
 * @param version as the folder states it
 * @param flavor as the folder states it
 * @param jni the library that is built in; it links to no CUDA library of its own, so any CUDA flavor of its version will do
 */
record ExistingLibTorch(Path folder, String version, String flavor, JniLibrary jni) {

    /** The one flavor of CUDA for which the JNI library is built in. */
    static final String JNI_FLAVOR = "cu128";

    /**
     * The one in {@code given}, or in a folder {@code lib} or {@code torch/lib} of it.
     *
     * @throws InstallException where there is none, or it does not fit
     */
    static ExistingLibTorch in(Path given, String classifier) throws InstallException {
        Path folder = List.of(given, given.resolve("lib"), given.resolve("torch").resolve("lib"))
                .stream()
                .filter(place -> Files.isRegularFile(place.resolve(System.mapLibraryName("torch"))))
                .findFirst()
                .orElseThrow(() -> new InstallException(given + " holds no " + System.mapLibraryName("torch")
                        + "; name the lib folder of a libtorch or of pip's torch", null))
                .toAbsolutePath()
                .normalize();
        String version = LibTorchFolder.statedVersion(folder)
                .orElseThrow(() -> new InstallException("nothing states which libtorch is in " + folder
                        + ": expected ../version.py as pip's torch has it, or ../build-version as a libtorch archive"
                        + " has it", null));
        if (!Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")))) {
            throw new InstallException(
                    "the libtorch " + version + " in " + folder + " is a build for the CPU alone: one for"
                            + " the CPU is built in, install one for CUDA",
                    null);
        }
        Optional<JniLibrary> jni = JniLibrary.builtIn(JNI_FLAVOR, classifier);
        if (jni.isEmpty() || !LibTorchFolder.minor(version).equals(LibTorchFolder.minor(jni.get().libtorch()))) {
            throw new InstallException("the libtorch in " + folder + " is " + version
                    + ", but the JNI library that is built in is for " + LibTorchFolder.BUNDLED_VERSION
                    + ": results of versions that do not belong together could not be trusted; install torch "
                    + LibTorchFolder.BUNDLED_VERSION + ", or leave --folder out to fetch it", null);
        }
        return new ExistingLibTorch(folder, version,
                LibTorchFolder.statedFlavor(folder).filter(flavor -> !flavor.equals("cpu")).orElse(JNI_FLAVOR),
                jni.get());
    }
}
