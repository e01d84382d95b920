package io.paretoscope.libtorch;

import io.paretoscope.download.DjlNatives;
import io.paretoscope.download.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Installs engines. Whatever goes wrong, and where the thread is interrupted, no engine is there that was not before; only of a
 * download the fetched part stays for the next try, where it is not listed as an engine. Blocks until all is there.
 */
public final class EngineInstaller {
    static final String NATIVES = "pytorch-native-";
    private static final String JNI = "pytorch-jni-";
    /** Room for libraries that are packed: DJL's CUDA build of 2.5.1 grows by 1.65, and one file is there in both forms for a while. */
    private static final long UNPACKED_PER_PACKED = 2;

    private final InstalledEngines engines;
    private final FreeSpace disk;
    private final InstantSource clock;
    private final String classifier;

    /** An installer into {@code engines}. */
    public EngineInstaller(InstalledEngines engines, FreeSpace disk, InstantSource clock) {
        this(engines, disk, clock, Classifier.ofThisMachine());
    }

    EngineInstaller(InstalledEngines engines, FreeSpace disk, InstantSource clock, String classifier) {
        this.engines = engines;
        this.disk = disk;
        this.clock = clock;
        this.classifier = classifier;
    }

    /**
     * Installs from there.
     *
     * @param progress hears of each step, on this thread
     * @throws IOException with one line that says what stands in the way
     */
    public InstalledEngine install(EngineSource source, Progress progress) throws IOException, InterruptedException {
        try {
            return switch (source) {
                case EngineSource.Artifacts artifacts -> unpack(artifacts, progress);
                case EngineSource.Folder folder -> link(folder.folder());
                case EngineSource.Published published -> fetch(published.natives(), progress);
            };
        } catch (IOException e) {
            throw oneLine(e);
        }
    }

    private IOException oneLine(IOException e) {
        return e instanceof InstallException || e instanceof io.paretoscope.download.DownloadException
                ? e
                : new InstallException("the engine cannot be kept in " + engines.folder() + ": " + e.getClass()
                        .getSimpleName() + " " + e.getMessage() + "; nothing was installed", e);
    }

    private InstalledEngine unpack(EngineSource.Artifacts artifacts, Progress progress)
            throws IOException, InterruptedException {
        Path file = Artifact.of(artifacts.natives(), NATIVES);
        try (NativesJar natives = NativesJar.open(file)) {
            if (!natives.classifier().equals(classifier)) {
                throw new InstallException(file + " is for " + natives.classifier() + ", and this machine is "
                        + classifier, null);
            }
            JniLibrary jni = jni(artifacts, natives);
            try (InstalledEngines.Change change = engines.change()) {
                change.requireAbsent(natives.version() + "-" + natives.flavor());
                disk.require(file + ", unpacked,", natives.bytes(), engines.folder());
                String sha256 = Artifact.checked(file, artifacts.sha256(), progress);
                try (InstalledEngines.Staging staging = change.stage()) {
                    Path libraries = Files.createDirectory(staging.folder().resolve(InstalledEngine.LIBRARIES));
                    natives.unpack(libraries, progress);
                    return complete(change, staging.folder(), natives.version(), natives.flavor(), jni,
                            String.valueOf(file.getFileName()), Optional.of(sha256), progress);
                }
            }
        }
    }

    private JniLibrary jni(EngineSource.Artifacts artifacts, NativesJar natives) throws InstallException {
        Optional<Path> given = artifacts.jni();
        if (given.isEmpty() && Files.isDirectory(artifacts.natives())) {
            List<Path> beside = Artifact.all(artifacts.natives(), JNI + natives.version() + "-");
            given = beside.size() == 1 ? Optional.of(beside.getFirst()) : Optional.empty();
        }
        if (given.isPresent()) {
            return JniLibrary.in(Artifact.of(given.get(), JNI), natives.version(), natives.flavor(), classifier);
        }
        return JniLibrary.builtIn(natives.flavor(), classifier)
                .filter(jni -> jni.libtorch().equals(natives.version()))
                .orElseThrow(() -> new InstallException("libtorch " + natives.version() + " for " + natives.flavor()
                        + " needs the JNI library built for it, and the one that is built in is for "
                        + LibTorchFolder.BUNDLED_VERSION + ": " + JniLibrary.wanted(natives.version()), null));
    }

    private InstalledEngine link(Path given) throws IOException {
        ExistingLibTorch found = ExistingLibTorch.in(given, classifier);
        try (InstalledEngines.Change change = engines.change()) {
            EngineManifest manifest = new EngineManifest(found.version(), found.flavor(), found.jni().version(),
                    found.jni().flavor(), found.folder().toString(), Optional.empty(), Optional.of(found.folder()),
                    clock.instant(), FileHashes.unread(found.folder()));
            change.requireAbsent(manifest.name());
            try (InstalledEngines.Staging staging = change.stage()) {
                return change.finish(staging.folder(), manifest);
            }
        }
    }

    private InstalledEngine fetch(DjlNatives natives, Progress progress) throws IOException, InterruptedException {
        if (classifier.startsWith("osx")) {
            throw new InstallException("there is no CUDA on " + classifier + ": the CPU's libtorch is built in", null);
        }
        try (InstalledEngines.Change change = engines.change()) {
            DjlNatives.Listing listing = natives.list(classifier,
                    flavor -> JniLibrary.builtIn(flavor, classifier).isPresent());
            JniLibrary jni = JniLibrary.builtIn(listing.flavor(), classifier).orElseThrow();
            String name = natives.version() + "-" + listing.flavor();
            change.requireAbsent(name);
            Path work = change.download(name);
            Path libraries = Files.createDirectories(work.resolve(InstalledEngine.LIBRARIES));
            long there = FileHashes.unread(libraries).stream().mapToLong(EngineManifest.LibraryFile::bytes).sum();
            disk.require("libtorch " + name, Math.max(0, UNPACKED_PER_PACKED * listing.bytes() - there), work);
            natives.fetch(listing, work, libraries, progress);
            // The downloads folder itself stays behind, with what belongs to the download alone.
            try (InstalledEngines.Staging staging = change.stage()) {
                Files.deleteIfExists(libraries.resolve(JniLibrary.FILE));
                Files.move(libraries, staging.folder().resolve(InstalledEngine.LIBRARIES));
                InstalledEngine engine = complete(change, staging.folder(), natives.version(), listing.flavor(), jni,
                        natives.source().toString(), Optional.empty(), progress);
                InstalledEngines.delete(work);
                return engine;
            }
        }
    }

    private InstalledEngine complete(InstalledEngines.Change change, Path made, String version, String flavor,
            JniLibrary jni, String source, Optional<String> sha256, Progress progress)
            throws IOException, InterruptedException {
        Path libraries = made.resolve(InstalledEngine.LIBRARIES);
        jni.copyInto(libraries);
        return change.finish(made, new EngineManifest(version, flavor, jni.version(), jni.flavor(), source, sha256,
                Optional.empty(), clock.instant(), FileHashes.ofAll(libraries, progress)));
    }
}
