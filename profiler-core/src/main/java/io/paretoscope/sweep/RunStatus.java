package io.paretoscope.sweep;

/** How far a run got. */
public enum RunStatus {
    /** It has begun and not ended; in the store also the state of a run whose process was killed. */
    RUNNING("running"),
    /** Every point of the plan ended. */
    COMPLETED("completed"),
    /** Someone stopped it; its finished points stand. */
    STOPPED("stopped"),
    /** Something outside its points failed, such as the store; its finished points stand. */
    FAILED("failed");

    private final String label;

    RunStatus(String label) {
        this.label = label;
    }

    /** The word shown and stored. */
    public String label() {
        return label;
    }
}
