package io.paretoscope.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The forward pass as a TorchScript archive, packed from its source without Python.
 *
 * <p>An archive is a zip of stored entries: a format version, a pickle of the module (here an object of class
 * {@code __torch__.OptDecoder} without attributes), a pickle of its constants (an empty tuple), and the source. Format:
 * PyTorch's {@code torch/csrc/jit/docs/serialization.md}.
 */
final class OptScript {
    private static final String SOURCE = "/io/paretoscope/assets/torchscript/opt_decoder.py";
    private static final String FORMAT_VERSION = "3\n";
    /** PROTO 2; GLOBAL __torch__.OptDecoder; EMPTY_TUPLE; NEWOBJ; EMPTY_DICT; BUILD; STOP. */
    private static final byte[] MODULE = concat(new byte[]{(byte) 0x80, 2}, ascii("c__torch__\nOptDecoder\n)"),
            new byte[]{(byte) 0x81}, ascii("}b."));
    /** PROTO 2; EMPTY_TUPLE; STOP. */
    private static final byte[] NO_CONSTANTS = concat(new byte[]{(byte) 0x80, 2}, ascii(")."));

    private OptScript() {}

    /** The archive, ready to be loaded. */
    static InputStream archive() throws IOException {
        byte[] source;
        try (InputStream in = OptScript.class.getResourceAsStream(SOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing from the build: " + SOURCE);
            }
            source = in.readAllBytes();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            store(zip, "opt/version", ascii(FORMAT_VERSION));
            store(zip, "opt/data.pkl", MODULE);
            store(zip, "opt/constants.pkl", NO_CONSTANTS);
            store(zip, "opt/code/__torch__.py", source);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
