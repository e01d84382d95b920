package io.paretoscope.cuda;

/** The type of all numbers that a product reads and writes. It multiplies and adds in single precision. */
public enum ProductType {
    /** Half precision. */
    FP16(CublasLtApi.R_16F),
    /** bfloat16. */
    BF16(CublasLtApi.R_16BF),
    /** Single precision, and never TensorFloat-32 in its place. */
    FP32(CublasLtApi.R_32F);

    private final int cudaDataType;

    ProductType(int cudaDataType) {
        this.cudaDataType = cudaDataType;
    }

    int cudaDataType() {
        return cudaDataType;
    }
}
