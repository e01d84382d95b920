package io.paretoscope.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A library of CUDA's that may lie in one of several folders, under one of several names: packages of libtorch put a hash into them.
 *
 * @param title what it is called in messages
 * @param files what its file may be called on this system; of two in one folder, the one whose name comes first here
 * @param loaderNames what the system's own loader may know it as
 */
record CudaLibrary(String title, List<Pattern> files, List<String> loaderNames) {

    static final CudaLibrary NVRTC = Platform.isWindows()
            ? new CudaLibrary("NVRTC", patterns("nvrtc64_[0-9_]+\\.dll"),
                    List.of("nvrtc64_120_0", "nvrtc64_130_0"))
            : new CudaLibrary("NVRTC", patterns("libnvrtc\\.so\\.12", "libnvrtc-[0-9a-f]+\\.so\\.12",
                    "libnvrtc(-[0-9a-f]+)?\\.so[0-9.]*"),
                    List.of("libnvrtc.so.12", "libnvrtc.so.13", "libnvrtc.so"));
    static final CudaLibrary CUBLAS_LT = Platform.isWindows()
            ? new CudaLibrary("cuBLASLt", patterns("cublasLt64_[0-9]+\\.dll"),
                    List.of("cublasLt64_12", "cublasLt64_13"))
            : new CudaLibrary("cuBLASLt", patterns("libcublasLt\\.so\\.12", "libcublasLt-[0-9a-f]+\\.so\\.12",
                    "libcublasLt(-[0-9a-f]+)?\\.so[0-9.]*"),
                    List.of("libcublasLt.so.12", "libcublasLt.so.13", "libcublasLt.so"));

    /**
     * A loaded library.
     *
     * @param api its functions
     * @param origin its file, or the name that the system's loader knows it as
     */
    record Loaded<A>(A api, String origin) {}

    private static List<Pattern> patterns(String... expressions) {
        return List.of(expressions).stream().map(Pattern::compile).toList();
    }

    /**
     * Loads the first that can be loaded: of each folder in turn, then of the system's own loader. Strings are UTF-8 on both sides.
     *
     * @throws CudaException saying where it was looked for, and what was found and could not be loaded
     */
    <A extends Library> Loaded<A> load(List<Path> folders, Class<A> api) throws CudaException {
        List<String> names = new ArrayList<>();
        for (Path folder : folders) {
            names.addAll(in(folder, files).stream().map(Path::toString).toList());
        }
        int found = names.size();
        names.addAll(loaderNames);
        List<String> failures = new ArrayList<>();
        for (String name : names) {
            try {
                return new Loaded<>(Native.load(name, api, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")), name);
            } catch (UnsatisfiedLinkError e) {
                if (failures.size() < found) {
                    failures.add(name + " cannot be loaded ("
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")");
                }
            }
        }
        String where = folders.stream().map(folder -> folder + ", ").collect(Collectors.joining());
        throw new CudaException("no " + title + " in " + where + "nor where the system's loader looks"
                + failures.stream().map(failure -> "; " + failure).collect(Collectors.joining()), null);
    }

    /**
     * The files of a folder that one of several patterns describes, in the order of the patterns and then of the names; none where
     * there is no such folder.
     */
    static List<Path> in(Path folder, List<Pattern> files) throws CudaException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new CudaException(folder + " cannot be read: " + e.getMessage(), e);
        }
        entries.sort(null);
        return files.stream()
                .flatMap(pattern -> entries.stream()
                        .filter(entry -> pattern.matcher(entry.getFileName().toString()).matches()))
                .distinct()
                .map(Path::toAbsolutePath)
                .toList();
    }
}
