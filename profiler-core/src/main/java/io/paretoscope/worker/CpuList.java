package io.paretoscope.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Numbers of CPUs as Linux writes them: {@code 0-3,8}. */
public final class CpuList {
    private CpuList() {}

    /**
     * The numbers that {@code text} lists.
     *
     * @throws NumberFormatException if it is not such a list
     */
    public static SortedSet<Integer> parse(String text) {
        SortedSet<Integer> cpus = new TreeSet<>();
        for (String range : text.strip().split(",", -1)) {
            int dash = range.indexOf('-');
            int first = Integer.parseUnsignedInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseUnsignedInt(range.substring(dash + 1));
            if (last < first) {
                throw new NumberFormatException("\"" + range + "\" runs backwards");
            }
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    /** These numbers in ascending order, with runs of them as ranges. */
    public static String format(Collection<Integer> cpus) {
        List<String> ranges = new ArrayList<>();
        List<Integer> ascending = List.copyOf(new TreeSet<>(cpus));
        int from = 0;
        for (int i = 0; i < ascending.size(); i++) {
            boolean ends = i + 1 == ascending.size() || ascending.get(i + 1) != ascending.get(i) + 1;
            if (ends) {
                ranges.add(from == i ? ascending.get(i).toString() : ascending.get(from) + "-" + ascending.get(i));
                from = i + 1;
            }
        }
        return String.join(",", ranges);
    }
}
