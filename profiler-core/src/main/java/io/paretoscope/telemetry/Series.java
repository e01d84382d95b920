package io.paretoscope.telemetry;

/**
 * A quantity that is sampled.
 *
 * @param quantity what
 * @param source the call or file that its values come from
 */
public record Series(Quantity quantity, String source) {}
