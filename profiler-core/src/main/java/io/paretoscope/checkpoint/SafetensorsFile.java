package io.paretoscope.checkpoint;

import com.google.gson.stream.JsonReader;
import io.paretoscope.opt.Precision;
import io.paretoscope.opt.TensorSpec;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a safetensors file: 8 bytes of header length, little-endian; the header, a JSON object that gives for each tensor its
 * dtype, shape and place; then the data. As the format asks, the tensors must fill the data without gap and overlap.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
final class SafetensorsFile {
    private static final int MOST_TENSORS = 100_000;

    private final MappedFile file;
    private final String header;
    private final long dataStart;
    private final long dataSize;

    private SafetensorsFile(MappedFile file, long headerSize) {
        this.file = file;
        this.header = file.path() + ": the header";
        this.dataStart = Long.BYTES + headerSize;
        this.dataSize = file.size() - dataStart;
    }

    /** A tensor and where its bytes lie, counted from the start of the data. */
    private record Placed(String name, Precision precision, List<Long> shape, long begin, long end) {}

    /**
     * The tensors of a file under the names it gives them.
     *
     * @throws IOException of one line that names file and tensor, where the file breaks the format or a tensor is
     *     neither float32, float16 nor bfloat16
     */
    static List<StoredTensor> read(MappedFile file) throws IOException {
        if (file.size() < Long.BYTES) {
            throw file.error("has " + file.size() + " bytes, too few for a safetensors file");
        }
        long headerSize = file.u64(0);
        if (headerSize < 0 || headerSize > StrictJson.MOST_BYTES) {
            throw file.error("states a header of " + Long.toUnsignedString(headerSize) + " bytes, more than the "
                    + StrictJson.MOST_BYTES + " that safetensors allows; damaged, or not a safetensors file");
        }
        if (!file.holds(Long.BYTES, headerSize)) {
            throw file.error("states a header of " + headerSize + " bytes but has " + file.size()
                    + " bytes in all; the file is truncated or damaged");
        }
        byte[] text = file.slice(Long.BYTES, headerSize).toArray(ValueLayout.JAVA_BYTE);
        SafetensorsFile safetensors = new SafetensorsFile(file, headerSize);
        List<Placed> placed = StrictJson.object(text, safetensors.header, safetensors::tensors);
        safetensors.checkPlaces(placed);
        List<StoredTensor> tensors = new ArrayList<>();
        for (Placed tensor : placed) {
            tensors.add(new StoredTensor(new TensorSpec(tensor.name, tensor.shape), tensor.precision,
                    file.slice(safetensors.dataStart + tensor.begin, tensor.end - tensor.begin), file.path()));
        }
        return tensors;
    }

    private List<Placed> tensors(JsonReader json) throws IOException {
        List<Placed> tensors = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        while (json.hasNext()) {
            String name = StrictJson.newKey(json, seen, header);
            if (name.equals("__metadata__")) {
                json.skipValue();
            } else if (tensors.size() == MOST_TENSORS) {
                throw file.error("holds more than " + MOST_TENSORS + " tensors");
            } else {
                tensors.add(tensor(name, json));
            }
        }
        return tensors;
    }

    private Placed tensor(String name, JsonReader json) throws IOException {
        String where = header + " of tensor " + Quoted.of(name);
        String dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        Set<String> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            switch (StrictJson.newKey(json, seen, where)) {
                case "dtype" -> dtype = StrictJson.text(json);
                case "shape" -> shape = counts(json);
                case "data_offsets" -> offsets = counts(json);
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new IOException(where + " must give dtype, shape and two data_offsets");
        }
        return placed(name, precision(name, dtype), shape, offsets.get(0), offsets.get(1));
    }

    private Placed placed(String name, Precision precision, List<Long> shape, long begin, long end)
            throws IOException {
        if (begin > end) {
            throw error(name, "starts at byte " + begin + " of the data and ends before, at " + end);
        }
        if (end > dataSize) {
            throw error(name, "lies at bytes " + begin + " to " + end + " of the data, which has " + dataSize
                    + " bytes; the file is truncated or damaged");
        }
        if (!Extent.bytes(shape, precision).equals(OptionalLong.of(end - begin))) {
            throw error(name, "has shape " + shape + " in " + precision + " but " + (end - begin) + " bytes");
        }
        return new Placed(name, precision, shape, begin, end);
    }

    private Precision precision(String name, String dtype) throws IOException {
        return switch (dtype) {
            case "F32" -> Precision.FP32;
            case "F16" -> Precision.FP16;
            case "BF16" -> Precision.BF16;
            default -> throw error(name, "has dtype " + Quoted.of(dtype) + "; F32, F16 and BF16 can be read");
        };
    }

    private static List<Long> counts(JsonReader json) throws IOException {
        List<Long> counts = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            counts.add(StrictJson.count(json));
        }
        json.endArray();
        return List.copyOf(counts);
    }

    private void checkPlaces(List<Placed> tensors) throws IOException {
        List<Placed> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingLong(Placed::begin).thenComparingLong(Placed::end));
        long end = 0;
        String before = "";
        for (Placed tensor : ordered) {
            if (tensor.begin < end) {
                throw error(tensor.name, "overlaps tensor " + Quoted.of(before));
            }
            if (tensor.begin > end) {
                throw error(tensor.name, "leaves a gap before it: bytes " + end + " to " + tensor.begin
                        + " of the data belong to no tensor");
            }
            end = tensor.end;
            before = tensor.name;
        }
        if (end != dataSize) {
            throw file.error("has " + (dataSize - end) + " bytes that belong to no tensor after the last, "
                    + Quoted.of(before));
        }
    }

    private IOException error(String name, String what) {
        return file.error("tensor " + Quoted.of(name) + " " + what);
    }
}
