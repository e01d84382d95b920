package io.paretoscope.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where this machine may have CUDA's libraries: a libtorch that is asked for or was downloaded, and toolkits. */
final class CudaFolders {
    private CudaFolders() {}

    static List<Path> here() throws IOException {
        List<Path> folders = new ArrayList<>();
        String libtorch = System.getenv("PYTORCH_LIBRARY_PATH");
        if (libtorch != null) {
            folders.add(Path.of(libtorch));
        }
        folders.addAll(in(Path.of(System.getProperty("user.home"), ".djl.ai", "pytorch"), "*-cu*"));
        in(Path.of("/usr/local"), "cuda*").forEach(toolkit -> folders.add(toolkit.resolve("lib64")));
        return folders;
    }

    private static List<Path> in(Path folder, String glob) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
                entries.forEach(found::add);
            }
        }
        return found;
    }
}
