package io.paretoscope.libtorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small files in the form of DJL's artifacts. */
public final class EngineFiles {
    public static final String CLASSIFIER = Classifier.ofThisMachine();
    public static final String TORCH = System.mapLibraryName("torch");
    public static final String TORCH_CUDA = System.mapLibraryName("torch_cuda");

    private EngineFiles() {}

    /** Bytes that do not shrink, another row for each name. */
    public static byte[] content(String name) {
        byte[] bytes = new byte[100_000];
        new Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    /** {@code pytorch-native-FLAVOR} with libtorch and libtorch_cuda. */
    public static Path natives(Path folder, String version, String flavor) throws IOException {
        return natives(folder, version, flavor, CLASSIFIER);
    }

    static Path natives(Path folder, String version, String flavor, String classifier) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (String name : new String[]{TORCH, TORCH_CUDA}) {
            entries.put("pytorch/" + flavor + "/" + classifier + "/" + name, content(name));
        }
        entries.put("native/lib/pytorch.properties", ("version=" + version + "-20241113\nflavor=" + flavor
                + "\nclassifier=" + classifier + "\nlibraries=" + TORCH + "," + TORCH_CUDA)
                .getBytes(StandardCharsets.UTF_8));
        return zip(folder.resolve("pytorch-native-" + flavor + "-" + version + "-" + classifier + ".jar"), entries);
    }

    /** {@code pytorch-jni} for one flavor. */
    public static Path jni(Path folder, String version, String flavor) throws IOException {
        return zip(folder.resolve("pytorch-jni-" + version + ".jar"), Map.of("jnilib/pytorch.properties",
                ("jni_version=" + version).getBytes(StandardCharsets.UTF_8),
                "jnilib/" + CLASSIFIER + "/" + flavor + "/" + JniLibrary.FILE, content("jni")));
    }

    static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    /** Packed as DJL's makers publish it. */
    public static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    /** The list of what is published, with one build for another system and one of another flavor. */
    public static byte[] index(String... flavors) {
        StringBuilder lines = new StringBuilder("cu128/amiga-m68k/native/lib/libtorch.so.gz\n"
                + "cpu/" + CLASSIFIER + "/native/lib/" + TORCH + ".gz\n");
        for (String flavor : flavors) {
            for (String name : new String[]{TORCH, TORCH_CUDA}) {
                lines.append(flavor).append('/').append(CLASSIFIER).append("/native/lib/").append(name).append(".gz\n");
            }
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }
}
