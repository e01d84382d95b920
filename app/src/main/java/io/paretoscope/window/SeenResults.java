package io.paretoscope.window;

import io.paretoscope.sweep.PointResult;
import java.util.List;
import java.util.Optional;

/** Tells whether points have ended since one looked last: rows change far more often, with every phase of a point. */
final class SeenResults {
    private Optional<List<PointResult>> seen = Optional.empty();

    /** Whether these are others than last time, or this is the first time. */
    boolean changed(List<PointResult> results) {
        boolean changed = seen.filter(before -> same(results, before)).isEmpty();
        seen = Optional.of(results);
        return changed;
    }

    /** The next time is the first. */
    void forget() {
        seen = Optional.empty();
    }

    private static boolean same(List<PointResult> some, List<PointResult> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            // By value it would compare all samples.
            if (!some.get(i).finishedAt().equals(others.get(i).finishedAt())
                    || some.get(i).point().ordinal() != others.get(i).point().ordinal()) {
                return false;
            }
        }
        return true;
    }
}
