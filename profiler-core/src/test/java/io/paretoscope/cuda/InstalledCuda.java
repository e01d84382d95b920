package io.paretoscope.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assumptions.abort;

/** What this machine has of CUDA: with a libtorch that is asked for or was downloaded, or in a toolkit. What it lacks aborts a test. */
final class InstalledCuda {
    private InstalledCuda() {}

    static CudaDriver driver() {
        try {
            return CudaDriver.load();
        } catch (CudaException e) {
            return abort(e.getMessage());
        }
    }

    static Nvrtc nvrtc() throws IOException {
        try {
            return Nvrtc.load(folders());
        } catch (CudaException e) {
            return abort(e.getMessage());
        }
    }

    static CudaLibrary.Loaded<CublasLtApi> cublasLt() throws IOException {
        try {
            return CudaLibrary.CUBLAS_LT.load(folders(), CublasLtApi.class);
        } catch (CudaException e) {
            return abort(e.getMessage());
        }
    }

    static List<Path> folders() throws IOException {
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
