package io.paretoscope.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes PyTorch files for tests, right or wrong. */
final class TorchBytes {
    private TorchBytes() {}

    static byte[] of(List<StoredTensor> tensors) {
        return of(tensors, UnaryOperator.identity());
    }

    /** @param edit changes how each tensor is described */
    static byte[] of(List<StoredTensor> tensors, UnaryOperator<TorchTensor> edit) {
        return zip(entries(tensors, edit));
    }

    /** The entries of an archive by name, in order; may be changed before {@link #zip}. */
    static Map<String, byte[]> entries(List<StoredTensor> tensors, UnaryOperator<TorchTensor> edit) {
        List<TorchTensor> described = new ArrayList<>();
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", new byte[0]);
        entries.put("archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        for (StoredTensor tensor : tensors) {
            String key = String.valueOf(described.size());
            described.add(edit.apply(TorchTensor.of(tensor, key)));
            entries.put("archive/data/" + key, tensor.data().toArray(ValueLayout.JAVA_BYTE));
        }
        entries.put("archive/data.pkl", PickleBytes.stateDict(described));
        entries.put("archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        return entries;
    }

    /** An archive that holds nothing but a pickle. */
    static byte[] pickle(byte[] pickle) {
        return zip(Map.of("archive/data.pkl", pickle));
    }

    static byte[] zip(Map<String, byte[]> entries) {
        return zip(entries, ZipEntry.STORED);
    }

    static byte[] zip(Map<String, byte[]> entries, int method) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(entry.getValue());
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setMethod(method);
                header.setSize(entry.getValue().length);
                header.setCrc(crc.getValue());
                zip.putNextEntry(header);
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
