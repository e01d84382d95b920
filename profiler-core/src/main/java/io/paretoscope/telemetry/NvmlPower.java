package io.paretoscope.telemetry;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.List;

/**
 * Power of a GPU. By field, which says whether it is instant or average; by {@code nvmlDeviceGetPowerUsage} only where the
 * driver has no such field, since what that call means changed with the hardware: a mean over one second beyond compute capability
 * 8.0, instant power up to there.
 */
final class NvmlPower {
    private static final String FIELDS = "nvmlDeviceGetFieldValues";
    private static final String USAGE = "nvmlDeviceGetPowerUsage";
    private static final double MILLI = 1e-3;
    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private static final int TYPE_DOUBLE = 0;
    private static final int TYPE_UNSIGNED_INT = 1;
    private static final int TYPE_UNSIGNED_LONG = 2;
    private static final int TYPE_UNSIGNED_LONG_LONG = 3;
    private static final int TYPE_SIGNED_LONG_LONG = 4;
    private static final int TYPE_SIGNED_INT = 5;
    private static final int TYPE_UNSIGNED_SHORT = 6;

    private final Nvml nvml;
    private final Pointer device;
    private final Nvml.FieldValue[] fields;

    private NvmlPower(Nvml nvml, Pointer device) {
        this.nvml = nvml;
        this.device = device;
        fields = (Nvml.FieldValue[]) new Nvml.FieldValue().toArray(2);
        // Each is carried across by itself, and not the first one twice.
        fields[0].setAutoSynch(false);
    }

    /** The probe for {@code device} that its driver has. */
    static Probe probe(Nvml nvml, Pointer device) {
        NvmlPower power = new NvmlPower(nvml, device);
        Readings tried = new Readings(2);
        Probe byField = new NvmlProbe(Pace.POWER, List.of(
                new Series(Quantity.POWER_INSTANT, FIELDS + "(NVML_FI_DEV_POWER_INSTANT)"),
                new Series(Quantity.POWER_AVERAGE, FIELDS + "(NVML_FI_DEV_POWER_AVERAGE)")), power::readFields);
        byField.read(tried);
        return tried.hopeless() ? power.byUsage() : byField;
    }

    private void readFields(Readings into) throws NvmlException {
        fields[0].fieldId = Nvml.FIELD_POWER_INSTANT;
        fields[1].fieldId = Nvml.FIELD_POWER_AVERAGE;
        for (Nvml.FieldValue field : fields) {
            field.scopeId = Nvml.POWER_SCOPE_GPU;
            field.write();
        }
        NvmlCalls.check(FIELDS, () -> nvml.nvmlDeviceGetFieldValues(device, fields.length, fields[0]));
        for (int i = 0; i < fields.length; i++) {
            Nvml.FieldValue field = fields[i];
            field.read();
            if (field.nvmlReturn == Nvml.SUCCESS) {
                into.value(i, number(field) * MILLI);
                continue;
            }
            NvmlException failure = NvmlCalls.failure(FIELDS + "(" + field.fieldId + ")", field.nvmlReturn);
            // A driver that does not know a field calls it an invalid argument.
            if (failure.lasting() || field.nvmlReturn == Nvml.ERROR_INVALID_ARGUMENT) {
                into.never(i, failure.reason());
            } else {
                into.absent(i, failure.reason());
            }
        }
    }

    /** The value of {@code field}, whichever type it came in. */
    static double number(Nvml.FieldValue field) {
        return switch (field.valueType) {
            case TYPE_DOUBLE -> Double.longBitsToDouble(field.value);
            case TYPE_UNSIGNED_INT -> field.value & UNSIGNED_INT;
            case TYPE_UNSIGNED_LONG -> Native.LONG_SIZE == Integer.BYTES ? field.value & UNSIGNED_INT : field.value;
            case TYPE_UNSIGNED_LONG_LONG, TYPE_SIGNED_LONG_LONG -> field.value;
            case TYPE_SIGNED_INT -> (int) field.value;
            case TYPE_UNSIGNED_SHORT -> field.value & 0xffff;
            default -> Double.NaN;
        };
    }

    private Probe byUsage() {
        IntByReference milliwatts = new IntByReference();
        return new NvmlProbe(Pace.POWER, usageIsInstant() ? Quantity.POWER_INSTANT : Quantity.POWER_AVERAGE, USAGE,
                into -> {
                    NvmlCalls.check(USAGE, () -> nvml.nvmlDeviceGetPowerUsage(device, milliwatts));
                    into.value(0, milliwatts.getValue() * MILLI);
                });
    }

    private boolean usageIsInstant() {
        IntByReference major = new IntByReference();
        IntByReference minor = new IntByReference();
        try {
            NvmlCalls.check("nvmlDeviceGetCudaComputeCapability",
                    () -> nvml.nvmlDeviceGetCudaComputeCapability(device, major, minor));
        } catch (NvmlException e) {
            // Too old a driver to know a GPU beyond 8.0.
            return true;
        }
        return major.getValue() < 8 || (major.getValue() == 8 && minor.getValue() == 0);
    }
}
