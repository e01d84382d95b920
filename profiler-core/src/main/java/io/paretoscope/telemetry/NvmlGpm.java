package io.paretoscope.telemetry;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;

/**
 * GPU performance monitoring (Hopper and later): how busy which part of the GPU was between one sample and the next. Not under
 * MIG, where it would have to be asked instance by instance.
 */
final class NvmlGpm implements Probe, AutoCloseable {
    private static final String GET = "nvmlGpmSampleGet";
    private static final String METRICS = "nvmlGpmMetricsGet";

    private record Metric(Quantity quantity, int id) {}

    private static final List<Metric> WANTED = List.of(new Metric(Quantity.SM_ACTIVITY, Nvml.GPM_SM_UTIL),
            new Metric(Quantity.SM_OCCUPANCY, Nvml.GPM_SM_OCCUPANCY),
            new Metric(Quantity.TENSOR_ACTIVITY, Nvml.GPM_ANY_TENSOR_UTIL),
            new Metric(Quantity.DRAM_BANDWIDTH, Nvml.GPM_DRAM_BW_UTIL),
            new Metric(Quantity.FP32_ACTIVITY, Nvml.GPM_FP32_UTIL),
            new Metric(Quantity.FP16_ACTIVITY, Nvml.GPM_FP16_UTIL));

    private final Nvml nvml;
    private final Pointer device;
    private final List<Series> series;
    private final Nvml.GpmMetricsGet request = new Nvml.GpmMetricsGet();
    private final List<Pointer> allocated = new ArrayList<>();
    private Pointer before;
    private Pointer now;
    private boolean sampled;

    private NvmlGpm(Nvml nvml, Pointer device) throws NvmlException {
        this.nvml = nvml;
        this.device = device;
        series = WANTED.stream()
                .map(metric -> new Series(metric.quantity(), METRICS + "(" + metric.id() + ")"))
                .toList();
        before = allocate();
        try {
            now = allocate();
        } catch (NvmlException e) {
            close();
            throw e;
        }
        request.setAutoSynch(false);
        request.version = Nvml.GPM_VERSION;
        request.numMetrics = WANTED.size();
        request.write();
        for (int i = 0; i < WANTED.size(); i++) {
            request.metrics[i].writeField("metricId", WANTED.get(i).id());
        }
    }

    /** What it would give. */
    static List<Quantity> quantities() {
        return WANTED.stream().map(Metric::quantity).toList();
    }

    /**
     * Performance monitoring of {@code device}.
     *
     * @throws NvmlException where the device or its driver does not offer it
     */
    static NvmlGpm open(Nvml nvml, Pointer device) throws NvmlException {
        Nvml.GpmSupport support = new Nvml.GpmSupport();
        support.version = Nvml.GPM_VERSION;
        NvmlCalls.check("nvmlGpmQueryDeviceSupport", () -> nvml.nvmlGpmQueryDeviceSupport(device, support));
        if (support.isSupportedDevice == 0) {
            throw new NvmlException("this GPU has no performance monitoring (GPM), which begins with Hopper", true);
        }
        return new NvmlGpm(nvml, device);
    }

    private Pointer allocate() throws NvmlException {
        PointerByReference sample = new PointerByReference();
        NvmlCalls.check("nvmlGpmSampleAlloc", () -> nvml.nvmlGpmSampleAlloc(sample));
        allocated.add(sample.getValue());
        return sample.getValue();
    }

    @Override
    public Pace pace() {
        return Pace.ACTIVITY;
    }

    @Override
    public List<Series> series() {
        return series;
    }

    @Override
    public void read(Readings into) {
        try {
            NvmlCalls.check(GET, () -> nvml.nvmlGpmSampleGet(device, now));
            if (sampled) {
                readMetrics(into);
            }
            Pointer newest = now;
            now = before;
            before = newest;
            sampled = true;
        } catch (NvmlException e) {
            // The next interval would reach back over the gap.
            sampled = false;
            for (int i = 0; i < series.size(); i++) {
                if (e.lasting()) {
                    into.never(i, e.reason());
                } else {
                    into.absent(i, e.reason());
                }
            }
        }
    }

    private void readMetrics(Readings into) throws NvmlException {
        request.writeField("sample1", before);
        request.writeField("sample2", now);
        NvmlCalls.check(METRICS, () -> nvml.nvmlGpmMetricsGet(request));
        for (int i = 0; i < series.size(); i++) {
            Nvml.GpmMetric metric = request.metrics[i];
            int result = (int) metric.readField("nvmlReturn");
            if (result == Nvml.SUCCESS) {
                into.value(i, (double) metric.readField("value"));
            } else {
                NvmlException failure = NvmlCalls.failure(series.get(i).source(), result);
                into.absent(i, failure.reason());
            }
        }
    }

    @Override
    public void close() {
        for (Pointer sample : allocated) {
            // Nothing can be done about a sample that cannot be freed.
            int _ = nvml.nvmlGpmSampleFree(sample);
        }
        allocated.clear();
    }
}
