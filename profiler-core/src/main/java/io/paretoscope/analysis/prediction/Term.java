package io.paretoscope.analysis.prediction;

/** What the time or the energy of a step goes into. */
public enum Term {
    /** Kernels that the host starts, as many for each decoder layer; counted in layers. */
    LAUNCHES("launches"),
    /** Weights that are read once, in bytes. */
    WEIGHTS("weights"),
    /** Keys and values that are read, in bytes. */
    KV_CACHE("KV cache"),
    /** One vector of the residual stream for each token and layer, in bytes: what every kernel reads and writes in multiples. */
    ACTIVATIONS("activations"),
    /** Floating-point operations. */
    OPERATIONS("operations"),
    /** Weights, keys and values together, in bytes. */
    READING("reading"),
    /** Time that passes, in seconds. */
    TIME("time");

    private final String label;

    Term(String label) {
        this.label = label;
    }

    /** The word for it. */
    public String label() {
        return label;
    }
}
