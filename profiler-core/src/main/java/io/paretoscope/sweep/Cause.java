package io.paretoscope.sweep;

import java.util.Arrays;
import java.util.Optional;

/** What may speak against a point's numbers, how gravely, and what to do about it. */
public enum Cause {
    WRONG_ANSWERS("wrong_answers", Gravity.INVALID, "wrong tokens",
            "the engine computes something else at this batch size; report it, and do not use this configuration"),
    THROTTLED("throttled", Gravity.INVALID, "the device was throttled",
            "improve cooling or power supply, or measure with --cool-down"),
    FOREIGN_PROCESS("foreign_process", Gravity.INVALID, "another process computed on the device",
            "end it and measure again"),
    NOT_JOINT("not_joint", Gravity.INVALID, "the replicas did not run at the same time",
            "give them longer windows with --window"),
    WORKER_ERROR("worker_error", Gravity.INVALID, "the worker logged an error",
            "read the message; it may void what was measured"),
    TOO_SHORT("too_short", Gravity.UNSTABLE, "measured for too short a time",
            "ask for longer windows with --window, or for more repeats"),
    TIME_LIMIT("time_limit", Gravity.NOTE, "a window was ended by its time limit",
            "fewer batches than the rule asks for; longer windows by --window, or shorter outputs"),
    NO_STEADY_STATE("no_steady_state", Gravity.UNSTABLE, "no steady state",
            "close what else runs on this machine and measure again; more repeats show the spread"),
    WARM_UP_CAPPED("warm_up_capped", Gravity.NOTE, "warm-up ended by its cap", "its runs still differed by over 10 %"),
    CLOCK_DRIFT("clock_drift", Gravity.UNSTABLE, "the clock drifted",
            "let the device reach its working temperature first, or measure interleaved with --order interleaved"),
    OTHER_ENGINE("other_engine", Gravity.NOTE, "decoded by another engine than asked for",
            "the numbers are those of the engine that decoded; the reason says what keeps the other from it"),
    POWER_CAP("power_cap", Gravity.NOTE, "held at the power limit",
            "a condition and no fault: a busy card sits at its limit; another limit gives other numbers"),
    NOT_COOLED("not_cooled", Gravity.NOTE, "not cooled down as asked", "allow a higher temperature with --cool-down"),
    NEIGHBOURS_UNKNOWN("neighbours_unknown", Gravity.NOTE, "cannot tell whether others used the device",
            "make sure that nothing else runs on it"),
    ANSWERS_UNCHECKED("answers_unchecked", Gravity.NOTE, "answers were not checked", "see the reason"),
    NO_ENERGY("no_energy", Gravity.NOTE, "no energy figure", "see the reason");

    /** How much a cause counts. */
    public enum Gravity {
        INVALID,
        UNSTABLE,
        NOTE
    }

    private final String key;
    private final Gravity gravity;
    private final String title;
    private final String advice;

    Cause(String key, Gravity gravity, String title, String advice) {
        this.key = key;
        this.gravity = gravity;
        this.title = title;
        this.advice = advice;
    }

    /** The cause of that key. */
    public static Optional<Cause> ofKey(String key) {
        return Arrays.stream(values()).filter(cause -> cause.key.equals(key)).findFirst();
    }

    /** Its name in the store and in files. */
    public String key() {
        return key;
    }

    /** How much it counts. */
    public Gravity gravity() {
        return gravity;
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    /** What to do about it. */
    public String advice() {
        return advice;
    }
}
