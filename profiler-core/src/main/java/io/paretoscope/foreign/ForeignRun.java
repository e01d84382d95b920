package io.paretoscope.foreign;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Points of others that came from one file.
 *
 * @param title how it is called in lists
 * @param fileName the file's name, without its folder
 * @param sha256 of the file's bytes, in hexadecimal
 * @param format what kind of file it is
 * @param mapping which columns and rows were taken, in one canonical line: the same file by the same mapping is the same run
 * @param importedAt when it was read
 * @param conditions what the file says of device, engine and load, in the order in which it is shown
 * @param points at least one, in the order of the file
 * @param notes what was left out of the file and why, each in one line
 */
public record ForeignRun(String title, String fileName, String sha256, ForeignFormat format, String mapping,
        Instant importedAt, Map<String, String> conditions, List<ForeignPoint> points, List<String> notes) {
    public ForeignRun {
        conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
        points = List.copyOf(points);
        notes = List.copyOf(notes);
    }

    /** The series of its points, each once, in the order of the file. */
    public List<String> series() {
        return points.stream().map(ForeignPoint::series).distinct().toList();
    }
}
