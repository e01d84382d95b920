package io.paretoscope.libtorch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engines of a user: one folder each, of the engine's name, with a manifest and the libraries. A folder appears under its name
 * whole, by one move, or not at all; what is in the making lies under a name that begins with a dot. Reads the disk at every call,
 * so that what another process installs is seen. Thread-safe.
 */
public final class InstalledEngines {
    /** Environment variable that names another folder for them. */
    public static final String FOLDER_VARIABLE = "PARETOSCOPE_ENGINES";

    /** Of a folder beside others: no path may lead out of it, and what begins with a dot is in the making. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*");
    private static final String LOCK = ".lock";
    private static final String DOWNLOAD = ".download-";
    private static final String STAGING = ".incomplete-";

    private final Path folder;
    private final Optional<Path> shipped;

    /**
     * Those in {@code folder}, which need not be there yet.
     *
     * @param shipped folder of those that came with the program
     */
    public InstalledEngines(Path folder, Optional<Path> shipped) {
        this.folder = folder.toAbsolutePath();
        this.shipped = shipped;
    }

    /** Where they are kept. */
    public Path folder() {
        return folder;
    }

    /**
     * What is there.
     *
     * @param engines by name
     * @param unreadable folders that are no engine, each with the reason in one line
     */
    public record Listing(List<InstalledEngine> engines, List<String> unreadable) {}

    /** What is there now. */
    public Listing list() {
        List<InstalledEngine> engines = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        shipped.ifPresent(place -> read(place, true, engines, unreadable));
        read(folder, false, engines, unreadable);
        engines.sort(Comparator.comparing(InstalledEngine::name));
        return new Listing(List.copyOf(engines), List.copyOf(unreadable));
    }

    private static void read(Path place, boolean shipped, List<InstalledEngine> engines, List<String> unreadable) {
        try (Stream<Path> children = Files.list(place)) {
            for (Path child : children.filter(path -> !path.getFileName().toString().startsWith(".")).toList()) {
                try {
                    EngineManifest manifest = EngineManifest
                            .read(Files.readString(child.resolve(InstalledEngine.MANIFEST)));
                    engines.add(new InstalledEngine(manifest, child, shipped));
                } catch (IOException e) {
                    unreadable.add(child + " is no engine: its " + InstalledEngine.MANIFEST + " cannot be read ("
                            + e.getClass().getSimpleName() + ")");
                } catch (IllegalArgumentException e) {
                    unreadable.add(child + " is no engine: of its " + InstalledEngine.MANIFEST + ", " + e.getMessage());
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was installed yet.
        } catch (NotDirectoryException e) {
            unreadable.add(place + " is no folder, so it can hold no engines");
        } catch (IOException | UncheckedIOException e) {
            unreadable.add(place + " cannot be read: " + e.getMessage());
        }
    }

    /** The one of that name. */
    public Optional<InstalledEngine> find(String name) {
        return list().engines().stream().filter(engine -> engine.name().equals(name)).findFirst();
    }

    /**
     * Begins to change what is there; nobody else can until it is closed.
     *
     * @throws InstallException where somebody else does now, or the folder cannot be written
     */
    Change change() throws InstallException {
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                Change change = new Change(channel);
                change.dropLeftovers();
                return change;
            }
        } catch (OverlappingFileLockException e) {
            // Said below: it is this process itself.
        } catch (IOException e) {
            close(channel);
            throw new InstallException("engines cannot be kept in " + folder + " (" + e.getClass().getSimpleName() + " "
                    + e.getMessage() + "); name another folder in " + FOLDER_VARIABLE, e);
        }
        close(channel);
        throw new InstallException("an engine is being installed or removed in " + folder
                + " right now: wait for its end, and try again", null);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The lock goes with the process then.
        }
    }

    /**
     * Takes one away, and a download of it that was begun. Of a linked one only the entry goes; its libraries are left alone.
     *
     * @return whether there was any
     * @throws InstallException where it came with the program, or cannot be deleted
     */
    public boolean remove(String name) throws InstallException {
        try (Change change = change()) {
            return change.remove(name);
        }
    }

    /** The right to change, until it is closed. */
    final class Change implements AutoCloseable {
        private final FileChannel lock;

        private Change(FileChannel lock) {
            this.lock = lock;
        }

        /** What a killed process has left. */
        private void dropLeftovers() throws IOException {
            try (Stream<Path> children = Files.list(folder)) {
                for (Path child : children.filter(path -> path.getFileName().toString().startsWith(STAGING)).toList()) {
                    delete(child);
                }
            }
        }

        /** Refuses a name that is taken. */
        void requireAbsent(String name) throws InstallException {
            if (find(name).isPresent() || Files.exists(folder.resolve(name))) {
                throw new InstallException(name + " is installed already; 'paretoscope engine remove " + name
                        + "' takes it away", null);
            }
        }

        /** A folder in the making, which goes when it is closed before it was finished. */
        Staging stage() throws IOException {
            return new Staging(Files.createDirectory(fresh()));
        }

        /** Not a temporary folder as Java makes them, which nobody else could enter: an engine may be there for all users. */
        private Path fresh() {
            return folder.resolve(STAGING + UUID.randomUUID());
        }

        /** A folder in the making that stays, so that a later download of that name goes on with it. */
        Path download(String name) throws IOException {
            return Files.createDirectories(folder.resolve(DOWNLOAD + name));
        }

        /** Makes {@code made}, which is complete but for its manifest, the engine of that name. */
        InstalledEngine finish(Path made, EngineManifest manifest) throws IOException {
            Path file = made.resolve(InstalledEngine.MANIFEST);
            Files.writeString(file, manifest.json());
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Path target = folder.resolve(manifest.name());
            Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
            return new InstalledEngine(manifest, target, false);
        }

        private boolean remove(String name) throws InstallException {
            if (!NAME.matcher(name).matches()) {
                return false;
            }
            Optional<InstalledEngine> engine = find(name);
            if (engine.isPresent() && engine.get().shipped()) {
                throw new InstallException(name + " came with the program, in " + engine.get().folder()
                        + ", and goes with it", null);
            }
            Path download = folder.resolve(DOWNLOAD + name);
            boolean begun = Files.exists(download);
            Optional<Path> target = engine.map(InstalledEngine::folder)
                    .or(() -> Optional.of(folder.resolve(name)).filter(Files::isDirectory));
            try {
                if (target.isPresent()) {
                    // Under its name it is whole or not there.
                    Path going = fresh();
                    Files.move(target.get(), going, StandardCopyOption.ATOMIC_MOVE);
                    delete(going);
                }
                if (begun) {
                    delete(download);
                }
            } catch (IOException e) {
                throw new InstallException(name + " cannot be removed: " + e.getMessage(), e);
            }
            return target.isPresent() || begun;
        }

        @Override
        public void close() {
            InstalledEngines.close(lock);
        }
    }

    /** A folder in the making. */
    static final class Staging implements AutoCloseable {
        private final Path folder;

        private Staging(Path folder) {
            this.folder = folder;
        }

        Path folder() {
            return folder;
        }

        @Override
        public void close() throws IOException {
            delete(folder);
        }
    }

    /** With all that is in it, but nothing that links lead to. */
    static void delete(Path file) throws IOException {
        if (!Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(file, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
