package io.paretoscope.telemetry;

/** A call of NVML gave nothing. The message names the call and says why. */
final class NvmlException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean lasting;

    NvmlException(String message, boolean lasting) {
        super(message, null, false, false);
        this.lasting = lasting;
    }

    /** Whether the same call would fail again. */
    boolean lasting() {
        return lasting;
    }

    /** The message, in a few words that a user can act on. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
