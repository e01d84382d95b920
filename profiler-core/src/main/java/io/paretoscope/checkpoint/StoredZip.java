package io.paretoscope.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a mapped zip archive as slices of the mapping, which {@code java.util.zip} cannot give. Zip64 is understood:
 * the shards of a large model pass 4 GiB. The central directory alone says what the archive holds; local headers only
 * say where the data starts.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the format</a>
 */
final class StoredZip {
    private static final int MOST_ENTRIES = 100_000;
    private static final long LOCAL_HEADER = 0x04034b50L;
    private static final long CENTRAL_HEADER = 0x02014b50L;
    private static final long END = 0x06054b50L;
    private static final long ZIP64_END = 0x06064b50L;
    private static final long ZIP64_LOCATOR = 0x07064b50L;
    private static final int LOCAL_HEADER_SIZE = 30;
    private static final int CENTRAL_HEADER_SIZE = 46;
    private static final int END_SIZE = 22;
    private static final int ZIP64_END_SIZE = 56;
    private static final int ZIP64_LOCATOR_SIZE = 20;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final long IN_ZIP64 = 0xFFFF_FFFFL;
    private static final int ZIP64_EXTRA = 1;

    private final MappedFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private StoredZip(MappedFile file) {
        this.file = file;
    }

    /**
     * An entry.
     *
     * @param name its path in the archive
     * @param stored whether {@code data} are its bytes as they are, neither compressed nor encrypted
     * @param header where its local header starts in the file
     * @param data its bytes in the file
     */
    record Entry(String name, boolean stored, long header, MemorySegment data) {}

    /** Where the central directory lies. */
    private record Directory(long entries, long offset, long size) {}

    /**
     * Reads the directory of an archive.
     *
     * @throws IOException of one line that names the file, where it is not a zip archive, is truncated, or holds entries
     *     that overlap or share a name
     */
    static StoredZip read(MappedFile file) throws IOException {
        StoredZip zip = new StoredZip(file);
        Directory directory = zip.directory();
        if (directory.entries > MOST_ENTRIES) {
            throw file.error("is a zip archive of " + directory.entries + " entries; at most " + MOST_ENTRIES
                    + " are read");
        }
        if (!file.holds(directory.offset, directory.size)) {
            throw zip.damaged("its directory lies outside the file");
        }
        long at = directory.offset;
        for (long i = 0; i < directory.entries; i++) {
            at = zip.entry(at);
        }
        if (at != directory.offset + directory.size) {
            throw zip.damaged("its directory has another size than stated");
        }
        zip.checkPlaces(directory.offset);
        return zip;
    }

    /** All entries by name, in the order of the directory. */
    Map<String, Entry> entries() {
        return entries;
    }

    private Directory directory() throws IOException {
        long end = findEnd();
        long locator = end - ZIP64_LOCATOR_SIZE;
        if (locator >= 0 && file.u32(locator) == ZIP64_LOCATOR) {
            long record = file.u64(locator + 8);
            if (!file.holds(record, ZIP64_END_SIZE) || file.u32(record) != ZIP64_END) {
                throw damaged("its zip64 directory is not where it should be");
            }
            long entries = file.u64(record + 32);
            return new Directory(entries < 0 ? Long.MAX_VALUE : entries, file.u64(record + 48),
                    file.u64(record + 40));
        }
        return new Directory(file.u16(end + 10), file.u32(end + 16), file.u32(end + 12));
    }

    /** The end record is the last thing in the file but for a comment, whose length it states. */
    private long findEnd() throws IOException {
        long last = file.size() - END_SIZE;
        for (long at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (file.u32(at) == END && file.u16(at + 20) == last - at) {
                return at;
            }
        }
        throw damaged("it has no zip directory at its end");
    }

    /** Reads the directory's entry at {@code at}; gives where the next starts. */
    private long entry(long at) throws IOException {
        if (file.u32(at) != CENTRAL_HEADER) {
            throw damaged("its directory has no entry at byte " + at);
        }
        int flags = file.u16(at + 8);
        int method = file.u16(at + 10);
        int nameSize = file.u16(at + 28);
        int extraSize = file.u16(at + 30);
        long next = at + CENTRAL_HEADER_SIZE + nameSize + extraSize + file.u16(at + 32);
        String name = new String(file.slice(at + CENTRAL_HEADER_SIZE, nameSize).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.UTF_8);
        long[] sizesAndOffset = {file.u32(at + 24), file.u32(at + 20), file.u32(at + 42)};
        fromZip64(sizesAndOffset, at + CENTRAL_HEADER_SIZE + nameSize, extraSize);
        long size = sizesAndOffset[0];
        long packedSize = sizesAndOffset[1];
        long header = sizesAndOffset[2];
        boolean encrypted = (flags & 1) != 0;
        boolean stored = method == 0 && !encrypted;
        if (stored && size != packedSize) {
            throw damaged("entry " + Quoted.of(name) + " is stored in another size than its own");
        }
        if (!file.holds(header, LOCAL_HEADER_SIZE) || file.u32(header) != LOCAL_HEADER) {
            throw damaged("entry " + Quoted.of(name) + " is not where the directory says");
        }
        long data = header + LOCAL_HEADER_SIZE + file.u16(header + 26) + file.u16(header + 28);
        if (!file.holds(data, packedSize)) {
            throw damaged("entry " + Quoted.of(name) + " reaches beyond the end of the file");
        }
        if (entries.put(name, new Entry(name, stored, header, file.slice(data, packedSize))) != null) {
            throw damaged("two entries are named " + Quoted.of(name));
        }
        return next;
    }

    /** Replaces each value that says so by its 64-bit form, in the order that the format gives them. */
    private void fromZip64(long[] values, long extra, int extraSize) throws IOException {
        long end = extra + extraSize;
        for (long at = extra; at + 4 <= end; at += 4 + file.u16(at + 2)) {
            if (file.u16(at) == ZIP64_EXTRA) {
                long value = at + 4;
                for (int i = 0; i < values.length; i++) {
                    if (values[i] == IN_ZIP64) {
                        values[i] = file.u64(value);
                        value += Long.BYTES;
                    }
                }
                return;
            }
        }
    }

    private void checkPlaces(long directory) throws IOException {
        List<Entry> ordered = new ArrayList<>(entries.values());
        ordered.sort(Comparator.comparingLong(Entry::header));
        long end = 0;
        for (Entry entry : ordered) {
            if (entry.header < end) {
                throw damaged("entry " + Quoted.of(entry.name) + " overlaps the one before it");
            }
            end = entry.data.address() - file.bytes().address() + entry.data.byteSize();
        }
        if (end > directory) {
            throw damaged("its last entry overlaps the directory");
        }
    }

    private IOException damaged(String what) {
        return file.error(what + "; the zip archive is truncated or damaged");
    }
}
