package io.paretoscope.engine.graph;

import io.paretoscope.opt.Precision;

/** How a number lies in memory. */
enum Form {
    FP32(Float.BYTES, 0x1p-24),
    FP16(Short.BYTES, 0x1p-11),
    BF16(Short.BYTES, 0x1p-8),
    INT32(Integer.BYTES, 0);

    /** Half the distance of the smallest float16s; those of the other forms are nearer to each other. */
    private static final double LEAST_STEP = 0x1p-25;

    private final int bytes;
    private final double unit;

    Form(int bytes, double unit) {
        this.bytes = bytes;
        this.unit = unit;
    }

    static Form of(Precision precision) {
        return switch (precision) {
            case FP32 -> FP32;
            case FP16 -> FP16;
            case BF16 -> BF16;
        };
    }

    int bytes() {
        return bytes;
    }

    /** By how much a number may move when it is rounded to this. */
    double rounding(double number) {
        return Math.abs(number) * unit + LEAST_STEP;
    }

    /** The nearest that this form has. */
    double nearest(double number) {
        return decode(encode(number));
    }

    int encode(double number) {
        return switch (this) {
            case FP32 -> Float.floatToRawIntBits((float) number);
            case FP16 -> Float.floatToFloat16((float) number) & 0xffff;
            case BF16 -> {
                int bits = Float.floatToRawIntBits((float) number);
                int half = 0x7fff + ((bits >>> Short.SIZE) & 1);
                yield Double.isNaN(number) ? 0x7fff : (bits + half) >>> Short.SIZE;
            }
            case INT32 -> (int) number;
        };
    }

    double decode(int bits) {
        return switch (this) {
            case FP32 -> Float.intBitsToFloat(bits);
            case FP16 -> Float.float16ToFloat((short) bits);
            case BF16 -> Float.intBitsToFloat(bits << Short.SIZE);
            case INT32 -> bits;
        };
    }
}
