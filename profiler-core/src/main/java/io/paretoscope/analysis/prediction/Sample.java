package io.paretoscope.analysis.prediction;

/**
 * Something measured, and what went into it.
 *
 * @param model name of the model
 * @param cost what went into it
 * @param value what was measured, above 0
 */
record Sample(String model, Cost cost, double value) {}
