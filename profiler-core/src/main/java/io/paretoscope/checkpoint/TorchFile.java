package io.paretoscope.checkpoint;

import io.paretoscope.checkpoint.PickleValue.Dict;
import io.paretoscope.checkpoint.PickleValue.Storage;
import io.paretoscope.checkpoint.PickleValue.Tensor;
import io.paretoscope.opt.Precision;
import io.paretoscope.opt.TensorSpec;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads what {@code torch.save} of PyTorch 1.6 or later writes for a dictionary of tensors: a zip archive with a pickle,
 * {@code NAME/data.pkl}, that describes the tensors, and one stored entry {@code NAME/data/KEY} for each storage.
 */
final class TorchFile {
    private static final String PICKLE = "/data.pkl";
    private static final String AS_SAFETENSORS = "save it anew in Python: model.save_pretrained(folder), which writes "
            + "model.safetensors, or torch.save(torch.load(file, weights_only=True), file)";

    private final MappedFile file;
    private final StoredZip zip;
    private final String root;

    private TorchFile(MappedFile file, StoredZip zip, String root) {
        this.file = file;
        this.zip = zip;
        this.root = root;
    }

    /**
     * The tensors of a file under the names it gives them.
     *
     * @throws IOException of one line that names the file and, where there is one, the tensor: where the file breaks the
     *     format, its pickle asks for anything that weights do not need, or a tensor is neither float32, float16 nor
     *     bfloat16 or not contiguous
     */
    static List<StoredTensor> read(MappedFile file) throws IOException {
        if (!file.startsWith(new byte[]{'P', 'K'})) {
            // Before PyTorch 1.6 a file was a row of pickles, or a tar archive; protocol 2 begins so.
            String what = file.startsWith(new byte[]{(byte) 0x80, 2})
                    ? "is in the format of PyTorch before 1.6, a bare pickle"
                    : "is not a PyTorch file, which is a zip archive";
            throw file.error(what + "; " + AS_SAFETENSORS);
        }
        StoredZip zip = StoredZip.read(file);
        List<String> pickles = zip.entries()
                .keySet()
                .stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .toList();
        if (pickles.size() != 1) {
            throw file.error("is a zip archive with " + pickles.size()
                    + " entries NAME/data.pkl where a PyTorch file has one");
        }
        String pickle = pickles.getFirst();
        return new TorchFile(file, zip, pickle.substring(0, pickle.length() - PICKLE.length())).tensors();
    }

    private List<StoredTensor> tensors() throws IOException {
        String byteOrder = root + "/byteorder";
        // Absent in files of versions that wrote little-endian only.
        if (zip.entries().containsKey(byteOrder)
                && !new String(small(entry(byteOrder, "the byte order")), StandardCharsets.US_ASCII).strip()
                        .equals("little")) {
            throw file.error("was written on a big-endian machine; only little-endian files can be read");
        }
        byte[] pickle = small(entry(root + PICKLE, "the description of the tensors"));
        PickleValue value = PickleReader.read(pickle, file.path() + ": data.pkl");
        if (!(value instanceof Dict dict)) {
            throw file.error("holds " + value.kind() + ", expected a dictionary of tensors by name");
        }
        List<StoredTensor> tensors = new ArrayList<>();
        for (Map.Entry<String, PickleValue> named : dict.entries().entrySet()) {
            if (!(named.getValue() instanceof Tensor tensor)) {
                throw file.error("holds " + named.getValue().kind() + " under " + Quoted.of(named.getKey())
                        + ", expected a dictionary of tensors by name");
            }
            tensors.add(stored(named.getKey(), tensor));
        }
        return tensors;
    }

    private StoredTensor stored(String name, Tensor tensor) throws IOException {
        String quoted = "tensor " + Quoted.of(name);
        Storage storage = tensor.storage();
        Precision precision = storage.type().precision().orElse(null);
        if (precision == null) {
            throw file.error(quoted + " is stored as " + storage.type().name()
                    + "; torch.FloatStorage, HalfStorage and BFloat16Storage (float32, float16, bfloat16) can be read");
        }
        OptionalLong bytes = Extent.bytes(tensor.shape(), precision);
        OptionalLong storageBytes = Extent.bytes(List.of(storage.elements()), precision);
        OptionalLong start = Extent.bytes(List.of(tensor.offset()), precision);
        if (bytes.isEmpty() || storageBytes.isEmpty() || start.isEmpty()
                || start.getAsLong() > storageBytes.getAsLong() - bytes.getAsLong()) {
            throw file.error(quoted + " of shape " + tensor.shape() + " at element " + tensor.offset()
                    + " reaches beyond its storage of " + storage.elements() + " elements");
        }
        if (!contiguous(tensor)) {
            throw file.error(quoted + " of shape " + tensor.shape() + " has strides " + tensor.strides()
                    + ", expected contiguous rows; call contiguous() on it before saving");
        }
        StoredZip.Entry entry = entry(root + "/data/" + storage.key(), quoted);
        if (entry.data().byteSize() != storageBytes.getAsLong()) {
            throw file.error(quoted + " needs " + storageBytes.getAsLong() + " bytes in entry "
                    + Quoted.of(entry.name()) + ", which has " + entry.data().byteSize());
        }
        return new StoredTensor(new TensorSpec(name, tensor.shape()), precision,
                entry.data().asSlice(start.getAsLong(), bytes.getAsLong()), file.path());
    }

    /** As torch sees it: the stride of a dimension of one element says nothing, nor does any stride of an empty tensor. */
    private static boolean contiguous(Tensor tensor) {
        List<Long> shape = tensor.shape();
        if (tensor.strides().size() != shape.size()) {
            return false;
        }
        if (shape.contains(0L)) {
            return true;
        }
        long expected = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            if (shape.get(i) != 1 && tensor.strides().get(i) != expected) {
                return false;
            }
            expected *= shape.get(i);
        }
        return true;
    }

    private StoredZip.Entry entry(String name, String use) throws IOException {
        StoredZip.Entry entry = zip.entries().get(name);
        if (entry == null) {
            throw file.error("has no entry " + Quoted.of(name) + " for " + use);
        }
        if (!entry.stored()) {
            throw file.error("holds entry " + Quoted.of(name) + " for " + use
                    + " compressed or encrypted, which cannot be mapped; " + AS_SAFETENSORS);
        }
        return entry;
    }

    private byte[] small(StoredZip.Entry entry) throws IOException {
        if (entry.data().byteSize() > PickleReader.MOST_BYTES) {
            throw file.error("has an entry " + Quoted.of(entry.name()) + " of " + entry.data().byteSize()
                    + " bytes; at most " + PickleReader.MOST_BYTES + " are read");
        }
        return entry.data().toArray(ValueLayout.JAVA_BYTE);
    }
}
