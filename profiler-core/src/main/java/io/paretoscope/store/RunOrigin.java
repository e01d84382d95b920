package io.paretoscope.store;

import java.util.UUID;

/**
 * Where a run was measured that came in a run file.
 *
 * @param store the store that it was measured into
 * @param run its number there
 * @param fileName the file in which it came, without its folder
 */
public record RunOrigin(UUID store, long run, String fileName) {}
