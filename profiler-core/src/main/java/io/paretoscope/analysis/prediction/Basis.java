package io.paretoscope.analysis.prediction;

/** How far what is asked for is from what was measured. */
public enum Basis {
    /** Points of the same model lie around it. */
    INTERPOLATED("interpolated"),
    /** Its batch, lengths or size lie outside of what was measured. */
    EXTRAPOLATED("extrapolated"),
    /** No point of its model was measured. */
    OTHER_SIZE("other size"),
    /** No point was measured on its card. */
    OTHER_CARD("other card");

    private final String label;

    Basis(String label) {
        this.label = label;
    }

    /** As shown. */
    public String label() {
        return label;
    }
}
