package io.paretoscope.checkpoint;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The index of a sharded checkpoint: a JSON object whose {@code weight_map} gives the file of each tensor. */
final class ShardIndex {
    private ShardIndex() {}

    /**
     * The shard of each tensor, in the index's order.
     *
     * @throws IOException of one line that names the index and, where there is one, the tensor: where the index is not
     *     well formed, or names a file that is missing or lies anywhere but beside the index
     */
    static Map<String, Path> read(Path index) throws IOException {
        byte[] text;
        try {
            if (Files.size(index) > StrictJson.MOST_BYTES) {
                throw new IOException(index + ": has " + Files.size(index) + " bytes; at most "
                        + StrictJson.MOST_BYTES + " are read");
            }
            text = Files.readAllBytes(index);
        } catch (FileSystemException e) {
            throw MappedFile.unreadable(index, e);
        }
        Map<String, String> names = StrictJson.object(text, index + ": the index", json -> weightMap(json, index));
        Map<String, Path> shards = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : names.entrySet()) {
            shards.put(entry.getKey(), shard(index, entry.getKey(), entry.getValue()));
        }
        return shards;
    }

    private static Map<String, String> weightMap(JsonReader json, Path index) throws IOException {
        String where = index + ": the index";
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        while (json.hasNext()) {
            if (!StrictJson.newKey(json, seen, where).equals("weight_map")) {
                json.skipValue();
                continue;
            }
            json.beginObject();
            Set<String> tensors = new HashSet<>();
            while (json.hasNext()) {
                String tensor = StrictJson.newKey(json, tensors, where);
                names.put(tensor, StrictJson.text(json));
            }
            json.endObject();
        }
        if (names.isEmpty()) {
            throw new IOException(where + " has no weight_map with the file of each tensor");
        }
        return names;
    }

    private static Path shard(Path index, String tensor, String name) throws IOException {
        boolean plain = !name.isBlank() && !name.equals(".") && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
        if (!plain) {
            throw new IOException(index + ": puts tensor " + Quoted.of(tensor) + " in " + Quoted.of(name)
                    + ", expected the name of a file beside the index");
        }
        Path shard = index.resolveSibling(name);
        if (!Files.isRegularFile(shard)) {
            throw new IOException(shard + ": no such file, though " + index.getFileName() + " puts tensor "
                    + Quoted.of(tensor) + " in it; fetch the missing shard");
        }
        return shard;
    }
}
