package io.paretoscope.analysis.plan;

/**
 * A way of serving one demand, in numbers of an engine that is alone on the device.
 *
 * @param batch sequences that each engine has room for
 * @param replicas engines
 * @param busy of how many devices they would keep the kernels busy, were they alone
 * @param bytes that they take as the only ones
 * @param itlMillis mean ITL at a full batch
 * @param ttftMillis TTFT of a full batch
 * @param latencyMillis from a request's prefill to its last token
 * @param load demanded rate over what the engines can do at full batches
 * @param watts what serving the demand at its rate takes, beyond what the device takes anyway
 */
record Way(int batch, int replicas, double busy, double bytes, double itlMillis, double ttftMillis,
        double latencyMillis, double load, double watts) {}
