package io.paretoscope.selftest;

/** What to do about a check that is not well. Pure. */
final class CheckAdvice {
    private static final String AGAIN = "Close what else uses the host or the device, let the device cool down, and test again.";

    private CheckAdvice() {}

    static String of(Check check) {
        boolean unavailable = check.figures().isEmpty();
        return switch (check.verdict()) {
            case PASS -> "";
            case NOTE -> unavailable ? ofUnavailable(check.key()) : ofNote(check.key());
            case FAIL -> unavailable
                    ? "Mend what it says, and test again: this device cannot be measured as it is."
                    : ofFailure(check.key());
        };
    }

    private static String ofUnavailable(String key) {
        return switch (key) {
            case "energy_counter" ->
                "Energy is integrated from sampled power where there is any, and unavailable elsewhere.";
            case "power_field" -> "Do without curves of power; energy can still come from a counter.";
            case "sampling" -> "Do without curves of this device; times are measured all the same.";
            case "worker_clock" -> "Run the full self-test of this device: later runs take its report along.";
            default -> "Do without it; everything else is measured all the same.";
        };
    }

    private static String ofNote(String key) {
        return switch (key) {
            case "timer" -> "Have the system use the processor's own counter as its clock (on Linux: tsc).";
            case "energy_counter" -> "Ask for longer windows where energy matters.";
            case "power_field" -> "Read mean power and energy; do not read anything into short peaks.";
            case "sampling" -> "Close what else keeps the host busy, or sample less often.";
            case "worker_clock" -> "Close what else keeps the host busy, and test again.";
            default -> AGAIN;
        };
    }

    private static String ofFailure(String key) {
        return switch (key) {
            case "timer" ->
                "Measure on a machine with a finer clock, or have the system use the processor's own counter (on Linux: tsc).";
            case "sampling", "worker_clock" -> "Close what else keeps the host busy, and test again.";
            case "workload" ->
                AGAIN + " Where tokens differ, trust no run on this device: check its driver, its memory and"
                        + " the library.";
            default -> "Trust no run on this device: check its driver, its memory and the library.";
        };
    }
}
