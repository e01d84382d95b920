package io.paretoscope.cuda;

/** What is done to a product before it is written. */
public enum Epilogue {
    /** Nothing. */
    NONE(CublasLtApi.EPILOGUE_DEFAULT),
    /** A bias is added to each row. */
    BIAS(CublasLtApi.EPILOGUE_BIAS),
    /** A bias is added to each row, and what is negative then becomes 0. */
    RELU_BIAS(CublasLtApi.EPILOGUE_RELU_BIAS);

    private final int code;

    Epilogue(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    boolean hasBias() {
        return this != NONE;
    }
}
